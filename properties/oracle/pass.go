package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// Pass goes on past a divergence, from the expectation that is nearest to the answer.
// ok is false where nobody knows what the call did; again is true where the answer is to
// be observed once more, as this is none any longer.
func (o *Oracle) Pass(d *Divergence, op model.Op, got model.Answer) (again, ok bool) {
	e := d.expected
	step := d.Step
	switch {
	case d.ignores != "":
		o.filters |= book.ActionSetOf(model.ActionOf(op))
		return true, true
	case d.instant != 0:
		o.instant |= d.instant
		for n := range o.candidates {
			o.candidates[n].instant &^= d.instant
		}
		o.candidates = fewest(o.candidates)
		return true, true
	case !got.Success(): // it has changed nothing, whatever it was
		if got.Code != "" {
			step = script.Step{At: o.now, Op: op, Want: script.Stated(withStatus(op, got)), Injected: true}
		}
		for n := range o.candidates {
			o.candidates[n].add(o.candidates[n].own, step)
		}
		return false, true
	case model.ActionOf(op).Describe():
		state, ok := adopt(e.state, op, e.required, got)
		if !ok || len(differences(shows(e.machine, state, op), got)) > 0 {
			return false, false
		}
		e.add(e.machine, step)
		c := e.candidate.move(state, o.now, false)
		for id, r := range shown(got) {
			if _, moving := c.transit[id]; moving && r.Shows().Has(book.FieldStatus) {
				c = c.show(id)
			}
		}
		o.candidates = []candidate{c}
		return false, true
	case e.outcome.Verdict() == model.NotEnabled:
		return false, false
	}
	// It may have done what the machine does that has not got the broken rules, or
	// nothing at all.
	var next []candidate
	for _, none := range o.candidates {
		m := none.own
		m.Without.Rules = m.Judge(none.state, op).Broken()
		after, _ := m.Step(none.state, op)
		none.add(none.own, step)
		effect := none.move(after, o.now, true)
		none.settles++ // it is less likely
		next = append(next, effect, none)
	}
	o.candidates = fewest(next)
	return false, true
}

// adopt returns a state in which a describe shows what it does, as far as that is
// known; ok is false where there is none.
func adopt(s model.State, op model.Op, required, got model.Answer) (_ model.State, ok bool) {
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
