package conform

import (
	"fmt"
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

// trace is a list of steps, the latest first.
type trace struct {
	before *trace
	step   script.Step
}

// explain returns the candidates that come of one when a machine judges the call.
func (o *Oracle) explain(c candidate, m model.Machine, op model.Op, got model.Answer) ([]candidate, error) {
	if model.ActionOf(op).Describe() {
		c = o.settleAsShown(c, m, op, got)
		return o.judge(c, m, op, got), nil
	}
	ids := bearingOn(c.state, op)
	if o.options.OnlyTold {
		ids = nil
	}
	if len(ids) > maxPending {
		return nil, fmt.Errorf("conform: %d resources that bear on %s are on their way; the oracle can follow %d", len(ids), op, maxPending)
	}
	var found []candidate
	for _, set := range subsets(len(ids)) {
		settled := c
		for n, id := range ids {
			if set>>n&1 != 0 {
				settled = o.settle(settled, id)
			}
		}
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

// subsets returns the subsets of n elements as bits, small ones first.
func subsets(n int) []uint {
	sets := make([]uint, 1<<n)
	for i := range sets {
		sets[i] = uint(i)
	}
	slices.SortStableFunc(sets, func(a, b uint) int { return bits.OnesCount(a) - bits.OnesCount(b) })
	return sets
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

// settle settles one resource, if it is in a transitional status.
func (o *Oracle) settle(c candidate, id string) candidate {
	op := model.Settle{ID: id}
	after, outcome := model.Machine{Readings: c.readings}.Step(c.state, op)
	if outcome.Accepted() {
		c.state = after
		c.steps = &trace{c.steps, script.Step{At: o.now, Op: op, Want: model.Answer{Status: 200}}}
		c.settles++
	}
	return c
}

// settleDue settles one resource as the clock does: no step says so.
func (o *Oracle) settleDue(c candidate, id string) candidate {
	steps, settles := c.steps, c.settles
	c = o.settle(c, id)
	c.steps, c.settles = steps, settles
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
	for r := range m.Readings.All() {
		effect.readings = effect.readings.With(r)
	}
	effect.state, _ = m.Step(c.state, op)
	effect.steps = &trace{c.steps, step}
	if admission.Injected {
		step.Want, step.Injected = script.Stated(got), true
		none.steps = &trace{c.steps, step}
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
	cost := func(c candidate) int { return len(slices.Collect(c.readings.All()))<<16 + c.settles }
	slices.SortStableFunc(all, func(a, b candidate) int { return cost(a) - cost(b) })
	var kept []candidate
	for _, c := range all {
		if !slices.ContainsFunc(kept, func(k candidate) bool { return k.state.Equal(c.state) }) {
			kept = append(kept, c)
		}
	}
	return kept
}
