package properties

import (
	"iter"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// smallWorld is the number of resources up to which a replay checks the properties
// of the machine, which look at the whole state, at every event. In a larger world
// it checks them once.
const smallWorld = 64

// Replay is [script.Replay] with all properties on: the first that does not hold
// makes the replay red, as an answer that differs does.
func Replay(w script.World, steps iter.Seq2[script.Step, error], o script.Options) (*script.Report, error) {
	config := w.Config()
	config.Step = o.Step
	var checker Checker
	if err := checker.Begin(SubjectOf(w.State, config)); err != nil {
		return &script.Report{Failed: &script.Failure{Err: err}}, nil
	}
	also := o.Check
	o.Check = func(e *sim.Event) error {
		if err := checker.Check(e, affordable(e)); err != nil {
			return err
		}
		if also != nil {
			return also(e)
		}
		return nil
	}
	return script.Replay(w, steps, o)
}

// affordable returns what is checked at an event of a replay: the machine where that is cheap.
func affordable(e *sim.Event) Kind {
	if e.N == 0 || e.Before.NumDisks()+e.Before.NumInstances() <= smallWorld {
		return everything
	}
	return everything &^ OfMachine
}

// A Suspect is a machine to be checked against the documented one: Step takes the
// place of the documented machine's, and with KeepNotes a settle still falls due
// after its status was left. The zero Suspect is the documented machine.
type Suspect struct {
	Step      func(model.State, model.Op) (model.State, model.Outcome)
	KeepNotes bool
}

// Of returns the suspect with the Step of a machine, unless it has one of its own. What
// the machine is Without is left out of what is done, and is no part of what that is judged by.
func (s Suspect) Of(m model.Machine) Suspect {
	if s.Step == nil {
		s.Step = m.Step
	}
	return s
}

// Violation runs steps in a world as the suspect does, whatever the steps
// want to be answered, and returns the first property that does not hold, or nil.
func (s Suspect) Violation(w script.World, steps []script.Step) *Violation {
	_, _, violation := s.perform(w, steps)
	return violation
}

// Begin begins a run of a world as the suspect performs it, see [script.Begin], and returns
// what that is as a subject.
func (s Suspect) Begin(w script.World, observe func(*sim.Event)) (*script.Run, Subject) {
	config := w.Config()
	config.Step, config.KeepNotes = s.Step, s.KeepNotes
	return script.Begin(w.State, config, observe), SubjectOf(w.State, config)
}

// perform runs steps in a world up to the first property that does not hold. It
// returns the answers and the state in which it ended.
func (s Suspect) perform(w script.World, steps []script.Step) (answers []model.Answer, end model.State, violation *Violation) {
	var checker Checker
	run, subject := s.Begin(w, func(e *sim.Event) {
		if violation == nil {
			violation = checker.first(e, affordable(e))
		}
	})
	if err := checker.Begin(subject); err != nil {
		return nil, w.State, err.(*Violation)
	}
	for _, step := range steps {
		answers = append(answers, run.Do(step))
		if violation != nil {
			break
		}
	}
	return answers, run.World.State(), violation
}
