package conform_test

import (
	"fmt"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"

	"example.com/ecsdisk/properties/conform"
)

// hidden are the rules whose lack something admitted explains: a reading in which they
// are none, or that something has settled unasked.
var hidden = map[book.Rule]struct{ always, background bool }{
	book.AttachDiskInstancePaid:     {always: true}, // R-financial lock-table
	book.StopInstanceInstancePaid:   {always: true},
	book.RebootInstanceInstancePaid: {always: true},
	book.DeleteDiskAvailable:        {always: true}, // a disk that is Creating may be Available
	book.AttachDiskInstanceSteady:   {background: true},
	book.AttachDiskBelowLimit:       {background: true},
	book.AttachDiskAvailable:        {background: true},
}

// A system without one rule is told that rule, whatever its kind, and nothing else.
func TestSystemsWithoutARule(t *testing.T) {
	told := []string{"settles when told", "chooses its own ids", "tells few ids", "shows little"}
	untold := []string{"has a clock", "settles in the background", "settles inside the call", "fails by itself"}
	for r := range book.Rules() {
		if !(model.Machine{}).Book().InForce(r) || hidden[r].always || testing.Short() && r%4 != 0 {
			continue
		}
		for _, names := range [][]string{told, untold} {
			name := names[int(r)%len(names)]
			if hidden[r].background && names[0] == untold[0] {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s", r, name), func(t *testing.T) {
				t.Parallel()
				c := kinds[name].Config
				c.New = kinds[name].build(model.Machine{Without: book.Omission{Rules: book.RuleSetOf(r)}})
				c.Sequences, c.Causes = 3000, 1
				report, d := first(t, c)
				if d == nil {
					t.Fatalf("it is not found: %s", report)
				}
				if rule, _ := d.Outcome.Rule(); rule != r || !behind(report) {
					t.Errorf("%s\n%s", report, d.Script)
				}
			})
		}
	}
}

// stubborn is a mock with mistakes that people make.
type stubborn struct {
	told
	wrong func(m *stubborn, op model.Op, a model.Answer) model.Answer
}

func (m *stubborn) Do(op model.Op) (model.Answer, error) {
	a, err := m.told.Do(op)
	return m.wrong(m, op, a), err
}

// One bug has one name, which says what it is, and nothing else is named beside it.
func TestBugsByName(t *testing.T) {
	step := func(m *stubborn, op model.Op) { m.state, _ = m.machine.Step(m.state, op) }
	for name, test := range map[string]struct {
		wrong func(m *stubborn, op model.Op, a model.Answer) model.Answer
		key   string
	}{
		"a detach that does nothing": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if detach, ok := op.(model.DetachDisk); ok && a.Success() {
				step(m, model.DetachFailed{DiskID: detach.DiskID})
			}
			return a
		}, "DescribeDisks: shows otherwise: Status"},
		"a detach that is complete at once": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if detach, ok := op.(model.DetachDisk); ok && a.Success() {
				m.settle(string(detach.DiskID))
			}
			return a
		}, instantDetach},
		"an attach that is complete at once": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if attach, ok := op.(model.AttachDisk); ok && a.Success() {
				m.settle(string(attach.DiskID))
			}
			return a
		}, instantAttach},
		"a code of its own": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if a.Code == "DependencyViolation" {
				a.Code = "NotAttached"
			}
			return a
		}, "DetachDisk: DetachDiskAttachedHere requires 403 DependencyViolation, got 403 NotAttached"},
		"the code without its HTTP status": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if a.Code != "" {
				a.Status = 0
			}
			return a
		}, ""},
		"another code without its HTTP status": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if a.Code == "DependencyViolation" {
				a.Status, a.Code = 0, "NotAttached"
			}
			return a
		}, "DetachDisk: DetachDiskAttachedHere requires 403 DependencyViolation, got NotAttached"},
		"another HTTP status": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if a.Code == "DependencyViolation" {
				a.Status = 409
			}
			return a
		}, "DetachDisk: DetachDiskAttachedHere requires 403 DependencyViolation, got 409 DependencyViolation"},
		"refuses what it should not": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if reboot, ok := op.(model.RebootInstance); ok && a.Success() {
				m.settle(string(reboot.InstanceID))
				return model.Answer{Status: 403, Code: "IncorrectInstanceStatus"}
			}
			return a
		}, "RebootInstance: requires ok, got 403 IncorrectInstanceStatus"},
		"a disk is lost": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if settle, ok := op.(model.CreateDisk); ok && a.Success() {
				m.settle(string(settle.DiskID))
				step(m, model.DeleteDisk{DiskID: settle.DiskID})
			}
			return a
		}, "DescribeDisks: shows otherwise: a resource is missing"},
		"a list that leaves out what is on its way": {func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if list, ok := op.(model.DescribeDisks); ok && list.DiskIDs == nil && list.InstanceID == "" && list.Status == "" {
				a.Shown = slices.DeleteFunc(slices.Clone(a.Shown), func(s model.Shown) bool { return s.Disk.Status == model.Detaching })
			}
			return a
		}, "DescribeDisks: shows otherwise: a resource is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, d := first(t, conform.Config{New: func(w script.World) (conform.System, error) {
				return &stubborn{told{mock{state: w.State}}, test.wrong}, nil
			}, Sequences: 100})
			switch {
			case test.key == "" && d != nil, test.key != "" && (len(report.Divergences) != 1 || d.Key() != test.key):
				t.Errorf("expected %q alone: %s\n%v", test.key, report, report.Divergences)
			}
		})
	}
}

// What nobody told a system to settle it is not told to when its script is made again: so also
// that script is made short.
func TestInferredSettleIsNotTold(t *testing.T) {
	report, err := conform.Config{New: func(w script.World) (conform.System, error) {
		return &stubborn{told{mock{state: w.State}}, func(m *stubborn, op model.Op, a model.Answer) model.Answer {
			if _, ok := op.(model.StartInstance); ok && a.Code == "IncorrectInstanceStatus" {
				return model.Answer{Status: 200} // and does nothing
			}
			return a
		}}, nil
	}, Sequences: 150}.Search()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range report.Divergences {
		if d.Key() == "DescribeInstances: shows otherwise: Status" { // of an instance that was Stopping
			if n := len(d.Script.Steps); n != 3 || d.Script.Steps[0].Comment == "" {
				t.Errorf("%d steps; expected a settle that is inferred, the start and a describe:\n%s", n, d.Script)
			}
			return
		}
	}
	t.Errorf("it is not found: %v", report.Divergences)
}
