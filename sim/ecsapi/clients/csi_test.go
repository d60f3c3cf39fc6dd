package clients

import (
	"errors"
	"fmt"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

const csi = "kubernetes-sigs/alibaba-cloud-csi-driver 8aacf9009, "

// publish attaches a volume to a node and polls as the driver does.
func (c *cloud) publish(node, disk string) error {
	if err := c.attach(node, disk); err != nil {
		return err
	}
	return c.poll(time.Second, func() (bool, error) {
		d, err := c.disk(disk)
		return attached(d, node), err
	})
}

// unpublish detaches a volume from a node if it is attached there by its Attachments.
func (c *cloud) unpublish(node, disk string) error {
	d, err := c.disk(disk)
	if err != nil || !attached(d, node) {
		return err
	}
	if err := c.detach(node, disk); err != nil {
		return err
	}
	return c.gone(node, disk)
}

// gone waits until a disk has no Attachments entry of a node.
func (c *cloud) gone(node, disk string) error {
	return c.poll(time.Second, func() (bool, error) {
		d, err := c.disk(disk)
		return err == nil && !attached(d, node), err
	})
}

// A volume is unpublished while it is still Attaching: it has no Attachments entry yet.
var unpublishWhileAttaching = bug{
	id:      "C1",
	title:   "Attaching is taken for detached",
	project: csi + "pkg/disk/cloud.go:397 looks at Attachments only",
	loses:   "a disk that stays attached, and nobody knows",
	world: `
instance i-a Running
disk     d-1 Available
`,
	faults: []string{"takes=2m on=AttachDisk", "refuse 503 ServiceUnavailable on=DescribeDisks"},
	buggy: func(c *cloud) error {
		_ = c.publish("i-a", "d-1") // it fails, and the pod is deleted
		return c.unpublish("i-a", "d-1")
	},
	fixed: func(c *cloud) error {
		_ = c.publish("i-a", "d-1")
		err := c.poll(time.Second, func() (bool, error) {
			d, err := c.disk("d-1")
			return d.Status != "Attaching", err
		})
		if err != nil {
			return err
		}
		return c.unpublish("i-a", "d-1")
	},
	harm: detachedAsSaid("d-1"),
}

// A volume is created with a tag by which it is found again. The reply is lost.
var tagsMisread = bug{
	id:      "C2",
	title:   "A tag is read by the wrong name",
	project: csi + "pkg/disk/cloud.go:834 compares Key and Value, and the API answers TagKey and TagValue",
	loses:   "a volume that never binds, and a disk that is paid for",
	world:   "instance i-a Running",
	faults:  []string{"refuse 403 InvalidDataDiskCategory.NotSupported on=CreateDisk", "lost cut on=CreateDisk n=2"},
	buggy: func(c *cloud) error {
		return c.createVolume(func(t ecs.Tag) bool { return t.Key == "team" && t.Value == "storage" })
	},
	fixed: func(c *cloud) error {
		return c.createVolume(func(t ecs.Tag) bool { return t.TagKey == "team" && t.TagValue == "storage" })
	},
	harm: func(c *cloud, said error) string {
		if n := c.world.State().NumDisks(); n > 0 && said != nil {
			return fmt.Sprintf("there are %d disks, and the client says %q", n, said)
		}
		return ""
	},
}

var errAlreadyExists = errors.New("a volume of that name exists with other parameters")

// createVolume tries as often as Kubernetes would in a while.
func (c *cloud) createVolume(isOurs func(ecs.Tag) bool) (err error) {
	for range 5 {
		if err = c.createOnce(isOurs); err == nil {
			break
		}
		time.Sleep(10 * time.Second)
	}
	return err
}

// createOnce tries each category with one token. A token that is bound already means
// that an earlier try went through: its disk has our tag.
func (c *cloud) createOnce(isOurs func(ecs.Tag) bool) error {
	var err error
	for _, category := range []string{"cloud_auto", "cloud_essd"} {
		_, err = ask(ecs.CreateCreateDiskRequest(), c.CreateDisk, func(r *ecs.CreateDiskRequest) {
			r.DiskCategory, r.ClientToken, r.Size, r.ZoneId = category, "pvc-1", requests.NewInteger(20), "cn-hangzhou-a"
			r.Tag = &[]ecs.CreateDiskTag{{Key: "team", Value: "storage"}}
		})
		if code(err) != "InvalidDataDiskCategory.NotSupported" {
			break
		}
	}
	if code(err) != "IdempotentParameterMismatch" {
		return err
	}
	disks, err := c.disks(func(r *ecs.DescribeDisksRequest) { r.Tag = &[]ecs.DescribeDisksTag{{Key: "team", Value: "storage"}} })
	if err != nil {
		return err
	}
	for _, d := range disks {
		for _, tag := range d.Tags.Tag {
			if isOurs(tag) {
				return nil
			}
		}
	}
	return errAlreadyExists
}

// An attach fails in the cloud. The driver waits for the good end only, and the node
// has one slot.
var attachFailed = bug{
	id:      "C4",
	title:   "Only the good end is waited for",
	project: csi + "pkg/disk/cloud.go:529-546 waits for the wanted end only",
	loses:   "minutes of the node's one slot: another volume waits for nothing",
	world: `
instance i-a Running
disk     d-1 Available
disk     d-2 Available
`,
	faults: []string{"takes=30s/fails=1 on=AttachDisk"},
	buggy: func(c *cloud) error {
		deadline := time.Now().Add(5 * time.Minute)
		err := c.attach("i-a", "d-1")
		for err == nil && time.Now().Before(deadline) {
			time.Sleep(2 * time.Second)
			var d ecs.Disk
			if d, err = c.disk("d-1"); attached(d, "i-a") {
				break
			}
		}
		return c.publish("i-a", "d-2")
	},
	fixed: func(c *cloud) error {
		if err := c.attach("i-a", "d-1"); err != nil {
			return err
		}
		err := c.poll(2*time.Second, func() (bool, error) {
			d, err := c.disk("d-1")
			return attached(d, "i-a") || d.Status == "Available", err
		})
		if err != nil {
			return err
		}
		return c.publish("i-a", "d-2")
	},
	harm: func(c *cloud, _ error) string {
		for _, e := range c.calls() {
			attach, ok := e.Op.(model.AttachDisk)
			if ok && attach.DiskID == "d-2" && e.At > 2*time.Minute {
				return fmt.Sprintf("the attach of d-1 failed at 30s and that of d-2 began at %s", e.At)
			}
		}
		return ""
	},
}

// A volume moves from one node to another: the driver detaches it, and waits until the
// new node has it no more.
var wrongNode = bug{
	id:      "S1",
	title:   "The wrong node is waited for",
	project: csi + "pkg/disk/cloud.go:325, commit 400101041",
	loses:   "six or seven refused calls a move, and the time until the last retry",
	world: `
instance i-a Running
instance i-b Running
disk     d-1 In_use i-a
`,
	buggy: func(c *cloud) error { return c.move("i-a", "i-b", "d-1", "i-b") },
	fixed: func(c *cloud) error { return c.move("i-a", "i-b", "d-1", "i-a") },
	harm: func(c *cloud, _ error) string {
		for _, e := range c.calls() {
			if model.ActionOf(e.Op) == book.ActionAttachDisk && !e.Answer.Success() {
				return fmt.Sprintf("AttachDisk was called while the disk was Detaching, at %s", e.At)
			}
		}
		return ""
	},
	rule: "AttachDiskAvailable",
}

// move moves a disk, and waits between its two halves until a node has it no more.
func (c *cloud) move(from, to, disk, waitFor string) error {
	if err := c.detach(from, disk); err != nil {
		return err
	}
	if err := c.gone(waitFor, disk); err != nil {
		return err
	}
	return c.poll(10*time.Second, func() (bool, error) { // Kubernetes tries again
		err := c.publish(to, disk)
		return err == nil, nil
	})
}

// A disk that is Detaching from a node is to be published there.
var detachingTakenForAttached = bug{
	id:      "S2",
	title:   "Detaching is taken for attached",
	project: "kubernetes-sigs/alibaba-cloud-csi-driver PR #1520",
	loses:   "the volume of a running pod: the client says attached, and the detach completes",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	buggy: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		time.Sleep(time.Second)
		d, err := c.disk("d-1")
		if err != nil || attached(d, "i-a") {
			return err
		}
		return c.publish("i-a", "d-1")
	},
	fixed: func(c *cloud) error {
		if err := c.detach("i-a", "d-1"); err != nil {
			return err
		}
		time.Sleep(time.Second)
		d, err := c.disk("d-1")
		switch {
		case err != nil:
			return err
		case d.Status == "Detaching":
			if err := c.gone("i-a", "d-1"); err != nil {
				return err
			}
		case attached(d, "i-a"):
			return nil
		}
		return c.publish("i-a", "d-1")
	},
	harm: attachedAsSaid("i-a", "d-1"),
}

