package conform

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// inferred is the comment of a step that nobody asked for: it is concluded.
const inferred = "# inferred"

// A trace is a run of one machine that answers as the system did: the steps, with what settled
// or failed untold, and the state in which each is made.
type trace struct {
	machine  model.Machine
	steps    []script.Step
	states   []model.State
	state    model.State              // in which it ends
	since    map[string]time.Duration // when what is on its way began, at the latest
	released map[model.DiskID]bool    // the disks that there were
}

// A target is a state in which a trace has to end, as far as it is about some resources.
type target struct {
	state model.State
	about map[string]bool
}

// maxTried bounds the search for a trace: how often something untold is tried.
const maxTried = 20_000

// A tracer looks for a trace, depth first: with as little untold as it can, and as late.
type tracer struct {
	*Observer
	machine model.Machine
	target  *target
	delays  sim.Delays
	retries bool
	soft    map[string]bool // what a passed divergence has touched
	dead    map[string]bool // the calls and states from which there is no way
	tried   int
}

// trace returns a run of a machine that explains all that was observed, and ends in a target
// where there is one. What explains it is known to be, but not how; ok is false where it was
// not found.
func (o *Observer) trace(m model.Machine, to *target) (trace, bool) {
	t := &tracer{Observer: o, machine: m, target: to, delays: o.scripted().Config().Delays.WithDefaults(), soft: map[string]bool{}, dead: map[string]bool{}}
	t.retries = o.options.Readings == nil || o.options.Readings.Has(book.FailedDetachRetries)
	for _, c := range o.observed {
		if c.passage != nil {
			for _, id := range c.passage.touches {
				t.soft[id] = true
			}
		}
	}
	first := trace{machine: m}
	return t.from(0, first.move(o.world.State, 0))
}

// from returns the trace that goes on from a call.
func (t *tracer) from(n int, at trace) (trace, bool) {
	key := fmt.Sprint(n, at.state.Key())
	if t.dead[key] {
		return at, false
	}
	for next := range t.after(n, at) {
		if n == len(t.observed) {
			return next, true
		}
		if found, ok := t.from(n+1, next); ok {
			return found, true
		}
	}
	t.dead[key] = true
	return at, false
}

// move takes a trace to another state.
func (at trace) move(to model.State, now time.Duration) trace {
	since, released := map[string]time.Duration{}, maps.Clone(at.released)
	for r := range to.Resources() {
		id := r.ID()
		switch status := to.Transitional(id); {
		case status == "":
		case status == at.state.Transitional(id):
			since[id] = at.since[id]
		default:
			since[id] = now
		}
	}
	for c := range model.Diff(at.state, to) {
		if c.Before.Disk != nil && c.After.Disk == nil {
			if released == nil {
				released = map[model.DiskID]bool{}
			}
			released[c.Before.Disk.ID] = true
		}
	}
	at.state, at.since, at.released = to, since, released
	return at
}

// add adds a step that is made in the state of the trace.
func (at trace) add(s script.Step) trace {
	n := len(at.steps)
	at.steps, at.states = append(at.steps[:n:n], s), append(at.states[:n:n], at.state)
	return at
}

// An untold is something that nobody told: that a resource settled, or that a detach or an
// attach failed.
type untold struct {
	id    string
	fails bool
}

// befall has something untold happen at an instant.
func (t *tracer) befall(at trace, u untold, now time.Duration) trace {
	var op model.Op = model.Settle{ID: u.id}
	status := at.state.Transitional(u.id)
	silent := false
	if u.fails {
		silent = t.delays[status].Fails > 0
		op = model.AttachFailed{DiskID: model.DiskID(u.id)}
		if status == model.Detaching.String() {
			op = model.DetachFailed{DiskID: model.DiskID(u.id)}
		}
	}
	to, _ := at.machine.Step(at.state, op)
	if !silent {
		at = at.add(script.Step{At: now, Op: op, Want: model.Answer{Status: 200}, Comment: inferred})
	}
	return at.move(to, now)
}

// due has what is due by an instant settle as the clock does: no step says so.
func (t *tracer) due(at trace, now time.Duration) trace {
	for _, id := range slices.Sorted(maps.Keys(at.since)) {
		if t.isDue(at, id, now) {
			to, _ := at.machine.Step(at.state, model.Settle{ID: id})
			at = at.move(to, now)
		}
	}
	return at
}

func (t *tracer) isDue(at trace, id string, now time.Duration) bool {
	latest, timed := t.delays[at.state.Transitional(id)].Latest(at.since[id], t.retries)
	return timed && latest <= now
}

// after yields what may come of a trace by a call: what needs the least that is untold first.
// Behind the last call it is what ends in the target.
func (t *tracer) after(n int, at trace) func(func(trace) bool) {
	return func(yield func(trace) bool) {
		now, last := t.now, n == len(t.observed)
		if !last {
			now = t.observed[n].at
		}
		var before time.Duration // when the call before was
		if n > 0 {
			before = t.observed[n-1].at
		}
		for befallen := range t.befallen(n, at, before, now) {
			if last {
				if t.ends(befallen) && !yield(befallen) {
					return
				}
				continue
			}
			for _, next := range t.judge(befallen, &t.observed[n]) {
				if !yield(next) {
					return
				}
			}
		}
	}
}

