package graph

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A question is how one divergence is looked for: three machines make the same steps. One has
// what is asked about, one has it not and is otherwise the same, and one is of the other
// edition. The divergence is shown where the first differs from both.
type question struct {
	divergence Divergence
	has        int              // which of the two editions has it
	machines   [2]model.Machine // of the two editions
	without    model.Machine
	involved   func(mine, others model.Outcome) bool // whether a difference is because of it; nil: always
	field      book.Field                            // that is at its default for the one without it; FieldID: none
	action     book.Action                           // whose rule or effect it is
}

func aboutRule(a, b model.Machine, r book.Rule) question {
	q := question{machines: [2]model.Machine{a, b}, action: r.Action(), divergence: Divergence{What: r.String(), Says: [2]string{a.Book().Says(r), b.Book().Says(r)}}}
	if q.divergence.Says[1] != "" {
		q.has = 1
	}
	if q.without = q.machines[q.has]; q.divergence.Says[1-q.has] == "" {
		q.without.Without.Rules = book.RuleSetOf(r)
		return q
	}
	q.divergence.Admitted = slices.Equal(a.Book().Own(r), b.Book().Own(r)) && a.Book().Holds(r) == b.Book().Holds(r)
	q.without = q.machines[1-q.has]
	q.involved = func(mine, others model.Outcome) bool {
		if mine.Broken().Has(r) && others.Broken().Has(r) {
			x, y := mine.Refusal(r), others.Refusal(r)
			return x.Status != y.Status || x.Code != y.Code || x.Message != y.Message
		}
		return mine.Broken().Has(r) != others.Broken().Has(r)
	}
	return q
}

func aboutEffect(a, b model.Machine, e book.Effect) question {
	q := question{machines: [2]model.Machine{a, b}, action: e.Row().Action, divergence: Divergence{What: e.String()}}
	if b.Book().HasEffect(e) {
		q.has = 1
	}
	q.divergence.Says[q.has] = e.Row().Does()
	q.without = q.machines[q.has]
	q.without.Without.Effects = book.EffectSetOf(e)
	return q
}

func aboutField(a, b model.Machine, f book.Field) question {
	q := question{machines: [2]model.Machine{a, b}, divergence: Divergence{What: "the field " + f.String()}, field: f}
	if f.Editions().Has(b.Edition) {
		q.has = 1
	}
	q.divergence.Says[q.has] = "there"
	q.without = q.machines[q.has]
	return q
}

// underReadings asks again under each reading that only the edition has which has what is asked
// about: a divergence may need one.
func (q question) underReadings(task *pace.Task, d Divergence) Divergence {
	mine, other := q.machines[q.has], q.machines[1-q.has]
	for c := range mine.Edition.Choices() {
		if c.Default() || c.Editions().Has(other.Edition) {
			continue
		}
		under := q
		under.machines[q.has].Readings = mine.Readings.With(c)
		under.without.Readings = mine.Readings.With(c)
		if shown := under.ask(task); shown.Found() {
			return shown
		}
	}
	return d
}

// A trio is where three machines are after the same steps.
type trio struct {
	mine, without, other model.State
	untold               bool // the other edition cannot be told the way here
	plain                bool // it began in a world from which more than one step is taken
}

func appendTrio(b []byte, t trio) []byte {
	b = t.without.AppendKey(t.mine.AppendKey(b))
	if t.untold {
		return append(b, 1)
	}
	return t.other.AppendKey(append(b, 0))
}

