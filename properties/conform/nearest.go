package conform

import (
	"cmp"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
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
	take := func(e expectation) candidate {
		e.readings = e.with(e.machine)
		return e.candidate
	}
	return cmp.Or(e.distance-f.distance, take(e).compare(take(f)))
}

// excused returns the rules that are broken under the readings that it took to explain
// the answers before, and not under those of the machine.
func (e expectation) excused(op model.Op) model.RuleSet {
	before := model.Machine{Readings: e.readings}
	return before.Judge(e.state, op).Broken().Difference(e.outcome.Broken())
}

// diverge makes the divergence of an answer from the nearest expectation: it then
// names what is the matter, and nothing that a settle or a reading explains.
func (o *Oracle) diverge(op model.Op, got model.Answer) *Divergence {
	var nearest *expectation
	for _, c := range o.candidates {
		for _, m := range o.machines(model.ActionOf(op), c.readings) {
			for e := range o.expectations(c, m, op, got) {
				if nearest == nil || e.compare(*nearest) < 0 {
					nearest = &e
				}
			}
		}
	}
	d := &Divergence{Outcome: nearest.outcome, Required: nearest.required, differs: nearest.differs}
	d.excused, d.excuses = nearest.excused(op), instead(nearest.machine.Readings, nearest.readings, op)
	d.Why = o.admits(nearest.machine, d.Outcome, d.Required, got).Why
	d.Readings = nearest.machine.Explain(nearest.state, op, got, o.options.Strict)
	d.Step = script.Step{At: o.now, Op: op}
	var answered model.Answer
	d.Step.Want, answered, _ = script.Contrast(d.Required, got)
	if instances, disks := model.IDs(op); len(instances)+len(disks) != 1 { // which it is has to be said
		d.Step.Want, answered = withIDs(d.Step.Want), withIDs(answered)
	}
	d.Step.Got = &answered
	nearest.readings = nearest.with(nearest.machine)
	nearest.add(nearest.machine.Readings, d.Step)
	d.Script = o.script(nearest.candidate)
	for _, t := range nearest.steps.all() {
		d.states = append(d.states, t.state)
	}
	return d
}

// withIDs returns what a describe shows with the ids.
func withIDs(a model.Answer) model.Answer {
	a.Disks, a.Instances = slices.Clone(a.Disks), slices.Clone(a.Instances)
	for n := range a.Disks {
		a.Disks[n].Stated |= model.FieldsOf(model.FieldID)
	}
	for n := range a.Instances {
		a.Instances[n].Stated |= model.FieldsOf(model.FieldID)
	}
	return a
}

// expectations yields what a machine expects of a candidate and of what that may have
// settled to. Of a describe it is the nearest alone: each resource shows by itself
// whether it is nearer when settled.
func (o *Oracle) expectations(c candidate, m model.Machine, op model.Op, got model.Answer) iter.Seq[expectation] {
	return func(yield func(expectation) bool) {
		if !model.ActionOf(op).Describe() {
			for _, settled := range o.variants(c, o.mayHaveSettled(c.state, m, op)) {
				if !yield(o.expect(settled, m, op, got)) {
					return
				}
			}
			return
		}
		near := o.expect(c, m, op, got)
		for _, id := range differing(near.required, got) {
			if o.options.OnlyTold {
				break
			}
			if e := o.expect(o.settle(near.candidate, id), m, op, got); e.distance < near.distance {
				near = e
			}
		}
		yield(near)
	}
}

// expect returns what a machine expects in the state of a candidate.
func (o *Oracle) expect(c candidate, m model.Machine, op model.Op, got model.Answer) expectation {
	e := expectation{candidate: c, machine: m, outcome: judged(c, m, op)}
	e.required = m.Answer(c.state, op, e.outcome)
	switch {
	case model.ActionOf(op).Describe() && got.Success():
		e.differs = differences(e.required, got)
		for _, n := range e.differs {
			e.distance += n
		}
	case e.outcome.Verdict() == model.Refused:
		e.distance = e.outcome.Broken().Len()
	default:
		e.distance = acceptance
	}
	return e
}

// The distances that are not counts.
const (
	far        = 16      // of a resource that one of two describes does not show: more than all fields
	acceptance = 1 << 16 // of a refusal from an acceptance: more than all rules
)

// differences counts in what two describes differ, by field and as far as both state
// it.
func differences(want, got model.Answer) map[string]int {
	counts := map[string]int{}
	wanted, shows := shown(want), shown(got)
	for id, w := range wanted {
		g, both := shows[id]
		if !both {
			counts["a resource is missing"] += far
			continue
		}
		for f := range (w.stated & g.stated).All() {
			if w.field(f) != g.field(f) {
				counts[f.String()]++
			}
		}
	}
	for id := range shows {
		if _, both := wanted[id]; !both {
			counts["a resource too many"] += far
		}
	}
	return counts
}

// resource is what a describe shows of an instance or a disk.
type resource struct {
	stated model.Fields
	field  func(model.Field) string
}

func shown(a model.Answer) map[string]resource {
	all := map[string]resource{}
	for _, d := range a.Disks {
		all[string(d.ID)] = resource{d.Shows(), d.Field}
	}
	for _, i := range a.Instances {
		all[string(i.ID)] = resource{i.Shows(), i.Field}
	}
	return all
}
