package conform

import (
	"cmp"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A candidate is a state in which the system may be and how it came there.
type candidate struct {
	state    model.State
	readings model.Readings // those that it took to explain what was answered
	steps    *trace
	settles  int // of the steps
}

// trace is a list of steps, the latest first, each with the state in which it is made.
type trace struct {
	before *trace
	state  model.State
	step   script.Step
}

// all returns the steps, the earliest first, and the state in which each is made.
func (t *trace) all() (steps []script.Step, states []model.State) {
	for ; t != nil; t = t.before {
		steps, states = append(steps, t.step), append(states, t.state)
	}
	slices.Reverse(steps)
	slices.Reverse(states)
	return steps, states
}

// explain returns the candidates that come of one when a machine judges the call.
func (o *Oracle) explain(c candidate, m model.Machine, op model.Op, got model.Answer) ([]candidate, error) {
	if model.ActionOf(op).Describe() {
		return o.judge(o.settleAsShown(c, m, op, got), m, op, got), nil
	}
	ids := o.mayHaveSettled(c.state, op)
	if len(ids) > maxPending {
		return nil, fmt.Errorf("conform: %d resources that bear on %s are on their way; the oracle can follow %d", len(ids), op, maxPending)
	}
	var found []candidate
	for settled := range o.variants(c, ids) {
		for _, next := range o.judge(settled, m, op, got) {
			if !o.later(found, next, ids) {
				found = append(found, next)
			}
		}
	}
	return found, nil
}

// maxPending is how many resources that bear on one call may be in a transitional
// status: any set of them may have settled.
const maxPending = 12

// variants yields a candidate with each set of some resources settled, the small sets
// first.
func (o *Oracle) variants(c candidate, ids []string) iter.Seq[candidate] {
	return func(yield func(candidate) bool) {
		for _, set := range subsets(len(ids)) {
			settled := c
			for n, id := range ids {
				if set>>n&1 != 0 {
					settled = o.settle(settled, id)
				}
			}
			if !yield(settled) {
				return
			}
		}
	}
}

// subsets returns the subsets of n elements as bits, small ones first.
func subsets(n int) []uint {
	sets := make([]uint, 1<<n)
	for i := range sets {
		sets[i] = uint(i)
	}
	slices.SortStableFunc(sets, func(a, b uint) int { return bits.OnesCount(a) - bits.OnesCount(b) })
	return sets
}

// mayHaveSettled returns the resources that may have settled before a call, unseen,
// so that its result is another.
func (o *Oracle) mayHaveSettled(s model.State, op model.Op) []string {
	if o.options.OnlyTold {
		return nil
	}
	return bearingOn(s, op)
}

// bearingOn returns the resources in a transitional status on which the result of a
// call may depend. The others may settle before it or after it: it is the same.
func bearingOn(s model.State, op model.Op) (ids []string) {
	pending := func(id string) {
		if s.Transitional(id) != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	instances, disks := model.IDs(op)
	for _, id := range disks {
		pending(string(id))
		if d, ok := s.Disk(id); ok {
			pending(string(d.InstanceID))
		}
	}
	for _, id := range instances {
		pending(string(id))
		held := slices.Collect(s.DisksOf(id))
		if model.ActionOf(op) == model.ActionAttachDisk && len(held) < model.MaxDataDisks {
			continue // its place does not depend on them
		}
		if a := model.ActionOf(op); a != model.ActionDeleteInstance && a != model.ActionAttachDisk {
			continue
		}
		for _, d := range held {
			pending(string(d.ID))
		}
	}
	return ids
}

// later reports whether a candidate is one of those found, with some of the ids
// settled afterwards.
func (o *Oracle) later(found []candidate, c candidate, ids []string) bool {
	for _, f := range found {
		for _, id := range ids {
			if f.state.Transitional(id) != "" && c.state.Transitional(id) == "" {
				f = o.settle(f, id)
			}
		}
		if f.state.Equal(c.state) {
			return true
		}
	}
	return false
}

// settle settles one resource, if it is in a transitional status. Nobody asked for
// that: the step says that the oracle concludes it.
func (o *Oracle) settle(c candidate, id string) candidate { return o.settleAs(c, id, "# inferred") }

// settleAs settles one resource, if it is in a transitional status, by a step with a
// comment.
func (o *Oracle) settleAs(c candidate, id, comment string) candidate {
	if c.state.Transitional(id) == "" {
		return c
	}
	c.steps = &trace{c.steps, c.state, script.Step{At: o.now, Op: model.Settle{ID: id}, Want: model.Answer{Status: 200}, Comment: comment}}
	c.settles++
	return settleDue(c, id)
}

// settleDue settles one resource as the clock does: no step says so.
func settleDue(c candidate, id string) candidate {
	c.state, _ = model.Machine{Readings: c.readings}.Step(c.state, model.Settle{ID: id})
	return c
}

// settleAsShown settles the resources that a describe shows settled and that it
// would not show so otherwise.
func (o *Oracle) settleAsShown(c candidate, m model.Machine, op model.Op, got model.Answer) candidate {
	if !got.Success() || o.options.OnlyTold {
		return c
	}
	required := m.Answer(c.state, op, m.Judge(c.state, op))
	for _, id := range differing(required, got) {
		if c.state.Transitional(id) != "" {
			c = o.settle(c, id)
		}
	}
	return c
}

// differing returns the ids of what two describes do not show alike.
func differing(a, b model.Answer) (ids []string) {
	for _, d := range a.Disks {
		at := slices.IndexFunc(b.Disks, func(e model.ShownDisk) bool { return e.ID == d.ID })
		if at < 0 || !b.Disks[at].Matches(d) {
			ids = append(ids, string(d.ID))
		}
	}
	for _, i := range a.Instances {
		at := slices.IndexFunc(b.Instances, func(e model.ShownInstance) bool { return e.ID == i.ID })
		if at < 0 || !b.Instances[at].Matches(i) {
			ids = append(ids, string(i.ID))
		}
	}
	for _, d := range b.Disks {
		if !slices.ContainsFunc(a.Disks, func(e model.ShownDisk) bool { return e.ID == d.ID }) {
			ids = append(ids, string(d.ID))
		}
	}
	for _, i := range b.Instances {
		if !slices.ContainsFunc(a.Instances, func(e model.ShownInstance) bool { return e.ID == i.ID }) {
			ids = append(ids, string(i.ID))
		}
	}
	return ids
}

// judge returns what becomes of a candidate if its state admits the answer: one
// candidate, or two when nobody knows whether the call took effect.
func (o *Oracle) judge(c candidate, m model.Machine, op model.Op, got model.Answer) []candidate {
	outcome := o.outcome(m, c.state, op)
	required := m.Answer(c.state, op, outcome)
	admission := outcome.Admits(required, got, o.options.Strict)
	if !admission.Admitted {
		return nil
	}
	none, effect := c, c
	step := script.Step{At: o.now, Op: op, Want: script.Stated(required)}
	effect.readings = c.with(m)
	effect.state, _ = m.Step(c.state, op)
	effect.steps = &trace{c.steps, c.state, step}
	if admission.Injected {
		step.Want, step.Injected = script.Stated(got), true
		none.steps = &trace{c.steps, c.state, step}
	}
	switch {
	case admission.Took == model.TookUnknown && outcome.Accepted():
		return []candidate{none, effect}
	case admission.Injected:
		return []candidate{none}
	}
	return []candidate{effect}
}

// outcome judges a call, knowing which resources there once were.
func (o *Oracle) outcome(m model.Machine, s model.State, op model.Op) model.Outcome {
	outcome := m.Judge(s, op)
	_, disks := model.IDs(op)
	for _, id := range disks {
		if _, is := s.Disk(id); !is && o.ever[string(id)] {
			return outcome.OnceExisted()
		}
	}
	return outcome
}

// fewest returns the candidates without those whose state another one has, those
// first that need the fewest readings and settles.
func fewest(all []candidate) []candidate {
	slices.SortStableFunc(all, candidate.compare)
	var kept []candidate
	for _, c := range all {
		if !slices.ContainsFunc(kept, func(k candidate) bool { return k.state.Equal(c.state) }) {
			kept = append(kept, c)
		}
	}
	return kept
}

// compare compares what it takes to explain two candidates: readings count first.
func (c candidate) compare(d candidate) int {
	readings := func(c candidate) int { return len(slices.Collect(c.readings.All())) }
	return cmp.Or(readings(c)-readings(d), c.settles-d.settles)
}

// with returns the readings that it takes to explain a candidate and an answer that a
// machine explains.
func (c candidate) with(m model.Machine) model.Readings {
	r := c.readings
	for choice := range m.Readings.All() {
		r = r.With(choice)
	}
	return r
}
