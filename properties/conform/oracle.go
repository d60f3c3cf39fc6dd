package conform

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Options are how an oracle judges.
type Options struct {
	Strict model.Strictness

	// Readings, unless nil, are those that the system has to keep to. By default an
	// oracle admits every reading, in each call by itself.
	Readings *model.Readings

	// OnlyTold says that nothing settles in the system unless it is told to, or is
	// due by its clock. By default anything may settle at any time.
	OnlyTold bool
}

// An Oracle follows a system from outside: it is told what the system was asked and
// what it answered, and says whether the documented machine could have answered so.
//
// The system may settle when it likes, even inside a call. An observation is right
// when some set of settles, from a state in which the system may be, explains it;
// the oracle then goes on from there. It keeps every state in which the system may
// be, with as little settled as the observations allow: what may have settled
// already may as well settle later.
//
// An Oracle is not safe for concurrent use.
type Oracle struct {
	world      script.World
	options    Options
	delays     sim.Delays
	now        time.Duration
	candidates []candidate
	ever       map[string]bool          // ids that there are or were
	entered    map[string]time.Duration // id and transitional status: since when, at the latest
}

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

// NewOracle returns an oracle for a system that starts in a world.
func NewOracle(w script.World, o Options) *Oracle {
	oracle := &Oracle{world: w, options: o, ever: map[string]bool{}, entered: map[string]time.Duration{}}
	oracle.delays = sim.DefaultDelays()
	maps.Copy(oracle.delays, w.Config().Delays)
	first := candidate{state: w.State, readings: w.Readings}
	if o.Readings != nil {
		first.readings = *o.Readings
	}
	oracle.candidates = []candidate{first}
	oracle.noteEntered(model.State{}, w.State)
	return oracle
}

// named returns the answer to a describe of one resource with its id.
func named(op model.Op, a model.Answer) model.Answer {
	instances, disks := model.IDs(op)
	if len(disks) == 1 && len(a.Disks) == 1 && a.Disks[0].ID == "" {
		a.Disks = slices.Clone(a.Disks)
		a.Disks[0].ID = disks[0]
	}
	if len(instances) == 1 && len(a.Instances) == 1 && a.Instances[0].ID == "" {
		a.Instances = slices.Clone(a.Instances)
		a.Instances[0].ID = instances[0]
	}
	return a
}

// untimed says that no clock settles anything in the system.
func (o *Oracle) untimed() {
	o.world.Told = true
	o.delays = sim.Told()
}

// State returns the state in which the system most likely is: the one that needs the
// fewest readings and settles to be explained.
func (o *Oracle) State() model.State { return o.candidates[0].state }

// Readings returns the readings that are not the default ones and that it takes to
// explain the system so far.
func (o *Oracle) Readings() model.Readings { return o.candidates[0].readings }

// Script returns what was observed so far: a script that the documented machine, with
// what the oracle found out, answers just so.
func (o *Oracle) Script() script.Script { return o.script(o.candidates[0]) }

func (o *Oracle) script(c candidate) script.Script {
	s := script.Script{World: o.world}
	s.World.Readings = c.readings
	for t := c.steps; t != nil; t = t.before {
		s.Steps = append(s.Steps, t.step)
	}
	slices.Reverse(s.Steps)
	return s
}

// Observe tells what the system answered to an operation. Of what a describe shows
// the fields that are Stated count; the id may be left out where one resource is
// asked for. The error is a [*Divergence] when no state in which the system may be
// explains the answer.
func (o *Oracle) Observe(op model.Op, got model.Answer) error {
	action := model.ActionOf(op)
	got = named(op, got)
	var next []candidate
	for _, c := range o.candidates {
		for _, m := range o.machines(action, c.readings) {
			found, err := o.explain(c, m, op, got)
			if err != nil {
				return err
			}
			next = append(next, found...)
		}
	}
	if len(next) == 0 {
		return o.diverge(op, got)
	}
	for _, c := range next {
		o.noteEntered(o.candidates[0].state, c.state)
	}
	o.candidates = fewest(next)
	return nil
}

// machines returns the machines that may judge a call, the likeliest first: the
// documented one under the readings taken so far and, where every reading is
// admitted, under each other that bears on the action.
func (o *Oracle) machines(action model.Action, r model.Readings) []model.Machine {
	all := []model.Machine{{Readings: r}}
	if o.options.Readings != nil {
		return all
	}
	for _, c := range bearing[action] {
		for _, m := range all { // those that there are so far
			if m.Readings = m.Readings.With(c); !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// bearing has, by action, the choices of the readings that make a difference to it.
var bearing = func() (choices [model.ActionAttachFailed + 1][]model.Choice) {
	bears := func(a model.Action, c model.Choice) {
		for other := range model.Choices() {
			if !c.Default() && other.Reading() == c.Reading() && !slices.Contains(choices[a], other) {
				choices[a] = append(choices[a], other)
			}
		}
	}
	bears(model.ActionDescribeDisks, model.VisibleInUse)
	for r := range model.Rules() {
		for _, v := range r.Row().Under {
			bears(r.Action(), v.Choice)
		}
	}
	for e := range model.Effects() {
		bears(e.Row().Action, e.Row().Only)
		bears(e.Row().Action, e.Row().Not)
	}
	return choices
}()

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
		if transitional(s, id) != "" && !slices.Contains(ids, id) {
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

func transitional(s model.State, id string) string {
	if d, ok := s.Disk(model.DiskID(id)); ok && d.Status.Transitional() {
		return d.Status.String()
	}
	if i, ok := s.Instance(model.InstanceID(id)); ok && i.Status.Transitional() {
		return i.Status.String()
	}
	return ""
}

// later reports whether a candidate is one of those found, with some of the ids
// settled afterwards.
func (o *Oracle) later(found []candidate, c candidate, ids []string) bool {
	for _, f := range found {
		for _, id := range ids {
			if transitional(f.state, id) != "" && transitional(c.state, id) == "" {
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
		if transitional(c.state, id) != "" {
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
