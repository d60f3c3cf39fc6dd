// Package exploretest has what tests of the explorers share.
package exploretest

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// WorldOf returns a world and a scope of it that has every operation.
func WorldOf(text string) scope.Scope {
	w := script.MustWorld(text)
	return scope.Scope{Name: "test", Machine: w.Machine, Start: w.State}
}

// Broken returns a scope of a machine that leaves rules and effects out.
func Broken(s scope.Scope, without book.Omission) scope.Scope {
	broken := s.Machine
	broken.Without = without
	s.Suspect = properties.Suspect{Step: broken.Step}
	return s
}

// Search explores a scope the plain way: state by state, each operation by the machine
// itself, states by key in a map, all properties checked at every step. It is slow, takes
// any machine, and is what the explorers are held against.
func Search(s scope.Scope, visit func(model.State)) (c scope.Counts, broken *properties.Violation) {
	checker, err := s.Checker()
	if err != nil {
		return c, err.(*properties.Violation)
	}
	c.States = 1
	seen := map[string]bool{s.Start.Key(): true}
	var key []byte
	var e sim.Event
	for frontier := []model.State{s.Start}; ; c.Depth++ {
		var next []model.State
		for _, state := range frontier {
			if visit != nil {
				visit(state)
			}
			for _, op := range s.Ops {
				after, o := s.Step(state, op)
				e.Op, e.Outcome, e.Before, e.After = op, o, state, after
				if err := checker.Check(&e, properties.OfStep); err != nil {
					return c, err.(*properties.Violation)
				}
				if !o.Accepted() || after.Equal(state) {
					continue
				}
				c.Transitions++
				if key = after.AppendKey(key[:0]); !seen[string(key)] {
					seen[string(key)] = true
					c.States++
					next = append(next, after)
				}
			}
		}
		if frontier = next; len(next) == 0 {
			return c, nil
		}
	}
}

// Green fails unless the documented machine answers a script as it says, to the letter,
// with all properties on. It returns the events.
func Green(t *testing.T, name string, s script.Script) (events []sim.Event) {
	t.Helper()
	report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly, Check: func(e *sim.Event) error {
		events = append(events, *e)
		return nil
	}})
	if err != nil || !report.Green() {
		t.Errorf("%s: %v %v\n%s", name, err, report.Failed, s)
	}
	return events
}

// Permutations returns all orders of the numbers below n.
func Permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range Permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return all
}
