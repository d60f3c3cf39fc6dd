package graph

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

func TestHistories(t *testing.T) {
	for _, s := range []scope.Scope{scope.Core(1, 2), scope.Core(2, 1), scope.Every(1)} {
		states, v := exploretest.Search(s, nil)
		r, err := Histories(t.Context(), s, Options{})
		if err != nil || v != nil || r.Violation != nil || r.States <= states.States || r.Depth < states.Depth {
			t.Errorf("%s: %+v %v %v; it has %+v without a ghost", s.Name, r.Counts, r.Violation, err, states)
		}
	}
	if _, err := Histories(t.Context(), scope.Core(2, 2), Options{Limit: 100}); err == nil {
		t.Error("there is no limit")
	}
}

// A machine that releases, with an instance, the disks that were detached from it is
// found out by what is remembered.
func TestHistoriesFind(t *testing.T) {
	var m model.Machine
	s := scope.Core(1, 1)
	s.Suspect = properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if o.Accepted() && o.Action() == book.ActionDeleteInstance {
			for d := range after.Disks() {
				after, _ = m.Step(after, model.DeleteDisk{DiskID: d.ID})
			}
		}
		return after, o
	}}
	r, err := Histories(t.Context(), s, Options{})
	if err != nil || r.Violation == nil || r.Violation.Property != properties.DetachedDiskSurvivesRelease {
		t.Fatalf("%v %v", r.Violation, err)
	}
	if n := len(r.Counterexample.Steps); n != 6 { // attach, settle, detach, settle, release, describe
		t.Errorf("%d steps:\n%s", n, r.Counterexample)
	}
}
