package conform

import (
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// ErrLost says that an oracle can follow the system no longer: so little was seen that
// the system may be in more states than the oracle keeps.
var ErrLost = errors.New("conform: the oracle has lost track of the system")

// The bounds of an oracle.
const (
	maxStates = 128 // in which the system may be
	maxGroups = 7   // of resources that may have settled before one call: all their sets are states
)

// explain returns the candidates that come of one when a machine judges the call.
func (o *Oracle) explain(c candidate, m model.Machine, op model.Op, got model.Answer) (found []candidate, _ error) {
	if model.ActionOf(op).Describe() {
		return o.judge(o.settleAsShown(c, m, op, got), m, op, got), nil
	}
	groups := o.mayHaveSettled(c.state, m, op)
	if len(groups) > maxGroups {
		return nil, fmt.Errorf("%w: any of %d resources may have settled before %s", ErrLost, len(groups), op)
	}
	after := make([][]candidate, 1<<len(groups)) // by the set of what has settled before
	for set, settled := range o.variants(c, groups) {
		after[set] = o.judge(settled, m, op, got)
		for _, next := range after[set] {
			if !o.later(after, groups, set, next) {
				found = append(found, next)
			}
		}
	}
	return found, nil
}

// variants yields a candidate with each set of groups settled, small sets first.
func (o *Oracle) variants(c candidate, groups [][]string) iter.Seq2[uint, candidate] {
	return func(yield func(uint, candidate) bool) {
		for _, set := range subsets(len(groups)) {
			settled := c
			for n, group := range groups {
				if set>>n&1 != 0 {
					settled = o.settle(settled, group...)
				}
			}
			if !yield(set, settled) {
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

// later reports whether the call could come before one of the groups settles as well
// as after: it is the same then, and there is a candidate for it.
func (o *Oracle) later(after [][]candidate, groups [][]string, set uint, c candidate) bool {
	for n, group := range groups {
		if set>>n&1 == 0 {
			continue
		}
		for _, f := range after[set&^(1<<n)] {
			if o.settle(f, group...).state.Equal(c.state) {
				return true
			}
		}
	}
	return false
}

// mayHaveSettled returns the resources on their way of which it may make a difference
// to a call whether they have settled before it. Those of a group make it together.
func (o *Oracle) mayHaveSettled(s model.State, m model.Machine, op model.Op) (groups [][]string) {
	if o.options.OnlyTold {
		return nil
	}
	add := func(id string) {
		if s.Transitional(id) != "" && !slices.ContainsFunc(groups, func(g []string) bool { return g[0] == id }) {
			groups = append(groups, []string{id})
		}
	}
	instances, disks := model.IDs(op)
	for _, id := range disks {
		add(string(id))
		if d, ok := s.Disk(id); ok {
			add(string(d.InstanceID))
		}
	}
	for _, id := range instances {
		add(string(id))
	}
	switch op := op.(type) {
	case model.AttachDisk:
		if held := slices.Collect(s.DisksOf(op.InstanceID)); len(held) >= model.MaxDataDisks {
			for _, d := range held { // one that is detached makes room
				if d.Status == model.Detaching {
					add(string(d.ID))
				}
			}
		}
	case model.DeleteInstance:
		s, _ = m.Step(s, model.Settle{ID: string(op.InstanceID)}) // nothing is released before
		var together []string
		for d := range s.DisksOf(op.InstanceID) {
			if d.Status != model.Detaching && d.Status != model.Attaching {
				continue // released or kept as when it is In_use
			}
			id := string(d.ID)
			settled, _ := m.Step(s, model.Settle{ID: id})
			before, _ := m.Step(s, op)
			after, _ := m.Step(settled, op)
			switch {
			case m.InForce(model.DeleteInstanceNoneInTransit):
				together = append(together, id)
			case !before.Equal(after):
				add(id)
			}
		}
		if together != nil {
			groups = append(groups, together)
		}
	}
	return groups
}

// settleAsShown settles the resources that a describe shows settled and that it
// would not show so otherwise.
func (o *Oracle) settleAsShown(c candidate, m model.Machine, op model.Op, got model.Answer) candidate {
	if !got.Success() || o.options.OnlyTold {
		return c
	}
	return o.settle(c, differing(m.Answer(c.state, op, m.Judge(c.state, op)), got)...)
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
	outcome := judged(c, m, op)
	required := m.Answer(c.state, op, outcome)
	admission := o.admits(m, outcome, required, got)
	if !admission.Admitted {
		return nil
	}
	none, effect := c, c
	step := script.Step{At: o.now, Op: op, Want: script.Stated(required)}
	effect.readings = c.with(m)
	effect.add(m.Readings, step)
	after, _ := m.Step(c.state, op)
	effect = effect.move(after, o.now)
	if admission.Injected {
		step.Want, step.Injected = script.Stated(got), true
		none.add(m.Readings, step)
	}
	switch {
	case admission.Took == model.TookUnknown && outcome.Accepted():
		return []candidate{none, effect}
	case admission.Injected:
		return []candidate{none}
	}
	return []candidate{effect}
}

// judged judges a call, knowing which disks there once were.
func judged(c candidate, m model.Machine, op model.Op) model.Outcome {
	return m.Judge(c.state, op).OnceExisted(op, func(id model.DiskID) bool { return c.released[string(id)] })
}

// admits compares an answer with what a machine requires. Who has to keep to readings
// keeps to R-order as they have it.
func (o *Oracle) admits(m model.Machine, outcome model.Outcome, required, got model.Answer) model.Admission {
	if o.options.Readings != nil {
		return m.Admits(outcome, required, got, o.options.Strict)
	}
	return outcome.Admits(required, got, o.options.Strict)
}