// A pod is deleted and made anew on the same node. The new one is published first, and
// finds its disk attached; then the old one is unpublished.
var lateUnpublish = bug{
	id:      "csi#8",
	title:   "A disk is detached for a pod that has a successor",
	project: "kubernetes-sigs/alibaba-cloud-csi-driver issue #8, 2019-01",
	loses:   "the volume of a running pod: it is detached under it",
	world: `
instance i-a Running
disk     d-1 In_use i-a
`,
	buggy: func(c *cloud) error {
		if err := c.publishIfNeeded("i-a", "d-1"); err != nil {
			return err
		}
		_ = c.unpublish("i-a", "d-1")
		return nil
	},
	fixed: func(c *cloud) error {
		pods := map[string]bool{"old": true}
		if err := c.publishIfNeeded("i-a", "d-1"); err != nil {
			return err
		}
		pods["new"] = true
		delete(pods, "old")
		if len(pods) == 0 {
			return c.unpublish("i-a", "d-1")
		}
		return nil
	},
	harm: attachedAsSaid("i-a", "d-1"),
}

// publishIfNeeded publishes a disk unless it is attached to the node.
func (c *cloud) publishIfNeeded(node, disk string) error {
	d, err := c.disk(disk)
	if err != nil || attached(d, node) {
		return err
	}
	return c.publish(node, disk)
}

