package oracle

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A sight is what a describe says of one resource.
type sight struct {
	resource int32
	view     view
}

// atOneInstant judges whether what a describe shows was so at one instant, where each resource
// was so at one of its own. What has happened during the call, or as long ago as an answer may
// speak of, has done so in an interval: there has to be an instant that fits any two of those.
func (j *Judge) atOneInstant(c *heard, sights []sight) {
	within := interval{c.start - j.lag, c.end}
	var changed []sight // the others have been the same all the time
	fitting := within
	for _, s := range sights {
		if r := j.resources[s.resource]; r.factor.why == "" && r.changes(within) {
			changed = append(changed, s)
			fitting = fitting.and(j.surely(s, within))
		}
	}
	if !fitting.empty() {
		return
	}
	for n, s := range changed {
		for _, t := range changed[:n] {
			if j.surely(s, within).and(j.surely(t, within)).empty() && !j.twoAtOneInstant(c, [2]sight{t, s}, within) {
				return
			}
		}
	}
}

// twoAtOneInstant judges two of the resources.
func (j *Judge) twoAtOneInstant(c *heard, two [2]sight, within interval) bool {
	c.instanceAt, c.diskAt = nowhere, nowhere
	set := []int32{two[0].resource, two[1].resource}
	f, ok := j.joined(c, j.closed(set))
	if !ok {
		j.lost(f, c)
		return false
	}
	q := &inquiry{start: c.start, end: c.end, reads: true, on: j.positions(f, two[0].resource, two[1].resource)}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		return j.together(f, b, two[:], within, out)
	}
	q.why = func(f *factor) string { return j.apart(f, two, within) }
	var all []belief
	for _, b := range f.beliefs {
		fits := q.evaluate(f, b, nil)
		if len(fits) == 0 {
			return j.conclude(f, q, c) // it needs something to have happened
		}
		for _, b := range fits {
			all = j.addBelief(all, b)
		}
	}
	return j.commit(f, q, all, c)
}

// surely returns when a resource was as it is shown, whatever it is.
func (j *Judge) surely(s sight, within interval) interval {
	r := j.resources[s.resource]
	for _, b := range r.factor.beliefs {
		within = within.and(j.lately(b, r.at, &s.view, within))
	}
	return within
}

// lately returns when a resource was last as it is shown, in a belief; an empty interval is never.
func (j *Judge) lately(b belief, at int, v *view, within interval) interval {
	for l, when := range b.locals[at].during(within) {
		if !when.empty() && len(j.looks(b, at, l, v, true, nil)) > 0 {
			return when
		}
	}
	return interval{never, ever}
}

// changes reports whether a resource may have been several things within an interval.
func (r *resource) changes(within interval) bool {
	for n := range r.factor.beliefs {
		l := &r.factor.beliefs[n].locals[r.at]
		if l.past != nil && l.past.left >= within.start || l.began > within.start || l.to < within.end {
			return true
		}
	}
	return false
}

// together adds what is left of a belief in which all that is shown was so at one instant within
// an interval.
func (j *Judge) together(f *factor, b belief, sights []sight, within interval, out []belief) []belief {
	if within.empty() {
		return out
	}
	if len(sights) == 0 {
		return j.space.beliefs.add(out, b)
	}
	s, at, was := sights[0], f.has(sights[0].resource), false
	for l, when := range b.locals[at].during(within) {
		for _, b := range j.looks(b, at, l, &s.view, was, nil) {
			out = j.together(f, b, sights[1:], when, out)
		}
		if slices.ContainsFunc(out, func(o belief) bool { return b.in.in(o.in) && o.same(&b) }) {
			break // the others stand for less
		}
		was = true
	}
	return out
}

// during yields what a resource is, and was, within an interval, and when.
func (l *local) during(within interval) iter.Seq2[local, interval] {
	return func(yield func(local, interval) bool) {
		if !yield(*l, within.and(interval{l.began, l.to})) {
			return
		}
		for p := l.past; p != nil && p.left >= within.start; p = p.before {
			if !yield(local{word: p.word, open: p.open, holder: p.holder, source: p.source}, within.and(interval{p.began, p.left})) {
				return
			}
		}
	}
}

// apart says when each of two resources was as it is shown, by what is most likely.
func (j *Judge) apart(f *factor, two [2]sight, within interval) string {
	first, second := two[0], two[1]
	of := func(s sight) interval { return j.lately(f.beliefs[0], f.has(s.resource), &s.view, within) }
	if of(first).start > of(second).start {
		first, second = second, first
	}
	const no = "what it shows was so at no one instant"
	if until, from := of(first), of(second); !until.empty() && !from.empty() && until.end < from.start {
		id := func(s sight) string { return model.QuoteID(j.resources[s.resource].id) }
		at := func(t int64) string { return sim.FormatDuration(time.Duration(t)) }
		return fmt.Sprintf("%s: %s is as it was until %s, and %s as it was from %s on", no, id(first), at(until.end), id(second), at(from.start))
	}
	return no
}
