package clients

import (
	"strings"
	"time"

	"example.com/ecsdisk/model"
)

const bosh = "cloudfoundry/bosh-alicloud-cpi-release fff2c1e, "

// attach_disk of the first API version stops the instance. The disk is still Detaching
// from another: it returns and never starts it again.
var leftStopped = bug{
	id:      "B1",
	title:   "A failure leaves the instance stopped",
	project: bosh + "action/attach_disk.go:47-66, 94-124 returns on any failure",
	loses:   "a virtual machine that stays off",
	world: `
instance i-a Running
instance i-b Running
disk     d-1 In_use i-a
`,
	buggy: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		return c.attachStopped("i-b", "d-1")
	},
	fixed: func(c *cloud) (err error) {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				err = c.startAgain("i-b", err)
			}
		}()
		return c.attachStopped("i-b", "d-1")
	},
	harm: func(c *cloud, said error) string {
		if i, _ := c.world.State().Instance("i-b"); i.Status != model.Running {
			return "the instance was Running and is " + i.Status.String()
		}
		return ""
	},
	rule: "AttachDiskAvailable",
}

// attachStopped attaches a disk to an instance that it stops before and starts after.
func (c *cloud) attachStopped(instance, disk string) error {
	if err := c.stop(instance); err != nil {
		return err
	}
	err := c.poll(5*time.Second, func() (bool, error) {
		status, err := c.status(instance)
		return status == "Stopped", err
	})
	if err != nil {
		return err
	}
	if err := c.attach(instance, disk); err != nil {
		return err
	}
	if err := c.until(5*time.Second, disk, "In_use"); err != nil {
		return err
	}
	return c.start(instance)
}

// startAgain starts an instance that was stopped for something that failed.
func (c *cloud) startAgain(instance string, failure error) error {
	err := c.poll(5*time.Second, func() (bool, error) {
		err := c.start(instance)
		return err == nil, nil
	})
	if err != nil {
		return err
	}
	return failure
}

// One poll is throttled.
var throttledPoll = bug{
	id:      "B2",
	title:   "A throttled poll ends the wait",
	project: bosh + "alicloud/invoker.go:23, disk_manager.go:399: no throttling code is retried",
	loses:   "a detach that is said to have failed, and goes on",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	faults: []string{"refuse 400 Throttling.User on=DescribeDisks"},
	buggy: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		return c.until(5*time.Second, "d-1", "Available")
	},
	fixed: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		return c.poll(5*time.Second, func() (bool, error) {
			d, err := c.disk("d-1")
			if strings.HasPrefix(code(err), "Throttling") {
				return false, nil
			}
			return d.Status == "Available", err
		})
	},
	harm: detachedAsSaid("d-1"),
}

// DetachDisk takes effect and is answered 500.
var internalAfterEffect = bug{
	id:      "B5",
	title:   "500 after the effect is retried without a look",
	project: bosh + "alicloud/invoker.go:25, 37: InternalError is retried without a look",
	loses:   "a detach that is said to have failed, and goes on",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	faults: []string{"late on=DetachDisk"},
	buggy: func(c *cloud) error {
		err := c.detach("i-a", "d-1")
		for code(err) == "InternalError" {
			time.Sleep(5 * time.Second)
			err = c.detach("i-a", "d-1")
		}
		if err != nil {
			return err
		}
		return c.until(5*time.Second, "d-1", "Available")
	},
	fixed: func(c *cloud) error { return c.detachLooking("i-a", "d-1") },
	harm:  detachedAsSaid("d-1"),
	rule:  "DetachDiskInUse",
}

// The reply to DetachDisk is lost and the call is sent again.
var resentDetach = bug{
	id:      "S17",
	title:   "A lost reply is sent again without a look",
	project: "cloudfoundry/bosh-alicloud-cpi-release issue #76; aliyun/terraform-provider-alicloud v1.246.0 over HTTPS",
	loses:   "a detach that is said to have failed, and was done",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	faults: []string{"lost cut on=DetachDisk"},
	buggy: func(c *cloud) error {
		return c.poll(10*time.Second, func() (bool, error) {
			err := c.detach("i-a", "d-1")
			if code(err) == "" || code(err) == "IncorrectDiskStatus" {
				return err == nil, nil
			}
			return true, err
		})
	},
	fixed: func(c *cloud) error { return c.detachLooking("i-a", "d-1") },
	harm:  detachedAsSaid("d-1"),
	rule:  "DetachDiskAttachedHere",
}

// detachLooking detaches a disk and looks what became of it, whatever was answered.
func (c *cloud) detachLooking(instance, disk string) error {
	if err := c.detach(instance, disk); err != nil && !ambiguous(err) {
		return err
	}
	return c.poll(5*time.Second, func() (bool, error) {
		d, err := c.disk(disk)
		if err != nil || d.Status != "In_use" {
			return d.Status == "Available", err
		}
		if err := c.detach(instance, disk); err != nil && !ambiguous(err) { // it took no effect
			return true, err
		}
		return false, nil
	})
}