// ends reports whether a trace is in the target.
func (t *tracer) ends(at trace) bool {
	if t.target == nil {
		return true
	}
	for id := range t.target.about {
		if !at.state.Resource(id).Equal(t.target.state.Resource(id)) {
			return false
		}
	}
	return true
}

// maxBearing is how many resources that may have settled are looked at in all their sets.
const maxBearing = 6

// befallen yields a trace with what may have befallen what a call bears on: nothing first.
func (t *tracer) befallen(n int, at trace, before, now time.Duration) func(func(trace) bool) {
	return func(yield func(trace) bool) {
		var may []untold
		bears := t.bearing(n, at)
		for _, id := range bears[:min(len(bears), maxBearing)] {
			if !t.isDue(at, id, now) {
				may = append(may, untold{id: id})
			}
		}
		for _, id := range bears[:min(len(bears), maxBearing)] {
			if sim.CanFail(at.state.Transitional(id)) {
				may = append(may, untold{id, true})
			}
		}
	sets:
		for _, set := range subsets(len(may)) {
			if t.tried++; t.tried > maxTried {
				return
			}
			next, befell := at, map[string]bool{}
			for n, u := range may {
				if set>>n&1 == 0 {
					continue
				}
				if befell[u.id] {
					continue sets // nothing both settles and fails
				}
				befell[u.id] = true
				when := now
				if t.isDue(at, u.id, now) {
					when = before
				}
				next = t.befall(next, u, when)
			}
			if !yield(t.due(next, now)) {
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

// bearing returns what is on its way of what a call bears on, or the target.
func (t *tracer) bearing(n int, at trace) (ids []string) {
	add := func(id string) {
		if at.state.Transitional(id) != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if n == len(t.observed) {
		if t.target != nil {
			for _, id := range slices.Sorted(maps.Keys(t.target.about)) {
				if !at.state.Resource(id).Equal(t.target.state.Resource(id)) {
					add(id)
				}
			}
		}
		return ids
	}
	c := &t.observed[n]
	if model.ActionOf(c.op).Describe() {
		if c.got.Success() {
			_, _, required := at.machine.Respond(at.state, c.op)
			for _, id := range differing(required, c.got) {
				add(id)
			}
		}
		return ids
	}
	instances, disks := model.IDs(c.op)
	for _, id := range disks {
		add(string(id))
		d, _ := at.state.Disk(id)
		add(string(d.InstanceID))
	}
	for _, id := range instances {
		add(string(id))
		for d := range at.state.DisksOf(id) {
			add(string(d.ID))
		}
	}
	return ids
}

// judge returns what becomes of a trace if the machine admits the answer to a call in its
// state: one, or two where nobody knows whether the call took effect.
func (t *tracer) judge(at trace, c *observed) (all []trace) {
	op, got, m := c.op, c.got, at.machine
	if c.passage != nil {
		for _, to := range c.passage.becomes(m, at.state) {
			all = append(all, at.add(c.passage.step).move(to, c.at))
		}
		return all
	}
	if settle, ok := op.(model.Settle); ok && at.state.Transitional(settle.ID) == "" {
		return []trace{at}
	}
	outcome := m.Judge(at.state, op).OnceExisted(op, func(id model.DiskID) bool { return at.released[id] })
	required := m.Answer(at.state, op, outcome)
	admission := t.options.comparison().Admits(m, outcome, required, got)
	if !admission.Admitted {
		state, ok := t.soften(at, op, required, got)
		if !ok {
			return nil
		}
		at = at.move(state, c.at)
		required = shows(m, state, op)
	}
	step := script.Step{At: c.at, Op: op, Want: script.Stated(required)}
	after, _ := m.Step(at.state, op)
	none, effect := at, at.add(step).move(after, c.at)
	if admission.Injected {
		step.Want, step.Injected = script.Stated(withStatus(op, got)), true
		none = none.add(step)
	}
	switch {
	case admission.Took == model.TookUnknown && outcome.Accepted():
		return []trace{none, effect}
	case admission.Injected:
		return []trace{none}
	}
	return []trace{effect}
}

// soften returns a state in which a describe shows what it does, where only what a passed
// divergence has touched differs.
func (t *tracer) soften(at trace, op model.Op, required, got model.Answer) (model.State, bool) {
	if !model.ActionOf(op).Describe() || !got.Success() {
		return at.state, false
	}
	for _, id := range differing(required, got) {
		if !t.soft[id] {
			return at.state, false
		}
	}
	return stateShowing(at.machine, at.state, op, got)
}

// shows returns what a describe shows in a state.
func shows(m model.Machine, s model.State, op model.Op) model.Answer {
	_, _, a := m.Respond(s, op)
	return a
}
