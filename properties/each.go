package properties

import "example.com/ecsdisk/sim"

// Each checks one event as [Checker.Check] does, but goes on: it returns a violation
// of each property that does not hold, judged as if it were the only one. A sequence
// may be gone on with afterwards.
func (c *Checker) Each(e *sim.Event) []*Violation {
	all := c.EachStep(e)
	s, h := &c.current, &c.history
	if h.delays != nil {
		all = s.add(all, h.ownDetach(s), h.overdue(s))
		h.noteEntered(s)
	}
	return s.add(all, h.left.survives(s))
}

// EachStep is to [Checker.CheckStep] what Each is to Check: events may come in any
// order.
func (c *Checker) EachStep(e *sim.Event) (all []*Violation) {
	s := &c.current
	s.look(e)
	for _, broken := range aboutVerdicts {
		all = s.add(all, broken(s))
	}
	if !s.accepted && len(s.changes) == 0 {
		return all
	}
	for _, broken := range aboutEffects {
		all = s.add(all, broken(s))
	}
	return s.add(all, s.settleLeaves(c.step))
}

// add appends a violation for each of the faults that is one.
func (s *step) add(all []*Violation, faults ...fault) []*Violation {
	for _, f := range faults {
		if f.clause != holds {
			all = append(all, f.violation(s))
		}
	}
	return all
}
