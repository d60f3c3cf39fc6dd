package properties

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
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
		action book.Action
		want   string
	}{
		{book.ActionAttachDisk, "0s  AttachDisk InstanceId=i-1 DiskId=d-1   ok\n"},
		{book.ActionModifyDiskAttribute, "0s  ModifyDiskAttribute DiskId=d-1 DeleteWithInstance=true   ok\n"},
		{book.ActionDeleteInstance, "0s  DeleteInstance InstanceId=i-1   ok\n"},
		{book.ActionCreateDisk, "0s  CreateDisk DiskId=d-1   ok\n"},
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

// TestMinimiseRenamesSources holds that a disk that an instance left is renamed with it.
func TestMinimiseRenamesSources(t *testing.T) {
	world := script.MustWorld("edition latest\ninstance i-x Running\ndisk d-y Available SourceInstanceId=i-x DetachedSystem=true")
	w, _ := Minimise(world, nil, func(w script.World, _ []script.Step) string {
		for d := range w.State.Disks() {
			if d.SourceInstanceID != (model.Source{}) {
				return "a disk has a source"
			}
		}
		return ""
	})
	if want := script.MustWorld("edition latest\ninstance i-1 Running\ndisk d-1 Available SourceInstanceId=i-1 DetachedSystem=true"); !w.State.Equal(want.State) {
		t.Errorf("what is left is\n%s", w)
	}
}

// TestMinimiseTakesOptionsOff holds that no option of a step is left that the failure does
// not need, each by itself; and that what only lets time pass becomes a plain describe.
func TestMinimiseTakesOptionsOff(t *testing.T) {
	takes := sim.After(time.Second)
	for name, step := range map[string]script.Step{
		"takes":    {Op: model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, Takes: &takes},
		"stale":    {Op: model.DescribeDisks{}, Stale: time.Second},
		"reply":    {Op: model.DescribeDisks{}, Reply: sim.ReplyLost},
		"injected": {Op: model.StartInstance{InstanceID: "i-1"}, Injected: true, Want: environment[0]},
		"both":     {Op: model.StartInstance{InstanceID: "i-1"}, Stale: time.Second, Reply: sim.ReplyLost},
		"an event": {Op: model.Settle{ID: "i-1"}},
	} {
		_, steps := Minimise(script.MustWorld("instance i-1 Running"), []script.Step{step}, func(_ script.World, steps []script.Step) string {
			if len(steps) == 0 || name == "takes" && model.ActionOf(steps[0].Op).Describe() {
				return ""
			}
			return "there is a step"
		})
		got := steps[0]
		if got.Takes != nil || got.Injected || got.Stale != 0 || got.Reply != sim.ReplyHeard || name != "takes" && !model.ActionOf(got.Op).Describe() {
			t.Errorf("%s: left is %+v", name, got)
		}
	}
}

// TestMinimiseShortensTime holds that no more time passes than is needed, told in round
// numbers.
func TestMinimiseShortensTime(t *testing.T) {
	for _, test := range []struct{ at, needs, want time.Duration }{
		{90 * time.Second, 0, 0},
		{90 * time.Second, 1, time.Second},
		{100 * time.Second, 2 * time.Second, time.Minute},
		{59 * time.Second, 41 * time.Second, 50 * time.Second},
		{59*time.Second + 1, 51 * time.Second, 59 * time.Second},
		{time.Second, time.Second, time.Second},
	} {
		_, steps := Minimise(script.World{}, []script.Step{{Op: model.DescribeDisks{}, At: test.at}, {Op: model.DescribeDisks{}, At: test.at}}, func(_ script.World, steps []script.Step) string {
			if len(steps) < 2 || steps[0].At < test.needs {
				return ""
			}
			return "it is late"
		})
		if steps[0].At != test.want || steps[1].At != test.want {
			t.Errorf("of %s, needed %s, left is %s and %s; expected %s", test.at, test.needs, steps[0].At, steps[1].At, test.want)
		}
	}
}

// TestMinimiseKeepsWhatIsNeeded holds that each setting of a world which the failure needs
// stays, through the renumbering as well, and none beside it.
func TestMinimiseKeepsWhatIsNeeded(t *testing.T) {
	w := script.MustWorld(`
instance i-10 Running
instance i-9 Running
disk d-10 Available
disk d-9 Available
reading R-hot any-status
reading R-failed-detach retries
delay Detaching 3s
delay Attaching 4s
seed 7
`)
	for name, test := range map[string]struct {
		needs func(script.World) bool
		want  string
	}{
		"nothing":       {func(script.World) bool { return true }, ""},
		"a seed":        {func(w script.World) bool { return w.Seed == 7 }, "seed 7"},
		"a delay":       {func(w script.World) bool { return w.Delays["Detaching"] == sim.After(3*time.Second) }, "delay Detaching 3s"},
		"a reading":     {func(w script.World) bool { return w.Machine.Readings.Has(book.HotAnyStatus) }, "reading R-hot any-status"},
		"another":       {func(w script.World) bool { return w.Machine.Readings.Has(book.FailedDetachRetries) }, "reading R-failed-detach retries"},
		"two instances": {func(w script.World) bool { return w.State.NumInstances() == 2 }, "instance i-1 Running\ninstance i-2 Running"},
	} {
		got, _ := Minimise(w, nil, func(w script.World, _ []script.Step) string {
			if test.needs(w) {
				return "it is there"
			}
			return ""
		})
		if want := script.MustWorld(test.want); got.String() != want.String() {
			t.Errorf("%s: left is\n%s\nexpected\n%s", name, got, want)
		}
	}
	stopped := func(w script.World) string { // the ninth of those that sort the other way round
		for i := range w.State.Instances() {
			if i.Status == model.Stopped {
				return string(i.ID)
			}
		}
		return ""
	}
	two := script.MustWorld("instance i-9 Stopped\ninstance i-10 Running")
	got, _ := Minimise(two, nil, func(w script.World, _ []script.Step) string {
		if w.State.NumInstances() < 2 || stopped(w) == "" {
			return ""
		}
		return "one is Stopped"
	})
	if stopped(got) != "i-1" {
		t.Errorf("what was i-9 is %s; expected it to come first", stopped(got))
	}
}

// TestCounterexampleLeavesTheStepsAlone holds that a script is told from its steps without
// their comments, what was injected stays as it was injected, each answer that differs is
// told, and the steps that went in are as they were.
func TestCounterexampleLeavesTheStepsAlone(t *testing.T) {
	var m model.Machine
	refused := func(s model.State, op model.Op) (model.State, model.Outcome) {
		if a := model.ActionOf(op); a == book.ActionStopInstance {
			return s, m.Judge(s, model.StopInstance{InstanceID: "unknown"})
		}
		return m.Step(s, op)
	}
	injected := environment[0]
	given := []script.Step{
		{Line: 7, Lead: []string{"# above"}, Comment: "# behind", Op: model.StartInstance{InstanceID: "i-1"}, Injected: true, Want: injected},
		{Line: 8, Op: model.StopInstance{InstanceID: "i-1"}},
	}
	s, _, ok := Suspect{Step: refused}.Script(script.MustWorld("instance i-1 Running"), given)
	if !ok || len(s.Steps) != 2 {
		t.Fatalf("%t\n%s", ok, s)
	}
	for _, step := range s.Steps {
		if step.Line != 0 || step.Lead != nil || step.Comment != "" {
			t.Errorf("of the file is left %+v", step)
		}
	}
	if first, last := s.Steps[0], s.Steps[1]; !first.Injected || first.Got != nil || first.Want.Code != injected.Code || last.Got == nil {
		t.Errorf("the script is\n%s", s)
	}
	if given[0].Line != 7 || given[0].Comment == "" || given[1].Got != nil {
		t.Errorf("the steps became %+v", given)
	}
}
