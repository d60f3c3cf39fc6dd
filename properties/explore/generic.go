package explore

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// generic explores a scope the plain way: state by state, each operation by the
// machine itself, states by key in a map, all properties checked at every step. It
// is slow, takes any machine, and is what the tables are held against.
func (s *Scope) generic(visit func(model.State)) (Counts, *properties.Violation) {
	checker, err := properties.NewChecker(properties.Subject{Start: s.Start, Machine: s.Machine, Step: s.Suspect.Step})
	if err != nil {
		return Counts{}, err.(*properties.Violation)
	}
	seen := map[string]bool{s.Start.Key(): true}
	frontier := []model.State{s.Start}
	c := Counts{States: 1}
	var key []byte
	for depth := 0; len(frontier) > 0; depth++ {
		c.Depth = depth
		var next []model.State
		for _, state := range frontier {
			if visit != nil {
				visit(state)
			}
			for _, op := range s.Ops {
				after, o := s.step(state, op)
				if err := checker.CheckStep(&sim.Event{Op: op, Outcome: o, Before: state, After: after}); err != nil {
					return c, err.(*properties.Violation)
				}
				if !o.Accepted() || after.Equal(state) {
					continue
				}
				c.Transitions++
				if key = after.AppendKey(key[:0]); !seen[string(key)] {
					seen[string(key)] = true
					next = append(next, after)
					c.States++
				}
			}
		}
		frontier = next
	}
	return c, nil
}

// Counts is how large what was explored is.
type Counts struct {
	States      int // distinct reachable states, or classes of them
	Transitions int // accepted operations and settles whose result differs from the state before
	Depth       int // the longest of the shortest paths from the start
}
