package oracle

import (
	"cmp"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// An expectation is what one machine requires to be answered in one of the states in
// which the system may be.
type expectation struct {
	candidate
	machine  model.Machine
	outcome  model.Outcome
	required model.Answer
	differs  map[string]int // what a describe shows otherwise, and how often
	distance int            // from the answer
}

// compare compares how near two expectations are: of two that differ as little from
// the answer, the one is nearer that takes fewer readings and settles.
func (e expectation) compare(f expectation) int {
	return cmp.Or(e.distance-f.distance, e.taken().compare(f.taken()))
}

// taken returns the candidate with what the expectation takes besides.
func (e expectation) taken() candidate {
	e.own = e.with(e.machine)
	return e.candidate
}

// excused returns the rules that are broken under the readings that it took to explain
// the answers before, and not under those of the machine.
func (e expectation) excused(op model.Op) book.RuleSet {
	return e.own.Judge(e.state, op).Broken().Difference(e.outcome.Broken())
}

// diverge makes the divergence of an answer from the nearest expectation: it then
// names the cause, and nothing that a settle or a reading explains. If the
// nearest takes what is not admitted, that is the cause, and the answer differs from
// the nearest that is admitted.
func (o *Oracle) diverge(op model.Op, got model.Answer) *Divergence {
	nearest, admitted, plain := o.nearest(op, got)
	if nearest.doubtful() {
		admitted = plain
	}
	d := o.divergence(admitted, op, got)
	for action := range nearest.instant.All() {
		d.instant = book.ActionSetOf(action)
		break
	}
	return d
}

// divergeByFilter makes the divergence of a describe that shows what it was not asked
// for.
func (o *Oracle) divergeByFilter(op model.Op, got model.Answer, ignored string) *Divergence {
	asked, _ := ignoredBy(op, got)
	_, admitted, _ := o.nearest(op, asked)
	d := o.divergence(admitted, op, got)
	d.ignores = ignored
	return d
}

// nearest returns the expectation that is nearest to an answer, the nearest that is
// admitted, and of these the one that takes the least.
func (o *Oracle) nearest(op model.Op, got model.Answer) (nearest, admitted, plain expectation) {
	var all []expectation
	for _, c := range o.candidates {
		for _, m := range o.machines(model.ActionOf(op), c.own) {
			all = slices.AppendSeq(all, o.expectations(c, m, op, got))
		}
	}
	nearest = slices.MinFunc(all, expectation.compare)
	all = slices.DeleteFunc(all, func(e expectation) bool { return e.doubtful() })
	return nearest, slices.MinFunc(all, expectation.compare), slices.MinFunc(all, func(e, f expectation) int {
		return cmp.Or(e.taken().compare(f.taken()), e.compare(f))
	})
}

// divergence makes the divergence of an answer from an expectation.
func (o *Oracle) divergence(e expectation, op model.Op, got model.Answer) *Divergence {
	d := &Divergence{Outcome: e.outcome, Required: e.required, differs: e.differs, expected: e}
	d.excused, d.excuses = e.excused(op), instead(e.machine, e.own, op)
	d.Why = o.admits(e.machine, d.Outcome, d.Required, got).Why
	d.Readings = e.machine.Explain(e.state, op, got, o.options.Strict)
	d.Step = script.Step{At: o.now, Op: op}
	var answered model.Answer
	d.Step.Want, answered, _ = script.Contrast(d.Required, got)
	if instances, disks := model.IDs(op); len(instances)+len(disks) != 1 { // which it is has to be said
		d.Step.Want, answered = withIDs(d.Step.Want), withIDs(answered)
	}
	d.Step.Got = &answered
	e.own = e.with(e.machine)
	e.add(e.machine, d.Step)
	d.Script = o.script(e.candidate)
	for _, t := range e.steps.all() {
		d.States = append(d.States, t.state)
	}
	return d
}

// withIDs returns what a describe shows with the ids.
func withIDs(a model.Answer) model.Answer {
	a.Shown = slices.Clone(a.Shown)
	for n := range a.Shown {
		a.Shown[n].Stated |= book.FieldsOf(book.FieldID)
	}
	return a
}

// expectations yields what a machine expects of a candidate and of what may have
// befallen that. Of a describe it is the nearest alone: each resource shows by itself
// whether it is nearer when settled.
func (o *Oracle) expectations(c candidate, m model.Machine, op model.Op, got model.Answer) iter.Seq[expectation] {
	return func(yield func(expectation) bool) {
		if model.ActionOf(op).Describe() {
			for _, shown := range o.asShown(c, m, op, got) {
				if !yield(o.expect(shown, m, op, got)) {
					return
				}
			}
			return
		}
		for _, before := range o.variants(c, o.mayHaveBefallen(c, m, op, got)) {
			if !yield(o.expect(before, m, op, got)) {
				return
			}
		}
	}
}

// expect returns what a machine expects in the state of a candidate.
func (o *Oracle) expect(c candidate, m model.Machine, op model.Op, got model.Answer) expectation {
	e := expectation{candidate: c, machine: m, outcome: judged(c, m, op)}
	e.required = m.Answer(c.state, op, e.outcome)
	switch {
	case model.ActionOf(op).Describe() && got.Success():
		e.differs = differences(e.required, got)
		e.distance = distance(e.differs)
	case o.admits(m, e.outcome, e.required, got).Admitted:
	case e.outcome.Verdict() == model.Refused:
		e.distance = e.outcome.Broken().Len()
	default:
		e.distance = acceptance
	}
	e.distance += far * c.failures // a failure is the last that explains
	return e
}

// The distances that are not counts.
const (
	otherStatus = 16      // of another status than the one that is shown: more than all other fields, as it says how far the resource is
	far         = 64      // of a resource that one of two describes does not show: more than all fields
	acceptance  = 1 << 16 // of a refusal from an acceptance: more than all rules
)

// The names of the differences that are not fields.
const (
	missing = "a resource is missing"
	tooMany = "a resource too many"
)

// distance returns how far differences are from none.
func distance(differs map[string]int) (sum int) {
	for name, n := range differs {
		switch name {
		case missing, tooMany:
			n *= far
		case book.FieldStatus.String():
			n *= otherStatus
		}
		sum += n
	}
	return sum
}

// differences counts in what two describes differ, by field and as far as both state
// it.
func differences(want, got model.Answer) map[string]int {
	counts := map[string]int{}
	wanted, shows := shown(want), shown(got)
	for id, w := range wanted {
		g, both := shows[id]
		if !both {
			counts[missing]++
			continue
		}
		for f := range w.Differing(g).All() {
			counts[f.String()]++
		}
	}
	for id := range shows {
		if _, both := wanted[id]; !both {
			counts[tooMany]++
		}
	}
	return counts
}

// shown returns what a describe shows, by id.
func shown(a model.Answer) map[string]model.Shown {
	all := map[string]model.Shown{}
	for _, r := range a.Shown {
		all[r.ID()] = r
	}
	return all
}
