package properties

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A Checker checks all properties of one sequence of events after another. The zero
// Checker is ready for [Checker.Begin]. It is not safe for concurrent use.
type Checker struct {
	current step
	reached *Reached

	// Of a sequence that it draws.
	event sim.Event
	ops   []model.Op
}

// Subject is what a checker checks.
type Subject struct {
	Start model.State

	// Machine is the documented machine that the subject is judged by: its edition
	// and readings. What it is Without it is judged by all the same.
	Machine model.Machine

	// Step is the machine under test, for the properties of machines; nil is the
	// Machine's own, see [Suspect.Of].
	Step func(model.State, model.Op) (model.State, model.Outcome)

	// Delays are those of a world under a clock, by which property 11 is judged; nil
	// is a sequence without a clock.
	Delays sim.Delays

	// Reached, unless nil, counts what the sequence reaches.
	Reached *Reached
}

// SubjectOf returns what a world of the given configuration is, as a subject. Like
// [sim.New] it panics if the delays name a status that is not transitional.
func SubjectOf(start model.State, c sim.Config) Subject {
	return Subject{Start: start, Machine: c.Machine, Step: c.Step, Delays: c.Delays.WithDefaults()}
}

// Begin begins a sequence at its start, whatever was checked before. The error is a
// [*Violation] when the start state is not well-formed. A checker that is used again
// keeps what it has allocated.
func (c *Checker) Begin(s Subject) error {
	c.begin(s)
	if err := s.Start.Validate(); err != nil {
		return &Violation{Property: WellFormed, Why: err.Error(), clause: stateIsWellFormed}
	}
	return nil
}

// begin is Begin for a start state that is known to be well-formed.
func (c *Checker) begin(s Subject) {
	c.current.machine = s.Machine.Documented()
	c.current.next = Suspect{Step: s.Step}.Of(s.Machine).Step
	if c.current.collect == nil {
		c.current.collect = func(change model.Change) bool {
			c.current.changes = append(c.current.changes, change)
			return true
		}
	}
	c.reached = s.Reached
	c.current.history.reset(s)
}

// Check checks the properties of some kinds at one event: its number, what was asked, the
// outcome and both states have to be set. The error is a [*Violation] of the first that
// does not hold.
//
// [OfStep] is what an event tells by itself, and has the properties of states with it and
// that a detach, once accepted, can be settled: events may come in any order, as they do
// in a search that goes through states. With [OfHistory] the events are a sequence, each
// given once. [OfMachine] asks the machine under test again and looks at the whole state:
// once a sequence is enough.
func (c *Checker) Check(e *sim.Event, of Kind) error {
	if v := c.first(e, of); v != nil {
		return v
	}
	return nil
}

func (c *Checker) first(e *sim.Event, of Kind) *Violation {
	s := &c.current
	s.look(e)
	for at, sentences := range sentences {
		if !s.asked(at, of) {
			continue
		}
		for _, broken := range sentences {
			if f := broken(s); f.clause != holds {
				return f.violation(s)
			}
		}
	}
	c.note(of)
	return nil
}

// Each checks one event as [Checker.Check] does, but goes on: it returns a violation
// of each property that does not hold, judged as if it were the only one; but one of machines at most,
// since a machine that breaks one is another each time it is asked. A sequence may be gone
// on with afterwards.
func (c *Checker) Each(e *sim.Event, of Kind) (all []*Violation) {
	s := &c.current
	s.look(e)
	for at, sentences := range sentences {
		if !s.asked(at, of) {
			continue
		}
		for _, broken := range sentences {
			if f := broken(s); f.clause != holds {
				all = append(all, f.violation(s))
				if at == int(ofMachine) {
					break
				}
			}
		}
	}
	c.note(of)
	return all
}

// note remembers an event that is one of a sequence.
func (c *Checker) note(of Kind) {
	if of&OfHistory == 0 {
		return
	}
	c.current.history.note(&c.current)
	if c.reached != nil {
		c.reached.count(&c.current)
	}
}
