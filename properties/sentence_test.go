package properties

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// omitting returns a machine without some effects of an action: those whose words
// begin so.
func omitting(a model.Action, does ...string) stepFunc {
	var m model.Machine
	for e := range model.Effects() {
		for _, words := range does {
			if row := e.Row(); row.Action == a && strings.HasPrefix(row.Does(), words) {
				m.Without.Effects |= model.EffectSetOf(e)
			}
		}
	}
	return m.Step
}

// lazy is a machine that accepts and does nothing.
func lazy(s model.State, op model.Op) (model.State, model.Outcome) {
	return s, model.Machine{}.Judge(s, op)
}

// sentenceTests break a property each: by the machine that makes the last operation
// in a world, where the documented machine makes all before it.
var sentenceTests = []struct {
	name     string
	property Property
	broken   func(*step) string
	world    string
	ops      []model.Op
	step     stepFunc
}{
	{
		"a disk is attached to nothing", WellFormed, wellFormedAround, "instance i-1 Running\ndisk d-1 Available",
		[]model.Op{model.AttachDisk{InstanceID: "i-1", DiskID: "d-1"}}, omitting(model.ActionAttachDisk, "InstanceId"),
	},
	{
		"a disk that is not attached has an instance", WellFormed, wellFormedAround, "instance i-1 Running\ndisk d-1 Detaching i-1",
		[]model.Op{model.Settle{ID: "d-1"}}, omitting(model.ActionSettle, "InstanceId"),
	},
	{
		"a disk is on an instance that is gone", WellFormed, wellFormedAround, "instance i-1 Stopped\ndisk d-1 In_use i-1",
		[]model.Op{model.DeleteInstance{InstanceID: "i-1"}}, omitting(model.ActionDeleteInstance, "Status", "InstanceId"),
	},
	{
		"a disk is on an instance that never was", WellFormed, wellFormedAround, "disk d-1 Available",
		[]model.Op{model.AttachDisk{InstanceID: "i-1", DiskID: "d-1"}}, model.Machine{Without: model.Omission{Rules: model.RuleSetOf(model.AttachDiskInstanceFound)}}.Step,
	},
	{
		"a system disk is Portable", WellFormed, wellFormedAround, "instance i-1 Stopped\ndisk d-1 In_use i-1 Type=system",
		[]model.Op{model.DeleteInstance{InstanceID: "i-1"}}, omitting(model.ActionDeleteInstance, "Type"),
	},
	{
		"an instance has too many disks", WellFormed, wellFormedAround, "instance i-1 Running\n" + disksOn("i-1", model.MaxDataDisks) + "disk d-new Available",
		[]model.Op{model.AttachDisk{InstanceID: "i-1", DiskID: "d-new"}}, model.Machine{Without: model.Omission{Rules: model.RuleSetOf(model.AttachDiskBelowLimit)}}.Step,
	},
	{
		"a refused call changes something", RefusedChangesNothing, refusedChangesNothing, "instance i-1 Running\ndisk d-1 Available",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}},
		func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, _ := model.Machine{}.Step(s, model.StopInstance{InstanceID: "i-1"})
			return after, model.Machine{}.Judge(s, op)
		},
	},
	{
		"a rule is left out", AcceptedExactlyWhenNoRuleIsBroken, acceptedExactly, "instance i-1 Pending\ndisk d-1 In_use i-1",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}}, model.Machine{Without: model.Omission{Rules: model.RuleSetOf(model.DetachDiskInstanceSteady)}}.Step,
	},
	{
		"an effect is left out", EffectsAndNothingElse, effectsAndNothingElse, "instance i-1 Running",
		[]model.Op{model.StopInstance{InstanceID: "i-1"}}, omitting(model.ActionStopInstance, "Status"),
	},
	{
		"another disk changes", EffectsAndNothingElse, effectsAndNothingElse, "instance i-1 Running\ndisk d-1 Available\ndisk d-2 Available",
		[]model.Op{model.DeleteDisk{DiskID: "d-2"}},
		then(model.Machine{}, model.ActionDeleteDisk, func(model.Op) model.Op { return model.DeleteDisk{DiskID: "d-1"} }),
	},
	{
		"another instance changes", EffectsAndNothingElse, effectsAndNothingElse, "instance i-1 Running\ninstance i-2 Running",
		[]model.Op{model.StopInstance{InstanceID: "i-1"}},
		then(model.Machine{}, model.ActionStopInstance, func(model.Op) model.Op { return model.StopInstance{InstanceID: "i-2"} }),
	},
	{
		"another attribute changes, too", EffectsAndNothingElse, effectsAndNothingElse, "disk d-1 Available DeleteWithInstance=true",
		[]model.Op{model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.True}},
		then(model.Machine{}, model.ActionModifyDiskAttribute, func(model.Op) model.Op {
			return model.ModifyDiskAttribute{DiskID: "d-1", DeleteAutoSnapshot: model.True}
		}),
	},
	{
		"no disk is created", EffectsAndNothingElse, effectsAndNothingElse, "", []model.Op{model.CreateDisk{DiskID: "d-1"}}, lazy,
	},
	{
		"no instance is created", EffectsAndNothingElse, effectsAndNothingElse, "disk d-1 Available", []model.Op{model.CreateInstance{InstanceID: "i-1", SystemDiskID: "d-2"}},
		func(s model.State, op model.Op) (model.State, model.Outcome) {
			var m model.Machine
			after, o := m.Step(s, op)
			after, _ = m.Step(after, model.Settle{ID: "i-1"})
			after, _ = m.Step(after, model.DeleteInstance{InstanceID: "i-1"})
			return after, o
		},
	},
	{
		"no disk is released", EffectsAndNothingElse, effectsAndNothingElse, "disk d-1 Available", []model.Op{model.DeleteDisk{DiskID: "d-1"}}, lazy,
	},
	{
		"no instance is released", EffectsAndNothingElse, effectsAndNothingElse, "instance i-1 Stopped", []model.Op{model.DeleteInstance{InstanceID: "i-1"}}, lazy,
	},
	{
		"an attach sets no flag", AttachAndDetachPassThroughTransit, passThroughTransit, "instance i-1 Running\ndisk d-1 Available",
		[]model.Op{model.AttachDisk{InstanceID: "i-1", DiskID: "d-1", DeleteWithInstance: true}}, omitting(model.ActionAttachDisk, "DeleteWithInstance"),
	},
	{
		"a detach is done at once", AttachAndDetachPassThroughTransit, passThroughTransit, "instance i-1 Running\ndisk d-1 In_use i-1",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}},
		then(model.Machine{}, model.ActionDetachDisk, func(model.Op) model.Op { return model.Settle{ID: "d-1"} }),
	},
	{
		"the flag falls too early", DetachingKeepsInstanceAndFlag, detachingKeeps, "instance i-1 Running\ndisk d-1 In_use i-1 DeleteWithInstance=true",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}}, model.Machine{Readings: model.ReadingsOf(model.FlagAtAcceptance)}.Step,
	},
	{
		"a release leaves a disk Detaching from nowhere", DetachingKeepsInstanceAndFlag, detachingKeeps, "instance i-1 Running\ndisk d-1 In_use i-1",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.DeleteInstance{InstanceID: "i-1", Force: true}}, omitting(model.ActionDeleteInstance, "Status"),
	},
	{
		"the flag stays", CompletedDetachClearsFlagAndInstance, completedDetachClears, "instance i-1 Running\ndisk d-1 In_use i-1 DeleteWithInstance=true",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"}}, omitting(model.ActionSettle, "DeleteWithInstance"),
	},
	{
		"a release keeps a flagged disk", ReleaseTakesFlaggedDisksOnly, releaseTakesFlagged, "instance i-1 Stopped\ndisk d-1 In_use i-1 DeleteWithInstance=true",
		[]model.Op{model.DeleteInstance{InstanceID: "i-1"}}, omitting(model.ActionDeleteInstance, "released"),
	},
	{
		"a release takes a disk of another instance", ReleaseTakesFlaggedDisksOnly, releaseTakesFlagged, "instance i-1 Stopped\ndisk d-1 Available",
		[]model.Op{model.DeleteInstance{InstanceID: "i-1"}},
		then(model.Machine{}, model.ActionDeleteInstance, func(model.Op) model.Op { return model.DeleteDisk{DiskID: "d-1"} }),
	},
	{
		"a disk leaves under a security lock", LockHoldsAttachedDisks, lockHolds, "instance i-1 Running OperationLocks=security\ndisk d-1 In_use i-1",
		[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}}, model.Machine{Without: model.Omission{Rules: model.RuleSetOf(model.DetachDiskInstanceUnlocked)}}.Step,
	},
}

