package clients

import (
	"errors"
	"fmt"
	"time"

	"example.com/ecsdisk/model/book"
)

// A virtual machine is made from an image whose data disks have the flag. Terminating it
// terminates them.
var imageDisks = bug{
	id:      "S13",
	title:   "Flagged disks are released unseen",
	project: "cloud-barista/cb-spider PR #799, issue #783",
	loses:   "data: disks that came with an image are released with the machine",
	world: `
instance i-a Running
disk     d-1 In_use i-a DeleteWithInstance=true
disk     d-2 In_use i-a
`,
	buggy: func(c *cloud) error { return c.release("i-a") },
	fixed: func(c *cloud) error {
		for _, id := range []string{"d-1", "d-2"} {
			if err := c.deleteWithInstance(id, false); err != nil {
				return err
			}
		}
		return c.release("i-a")
	},
	harm: func(c *cloud, _ error) string {
		if _, there := c.there("d-1"); !there {
			return "the data disk d-1 was released with the instance"
		}
		return ""
	},
}

// A client gives a detach fifty seconds, and goes on as if it were done.
var shortBudget = bug{
	id:      "S9",
	title:   "Fifty seconds are taken for a detach",
	project: "labring/sealos infra, 2023 (10 polls of 5 s); AliyunContainerService/flexvolume, 2020 (30 s); cloud-barista/cb-spider 6459f46 (no wait)",
	loses:   "a disk that is paid for: its deletion is refused, and nobody tries again",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	buggy: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		for range 10 {
			if d, err := c.disk("d-1"); err != nil || d.Status == "Available" {
				return c.delete("d-1")
			}
			time.Sleep(5 * time.Second)
		}
		return c.delete("d-1")
	},
	fixed: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		if err := c.until(5*time.Second, "d-1", "Available"); err != nil {
			return err
		}
		return c.delete("d-1")
	},
	harm: func(c *cloud, said error) string {
		if _, there := c.there("d-1"); there {
			return fmt.Sprintf("the disk is there, Available; the client said %v", said)
		}
		return ""
	},
	rule: "DeleteDisk",
}

// A detach does not end: the guest holds the disk.
var neverEnds = bug{
	id:      "S10",
	title:   "A wait has no end",
	project: "kubernetes-sigs/alibaba-cloud-csi-driver PR #1413, #1469",
	loses:   "a pod that is stuck without a word",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	faults: []string{"takes=never on=DetachDisk"},
	buggy: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		return c.gone("i-a", "d-1")
	},
	fixed: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		deadline := time.Now().Add(10 * time.Minute)
		return c.poll(2*time.Second, func() (bool, error) {
			d, err := c.disk("d-1")
			if err == nil && time.Now().After(deadline) {
				err = fmt.Errorf("d-1 is %s for ten minutes: look into its instance", d.Status)
			}
			return d.Status == "Available", err
		})
	},
	harm: func(c *cloud, said error) string {
		if c.Err() != nil {
			return fmt.Sprintf("the client polled for %s, until its user gave up: %v", patience, said)
		}
		return ""
	},
}

// A disk is not portable: no time mends that.
var notPortable = bug{
	id:      "S12",
	title:   "What no time mends is retried for ever",
	project: "AliyunContainerService/flexvolume issue #21; aliyun/terraform-provider-alicloud PR #4673",
	loses:   "a pod that is stuck, and a call every few seconds for ever",
	world: `
instance i-a Running
disk     d-1 In_use i-a DiskChargeType=PrePaid
`,
	buggy: func(c *cloud) error {
		return c.poll(5*time.Second, func() (bool, error) { return c.detach("i-a", "d-1") == nil, nil })
	},
	fixed: func(c *cloud) error {
		return c.poll(5*time.Second, func() (bool, error) {
			err := c.detach("i-a", "d-1")
			if code(err) == "DiskNotPortable" {
				return true, err
			}
			return err == nil, nil
		})
	},
	harm: endless(book.ActionDetachDisk),
	rule: "DetachDiskPostPaid",
}

// endless is the harm of a client that repeats what no time mends.
func endless(action book.Action) func(*cloud, error) string {
	return func(c *cloud, _ error) string {
		if n := c.count(action); n > 3 {
			return fmt.Sprintf("%s was called %d times, and none could succeed", action, n)
		}
		return ""
	}
}

// DeleteDisk of a disk that is attached is refused as one that is on its way.
var deleteAttached = bug{
	id:      "cloudmux",
	title:   "A disk in use is deleted for ever",
	project: "yunion cloudmux, alicloud: a delete is repeated for ever on IncorrectDiskStatus; kubernetes-sigs/alibaba-cloud-csi-driver issue #2, 2018-08",
	loses:   "a goroutine, and a call every few seconds for ever",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	buggy: func(c *cloud) error {
		return c.poll(5*time.Second, func() (bool, error) {
			err := c.delete("d-1")
			if code(err) == "IncorrectDiskStatus" {
				return false, nil
			}
			return true, err
		})
	},
	fixed: func(c *cloud) error {
		return c.poll(5*time.Second, func() (bool, error) {
			err := c.delete("d-1")
			if code(err) != "IncorrectDiskStatus" {
				return true, err
			}
			if d, err := c.disk("d-1"); err == nil && attached(d, d.InstanceId) && d.Status == "In_use" {
				return true, errors.New("d-1 is attached to " + d.InstanceId + ": detach it first")
			}
			return false, nil
		})
	},
	harm: endless(book.ActionDeleteDisk),
	rule: "DeleteDisk",
}
