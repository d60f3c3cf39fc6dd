package oracle

import (
	"fmt"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A sight is what a describe says of one resource.
type sight struct {
	resource int32
	view     *view
}

// atOneInstant judges whether what a describe shows was so at one instant, where each resource
// was so at one of its own. What has happened during the call, or as long ago as an answer may
// speak of, has done so in an interval: there has to be an instant that fits those of all.
func (j *Judge) atOneInstant(c *heard, sights []sight) {
	within := interval{c.start - j.lag, c.end}
	var changed []sight // the others have been the same all the time
	var set []int32
	for _, s := range sights {
		if r := j.resources[s.resource]; r.factor.why == "" && r.changes(within) {
			changed = append(changed, s)
			set = append(set, s.resource)
		}
	}
	if len(changed) < 2 {
		return
	}
	c.instanceAt, c.diskAt = nowhere, nowhere
	f, ok := j.joined(c, j.closed(set))
	if !ok {
		j.lost(f, c)
		return
	}
	q := &inquiry{start: c.start, end: c.end, reads: true, on: positions(f, set...)}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		return j.together(f, b, changed, within, out)
	}
	q.why = func(f *factor) string { return j.apart(f, changed, within) }
	var all []belief
	for _, b := range f.beliefs {
		as := len(all)
		if all = q.evaluate(f, b, all); len(all) == as {
			j.conclude(f, q, c) // it needs something to have happened
			return
		}
	}
	j.commit(f, q, all, c)
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
	if within.start > within.end {
		return out
	}
	if len(sights) == 0 {
		return j.space.beliefs.add(out, b)
	}
	s, at, was := sights[0], f.has(sights[0].resource), false
	for l, when := range b.locals[at].during(within) {
		for _, b := range j.looks(b, at, l, s.view, was, nil) {
			out = j.together(f, b, sights[1:], when, out)
		}
		was = true
	}
	return out
}

// during yields what a resource is, and was, within an interval, and when.
func (l *local) during(within interval) func(func(local, interval) bool) {
	clip := func(began, until int64) interval {
		return interval{max(began, within.start), min(until, within.end)}
	}
	return func(yield func(local, interval) bool) {
		if !yield(*l, clip(l.began, l.to)) {
			return
		}
		for p := l.past; p != nil && p.left >= within.start; p = p.before {
			if !yield(local{word: p.word, open: p.open, holder: p.holder, source: p.source}, clip(p.began, p.left)) {
				return
			}
		}
	}
}

// apart says which two of the resources were never at one instant as they are shown, by what is
// most likely.
func (j *Judge) apart(f *factor, sights []sight, within interval) string {
	var until, from sight
	last, first := never, ever
	for _, s := range sights {
		some := interval{never, ever} // in which it may look so
		for l, when := range f.beliefs[0].locals[f.has(s.resource)].during(within) {
			if when.start <= when.end && len(j.looks(f.beliefs[0], f.has(s.resource), l, s.view, true, nil)) > 0 {
				some = interval{min(some.start, when.start), max(some.end, when.end)}
			}
		}
		if some.end < last {
			last, until = some.end, s
		}
		if some.start > first {
			first, from = some.start, s
		}
	}
	if last >= first {
		return "what it shows was so at no one instant"
	}
	id := func(s sight) string { return model.QuoteID(j.resources[s.resource].id) }
	at := func(t int64) string { return sim.FormatDuration(time.Duration(t)) }
	return fmt.Sprintf("what it shows was so at no one instant: %s is as it was until %s, and %s as it was from %s on", id(until), at(last), id(from), at(first))
}