// ask looks for the shortest steps. The worlds are in the order of how much they state, so that
// of several as short the plainest is found.
func (q question) ask(task *pace.Task) Divergence {
	d := q.divergence
	if d.Admitted {
		return d
	}
	mine, other := q.machines[q.has], q.machines[1-q.has]
	var starts []trio
	for _, s := range divergingWorlds() {
		if mine.CheckState(s) != nil {
			continue
		}
		without := s
		if q.field != book.FieldID {
			without = withDefault(s, q.field)
		}
		starts = append(starts, trio{s, without, s, other.CheckState(s) != nil, isPlain(s)})
	}
	found := search[trio]{ops: divergingOps(mine, q.action), key: appendTrio, deepest: MostDivergingSteps}
	var err error
	if found.pace, err = task.Begin("editions", 0); err == nil {
		err = found.run(starts, func(from trio, op model.Op, by arrival) error {
			to, accepted, far := q.step(from, op)
			if far == seen || far == unseen && !d.Found() {
				d = q.shown(found.startOf(by.from).mine, found.opsTo(by))
				if d.Hidden = far == unseen; far == seen {
					return errEnough
				}
			}
			if !accepted || !from.plain {
				return nil
			}
			_, _, err := found.reach(to, by)
			return err
		})
	}
	if err != nil && err != errEnough && err != errSteps {
		d.Unfinished = err.Error()
	}
	return d
}

// step makes one step with the three machines, and returns how far they are apart by it because
// of what is asked about.
func (q question) step(from trio, op model.Op) (to trio, accepted bool, far distance) {
	to = from
	other := q.machines[1-q.has]
	to.untold = from.untold || other.CheckOp(op) != nil
	var mine, others model.Outcome
	var answers struct{ mine, without, other model.Answer }
	to.mine, mine, answers.mine = q.machines[q.has].Respond(from.mine, op)
	to.without, _, answers.without = q.without.Respond(from.without, op)
	if !to.untold {
		to.other, others, answers.other = other.Respond(from.other, op)
	}
	if q.involved == nil || !to.untold && q.involved(mine, others) {
		far = max(min(answersApart(answers.mine, answers.without), to.fromOther(answersApart(answers.mine, answers.other))),
			min(statesApart(to.mine, to.without), to.fromOther(statesApart(to.mine, to.other))))
	}
	return to, mine.Accepted(), far
}

// How far two machines are apart.
type distance uint8

const (
	equal  distance = iota
	unseen          // in what no describe shows
	seen
)

// fromOther returns how far the one that has it is from the other edition: this far, where that
// can be told the same.
func (t trio) fromOther(far distance) distance {
	if t.untold {
		return seen
	}
	return far
}

// answersApart returns how far two answers to anything but a describe are apart.
func answersApart(x, y model.Answer) distance {
	if x.Code != y.Code || x.Status != y.Status || x.NotEnabled != y.NotEnabled || x.Message != y.Message {
		return seen
	}
	return equal
}

// statesApart returns how far two states are apart.
func statesApart(s, t model.State) distance {
	far := equal
	for c := range model.Diff(s, t) {
		far = max(far, unseen)
		for f := range c.Fields() {
			if !book.HiddenFields.Has(f) {
				return seen
			}
		}
	}
	return far
}

// shown returns the divergence with the scripts of steps that show it.
func (q question) shown(start model.State, ops []model.Op) Divergence {
	d := q.divergence
	// What only the state shows, describes at the end show.
	var ends [2]model.State
	for n, m := range q.machines {
		ends[n] = start
		for _, op := range ops {
			ends[n], _ = m.Step(ends[n], op)
		}
	}
	var describes []model.Op
	for c := range model.Diff(ends[0], ends[1]) {
		describes = append(describes, c.Kind().Describe(c.ID()))
	}
	var last [2]model.Answer // to the last of the operations
	for n, m := range q.machines {
		why := m.CheckState(start)
		for _, op := range ops {
			if why == nil {
				why = m.CheckOp(op)
			}
		}
		if why != nil {
			d.Untold[n] = why.Error()
			continue
		}
		s := scope.Scope{Start: start, Machine: m}
		d.Scripts[n] = script.Script{World: s.World()}
		at := start
		for k, op := range slices.Concat(ops, describes) {
			var answer model.Answer
			if at, _, answer = m.Respond(at, op); k == len(ops)-1 {
				last[n] = answer
			}
			d.Scripts[n].Steps = append(d.Scripts[n].Steps, script.StepOf(sim.Event{Op: op, Answer: answer}))
		}
	}
	if x, y := last[0], last[1]; x.Code != "" && x.Code == y.Code && x.Status == y.Status {
		for n := range last { // only the messages can differ, which a script does not have
			d.Scripts[n].Steps[len(ops)-1].Comment = "# " + last[n].Message
		}
	}
	return d
}