func disksOn(instance string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("disk d-" + string(rune('a'+i)) + " In_use " + instance + "\n")
	}
	return b.String()
}

// Each property of steps is broken by a machine that is, and never by the documented
// one.
func TestSentences(t *testing.T) {
	for _, test := range sentenceTests {
		t.Run(test.name, func(t *testing.T) {
			for _, broken := range []bool{false, true} {
				if got := lastStep(t, test.world, test.ops, test.step, broken, test.broken); (got != "") != broken {
					t.Errorf("with a broken machine %t: %q", broken, got)
				}
			}
		})
	}
}

// lastStep makes operations, the last by the machine at hand if that is broken, and
// returns what the sentence says of it.
func lastStep(t *testing.T, world string, ops []model.Op, broken stepFunc, last bool, sentence func(*step) string) string {
	t.Helper()
	state := script.MustWorld(world).State
	var m model.Machine
	for _, op := range ops[:len(ops)-1] {
		var o model.Outcome
		if state, o = m.Step(state, op); !o.Accepted() {
			t.Fatalf("%s is %s", op, o)
		}
	}
	made := m.Step
	if last {
		made = broken
	}
	var c Checker
	c.reset(Subject{Start: state, Machine: m})
	e := sim.Event{Op: ops[len(ops)-1], Before: state}
	e.After, e.Outcome = made(state, e.Op)
	c.current.look(&e)
	return sentence(&c.current)
}

