package properties

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// What comes out of Minimise fails as what went in, cannot do without a step, and is
// as small as it gets: made smaller again it stays as it is.
func TestMinimise(t *testing.T) {
	for m := range mutants() {
		_, found := Search{Machine: m.machine, Suspect: m.suspect, Timed: m.timed, Seed: 7, Sequences: 20000}.Run()
		if found == nil {
			t.Errorf("%s is not found", m.name)
			continue
		}
		fails := func(w script.World, steps []script.Step) string {
			if v := m.suspect.Violation(w, steps); v != nil {
				return v.Property.String()
			}
			return ""
		}
		before := fails(found.World, found.Steps)
		w, steps := Minimise(found.World, found.Steps, fails)
		if got := fails(w, steps); got != before {
			t.Errorf("%s: it fails by %s; before, by %s", m.name, got, before)
		}
		if len(steps) > len(found.Steps) {
			t.Errorf("%s: %d steps came of %d", m.name, len(steps), len(found.Steps))
		}
		for n := range steps {
			if fails(w, slices.Delete(slices.Clone(steps), n, n+1)) == before {
				t.Errorf("%s: step %d can be left out of\n%s", m.name, n+1, script.Script{World: w, Steps: steps})
			}
		}
		again, more := Minimise(w, steps, fails)
		if got, want := (script.Script{World: again, Steps: more}).String(), (script.Script{World: w, Steps: steps}).String(); got != want {
			t.Errorf("%s: minimised again it is\n%s\nbefore:\n%s", m.name, got, want)
		}
	}
}

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
