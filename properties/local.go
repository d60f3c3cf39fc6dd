package properties

import "example.com/ecsdisk/sim"

// CheckStep checks what one event tells by itself: the properties of states and of
// steps, and that a detach, once accepted, can be settled. Events may come in any
// order: that is how a search that goes through states checks them. The error is a
// [*Violation].
func (c *Checker) CheckStep(e *sim.Event) error {
	s := &c.current
	s.look(e)
	if v := s.check(aboutVerdicts[:]); v != nil {
		return v
	}
	if !e.Outcome.Accepted() && len(s.changes) == 0 {
		return nil
	}
	if v := s.check(aboutEffects[:]); v != nil {
		return v
	}
	if why := settleLeaves(s, c.step); why != "" {
		return &Violation{AcceptedDetachEnds, e.N, e.Op, why}
	}
	return nil
}
