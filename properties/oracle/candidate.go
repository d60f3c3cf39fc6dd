package oracle

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A candidate is a state in which the system may be and how it came there.
type candidate struct {
	state    model.State
	transit  map[string]transit // what is on its way
	released map[string]bool    // the disks that there were
	own      model.Machine      // under the readings that it took to explain what was answered
	instant  book.ActionSet     // those that it takes to have been complete at once, and may not
	steps    *trace
	settles  int // of the steps that nobody asked for
	failures int // of these
}

// transit is what is known of a resource on its way.
type transit struct {
	since    time.Duration // when it entered its status, at the latest
	accepted bool          // by a call that was answered with success
	shown    bool          // an answer shows that it was still on its way
}

// trace is a list of steps, the latest first, each with the state in which it is made
// and the machine that explains its answer.
type trace struct {
	before  *trace
	state   model.State
	machine model.Machine
	step    script.Step
}

// all returns the list, the earliest first.
func (t *trace) all() (all []*trace) {
	for ; t != nil; t = t.before {
		all = append(all, t)
	}
	slices.Reverse(all)
	return all
}

// add adds a step that is made in the state of the candidate.
func (c *candidate) add(m model.Machine, s script.Step) { c.steps = &trace{c.steps, c.state, m, s} }

// move takes a candidate to another state. What enters a transitional status does so
// by a call that was accepted, or otherwise.
func (c candidate) move(to model.State, now time.Duration, accepted bool) candidate {
	var copied bool
	for change := range model.Diff(c.state, to) {
		if !copied {
			c.transit, c.released, copied = clone(c.transit), clone(c.released), true
		}
		id := change.ID()
		switch status := to.Transitional(id); {
		case status == "":
			delete(c.transit, id)
		case status != c.state.Transitional(id):
			c.transit[id] = transit{since: now, accepted: accepted}
		}
		if change.Before.Disk != nil && change.After.Disk == nil {
			c.released[id] = true
		}
	}
	c.state = to
	return c
}

func clone[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}

// show notes that an answer shows a resource to be on its way.
func (c candidate) show(id string) candidate {
	t := c.transit[id]
	t.shown = true
	c.transit = clone(c.transit)
	c.transit[id] = t
	return c
}

// doubtful reports whether the candidate takes what is not admitted. It is kept beside
// the others, so that it can be named once none of them is left.
func (c candidate) doubtful() bool { return c.instant != 0 }

// with returns the machine that it takes to explain a candidate and an answer that
// another one explains.
func (c candidate) with(m model.Machine) model.Machine {
	own := c.own
	for choice := range m.Readings.All() {
		own.Readings = own.Readings.With(choice)
	}
	return own
}

// compare compares what it takes to explain two candidates: what is not admitted
// counts first, then readings.
func (c candidate) compare(d candidate) int {
	readings := func(c candidate) int { return len(slices.Collect(c.own.Readings.All())) }
	instant := func(c candidate) int { return bits.OnesCount32(uint32(c.instant)) }
	return cmp.Or(instant(c)-instant(d), readings(c)-readings(d), c.failures-d.failures, c.settles-d.settles)
}

// fewest returns the candidates without those whose state another one has, those
// first that need the fewest readings, failures and settles.
func fewest(all []candidate) []candidate {
	slices.SortStableFunc(all, candidate.compare)
	kept := all[:0:0]
	for _, c := range all {
		at := slices.IndexFunc(kept, func(k candidate) bool { return k.state.Equal(c.state) })
		switch {
		case at < 0:
			kept = append(kept, c)
		case kept[at].instant == c.instant: // else it is worse, and says nothing of a better one
			kept[at] = kept[at].merge(c)
		}
	}
	return kept
}

// merge has a candidate stand for another one, too, in the same state: there was what
// there was in either, and what is on its way has been since the later instant. What is
// known of it is what both know.
func (c candidate) merge(d candidate) candidate {
	if maps.Equal(c.transit, d.transit) && maps.Equal(c.released, d.released) {
		return c
	}
	c.transit, c.released = clone(c.transit), clone(c.released)
	maps.Copy(c.released, d.released)
	for id, t := range d.transit {
		own := c.transit[id]
		c.transit[id] = transit{max(own.since, t.since), own.accepted && t.accepted, own.shown || t.shown}
	}
	return c
}
