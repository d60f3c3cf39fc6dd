package oracle

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Inferred is the comment of a step that nobody asked for: the oracle concludes it.
const Inferred = "# inferred"

// settle settles resources that are in a transitional status. Nobody asked for that.
func (o *Oracle) settle(c candidate, ids ...string) candidate {
	for _, id := range ids {
		c.instant |= o.early(c, id)
		c = o.settleAs(c, id, Inferred)
	}
	return c
}

// settleAs settles one resource, if it is in a transitional status, by a step with a
// comment.
func (o *Oracle) settleAs(c candidate, id, comment string) candidate {
	if c.state.Transitional(id) == "" {
		return c
	}
	c.add(c.own, script.Step{At: o.now, Op: model.Settle{ID: id}, Want: model.Answer{Status: 200}, Comment: comment})
	c.settles++
	return o.settleDue(c, id)
}

// settleDue settles one resource as the clock does: no step says so.
func (o *Oracle) settleDue(c candidate, id string) candidate {
	settled, _ := c.own.Step(c.state, model.Settle{ID: id})
	return c.move(settled, o.now, false)
}

// early returns the action that started what a resource is on its way with if that is
// still in the instant of its acceptance, and may not be complete: none otherwise.
func (o *Oracle) early(c candidate, id string) book.ActionSet {
	t, status := c.transit[id], c.state.Transitional(id)
	if !t.accepted || t.shown || t.since != o.now || !sim.CanFail(status) {
		return 0
	}
	if d := o.delays[status]; !d.Told && !d.Never && d.Min <= 0 {
		return 0 // the world says so
	}
	started := book.ActionSetOf(book.ActionDetachDisk)
	if status == model.Attaching.String() {
		started = book.ActionSetOf(book.ActionAttachDisk)
	}
	return started &^ o.instant
}

// maySettle reports whether a resource may have settled unasked. What is not admitted
// may have, too: it is told apart.
func (o *Oracle) maySettle(c candidate, id string) bool {
	return !o.options.OnlyTold || o.early(c, id) != 0
}

// mayFail reports whether what a resource is on its way with may have failed untold.
func (o *Oracle) mayFail(c candidate, id string) bool {
	status := c.state.Transitional(id)
	if !sim.CanFail(status) || status == model.Detaching.String() && o.failing(c).Readings.Has(book.FailedDetachRetries) {
		return false
	}
	untold := o.options.Untold == model.True || o.options.Untold == model.Absent && !o.options.OnlyTold
	return o.delays[status].Fails > 0 || untold && c.transit[id].shown
}

// failing returns the machine of which a detach fails.
func (o *Oracle) failing(c candidate) model.Machine {
	m := c.own
	if o.options.Readings == nil {
		m.Readings = m.Readings.With(book.FailedDetachInUse)
	}
	return m
}

// fail has what a resource is on its way with fail at an instant. Nobody was told: a
// step says so, unless the delays of the world do.
func (o *Oracle) fail(c candidate, id string, at time.Duration) candidate {
	var op model.Op
	status := c.state.Transitional(id)
	switch status {
	case model.Detaching.String():
		op = model.DetachFailed{DiskID: model.DiskID(id)}
	case model.Attaching.String():
		op = model.AttachFailed{DiskID: model.DiskID(id)}
	default:
		return c
	}
	m := o.failing(c)
	if o.delays[status].Fails == 0 {
		c.add(m, script.Step{At: at, Op: op, Want: model.Answer{Status: 200}, Comment: Inferred})
	}
	c.failures++
	failed, _ := m.Step(c.state, op)
	return c.move(failed, o.now, false)
}

// Settled tells that a resource was told to settle, and did: where the system may be
// in a state in which it has not yet, it now has.
func (o *Oracle) Settled(id string) {
	for n := range o.candidates {
		o.candidates[n] = o.settleAs(o.candidates[n], id, "")
	}
	o.candidates = fewest(o.candidates)
}

// Advance tells that time passed: what is due by the delays of the world, counted
// from when it was observed to begin, has then settled. It panics if the time is below
// zero.
func (o *Oracle) Advance(d time.Duration) {
	if d < 0 {
		panic(fmt.Sprintf("oracle: Oracle.Advance by %s; expected no time below zero", d))
	}
	before := o.now
	o.now += d
	var next []candidate
	for _, c := range o.candidates {
		next = append(next, o.pastDue(c, before)...)
	}
	o.candidates = fewest(next)
	if len(o.candidates) > maxStates && o.lost == nil {
		o.lost = fmt.Errorf("%w: at %s it may be in %d states", ErrLost, sim.FormatDuration(o.now), len(o.candidates))
	}
}

// pastDue returns what becomes of a candidate as time settles what is due; what may
// have failed has failed before.
func (o *Oracle) pastDue(c candidate, before time.Duration) []candidate {
	all := []candidate{c}
	for _, id := range o.due(c, o.now) {
		for n, c := range all {
			if o.mayFail(c, id) && len(all) <= maxStates {
				all = append(all, o.fail(c, id, before))
			}
			all[n] = o.settleDue(c, id)
		}
	}
	return all
}

// due returns the resources of a candidate that time has settled by an instant.
func (o *Oracle) due(c candidate, at time.Duration) (ids []string) {
	retries := o.options.Readings == nil || o.options.Readings.Has(book.FailedDetachRetries)
	for _, id := range slices.Sorted(maps.Keys(c.transit)) {
		latest, timed := o.delays[c.state.Transitional(id)].Latest(c.transit[id].since, retries)
		if timed && latest <= at {
			ids = append(ids, id)
		}
	}
	return ids
}
