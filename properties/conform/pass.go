package conform

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A passage is how an observer went on past a divergence.
type passage struct {
	step    script.Step
	touches []string // the resources of which nobody knows what the call did
	becomes func(model.Machine, model.State) []model.State
}

// pass goes on past a divergence. ok is false where nobody knows what the call did; again is
// true where the answer is to be observed once more, as this is none any longer.
func (o *Observer) pass(d *Divergence, op model.Op, got model.Answer) (again, ok bool) {
	got, _ = o.named(op, got)
	p := &passage{step: d.Step}
	switch {
	case d.ignores != "":
		o.filters |= book.ActionSetOf(model.ActionOf(op))
		return true, true
	case d.instant != 0:
		o.instant |= d.instant
		o.judge = nil
		return true, true
	case d.late != "":
		o.late = append(o.late, d.late)
		o.judge = nil
		return true, true
	case !got.Success(): // it has changed nothing, whatever it was
		if got.Code != "" {
			p.step = script.Step{At: o.now, Op: op, Want: script.Stated(withStatus(op, got)), Injected: true}
		}
		p.becomes = func(_ model.Machine, s model.State) []model.State { return []model.State{s} }
	case model.ActionOf(op).Describe():
		if _, ok := stateShowing(d.expected.machine, d.expected.state, op, got); !ok {
			return false, false
		}
		p.touches = differing(d.Required, got)
		p.becomes = func(m model.Machine, s model.State) []model.State {
			to, ok := stateShowing(m, s, op, got)
			if !ok {
				return nil
			}
			all := []model.State{to}
			if left, ok := leftOut(s, op, shows(m, s, op), got); ok && !left.Equal(to) {
				all = append(all, left)
			}
			return all
		}
	case d.Outcome.Verdict() == model.NotEnabled:
		return false, false
	default: // it may have done what the machine does that has not got the broken rules, or nothing at all
		if effect := waived(d.expected.machine, d.expected.state, op); effect.Validate() != nil {
			return false, false
		}
		p.touches = touchedBy(d.expected.state, op)
		p.becomes = func(m model.Machine, s model.State) []model.State {
			return []model.State{waived(m, s, op), s}
		}
	}
	o.judge = nil
	o.observed = append(o.observed, observed{at: o.now, op: op, got: got.Clone(), passage: p})
	return false, true
}

// waived returns what a machine makes of an operation that has not got the rules that it breaks.
func waived(m model.Machine, s model.State, op model.Op) model.State {
	m.Without.Rules = m.Judge(s, op).Broken()
	to, _ := m.Step(s, op)
	return to
}

// touchedBy returns the ids of what an operation may change.
func touchedBy(s model.State, op model.Op) (ids []string) {
	r := resourcesOf(s, op)
	for _, id := range r.instances {
		ids = append(ids, string(id))
	}
	for _, id := range r.disks {
		ids = append(ids, string(id))
	}
	return ids
}

// stateShowing returns a state in which a machine shows what a describe does.
func stateShowing(m model.Machine, s model.State, op model.Op, got model.Answer) (model.State, bool) {
	to, ok := corrected(s, op, shows(m, s, op), got)
	return to, ok && len(differing(shows(m, to, op), got)) == 0
}

// leftOut returns a state in which a list of all shows what it does, and leaves out what is there.
func leftOut(s model.State, op model.Op, required, got model.Answer) (model.State, bool) {
	if instances, disks := model.IDs(op); len(instances)+len(disks) == 0 {
		required.Shown = slices.DeleteFunc(slices.Clone(required.Shown), func(w model.Shown) bool {
			return !slices.ContainsFunc(got.Shown, func(g model.Shown) bool { return g.ID() == w.ID() })
		})
	}
	return corrected(s, op, required, got)
}

// corrected returns a state with what a describe shows in place of what it has, as far as
// that is known; ok is false where there is none.
func corrected(s model.State, op model.Op, required, got model.Answer) (_ model.State, ok bool) {
	instances, disks := slices.Collect(s.Instances()), slices.Collect(s.Disks())
	wanted, shows := shown(required), shown(got)
	for id := range wanted {
		if _, both := shows[id]; both {
			continue
		}
		if filters(op) {
			return s, false // it is there, and is otherwise than the filter
		}
		instances = slices.DeleteFunc(instances, func(i model.Instance) bool { return string(i.ID) == id })
		disks = slices.DeleteFunc(disks, func(d model.Disk) bool { return string(d.ID) == id })
	}
	for id, g := range shows {
		fields := g.Shows()
		if w, both := wanted[id]; both {
			fields = w.Differing(g)
		}
		fields &^= book.FieldsOf(book.FieldID)
		set := func(r interface {
			SetField(book.Field, string) error
		}) {
			for f := range fields.All() {
				if r.SetField(f, g.Field(f)) != nil {
					ok = false
				}
			}
		}
		ok = false
		for n := range instances {
			if string(instances[n].ID) == id {
				ok = true
				set(&instances[n])
			}
		}
		for n := range disks {
			if string(disks[n].ID) == id {
				ok = true
				set(&disks[n])
			}
		}
		if !ok { // what is there unasked
			return s, false
		}
	}
	state, err := model.NewState(instances, disks)
	return state, err == nil
}

// filters reports whether a describe asks for what is in some state only.
func filters(op model.Op) bool {
	switch op := op.(type) {
	case model.DescribeDisks:
		return op.InstanceID != "" || op.Status != "" && op.Status != "All"
	case model.DescribeInstances:
		return op.Status != "" && op.Status != "All"
	}
	return false
}
