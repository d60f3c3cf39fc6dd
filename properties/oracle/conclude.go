package oracle

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// conclude takes what explains a call to be what is known.
func (j *Judge) conclude(f *factor, q *inquiry, c *heard) bool {
	all, ok := j.explain(f, q)
	how, supposing := j.how, q
	if ok && !j.explained(all) {
		all, supposing, ok = j.unexplained(f, q, all)
		how = j.how
	}
	if ok && j.options.Reclaims && len(f.beliefs) > maxReclaim && (j.start || !j.explained(all)) {
		ok = false
	}
	if ok && j.options.Reclaims && c.action != book.ActionReclaim && len(f.beliefs) <= maxReclaim {
		if gone := j.gone(f, supposing, c, all); len(gone) > 0 {
			needed := !j.explained(all)
			g, released, ok := j.reclaimed(f, q, c, gone)
			if ok && supposing != q && !j.explained(released) { // it takes both
				g, released, ok = j.reclaimed(f, supposing, c, gone)
			}
			if all = released; !ok {
				j.giveUp(f, cmp.Or(g.why, tooMany))
				j.lost(f, c)
				return false
			}
			f = g
			j.supposed(reclaims, needed && len(all) > 0)
			how = j.how
		}
	}
	switch {
	case !ok:
		j.giveUp(f, tooMany)
		j.lost(f, c)
		return false
	case len(all) == 0:
		why := ""
		if q.why != nil {
			why = q.why(f)
		}
		j.bad(f, q, c, why)
		return false
	}
	j.supposed(fails, !how.told)
	if q.reads && !how.present && how.ago < never && how.ago > 0 {
		j.supposed(speaksOfPast, true)
		j.report.Lag = max(j.report.Lag, time.Duration(how.ago))
	}
	if c.open != nil {
		all = j.close(f, c.open, all)
		c.open.forgotten(j)
	}
	return j.commit(f, q, all, c)
}

// close takes an open call out of a factor.
func (j *Judge) close(f *factor, o *open, all []belief) []belief {
	at := slices.Index(f.open, o)
	if at < 0 {
		return all
	}
	f.open = append(f.open[:at:at], f.open[at+1:]...)
	var closed []belief
	for _, b := range all {
		low := b.applied & (1<<at - 1)
		b.applied = low | b.applied>>(at+1)<<at
		closed = j.addBelief(closed, b)
	}
	return closed
}

// retire takes out the open calls that are known to have taken effect.
func (f *factor) retire(j *Judge) {
	for at := len(f.open) - 1; at >= 0; at-- {
		o := f.open[at]
		if o.ended && !slices.ContainsFunc(f.beliefs, func(b belief) bool { return b.applied>>at&1 == 0 }) {
			f.beliefs = j.close(f, o, f.beliefs)
			o.forgotten(j)
		}
	}
}

// expire decides the calls whose reply nobody heard and that can take effect no longer: each
// has, or never will. It reports whether there were any.
func (j *Judge) expire(set []int32, now int64) (any bool) {
	for _, r := range set {
		for _, o := range j.resources[r].factor.open {
			if o.ended && o.until < now && j.resources[r].factor.why == "" {
				j.decide(o)
				return true
			}
		}
	}
	return false
}

// decide has an open call have taken effect, or not.
func (j *Judge) decide(o *open) {
	c := &heard{asked: o.asked, start: o.start, end: o.until, got: &success}
	f, ok := j.joined(c, j.closed([]int32{o.on}))
	if !ok {
		j.giveUp(j.resources[o.on].factor, tooMany)
		return
	}
	q := &inquiry{start: o.start, end: o.until}
	for n := range f.resources {
		if slices.ContainsFunc(f.beliefs, func(b belief) bool { return j.dependsOn(f, b, o, n) }) {
			q.on = append(q.on, n)
		}
	}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		if b.applied>>slices.Index(f.open, o)&1 != 0 {
			out = j.space.beliefs.add(out, b)
		}
		return out
	}
	applied, ok := j.explain(f, q)
	if ok && j.options.Reclaims && len(f.beliefs) <= maxReclaim {
		if gone := j.gone(f, q, c, applied); len(gone) > 0 {
			var g *factor
			if g, applied, ok = j.reclaimed(f, q, c, gone); ok {
				f = g
			}
		}
	}
	if !ok {
		j.giveUp(f, tooMany)
		return
	}
	all := slices.Clone(f.beliefs)
	for _, b := range applied {
		all = j.addBelief(all, b)
	}
	o.forgotten(j)
	all = j.close(f, o, all)
	g := *f
	g.beliefs = all
	j.split(&g)
}

// contradiction says why none of the machines that are left by a call is possible.
func (j *Judge) contradiction(c *heard, left boxes) string {
	if of := j.editions.editions(); len(of) == 1 {
		if err := (model.Machine{Edition: of[0]}).CheckOp(c.op); err != nil {
			return "it" + strings.TrimPrefix(err.Error(), c.op.String())
		}
	}
	return "what is left possible here, " + machines(left.canonical()) + ", and elsewhere, " + machines(j.agreed()) + ", cannot be one machine"
}

// unaltered reports whether beliefs are those of a factor, and rule no machine out. Of what is open and
// ended it may be known by now that it has taken effect.
func (j *Judge) unaltered(f *factor, all []belief) bool {
	return !slices.ContainsFunc(f.open, func(o *open) bool { return o.ended }) &&
		slices.EqualFunc(all, f.beliefs, func(a, b belief) bool { return a.in == b.in && a.same(&b) && j.may(a.in) }) &&
		slices.ContainsFunc(all, func(b belief) bool { return j.possible.in(b.in) })
}

// commit takes beliefs to be all that a factor may be.
func (j *Judge) commit(f *factor, q *inquiry, all []belief, c *heard) bool {
	if c.open == nil && j.unaltered(f, all) {
		return true
	}
	var room [4]box
	left := boxes(room[:0])
	for n, b := range all {
		if n > 0 && slices.ContainsFunc(all[:n], func(o belief) bool { return o.in == b.in }) {
			continue
		}
		left = left.add(b.in)
	}
	if (len(left) != 1 || !j.possible.in(left[0])) && !j.agree(left) {
		j.bad(f, q, c, j.contradiction(c, left))
		return false
	}
	all = slices.DeleteFunc(all, func(b belief) bool { return !j.may(b.in) })
	g := *f
	g.beliefs = all
	g.retire(j)
	j.split(&g)
	return true
}
