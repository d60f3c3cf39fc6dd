package explore

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// Counts is how large what was explored is.
type Counts struct {
	States      int // distinct reachable states, or classes of them
	Transitions int // accepted operations and settles whose result differs from the state before
	Depth       int // the longest of the shortest paths from the start
}

// breadthFirst goes through all that can be reached from a start, nearest first. States
// of one key are one state; they are numbered in the order in which they are found, the
// start with 0. From each, expand makes the transitions: for every one it calls reach,
// which returns the number of the state that it leads to.
func breadthFirst[S any](start S, key func([]byte, S) []byte, expand func(n int, s S, reach func(S) int) error) (states []S, c Counts, err error) {
	var k []byte
	number := map[string]int{string(key(nil, start)): 0}
	states = []S{start}
	reach := func(to S) int {
		c.Transitions++
		k = key(k[:0], to)
		n, known := number[string(k)]
		if !known {
			n = len(states)
			number[string(k)] = n
			states = append(states, to)
		}
		return n
	}
	for n, end := 0, 1; n < len(states); n++ {
		if n == end {
			c.Depth, end = c.Depth+1, len(states)
		}
		if err = expand(n, states[n], reach); err != nil {
			break
		}
	}
	c.States = len(states)
	return states, c, err
}

// generic explores a scope the plain way: state by state, each operation by the
// machine itself, states by key in a map, all properties checked at every step. It
// is slow, takes any machine, and is what the tables are held against.
func (s *Scope) generic(visit func(model.State)) (Counts, *properties.Violation) {
	checker, err := properties.NewChecker(properties.Subject{Start: s.Start, Machine: s.Machine, Step: s.Suspect.Step})
	if err != nil {
		return Counts{}, err.(*properties.Violation)
	}
	_, c, err := breadthFirst(s.Start, appendKey, func(_ int, state model.State, reach func(model.State) int) error {
		if visit != nil {
			visit(state)
		}
		for _, op := range s.Ops {
			after, o := s.step(state, op)
			if err := checker.Check(&sim.Event{Op: op, Outcome: o, Before: state, After: after}, properties.OfStep); err != nil {
				return err
			}
			if o.Accepted() && !after.Equal(state) {
				reach(after)
			}
		}
		return nil
	})
	if err != nil {
		return c, err.(*properties.Violation)
	}
	return c, nil
}

func appendKey(b []byte, s model.State) []byte { return s.AppendKey(b) }
