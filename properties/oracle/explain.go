package oracle

import (
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// ErrLost says that an oracle can follow the system no longer: so little was seen that
// the system may be in more states than the oracle keeps.
var ErrLost = errors.New("oracle: it has lost track of the system")

// The bounds of an oracle.
const (
	maxStates = 128 // in which the system may be
	maxGroups = 9   // of resources that may have settled before one call: all their sets are states
)

// A group is what may have happened unasked before a call: resources that have settled
// together, or one that has failed.
type group struct {
	ids   []string
	fails bool
}

// befall has a group happen to a candidate.
func (o *Oracle) befall(c candidate, g group) candidate {
	if g.fails {
		return o.fail(c, g.ids[0], o.now)
	}
	return o.settle(c, g.ids...)
}

// explain returns the candidates that come of one when a machine judges the call.
func (o *Oracle) explain(c candidate, m model.Machine, op model.Op, got model.Answer) (found []candidate, _ error) {
	if model.ActionOf(op).Describe() {
		for _, shown := range o.asShown(c, m, op, got) {
			found = append(found, o.judge(shown, m, op, got)...)
		}
		return found, nil
	}
	groups := o.mayHaveBefallen(c, m, op, got)
	if len(groups) > maxGroups {
		return nil, fmt.Errorf("%w: any of %d resources may have settled before %s", ErrLost, len(groups), op)
	}
	after := make([][]candidate, 1<<len(groups)) // by the set of what has happened before
	for set, before := range o.variants(c, groups) {
		after[set] = o.judge(before, m, op, got)
		for _, next := range after[set] {
			if !o.later(after, groups, set, next) {
				found = append(found, next)
			}
		}
	}
	return found, nil
}

// variants yields a candidate with each set of groups happened, small sets first.
func (o *Oracle) variants(c candidate, groups []group) iter.Seq2[uint, candidate] {
	return func(yield func(uint, candidate) bool) {
		for _, set := range subsets(len(groups)) {
			variant := c
			for n, g := range groups {
				if set>>n&1 != 0 {
					variant = o.befall(variant, g)
				}
			}
			if !yield(set, variant) {
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

// later reports whether the call could come before one of the groups as well as after:
// it is the same then, and there is a candidate for it.
func (o *Oracle) later(after [][]candidate, groups []group, set uint, c candidate) bool {
	for n, g := range groups {
		if set>>n&1 == 0 {
			continue
		}
		for _, f := range after[set&^(1<<n)] {
			if f = o.befall(f, g); f.state.Equal(c.state) && f.instant&^c.instant == 0 {
				return true
			}
		}
	}
	return false
}

// mayHaveBefallen returns what may have happened unasked before a call and may make a
// difference to it.
func (o *Oracle) mayHaveBefallen(c candidate, m model.Machine, op model.Op, got model.Answer) (groups []group) {
	s := c.state
	add := func(g group) {
		if s.Transitional(g.ids[0]) != "" && !slices.ContainsFunc(groups, func(h group) bool { return h.fails == g.fails && h.ids[0] == g.ids[0] }) {
			groups = append(groups, g)
		}
	}
	settles := func(id string) {
		if o.maySettle(c, id) {
			add(group{ids: []string{id}})
		}
	}
	fails := func(id string) {
		if o.mayFail(c, id) {
			add(group{ids: []string{id}, fails: true})
		}
	}
	instances, disks := model.IDs(op)
	for _, id := range disks {
		fails(string(id))
		settles(string(id))
		if d, ok := s.Disk(id); ok {
			settles(string(d.InstanceID))
		}
	}
	for _, id := range instances {
		settles(string(id))
	}
	if op, ok := op.(model.StartInstance); ok {
		for d := range s.DisksOf(op.InstanceID) {
			if d.Type == model.SystemDisk && d.Status == model.Detaching {
				settles(string(d.ID)) // then there is none to start from
			}
		}
	}
	if !got.Success() && got.Code != model.InternalError {
		return groups // what others have done breaks no rule
	}
	switch op := op.(type) {
	case model.AttachDisk:
		i, _ := s.Instance(op.InstanceID)
		if held := slices.Collect(s.DisksOf(op.InstanceID)); len(held) >= int(i.MaxDataDisks) {
			for _, d := range held { // one that leaves makes room
				switch d.Status {
				case model.Detaching:
					settles(string(d.ID))
				case model.Attaching:
					fails(string(d.ID))
				}
			}
		}
	case model.DeleteInstance:
		groups = append(groups, o.mayHaveLeft(c, m, op, op.InstanceID)...)
	case model.Reclaim:
		groups = append(groups, o.mayHaveLeft(c, m, op, op.InstanceID)...)
	}
	return groups
}

// mayHaveLeft returns what may have happened to disks on their way before their instance
// is released by an operation or event, where it makes a difference to which of them are kept.
func (o *Oracle) mayHaveLeft(c candidate, m model.Machine, op model.Op, instance model.InstanceID) (groups []group) {
	c.state, _ = m.Step(c.state, model.Settle{ID: string(instance)}) // nothing is released before
	var moving []string
	for _, disks := range []iter.Seq[model.Disk]{c.state.DisksOf(instance), c.state.DisksFrom(instance)} {
		for d := range disks {
			id := string(d.ID)
			if sim.CanFail(c.state.Transitional(id)) && !slices.Contains(moving, id) { // else it is released or kept as when it is In_use
				moving = append(moving, id)
			}
		}
	}
	together := model.ActionOf(op) == book.ActionDeleteInstance && m.Book().InForce(book.DeleteInstanceNoneInTransit)
	after := func(c candidate) model.State {
		if together {
			c = o.settle(c, moving...)
		}
		released, _ := m.Step(c.state, op)
		return released
	}
	left := after(c)
	for _, id := range moving {
		if o.mayFail(c, id) && !after(o.fail(c, id, o.now)).Equal(left) {
			groups = append(groups, group{ids: []string{id}, fails: true})
		}
		if !together && o.maySettle(c, id) && !after(o.settle(c, id)).Equal(left) {
			groups = append(groups, group{ids: []string{id}})
		}
	}
	if together && len(moving) > 0 && !o.options.OnlyTold {
		groups = append(groups, group{ids: moving})
	}
	return groups
}

// asShown returns a candidate with what a describe shows settled, or failed, and would
// not show so otherwise: as far as it is admitted, and with what is not admitted.
func (o *Oracle) asShown(c candidate, m model.Machine, op model.Op, got model.Answer) []candidate {
	if !got.Success() {
		return []candidate{c}
	}
	admitted, all := []candidate{c}, []candidate{c}
	for _, id := range differing(shows(m, c.state, op), got) {
		if o.early(c, id) == 0 {
			admitted = o.nearer(admitted, m, op, got, id)
		}
		all = o.nearer(all, m, op, got, id)
	}
	if all[0].instant == c.instant {
		return admitted
	}
	return append(admitted, all...)
}

// nearer returns candidates, each with what a resource may have settled or failed to if
// a describe then differs less: both, if it differs as much.
func (o *Oracle) nearer(all []candidate, m model.Machine, op model.Op, got model.Answer, id string) (nearer []candidate) {
	for _, c := range all {
		var unasked []candidate
		if c.state.Transitional(id) != "" && o.maySettle(c, id) {
			unasked = append(unasked, o.settle(c, id))
		}
		if o.mayFail(c, id) {
			unasked = append(unasked, o.fail(c, id, o.now))
		}
		least := distance(differences(shows(m, c.state, op), got))
		near := []candidate{c}
		for _, to := range unasked {
			switch n := distance(differences(shows(m, to.state, op), got)); {
			case n < least:
				least, near = n, []candidate{to}
			case n == least && near[0].steps != c.steps && len(all) <= maxStates:
				near = append(near, to)
			}
		}
		nearer = append(nearer, near...)
	}
	return nearer
}

// shows returns what a describe shows in a state.
func shows(m model.Machine, s model.State, op model.Op) model.Answer {
	_, _, a := m.Respond(s, op)
	return a
}

// differing returns the ids of what two describes do not show alike.
func differing(a, b model.Answer) (ids []string) {
	for _, r := range a.Shown {
		at := slices.IndexFunc(b.Shown, func(s model.Shown) bool { return s.ID() == r.ID() })
		if at < 0 || !b.Shown[at].Matches(r) {
			ids = append(ids, r.ID())
		}
	}
	for _, r := range b.Shown {
		if !slices.ContainsFunc(a.Shown, func(s model.Shown) bool { return s.ID() == r.ID() }) {
			ids = append(ids, r.ID())
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
	c = o.onItsWay(c, m, op, got)
	none, effect := c, c
	step := script.Step{At: o.now, Op: op, Want: script.Stated(required)}
	effect.own = c.with(m)
	effect.add(m, step)
	after, _ := m.Step(c.state, op)
	effect = effect.move(after, o.now, admission.Took == model.TookEffect)
	if admission.Injected {
		step.Want, step.Injected = script.Stated(withStatus(op, got)), true
		none.add(m, step)
	}
	switch {
	case admission.Took == model.TookUnknown && outcome.Accepted():
		return []candidate{none, effect}
	case admission.Injected:
		return []candidate{none}
	}
	return []candidate{effect}
}

// onItsWay notes which attaches and detaches an answer shows to be on their way: those
// that have not settled, for else it would not be admitted.
func (o *Oracle) onItsWay(c candidate, m model.Machine, op model.Op, got model.Answer) candidate {
	_, disks := model.IDs(op)
	describe := model.ActionOf(op).Describe()
	for id, t := range c.transit {
		if t.shown || !sim.CanFail(c.state.Transitional(id)) || !describe && !slices.Contains(disks, model.DiskID(id)) {
			continue
		}
		settled := o.settleDue(c, id)
		outcome := judged(settled, m, op)
		if !o.admits(m, outcome, m.Answer(settled.state, op, outcome), got).Admitted {
			c = c.show(id)
		}
	}
	return c
}

// judged judges a call, knowing which disks there once were.
func judged(c candidate, m model.Machine, op model.Op) model.Outcome {
	return m.Judge(c.state, op).OnceExisted(op, func(id model.DiskID) bool { return c.released[string(id)] })
}

// admits compares an answer with what a machine requires. Who has to keep to readings
// keeps to R-order as they have it. Of a refusal without an HTTP status the code counts.
func (o *Oracle) admits(m model.Machine, outcome model.Outcome, required, got model.Answer) model.Admission {
	strict := o.options.Strict
	if got.Code != "" && got.Status == 0 {
		if strict == model.ByStatus {
			strict = model.ByCode
		}
		if got.Code == required.Code {
			got.Status = required.Status
		}
	}
	a := outcome.Admits(required, got, strict)
	if o.options.Readings != nil {
		a = m.Admits(outcome, required, got, strict)
	}
	if o.options.Inside && a.Admitted && strict != model.ByVerdict && (a.Class == book.ClassOutside || a.Class == book.ClassEdition) {
		return model.Admission{Class: a.Class, Why: a.Why + ", and only answers of the machine are admitted"}
	}
	return a
}

// withStatus returns a refusal of a documented code with the HTTP status that the code has,
// if the system tells none.
func withStatus(op model.Op, a model.Answer) model.Answer {
	if a.Status == 0 {
		c, _ := book.FindCode(model.ActionOf(op), 0, a.Code)
		a.Status = c.Status
	}
	return a
}