// All volumes of a node are detached, and one of the calls is refused. Before it is
// tried again the pods come back.
var partlyDetached = bug{
	id:      "k8s#102779",
	title:   "Attached is taken for staged",
	project: "kubernetes/kubernetes issue #102779, 2021-06, with the driver of that day",
	loses:   "a pod that never starts: its disk is attached, unstaged, and nobody stages it again",
	world: `
instance i-a Running
disk     d-1 In_use i-a
disk     d-2 In_use i-a
`,
	faults: []string{"refuse 403 InvalidOperation.Conflict on=DetachDisk id=d-2"},
	buggy: func(c *cloud) error {
		return c.scale(func(node *node, disk string) bool { return node.staged[disk] })
	},
	fixed: func(c *cloud) error {
		return c.scale(func(node *node, disk string) bool { node.staged[disk] = true; return true })
	},
	harm: func(c *cloud, said error) string {
		if d, _ := c.there("d-2"); said != nil && d.Status == model.InUse {
			return fmt.Sprintf("d-2 is attached to %s, and the pod says %q", d.InstanceID, said)
		}
		return ""
	},
	rule: "AttachDiskAvailable",
}

// A node knows which volumes are staged on it.
type node struct{ staged map[string]bool }

var errNotStaged = errors.New("the volume is not staged")

// scale takes the pods off a node and brings them back at once. stage is what the node
// does with a volume that is attached when it comes back: it reports whether the volume
// is staged then.
func (c *cloud) scale(stage func(*node, string) bool) error {
	n := &node{map[string]bool{}}
	disks := []string{"d-1", "d-2"}
	for _, disk := range disks {
		_ = c.detach("i-a", disk) // what is refused is tried again later
	}
	time.Sleep(5 * time.Second)
	for _, disk := range disks {
		d, err := c.disk(disk)
		if err != nil {
			return err
		}
		if d.Status == "In_use" { // attached already: there is nothing to do
			if !stage(n, disk) {
				return errNotStaged
			}
			continue
		}
		err = c.poll(10*time.Second, func() (bool, error) { return c.publish("i-a", disk) == nil, nil })
		if err != nil {
			return err
		}
		n.staged[disk] = true
	}
	return nil
}
