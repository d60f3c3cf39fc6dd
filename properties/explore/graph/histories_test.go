package graph

import (
	"fmt"
	"maps"
	"slices"
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

// histories counts states with what is remembered of the way to them, with nothing that
// the explorer uses: a map of texts, and each sentence said again. A disk is remembered
// with the instance that it was detached from, until it is attached again or gone.
func histories(s scope.Scope) int {
	type past map[model.DiskID]model.InstanceID
	text := func(s model.State, p past) string {
		t := s.Key()
		for _, d := range slices.Sorted(maps.Keys(p)) {
			t += fmt.Sprintf("|%s<%s", d, p[d])
		}
		return t
	}
	type node struct {
		state model.State
		past  past
	}
	seen := map[string]bool{text(s.Start, nil): true}
	for frontier := []node{{s.Start, nil}}; len(frontier) > 0; {
		var next []node
		for _, n := range frontier {
			for _, op := range s.Ops {
				after, o := s.Machine.Step(n.state, op)
				if !o.Accepted() {
					continue
				}
				p := past{}
				for d := range after.Disks() {
					before, _ := n.state.Disk(d.ID)
					from, remembered := n.past[d.ID]
					if before.Status == model.Detaching && d.Status == model.Available && o.Action() == book.ActionSettle {
						from, remembered = before.InstanceID, true
					}
					if remembered && !d.Status.Attached() {
						p[d.ID] = from
					}
				}
				if t := text(after, p); !seen[t] {
					seen[t] = true
					next = append(next, node{after, p})
				}
			}
		}
		frontier = next
	}
	return len(seen)
}

// TestHistoryCounts holds the counts of states with their ghosts to those of a dumber
// search, and to what they were.
func TestHistoryCounts(t *testing.T) {
	for _, tt := range []struct {
		scope scope.Scope
		want  scope.Counts
	}{
		{scope.Core(1, 1), scope.Counts{States: 93, Transitions: 392, Depth: 9}},
		{scope.Core(1, 2), scope.Counts{States: 993, Transitions: 6108, Depth: 14}},
		{scope.Core(2, 1), scope.Counts{States: 1431, Transitions: 9390, Depth: 15}},
		{scope.Core(2, 2), scope.Counts{States: 25857, Transitions: 223284, Depth: 20}},
	} {
		r, err := Histories(t.Context(), tt.scope, Options{})
		if err != nil || r.Counts != tt.want {
			t.Errorf("%s: %+v %v; expected %+v", tt.scope.Name, r.Counts, err, tt.want)
		}
		if n := histories(tt.scope); n != r.States {
			t.Errorf("%s: %d states with what is remembered; a dumber search finds %d", tt.scope.Name, r.States, n)
		}
	}
}

// TestRememberedKey holds that each part of what is remembered tells two apart.
func TestRememberedKey(t *testing.T) {
	s := scope.Core(2, 2).Start
	other, _ := model.Machine{}.Step(s, model.AttachDisk{InstanceID: "i-0", DiskID: "d-0"})
	different := []remembered{
		{s, nil},
		{other, nil},
		{s, properties.Ghost{"d-0": "i-0"}},
		{s, properties.Ghost{"d-0": "i-1"}},
		{s, properties.Ghost{"d-1": "i-0"}},
		{s, properties.Ghost{"d-0": "i-0", "d-1": "i-0"}},
		{s, properties.Ghost{"d-0": "i-0", "d-1": "i-1"}},
		{s, properties.Ghost{`d-0"`: "i-0"}},
		{s, properties.Ghost{"d-0": `"i-0`}},
	}
	keys := map[string]int{}
	for n, r := range different {
		key := string(appendRemembered(nil, r))
		if m, twice := keys[key]; twice {
			t.Errorf("%v and %v have one key", different[m].ghost, r.ghost)
		}
		keys[key] = n
	}
}
