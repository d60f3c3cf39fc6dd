package properties

import (
	"fmt"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A world and steps that want nothing but one thing lose everything else.
func TestMinimiseTakesEverythingOff(t *testing.T) {
	s, err := script.Parse("", strings.NewReader(`
instance i-x Stopped OperationLocks=financial HotPlug=false InstanceChargeType=PrePaid
instance i-y Starting
disk     d-x In_use i-y Portable=false DiskChargeType=PrePaid DeleteWithInstance=true DeleteAutoSnapshot=true Category=cloud_essd
disk     d-y Creating
reading  R-hot any-status
delay    Detaching 3s
delay    Starting 1s..2s
seed     7

0s     DescribeDisks       DiskId=d-x                                                              In_use
3s     CreateDisk          DiskId=d-z DiskCategory=cloud_essd                                      ok
12s    AttachDisk          InstanceId=i-y DiskId=d-y DeleteWithInstance=true takes=4s              ok
1m7s   ModifyDiskAttribute DiskId=d-x DeleteWithInstance=true DeleteAutoSnapshot=true              ok
2m     DeleteInstance      InstanceId=i-y Force=true                                               ok
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		action model.Action
		want   string
	}{
		{model.ActionAttachDisk, "0s  AttachDisk InstanceId=i-1 DiskId=d-1   ok\n"},
		{model.ActionModifyDiskAttribute, "0s  ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=true   ok\n"},
		{model.ActionDeleteInstance, "0s  DeleteInstance InstanceId=i-1   ok\n"},
		{model.ActionCreateDisk, "0s  CreateDisk DiskId=d-1   ok\n"},
	} {
		tried := 0
		w, steps := Minimise(s.World, s.Steps, func(_ script.World, steps []script.Step) string {
			tried++
			for _, step := range steps {
				if model.ActionOf(step.Op) == test.action {
					return "it"
				}
			}
			return ""
		})
		if got := (script.Script{World: w, Steps: steps}).String(); got != test.want {
			t.Errorf("left of the sequence is\n%s\nexpected\n%s", got, test.want)
		}
		if tried > 500 {
			t.Errorf("%d candidates were tried", tried)
		}
	}
}

// What does not fail stays as it is.
func TestMinimiseOfWhatPasses(t *testing.T) {
	w := script.MustWorld("disk d-9 Available")
	steps := []script.Step{{Op: model.DeleteDisk{DiskID: "d-9"}}}
	gotWorld, gotSteps := Minimise(w, steps, func(script.World, []script.Step) string { return "" })
	if !gotWorld.State.Equal(w.State) || fmt.Sprint(gotSteps) != fmt.Sprint(steps) {
		t.Errorf("it became %v, %v", gotWorld, gotSteps)
	}
	if _, v, ok := (Suspect{}).Counterexample(w, steps); ok || v != nil {
		t.Errorf("the documented machine has a counterexample: %v", v)
	}
}

// TestMinimiseMakesPlain holds that no attribute is left that the failure does not need,
// whichever it is.
func TestMinimiseMakesPlain(t *testing.T) {
	state, err := model.NewState(
		[]model.Instance{{ID: "i-x", Status: model.Stopping, Locks: model.LockFinancial, ChargeType: model.PrePaid, HotPlug: model.False}},
		[]model.Disk{{ID: "d-x", Status: model.ReIniting, InstanceID: "i-x", Type: model.SystemDisk, Category: "cloud_ssd", ChargeType: model.PrePaid,
			Portable: model.False, DeleteWithInstance: true, DeleteAutoSnapshot: true}},
	)
	if err != nil {
		t.Fatal(err)
	}
	w, steps := Minimise(script.World{State: state, Seed: 7}, nil, func(w script.World, _ []script.Step) string {
		if w.State.NumInstances() == 0 || w.State.NumDisks() == 0 {
			return ""
		}
		return "there are both"
	})
	want, err := model.NewState([]model.Instance{{ID: "i-1", Status: model.Running}}, []model.Disk{{ID: "d-1", Status: model.InUse, InstanceID: "i-1"}}) // as plain as Available
	if err != nil {
		t.Fatal(err)
	}
	if !w.State.Equal(want) || len(steps) != 0 {
		t.Errorf("what is left is\n%s%v", w, steps)
	}
}
