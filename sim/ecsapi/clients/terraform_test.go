package clients

import (
	"fmt"
	"slices"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"example.com/ecsdisk/model"
)

const terraform = "aliyun/terraform-provider-alicloud v1.246.0, "

func withFlag(flag bool) func(*ecs.AttachDiskRequest) {
	return func(r *ecs.AttachDiskRequest) { r.DeleteWithInstance = requests.NewBoolean(flag) }
}

// An attachment's delete_with_instance is changed from true to false. The user reads
// 'Apply complete', believes that the disk is safe, and releases the instance.
var keepIgnored = bug{
	id:      "T1",
	title:   "A field that is changed is never sent",
	project: terraform + "resource_alicloud_ecs_disk_attachment.go: the field is not ForceNew, Update only logs, Read does not read it",
	loses:   "data, and is told success: a disk that was to be kept is released with its instance",
	world: `
instance i-a Running
disk     d-1 Available
`,
	buggy: func(c *cloud) error {
		return changeFlag(c, func() error { return nil })
	},
	fixed: func(c *cloud) error {
		return changeFlag(c, func() error { return c.deleteWithInstance("d-1", false) })
	},
	harm: func(c *cloud, said error) string {
		if _, there := c.there("d-1"); !there {
			return fmt.Sprintf("the disk that was to be kept is gone; the client said %v", said)
		}
		return ""
	},
}

// changeFlag applies an attachment with delete_with_instance true, then false, and
// releases the instance.
func changeFlag(c *cloud, update func() error) error {
	if err := c.attach("i-a", "d-1", withFlag(true)); err != nil {
		return err
	}
	if err := c.until(3*time.Second, "d-1", "In_use"); err != nil {
		return err
	}
	if err := update(); err != nil {
		return err
	}
	return c.release("i-a")
}

// A disk has delete_with_instance = true, its attachment says nothing of it.
var flagLost = bug{
	id:      "T2",
	title:   "A default that nobody set is sent",
	project: terraform + "resource_alicloud_ecs_disk_attachment.go:76 sends the default of a field that the user did not set",
	loses:   "a setting: DeleteWithInstance of the disk is reset by its attachment",
	world: `
instance i-a Running
disk     d-1 Available
`,
	buggy: func(c *cloud) error {
		if err := c.deleteWithInstance("d-1", true); err != nil {
			return err
		}
		return c.attach("i-a", "d-1", withFlag(false))
	},
	fixed: func(c *cloud) error {
		if err := c.deleteWithInstance("d-1", true); err != nil {
			return err
		}
		d, err := c.disk("d-1")
		if err != nil {
			return err
		}
		return c.attach("i-a", "d-1", withFlag(d.DeleteWithInstance))
	},
	harm: func(c *cloud, said error) string {
		if d, _ := c.there("d-1"); said == nil && !d.DeleteWithInstance {
			return "DeleteWithInstance was set to true, both calls succeeded, and it is false"
		}
		return ""
	},
}

// The reply to AttachDisk is lost. The provider sends it again for ten minutes, and never
// looks.
var attachLost = bug{
	id:      "T3",
	title:   "A lost reply is retried without a look",
	project: terraform + "resource_alicloud_ecs_disk_attachment.go:97-112 retries AttachDisk without a look",
	loses:   "ten minutes and the apply: the disk is attached as asked, and not in the state afterwards",
	world: `
instance i-a Running
disk     d-1 Available
`,
	faults: []string{"lost cut on=AttachDisk"},
	buggy: func(c *cloud) error {
		for start := time.Now(); ; {
			err := c.attach("i-a", "d-1")
			if err == nil || time.Since(start) > 10*time.Minute {
				return err
			}
			if again := code(err) == "" || code(err) == "IncorrectDiskStatus"; !again {
				return err
			}
			time.Sleep(5 * time.Second)
		}
	},
	fixed: func(c *cloud) error {
		if err := c.attach("i-a", "d-1"); err != nil && !ambiguous(err) {
			return err
		}
		return c.until(3*time.Second, "d-1", "In_use")
	},
	harm: attachedAsSaid("i-a", "d-1"),
	rule: "AttachDiskAvailable",
}

// Six disks of one instance are detached at once, and the service allows five.
var detachingLimit = bug{
	id:      "S6",
	title:   "A limit is taken for a failure",
	project: terraform + "PR #7152 (the code was not retried before); kubernetes-sigs/alibaba-cloud-csi-driver PR #1216",
	loses:   "a destroy that ends half way: one of six disks stays attached",
	world: `
instance i-a Running
disk     d-1 In_use i-a
disk     d-2 In_use i-a
disk     d-3 In_use i-a
disk     d-4 In_use i-a
disk     d-5 In_use i-a
disk     d-6 In_use i-a
`,
	faults: []string{"limit=5"},
	buggy:  func(c *cloud) error { return detachSix(c, "IncorrectDiskStatus", "InternalError") },
	fixed: func(c *cloud) error {
		return detachSix(c, "IncorrectDiskStatus", "InternalError", "DisksDetachingOnEcsExceeded", "InvalidOperation.Conflict")
	},
	harm: func(c *cloud, said error) string {
		for d := range c.world.State().Disks() {
			if d.Status != model.Available {
				return fmt.Sprintf("%s is %s; the client said %v", d.ID, d.Status, said)
			}
		}
		return ""
	},
}

// detachSix detaches six disks and tries again after some codes.
func detachSix(c *cloud, again ...string) error {
	for _, id := range []string{"d-1", "d-2", "d-3", "d-4", "d-5", "d-6"} {
		err := c.poll(3*time.Second, func() (bool, error) {
			err := c.detach("i-a", id)
			if slices.Contains(again, code(err)) {
				return false, nil
			}
			return true, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
