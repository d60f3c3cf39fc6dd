package properties

import "example.com/ecsdisk/sim"

// Each checks one event as [Checker.Check] does, but goes on: it returns a violation
// of each property that does not hold, judged as if it were the only one. A sequence
// may be gone on with afterwards.
func (c *Checker) Each(e *sim.Event) []*Violation {
	all := c.EachStep(e)
	s, h := &c.current, &c.history
	add := func(p Property, why string) {
		if why != "" {
			all = append(all, &Violation{p, s.N, s.Op, why})
		}
	}
	if h.delays != nil {
		add(CompletionHitsItsOwnDetachOnly, h.ownDetach(s))
		add(AcceptedDetachEnds, h.overdue(s))
		h.noteEntered(s)
	}
	add(DetachedDiskSurvivesRelease, h.left.survives(s))
	return all
}

// EachStep is to [Checker.CheckStep] what Each is to Check: events may come in any
// order.
func (c *Checker) EachStep(e *sim.Event) (all []*Violation) {
	s := &c.current
	s.look(e)
	all = s.each(aboutVerdicts[:], all)
	if !e.Outcome.Accepted() && len(s.changes) == 0 {
		return all
	}
	all = s.each(aboutEffects[:], all)
	if why := s.settleLeaves(c.step); why != "" {
		all = append(all, &Violation{AcceptedDetachEnds, e.N, e.Op, why})
	}
	return all
}

// each appends a violation for each of the sentences that does not hold.
func (s *step) each(sentences []sentence, all []*Violation) []*Violation {
	for i := range sentences {
		if why := sentences[i].broken(s); why != "" {
			all = append(all, &Violation{sentences[i].property, s.N, s.Op, why})
		}
	}
	return all
}
