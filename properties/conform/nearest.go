package conform

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// An expectation is what one machine requires to be answered in one of the states in
// which the system may be.
type expectation struct {
	machine  model.Machine
	state    model.State
	outcome  model.Outcome
	required model.Answer
}

// diverge makes the divergence of an answer that nothing explains from the nearest
// expectation: it then names the cause, and nothing that a settle or a reading explains. If
// what is not admitted would be nearer, that is the cause.
func (o *Observer) diverge(c *observed, r oracle.Report) *Divergence {
	least := offBy(r.Findings)
	for _, instant := range []book.ActionSet{book.ActionSetOf(book.ActionDetachDisk), book.ActionSetOf(book.ActionAttachDisk), book.ActionSetOf(book.ActionDetachDisk, book.ActionAttachDisk)} {
		if o.options.Instant || o.instant&instant == instant || len(r.Findings) == 0 {
			continue
		}
		j := o.judged(o.instant|instant, o.late)
		if j.Do(c.call()); offBy(j.Report().Findings) >= least {
			continue
		}
		for action := range (instant &^ o.instant).All() {
			d := o.divergence(o.nearest(c.op, nil), c.op, c.got, nil)
			d.instant = book.ActionSetOf(action)
			return d
		}
	}
	for _, status := range o.timed() {
		j := o.judged(o.instant, append(slices.Clip(o.late), status))
		if j.Do(c.call()); len(j.Report().Findings) < len(r.Findings) {
			d := o.divergence(o.nearest(c.op, r.Findings), c.op, c.got, nil)
			d.late = status
			return d
		}
	}
	return o.divergence(o.nearest(c.op, r.Findings), c.op, c.got, r.Findings)
}

// timed returns the statuses that are over at some time by the delays of the world, as far as was
// found.
func (o *Observer) timed() (statuses []string) {
	if o.now == 0 {
		return nil // no time has passed
	}
	delays := o.scripted().Config().Delays.WithDefaults()
	for _, status := range sim.Statuses() {
		if _, timed := delays[status].Latest(0, false); timed {
			statuses = append(statuses, status)
		}
	}
	return statuses
}

// offBy returns how far an answer is in all from what is expected.
func offBy(all []oracle.Finding) (sum int) {
	for _, f := range all {
		sum++ // that nothing explains it
		if len(f.Expected) > 0 {
			sum += f.Expected[0].Distance
		}
	}
	return sum
}

// divergeByFilter makes the divergence of a describe that shows what it was not asked
// for.
func (o *Observer) divergeByFilter(op model.Op, got model.Answer, ignored string) *Divergence {
	d := o.divergence(o.nearest(op, nil), op, got, nil)
	d.ignores = ignored
	return d
}

// nearest returns the expectation that is nearest to an answer: the system is as it most
// likely is but for what was found.
func (o *Observer) nearest(op model.Op, found []oracle.Finding) expectation {
	s, m := o.likeliest()
	e := expectation{machine: m, state: s}
	for n, f := range found {
		if len(f.Expected) == 0 {
			continue
		}
		if n == 0 {
			e.machine = f.Expected[0].Machine
		}
		if with, ok := overlay(e.state, f.About, f.Expected[0].World); ok {
			e.state = with
		}
	}
	e.outcome = e.machine.Judge(e.state, op)
	if len(found) == 1 && len(found[0].Expected) > 0 && !model.ActionOf(op).Describe() {
		e.outcome = found[0].Expected[0].Outcome // which knows what once was
	}
	e.required = e.machine.Answer(e.state, op, e.outcome)
	return e
}

