package explore

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
)

func TestHistories(t *testing.T) {
	for _, s := range []Scope{Core(1, 2), Core(2, 1), Every(1)} {
		states, v := s.generic(nil)
		r, err := Histories(t.Context(), s, GraphOptions{})
		if err != nil || v != nil || r.Violation != nil || r.States <= states.States || r.Depth < states.Depth {
			t.Errorf("%s: %+v %v %v; it has %+v without a ghost", s.Name, r.Counts, r.Violation, err, states)
		}
	}
	if _, err := Histories(t.Context(), Core(2, 2), GraphOptions{Limit: 100}); err == nil {
		t.Error("there is no limit")
	}
}

// A machine that releases, with an instance, the disks that were detached from it is
// found out by what is remembered.
func TestHistoriesFind(t *testing.T) {
	var m model.Machine
	s := Core(1, 1)
	s.Suspect = properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if o.Accepted() && o.Action() == book.ActionDeleteInstance {
			for d := range after.Disks() {
				after, _ = m.Step(after, model.DeleteDisk{DiskID: d.ID})
			}
		}
		return after, o
	}}
	r, err := Histories(t.Context(), s, GraphOptions{})
	if err != nil || r.Violation == nil || r.Violation.Property != properties.DetachedDiskSurvivesRelease {
		t.Fatalf("%v %v", r.Violation, err)
	}
	if n := len(r.Counterexample.Steps); n != 6 { // attach, settle, detach, settle, release, describe
		t.Errorf("%d steps:\n%s", n, r.Counterexample)
	}
}

// TestMachineOnceATable has the table find a machine that does not do the same when it
// is asked the same: it looks at the machine once for each operation.
func TestMachineOnceATable(t *testing.T) {
	var m model.Machine
	last := ""
	s := Core(1, 1)
	s.Suspect = properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		if model.ActionOf(op) != book.ActionDetachDisk {
			return m.Step(s, op)
		}
		before := last
		if last = s.Key() + op.String(); last == before { // asked again, it does nothing
			last = ""
			return s, m.Judge(s, op)
		}
		return m.Step(s, op)
	}}
	r, err := Explore(t.Context(), s, Options{})
	if err != nil || r.Violation == nil || r.Violation.Property != properties.Deterministic {
		t.Errorf("%v %v", r.Violation, err)
	}
}