// A machine by which no detach ever settles is told at the detach.
func TestSettleLeavesDetaching(t *testing.T) {
	var m model.Machine
	e := sim.Event{Op: model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, Before: script.MustWorld("instance i-1 Running\ndisk d-1 In_use i-1").State}
	e.After, e.Outcome = m.Step(e.Before, e.Op)
	for _, step := range []stepFunc{m.Step, lazy} {
		c, err := NewChecker(Subject{Start: e.Before, Step: step})
		if err != nil {
			t.Fatal(err)
		}
		settled, _ := step(e.After, model.Settle{ID: "d-1"})
		broken := settled.Equal(e.After)
		for name, check := range map[string]func(*sim.Event) error{"Check": c.Check, "CheckStep": c.CheckStep} {
			if v, ok := check(&e).(*Violation); ok != broken || ok && v.Property != AcceptedDetachEnds {
				t.Errorf("%s: %v; property %s is broken: %t", name, v, AcceptedDetachEnds, broken)
			}
		}
	}
}

// A detached disk that goes with the instance is told even where no other property
// would notice.
func TestDetachedDiskSurvivesRelease(t *testing.T) {
	var m model.Machine
	state := script.MustWorld("instance i-1 Running\ninstance i-2 Running\ndisk d-1 In_use i-1").State
	for name, test := range map[string]struct {
		ops  []model.Op
		goes bool
	}{
		"with its instance":    {[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"}, model.DeleteInstance{InstanceID: "i-1", Force: true}}, true},
		"with another":         {[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"}, model.DeleteInstance{InstanceID: "i-2", Force: true}}, false},
		"once attached again":  {[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"}, model.AttachDisk{InstanceID: "i-1", DiskID: "d-1", DeleteWithInstance: true}, model.DeleteInstance{InstanceID: "i-1", Force: true}}, false},
		"before it is through": {[]model.Op{model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.DeleteInstance{InstanceID: "i-1", Force: true}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			var c Checker
			c.reset(Subject{Start: state, Machine: m})
			var violation *Violation
			e := sim.Event{After: state}
			for _, e.Op = range test.ops {
				e.Before = e.After
				e.After, e.Outcome = m.Step(e.Before, e.Op)
				if model.ActionOf(e.Op) == model.ActionDeleteInstance { // and the disk goes, too
					e.After, _ = m.Step(e.After, model.DeleteDisk{DiskID: "d-1"})
				}
				c.current.look(&e)
				if violation = c.history.check(&c.current); violation != nil {
					break
				}
			}
			if got := violation != nil && violation.Property == DetachedDiskSurvivesRelease; got != test.goes {
				t.Errorf("%v; expected a violation: %t", violation, test.goes)
			}
		})
	}
}

// Machines by which the order of ids counts, or an id, or how often one asks.
func TestCheckMachine(t *testing.T) {
	var m model.Machine
	asked := 0
	for name, test := range map[string]struct {
		step stepFunc
		want Property
	}{
		"the first disk changes": {func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			return touchFirst(m, after), o
		}, Equivariant},
		"an id has a meaning": {func(s model.State, op model.Op) (model.State, model.Outcome) {
			if _, ok := s.Disk("d-1"); ok {
				return s, m.Judge(s, model.DescribeDisks{})
			}
			return m.Step(s, op)
		}, Equivariant},
		"the second call is another": {func(s model.State, op model.Op) (model.State, model.Outcome) {
			if asked++; asked%2 == 0 {
				return s, m.Judge(s, op)
			}
			return m.Step(s, op)
		}, Deterministic},
		"an instance goes alone": {omitting(model.ActionDeleteInstance, "Status", "InstanceId"), WellFormed},
	} {
		t.Run(name, func(t *testing.T) {
			e := sim.Event{Op: model.DeleteInstance{InstanceID: "i-1"}}
			e.Before = script.MustWorld("instance i-1 Stopped\ndisk d-1 In_use i-1\ndisk d-2 In_use i-1").State
			e.After, e.Outcome = test.step(e.Before, e.Op)
			c, err := NewChecker(Subject{Start: e.Before, Step: test.step})
			if err != nil {
				t.Fatal(err)
			}
			if v, ok := c.CheckMachine(&e).(*Violation); !ok || v.Property != test.want {
				t.Errorf("%v; expected property %s not to hold", v, test.want)
			}
			e.After, e.Outcome = m.Step(e.Before, e.Op)
			c, _ = NewChecker(Subject{Start: e.Before})
			if err := c.CheckMachine(&e); err != nil {
				t.Errorf("the documented machine: %v", err)
			}
		})
	}
}

// Every property is seen not to hold, by a mutant or by one of the tests above.
func TestEachPropertyCanBeBroken(t *testing.T) {
	broken := map[Property]bool{DetachedDiskSurvivesRelease: true, Equivariant: true}
	for _, test := range sentenceTests {
		broken[test.property] = true
	}
	files, err := filepath.Glob(filepath.Join("testdata", "mutants", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for p := range All() {
			broken[p] = broken[p] || strings.Contains(string(text), "# Killed by property "+p.String()+".")
		}
	}
	for p := range All() {
		if !broken[p] {
			t.Errorf("nothing breaks property %d, %s", p.Number(), p)
		}
	}
}