// overlay returns a state with some resources as they are in another.
func overlay(s model.State, about []string, other model.State) (model.State, bool) {
	is := func(id string) bool { return slices.Contains(about, id) }
	instances := slices.DeleteFunc(slices.Collect(s.Instances()), func(i model.Instance) bool { return is(string(i.ID)) })
	disks := slices.DeleteFunc(slices.Collect(s.Disks()), func(d model.Disk) bool { return is(string(d.ID)) })
	for i := range other.Instances() {
		if is(string(i.ID)) {
			instances = append(instances, i)
		}
	}
	for d := range other.Disks() {
		if is(string(d.ID)) {
			disks = append(disks, d)
		}
	}
	with, err := model.NewState(instances, disks)
	return with, err == nil
}

// divergence makes the divergence of an answer from an expectation.
func (o *Observer) divergence(e expectation, op model.Op, got model.Answer, found []oracle.Finding) *Divergence {
	d := &Divergence{Outcome: e.outcome, Required: e.required, expected: e}
	if model.ActionOf(op).Describe() && got.Success() {
		d.differs = differences(e.required, got)
	}
	_, own := o.likeliest()
	d.excused, d.excuses = own.Judge(e.state, op).Broken().Difference(e.outcome.Broken()), instead(e.machine, own, op)
	d.Why = o.options.comparison().Admits(e.machine, e.outcome, e.required, got).Why
	d.held = o.options.Readings == nil
	d.Readings = e.machine.Explain(e.state, op, got, o.options.Strict)
	d.Step = script.Step{At: o.now, Op: op}
	var answered model.Answer
	d.Step.Want, answered, _ = script.Contrast(d.Required, got)
	if instances, disks := model.IDs(op); len(instances)+len(disks) != 1 { // which it is has to be said
		d.Step.Want, answered = withIDs(d.Step.Want), withIDs(answered)
	}
	d.Step.Got = &answered
	about := map[string]bool{}
	for _, f := range found {
		for _, id := range f.About {
			about[id] = true
		}
	}
	t, ok := o.trace(e.machine, &target{e.state, about})
	if !ok {
		t, ok = o.trace(own, nil)
	}
	if !ok {
		d.Script = o.heard()
		d.States = make([]model.State, len(d.Script.Steps))
	} else {
		d.Script, d.States = o.scriptOf(t), t.states
	}
	d.Script.Steps, d.States = append(d.Script.Steps, d.Step), append(d.States, e.state)
	return d
}

// instead returns the choices that a machine makes where another one makes others, of
// those that bear on an operation.
func instead(of, other model.Machine, op model.Op) []string {
	return enum.Names(enum.Those(book.Choices(), func(c book.Choice) bool {
		return c.Reading() != book.OrderFirst.Reading() && c.Bears(model.ActionOf(op)) && of.Readings.With(c) == of.Readings && other.Readings.With(c) != other.Readings
	}))
}

// withIDs returns what a describe shows with the ids.
func withIDs(a model.Answer) model.Answer {
	a.Shown = slices.Clone(a.Shown)
	for n := range a.Shown {
		a.Shown[n].Stated |= book.FieldsOf(book.FieldID)
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

// The names of the differences that are not fields.
const (
	missing = "a resource is missing"
	surplus = "a resource too many"
)

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
			counts[surplus]++
		}
	}
	if twice := len(got.Shown) - len(shows); twice > 0 {
		counts[surplus] += twice
	}
	return counts
}

// shown returns what a describe shows, by id: of one that it shows twice, the first.
func shown(a model.Answer) map[string]model.Shown {
	all := map[string]model.Shown{}
	for _, r := range a.Shown {
		if _, twice := all[r.ID()]; !twice {
			all[r.ID()] = r
		}
	}
	return all
}

// differing returns the ids of what two describes do not show alike.
func differing(a, b model.Answer) (ids []string) {
	wanted, shows := shown(a), shown(b)
	for _, r := range a.Shown {
		if g, both := shows[r.ID()]; !both || !g.Matches(r) {
			ids = append(ids, r.ID())
		}
	}
	for _, r := range b.Shown {
		if _, both := wanted[r.ID()]; !both {
			ids = append(ids, r.ID())
		}
	}
	return ids
}
