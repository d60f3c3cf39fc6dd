package model

import "iter"

// A Machine is the documented machine: one edition of the documentation under one
// set of readings. The zero Machine is the default one. It is comparable, and it
// holds no state: a state is given to it and comes back.
type Machine struct {
	Edition  Edition
	Readings Readings
	Without  Omission
}

// An Omission is what a deliberately broken machine leaves out: rules that it does
// not judge, effects that it does not have. It is there to show that a test suite
// notices: a mutant. The zero Omission leaves nothing out.
type Omission struct {
	Rules   RuleSet
	Effects EffectSet
}

// Documented returns the machine that leaves nothing out.
func (m Machine) Documented() Machine {
	m.Without = Omission{}
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

// judge goes through the rules of an action. A rule is judged when the facts
// include what it needs: of a disk that does not exist nothing is asked.
func (m *Machine) judge(action Action, set Facts) Outcome {
	if !actions[action].enabled.Holds(set) {
		return Outcome{NotEnabled, action, RuleSet{}, set}
	}
	verdict, broken := Accepted, RuleSet{}
	for r := spans[action].first; r < spans[action].end; r++ {
		// By far most rules hold as they stand; for the others the rest is looked at.
		if c := &checks[r]; set&c.needs != c.needs || set&c.any != 0 && m.Readings.chosen&c.varies == 0 {
			continue
		}
		if row := &rules[r]; !m.holds(row).Holds(set) && row.Editions.Has(m.Edition) && !m.Without.Rules.Has(r) {
			verdict = Refused
			broken.add(r)
		}
	}
	return Outcome{verdict, action, broken, set}
}

// checks is what judge looks at first, off the rule table and close together.
var checks = func() (c [numRules]struct {
	needs, any Facts
	varies     uint32 // the choices under which something else holds
}) {
	for r := range Rules() {
		row := &rules[r]
		c[r].needs, c[r].any = row.Needs, row.Holds.Any
		if row.Holds == (Condition{}) {
			c[r].any = ^Facts(0)
		}
		for _, v := range row.Under {
			c[r].varies |= 1 << v.Choice
		}
	}
	return c
}()

// holds returns the condition of a row under the machine's readings.
func (m *Machine) holds(row *Row) Condition {
	for _, v := range row.Under {
		if m.Readings.Has(v.Choice) {
			return v.Holds
		}
	}
	return row.Holds
}

// InForce reports whether the rule can be broken at all under the machine's edition
// and readings.
func (m Machine) InForce(r Rule) bool {
	row := &rules[r]
	return row.Editions.Has(m.Edition) && m.holds(row) != Condition{} && !m.Without.Rules.Has(r)
}
