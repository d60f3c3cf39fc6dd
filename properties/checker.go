package properties

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// The sentences, in the order in which a violation is reported: what is specific
// before what is general, so that a broken machine is told what it broke and not only
// that it did. Those about effects are not asked of an event that was not accepted
// and changed nothing.
var (
	aboutVerdicts = []sentence{unacceptedChangesNothing, acceptedExactly}
	aboutEffects  = []sentence{lockHolds, passThroughTransit, detachingKeeps, completedDetachClears, releaseTakesFlagged, effectsAndNothingElse, wellFormedAround}
)

// A Checker checks all properties of one sequence of events, one event after the
// other. It is not safe for concurrent use.
type Checker struct {
	step    func(model.State, model.Op) (model.State, model.Outcome)
	current step
	reached *Reached
	history history
	mirror  mirror
}

// Subject is what a checker checks.
type Subject struct {
	Start model.State

	// Machine is the documented machine that the subject is judged by: its edition
	// and readings. What it is Without is ignored.
	Machine model.Machine

	// Step is the machine under test, for the properties of machines; nil is the
	// Machine's own.
	Step func(model.State, model.Op) (model.State, model.Outcome)

	// Delays are those of a world under a clock, by which property 11 is judged; nil
	// is a sequence without a clock.
	Delays sim.Delays

	// Reached, unless nil, counts what the sequence reaches.
	Reached *Reached
}

// NewChecker returns a checker for a sequence from its start. The error is a
// [*Violation] when the start state is not well-formed.
func NewChecker(s Subject) (*Checker, error) {
	c := new(Checker)
	return c, c.Reset(s)
}

// SubjectOf returns what a world of the given configuration is, as a subject. Like
// [sim.New] it panics if the delays name a status that is not transitional.
func SubjectOf(start model.State, c sim.Config) Subject {
	s := Subject{Start: start, Machine: c.Machine, Step: c.Step, Delays: c.Delays.WithDefaults()}
	if s.Step == nil {
		s.Step = c.Machine.Step
	}
	return s
}

// Reset makes the checker ready for a new sequence. It keeps what it has allocated.
func (c *Checker) Reset(s Subject) error {
	c.reset(s)
	if err := s.Start.Validate(); err != nil {
		return &Violation{Property: WellFormed, Why: err.Error(), clause: stateIsWellFormed}
	}
	return nil
}

// reset is Reset for a start state that is known to be well-formed.
func (c *Checker) reset(s Subject) {
	c.current.machine = s.Machine.Documented()
	if c.step = s.Step; c.step == nil {
		c.step = c.current.machine.Step
	}
	if c.current.collect == nil {
		c.current.collect = func(change model.Change) bool {
			c.current.changes = append(c.current.changes, change)
			return true
		}
	}
	c.reached = s.Reached
	c.history.reset(s)
}

// Check checks one event: its number, what was asked, the outcome and both states
// have to be set. The error is a [*Violation].
func (c *Checker) Check(e *sim.Event) error {
	if v := c.checkStep(e); v != nil {
		return v
	}
	if v := c.history.check(&c.current); v != nil {
		return v
	}
	if c.reached != nil {
		c.reached.count(&c.current)
	}
	return nil
}

// CheckStep checks what one event tells by itself: the properties of states and of
// steps, and that a detach, once accepted, can be settled. Events may come in any
// order: that is how a search that goes through states checks them. The error is a
// [*Violation].
func (c *Checker) CheckStep(e *sim.Event) error {
	if v := c.checkStep(e); v != nil {
		return v
	}
	return nil
}

func (c *Checker) checkStep(e *sim.Event) *Violation {
	s := &c.current
	s.look(e)
	if v := s.check(aboutVerdicts); v != nil {
		return v
	}
	if !s.accepted && len(s.changes) == 0 {
		return nil
	}
	if v := s.check(aboutEffects); v != nil {
		return v
	}
	if f := s.settleLeaves(c.step); f.clause != holds {
		return f.violation(s)
	}
	return nil
}

// CheckGhost checks [DetachedDiskSurvivesRelease] at one event by a ghost, which it
// keeps up to date: a search that goes through states carries one along with each. The
// error is a [*Violation].
func (c *Checker) CheckGhost(e *sim.Event, g Ghost) error {
	c.current.look(e)
	if f := g.survives(&c.current); f.clause != holds {
		return f.violation(&c.current)
	}
	return nil
}

// CheckMachine checks the properties of the machine at one event, and that the
// whole state after it is well-formed. Once a sequence is enough.
func (c *Checker) CheckMachine(e *sim.Event) error {
	if f := c.machine(e); f.clause != holds {
		return f.violation(&step{Event: e})
	}
	return nil
}
