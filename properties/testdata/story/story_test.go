package story

import (
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

func TestAcceptedIsNotDetached(t *testing.T) {
	clock := new(sim.Manual)
	ecs := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a DeleteWithInstance=true").New(clock)
	if _, err := ecs.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}); err != nil {
		t.Fatal(err)
	}
	clock.Add(59 * time.Second)
	if _, err := ecs.Do(model.DeleteInstance{InstanceID: "i-a", Force: true}); err != nil {
		t.Fatal(err)
	}
	if _, there := ecs.State().Disk("d-1"); there {
		t.Error("the disk outlives its instance")
	}
}
