package clients

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

// A cloud is the stock SDK in front of a simulated world, in a bubble: time passes when
// the client sleeps.
type cloud struct {
	*ecs.Client
	context.Context // of the client: it ends when its user has lost patience
	world           *sim.World
}

// patience is how long a user waits for a client.
const patience = time.Hour

// newCloud returns the cloud of a script world with some faults armed.
func newCloud(t *testing.T, world string, faults ...string) *cloud {
	t.Helper()
	w := script.MustWorld(world).New(sim.Real{})
	for _, text := range faults {
		f, err := sim.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		w.Arm(f)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return &cloud{Client: newSDK1(t, ecsapi.New(w, ecsapi.Options{})), Context: ctx, world: w}
}

// newSDK1 returns the first generation's client of a server. It is made inside the
// bubble, as its http.Client must be.
func newSDK1(t testing.TB, server door) *ecs.Client {
	t.Helper()
	c, err := ecs.NewClientWithOptions("cn-hangzhou", sdk.NewConfig().WithScheme("http"), credentials.NewAccessKeyCredential("id", "secret"))
	if err != nil {
		t.Fatal(err)
	}
	c.Domain = "ecs.example.com"
	c.SetTransport(server)
	return c
}

// ask sends a request of the SDK. The set functions fill it in.
func ask[Q, A any](request *Q, send func(*Q) (A, error), set ...func(*Q)) (A, error) {
	any(request).(interface{ SetScheme(string) }).SetScheme("http")
	for _, f := range set {
		f(request)
	}
	return send(request)
}

func (c *cloud) detach(instance, disk string) error {
	_, err := ask(ecs.CreateDetachDiskRequest(), c.DetachDisk, func(r *ecs.DetachDiskRequest) { r.InstanceId, r.DiskId = instance, disk })
	return err
}

func (c *cloud) attach(instance, disk string, set ...func(*ecs.AttachDiskRequest)) error {
	set = append(set, func(r *ecs.AttachDiskRequest) { r.InstanceId, r.DiskId = instance, disk })
	_, err := ask(ecs.CreateAttachDiskRequest(), c.AttachDisk, set...)
	return err
}

func (c *cloud) delete(disk string) error {
	_, err := ask(ecs.CreateDeleteDiskRequest(), c.DeleteDisk, func(r *ecs.DeleteDiskRequest) { r.DiskId = disk })
	return err
}

func (c *cloud) deleteWithInstance(disk string, flag bool) error {
	_, err := ask(ecs.CreateModifyDiskAttributeRequest(), c.ModifyDiskAttribute, func(r *ecs.ModifyDiskAttributeRequest) {
		r.DiskId, r.DeleteWithInstance = disk, requests.NewBoolean(flag)
	})
	return err
}

func (c *cloud) release(instance string) error {
	_, err := ask(ecs.CreateDeleteInstanceRequest(), c.DeleteInstance, func(r *ecs.DeleteInstanceRequest) {
		r.InstanceId, r.Force = instance, requests.NewBoolean(true)
	})
	return err
}

func (c *cloud) stop(instance string) error {
	_, err := ask(ecs.CreateStopInstanceRequest(), c.StopInstance, func(r *ecs.StopInstanceRequest) { r.InstanceId = instance })
	return err
}

func (c *cloud) start(instance string) error {
	_, err := ask(ecs.CreateStartInstanceRequest(), c.StartInstance, func(r *ecs.StartInstanceRequest) { r.InstanceId = instance })
	return err
}

// disks describes the disks that the set functions ask for.
func (c *cloud) disks(set ...func(*ecs.DescribeDisksRequest)) ([]ecs.Disk, error) {
	answer, err := ask(ecs.CreateDescribeDisksRequest(), c.DescribeDisks, set...)
	if err != nil {
		return nil, err
	}
	return answer.Disks.Disk, nil
}

var errNoDisk = errors.New("there is no such disk")

// disk describes one disk.
func (c *cloud) disk(id string) (ecs.Disk, error) {
	disks, err := c.disks(func(r *ecs.DescribeDisksRequest) {
		r.DiskIds, r.PageSize = `["`+id+`"]`, requests.NewInteger(100)
	})
	if err == nil && len(disks) == 0 {
		err = errNoDisk
	}
	if err != nil {
		return ecs.Disk{}, err
	}
	return disks[0], nil
}

// status is the status of an instance.
func (c *cloud) status(instance string) (string, error) {
	answer, err := ask(ecs.CreateDescribeInstancesRequest(), c.DescribeInstances, func(r *ecs.DescribeInstancesRequest) {
		r.InstanceIds = `["` + instance + `"]`
	})
	if err != nil || len(answer.Instances.Instance) == 0 {
		return "", err
	}
	return answer.Instances.Instance[0].Status, nil
}

// sleep waits as a client does between polls. It is an error when its user has lost
// patience.
func (c *cloud) sleep(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-c.Done():
		return c.Err()
	}
}

// poll asks every d until done, or until an error.
func (c *cloud) poll(d time.Duration, done func() (bool, error)) error {
	for {
		if ok, err := done(); ok || err != nil {
			return err
		}
		if err := c.sleep(d); err != nil {
			return err
		}
	}
}

// until polls a disk every d until it has a status.
func (c *cloud) until(d time.Duration, id, status string) error {
	return c.poll(d, func() (bool, error) {
		disk, err := c.disk(id)
		return disk.Status == status, err
	})
}

// code is the code of a refusal, or nothing.
func code(err error) string {
	var refusal *sdkerrors.ServerError
	if errors.As(err, &refusal) {
		return refusal.ErrorCode()
	}
	return ""
}

// ambiguous reports whether nobody can tell from the error whether the call took effect:
// no answer came, or one that says nothing of it.
func ambiguous(err error) bool {
	return err != nil && (code(err) == "" || code(err) == "InternalError")
}

// attached reports whether a disk is attached to an instance as the driver reads it: by
// its Attachments.
func attached(d ecs.Disk, instance string) bool {
	for _, a := range d.Attachments.Attachment {
		if a.InstanceId == instance {
			return true
		}
	}
	return false
}

// there is the disk in the world as it is now; ok is false when it has been released.
func (c *cloud) there(disk string) (d model.Disk, ok bool) {
	return c.world.State().Disk(model.DiskID(disk))
}
