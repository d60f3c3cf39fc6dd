package model

import (
	"fmt"
	"iter"

	"example.com/ecsdisk/model/book"
)

// A Machine is the documented machine: one edition of the documentation under one
// set of readings. The zero Machine is the default one. It is comparable, and it
// holds no state: a state is given to it and comes back.
type Machine struct {
	Edition  book.Edition
	Readings book.Readings
	Without  book.Omission
}

// Check returns why there is no such machine: a reading that its edition does not have.
func (m Machine) Check() error { return m.Book().Check() }

// CheckState returns why a state cannot be told in the machine's edition: a [*StateError]
// that names a field and the editions that have it.
func (m Machine) CheckState(s State) error {
	var untold book.Fields
	for f := range book.HiddenFields.All() {
		if !f.Editions().Has(m.Edition) {
			untold |= book.FieldsOf(f)
		}
	}
	if untold == 0 {
		return nil
	}
	for r := range s.Resources() {
		for f := range (r.NotDefault() & untold).All() {
			return &StateError{r.ID(), fmt.Sprintf("%s=%s cannot be told in edition %s; expected one of %s", f, r.Field(f), m.Edition, f.Editions())}
		}
	}
	return nil
}

// CheckOp returns why an operation cannot be told in the machine's edition, where it is not
// enabled: the error names the editions that have its parameters. Misuse panics: see [Op].
func (m Machine) CheckOp(op Op) error {
	var a args
	a.take(op)
	if in := a.action.Told(m.observe(&State{}, &a).set); !in.Has(m.Edition) {
		return fmt.Errorf("%s cannot be told in edition %s; expected one of %s", op, m.Edition, in)
	}
	return nil
}

// Book returns what the machine goes by: its rules, effects and readings.
func (m Machine) Book() book.Book { return book.Book(m) }

// Documented returns the machine that leaves nothing out.
func (m Machine) Documented() Machine {
	m.Without = book.Omission{}
	return m
}

// Step applies one operation or event. It is total, deterministic and pure: every
// state and operation have an outcome, the same each time, and s is left as it is.
// An operation that is not accepted returns s itself. Misuse panics: see [Op].
func (m Machine) Step(s State, op Op) (State, Outcome) {
	var e edit
	e.State = s // in a literal it would be copied twice
	o := m.step(&e, op)
	return e.State, o
}

func (m *Machine) step(e *edit, op Op) Outcome {
	var a args
	a.take(op)
	f := m.observe(&e.State, &a)
	o := m.judge(a.action, f.set)
	if o.Accepted() {
		m.effect(&e.State, &a, &f, maker{edit: e})
	}
	return o
}

// Judge returns the outcome that [Machine.Step] would have, and changes nothing.
func (m Machine) Judge(s State, op Op) Outcome {
	var a args
	a.take(op)
	f := m.observe(&s, &a)
	return m.judge(a.action, f.set)
}

// StepAll applies one operation after another and yields the outcome of each, in
// order. The result is that of as many calls of [Machine.Step]; it costs less, since
// what the operations change is copied once and not once an operation.
func (m Machine) StepAll(s State, ops iter.Seq[Op], yield func(Op, Outcome)) State {
	e := edit{State: s}
	for op := range ops {
		yield(op, m.step(&e, op))
	}
	return e.State
}

// judge asks the book which rules of an action are broken.
func (m *Machine) judge(action book.Action, set book.Facts) Outcome {
	o := Outcome{judged: judged{action: action, edition: m.Edition}, facts: set}
	if !action.Enabled().Holds(set) || !action.Told(set).Has(m.Edition) {
		o.verdict = NotEnabled
		return o
	}
	if o.broken = m.Book().Broken(action, set); o.broken != (book.RuleSet{}) {
		o.verdict = Refused
	}
	return o
}
