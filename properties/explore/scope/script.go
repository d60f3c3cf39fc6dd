package scope

import (
	"errors"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// World returns where scripts of the scope start.
func (s *Scope) World() script.World {
	return script.World{State: s.Start, Machine: s.Machine.Documented(), Told: true}
}

// Script returns operations, from the start of the scope, as a script, with the answers
// of the documented machine and, where they differ, those of the explored one as got.
func (s *Scope) Script(head string, ops ...model.Op) script.Script {
	return s.Beside(head, func(state model.State, op model.Op) (model.State, model.Outcome, model.Answer) {
		after, o := s.Step(state, op)
		return after, o, s.Machine.Answer(state, op, o)
	}, ops...)
}

// Beside is [Scope.Script] with the answers of another machine in place of the explored one.
func (s *Scope) Beside(head string, other func(model.State, model.Op) (model.State, model.Outcome, model.Answer), ops ...model.Op) script.Script {
	made := script.Script{Head: []string{"# " + head}, World: s.World()}
	documented, explored := s.Start, s.Start
	for _, op := range ops {
		var required, answer model.Answer
		documented, _, required = s.Machine.Respond(documented, op)
		explored, _, answer = other(explored, op)
		step := script.StepOf(sim.Event{Op: op, Answer: required})
		if want, got, differ := script.Contrast(required, answer); differ {
			step.Want, step.Got = want, &got
		}
		made.Steps = append(made.Steps, step)
	}
	return made
}

// Counterexample returns the script of operations the last of which breaks a property. The
// error is that none does: the explored machine does not do again what it did.
func (s *Scope) Counterexample(ops []model.Op) (script.Script, error) {
	var steps []script.Step
	for _, op := range ops {
		steps = append(steps, script.Step{Op: op})
	}
	found, _, ok := s.Suspect.Of(s.Machine).Script(s.World(), steps)
	if !ok {
		return found, errors.New("asked again, the machine keeps every property")
	}
	return found, nil
}
