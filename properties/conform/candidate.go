package conform

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A candidate is a state in which the system may be and how it came there.
type candidate struct {
	state    model.State
	since    map[string]time.Duration // when what is on its way entered its status, at the latest
	released map[string]bool          // the disks that there were
	readings model.Readings           // those that it took to explain what was answered
	steps    *trace
	settles  int // of the steps
}

// trace is a list of steps, the latest first, each with the state in which it is made
// and the readings of the machine that explains its answer.
type trace struct {
	before   *trace
	state    model.State
	readings model.Readings
	step     script.Step
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
func (c *candidate) add(r model.Readings, s script.Step) { c.steps = &trace{c.steps, c.state, r, s} }

// move takes a candidate to another state.
func (c candidate) move(to model.State, now time.Duration) candidate {
	var copied bool
	for change := range model.Diff(c.state, to) {
		if !copied {
			c.since, c.released, copied = maps.Clone(c.since), maps.Clone(c.released), true
		}
		id := change.ID()
		switch status := to.Transitional(id); {
		case status == "":
			delete(c.since, id)
		case status != c.state.Transitional(id):
			c.since[id] = now
		}
		if change.BeforeDisk != nil && change.AfterDisk == nil {
			c.released[id] = true
		}
	}
	c.state = to
	return c
}

// settle settles resources that are in a transitional status. Nobody asked for that:
// the steps say that the oracle concludes it.
func (o *Oracle) settle(c candidate, ids ...string) candidate {
	for _, id := range ids {
		c = o.settleAs(c, id, "# inferred")
	}
	return c
}

// settleAs settles one resource, if it is in a transitional status, by a step with a
// comment.
func (o *Oracle) settleAs(c candidate, id, comment string) candidate {
	if c.state.Transitional(id) == "" {
		return c
	}
	c.add(c.readings, script.Step{At: o.now, Op: model.Settle{ID: id}, Want: model.Answer{Status: 200}, Comment: comment})
	c.settles++
	return o.settleDue(c, id)
}

// settleDue settles one resource as the clock does: no step says so.
func (o *Oracle) settleDue(c candidate, id string) candidate {
	settled, _ := model.Machine{Readings: c.readings}.Step(c.state, model.Settle{ID: id})
	return c.move(settled, o.now)
}

// with returns the readings that it takes to explain a candidate and an answer that a
// machine explains.
func (c candidate) with(m model.Machine) model.Readings {
	r := c.readings
	for choice := range m.Readings.All() {
		r = r.With(choice)
	}
	return r
}

// compare compares what it takes to explain two candidates: readings count first.
func (c candidate) compare(d candidate) int {
	readings := func(c candidate) int { return len(slices.Collect(c.readings.All())) }
	return cmp.Or(readings(c)-readings(d), c.settles-d.settles)
}

// fewest returns the candidates without those whose state another one has, those
// first that need the fewest readings and settles.
func fewest(all []candidate) []candidate {
	slices.SortStableFunc(all, candidate.compare)
	kept := all[:0:0]
	for _, c := range all {
		if at := slices.IndexFunc(kept, func(k candidate) bool { return k.state.Equal(c.state) }); at >= 0 {
			kept[at] = kept[at].merge(c)
		} else {
			kept = append(kept, c)
		}
	}
	return kept
}

// merge has a candidate stand for another one, too, in the same state: there was what
// there was in either, and what is on its way has been since the later instant.
func (c candidate) merge(d candidate) candidate {
	if maps.Equal(c.since, d.since) && maps.Equal(c.released, d.released) {
		return c
	}
	c.since, c.released = maps.Clone(c.since), maps.Clone(c.released)
	maps.Copy(c.released, d.released)
	for id, at := range d.since {
		c.since[id] = max(c.since[id], at)
	}
	return c
}
