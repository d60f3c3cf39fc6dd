package sim_test

import (
	"fmt"
	"time"

	"github.com/benbjohnson/clock"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A cloud is what the client under test asks of Alibaba Cloud.
type cloud interface {
	Detach(instance, disk string) error
	Status(disk string) string
}

// move is the client under test: it detaches a disk and waits until that is done.
func move(c cloud, instance, disk string, sleep func(time.Duration)) error {
	if err := c.Detach(instance, disk); err != nil {
		return err
	}
	for c.Status(disk) != "Available" {
		sleep(10 * time.Second)
	}
	return nil
}

// A fake is a cloud without a cloud.
type fake struct{ *sim.World }

func (f fake) Detach(instance, disk string) error {
	_, err := f.Do(model.DetachDisk{InstanceID: model.InstanceID(instance), DiskID: model.DiskID(disk)})
	return err
}

func (f fake) Status(disk string) string {
	answer, _ := f.Do(model.DescribeDisks{DiskIDs: []model.DiskID{model.DiskID(disk)}})
	return answer.Shown[0].Disk.Status.String()
}

// A client that waits for a detach is tested in no time: the clock is a mock, and
// the client sleeps by moving it.
func ExampleNew() {
	clock := clock.NewMock()
	state, err := model.NewState(
		[]model.Instance{{ID: "i-a", Status: model.Running}},
		[]model.Disk{{ID: "d-1", Status: model.InUse, InstanceID: "i-a"}},
	)
	if err != nil {
		panic(err)
	}
	ecs := fake{sim.New(clock, state, sim.Config{})}

	err = move(ecs, "i-a", "d-1", clock.Add)
	fmt.Println(err, "after", clock.Since(ecs.Epoch()))
	// Output: <nil> after 1m0s
}

// A history prints as a timeline. Of the two disks in this one the first has been
// detached when its instance is released, and stays; the second is still on its
// way, and goes along.
func ExampleHistory() {
	state, err := model.NewState(
		[]model.Instance{{ID: "i-a", Status: model.Running, Locks: model.LockSecurity}},
		[]model.Disk{
			{ID: "d-1", Status: model.InUse, InstanceID: "i-a", DeleteWithInstance: true},
			{ID: "d-2", Status: model.InUse, InstanceID: "i-a", DeleteWithInstance: true},
		},
	)
	if err != nil {
		panic(err)
	}
	clock := &sim.Manual{}
	w := sim.New(clock, state, sim.Config{})

	detach := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}
	w.Do(detach)
	w.Do(model.Unlock{InstanceID: "i-a", Reason: model.LockSecurity})
	w.Do(detach, sim.Injected(model.Answer{Status: 400, Code: "Throttling"}))
	w.Do(detach)
	clock.Add(2 * time.Second)
	w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}, sim.Takes(sim.After(time.Hour)))
	w.Do(model.CreateDisk{})
	clock.Add(59 * time.Second)
	w.Do(model.DescribeDisks{InstanceID: "i-a"})
	w.Do(model.DeleteInstance{InstanceID: "i-a", Force: true})
	w.Do(detach)
	fmt.Print(w.History())
	// Output:
	// 0s     DetachDisk InstanceId=i-a DiskId=d-1              403 InstanceLockedForSecurity
	//            broken: the instance has no security lock (DetachDiskInstanceUnlocked)
	//              “The OperationLocks parameter of the ECS instance must not be set to "LockReason": "security".” DetachDisk, description
	// 0s     unlock i-a security                               ok
	//            i-a OperationLocks security → none
	// 0s     DetachDisk InstanceId=i-a DiskId=d-1              400 Throttling injected
	// 0s     DetachDisk InstanceId=i-a DiskId=d-1              ok
	//            d-1 Status In_use → Detaching
	// 2s     DetachDisk InstanceId=i-a DiskId=d-2 takes=1h     ok
	//            d-2 Status In_use → Detaching
	// 2s     CreateDisk DiskId=d-3                             ok
	//            created d-3 Creating DeleteWithInstance=false
	// 7s     (due) settle d-3
	//            d-3 Status Creating → Available
	// 1m     (due) settle d-1
	//            d-1 Status Detaching → Available; InstanceId i-a → none; DeleteWithInstance true → false
	// 1m1s   DescribeDisks InstanceId=i-a                      ok
	//            shows d-2 Detaching i-a DeleteWithInstance=true
	// 1m1s   DeleteInstance InstanceId=i-a Force=true          ok
	//            released i-a Running
	//            released d-2 Detaching i-a DeleteWithInstance=true
	// 1m1s   DetachDisk InstanceId=i-a DiskId=d-1              404 InvalidInstanceId.NotFound
	//            broken: the instance exists (DetachDiskInstanceFound)
	//            broken: the disk is In_use (DetachDiskInUse)
	//              “The disk to be detached must be in the In_use state.” DetachDisk, description
}

// The reply to a detach is lost. A client that sends it again must take the answer to
// the second for what it is.
func ExampleWorld_Arm() {
	state, err := model.NewState(
		[]model.Instance{{ID: "i-a", Status: model.Running}},
		[]model.Disk{{ID: "d-1", Status: model.InUse, InstanceID: "i-a"}},
	)
	if err != nil {
		panic(err)
	}
	clock := &sim.Manual{}
	w := sim.New(clock, state, sim.Config{})
	w.Arm(sim.Lost().On(book.ActionDetachDisk))
	fault, err := sim.ParseFault("stale=5s on=DescribeDisks n=2")
	if err != nil {
		panic(err)
	}
	w.Arm(fault)

	detach := model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}
	_, err = w.Do(detach)
	fmt.Println(err)
	clock.Add(20 * time.Second)
	_, err = w.Do(detach)
	fmt.Println(err)
	clock.Add(40 * time.Second)
	w.Do(model.DescribeDisks{})
	w.Do(model.DescribeDisks{})
	fmt.Print(w.History())
	// Output:
	// unheard: the call or its reply was lost on its way
	// 403 IncorrectDiskStatus: The current disk status does not support this operation.
	// 0s     DetachDisk InstanceId=i-a DiskId=d-1              ok lost
	//            d-1 Status In_use → Detaching
	// 20s    DetachDisk InstanceId=i-a DiskId=d-1              403 IncorrectDiskStatus
	//            broken: the disk is In_use (DetachDiskInUse)
	//              “The disk to be detached must be in the In_use state.” DetachDisk, description
	// 1m     (due) settle d-1
	//            d-1 Status Detaching → Available; InstanceId i-a → none
	// 1m     DescribeDisks                                     ok
	//            shows d-1 Available DeleteWithInstance=false
	// 1m     DescribeDisks                                     ok stale=5s
	//            shows d-1 Detaching i-a DeleteWithInstance=false
}
