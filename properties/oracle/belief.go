package oracle

import "math"

// Instances are known by number. These are none.
const (
	nowhere int32 = -1
	unknown int32 = -2 // one that is not known

	elsewhere int32 = -3 // one of another part of the history
)

// The ends of time.
const (
	ever  int64 = math.MinInt64 / 4
	never int64 = math.MaxInt64 / 4
)

// A local is what one resource may be. In a transitional status it stands for being
// complete, too: whether it is stays undecided until an answer depends on it.
type local struct {
	word
	open           word  // the fields of which nothing is known
	holder, source int32 // of a disk
	shown          bool  // an answer shows that it was on its way
	spared         bool  // its flag was false at a time when its instance may have been released by the platform
	entered        int64 // when it entered a transitional status, at the latest
	from, to       int64 // when that can be complete: not before, and at the latest
	began          int64 // since when it is so, at the earliest: where Options.OneInstant asks
	past           *past // what it was, the latest first, as far back as an answer may still speak of
}

// relatedTo reports whether a disk is attached to an instance, or has it as its source.
func (l *local) relatedTo(instance int32) bool { return l.holder == instance || l.source == instance }

// A past is what a resource was until it changed.
type past struct {
	word
	open           word
	holder, source int32
	began, left    int64 // from when, at the earliest, and until when, at the latest
	before         *past
}

// alike reports whether two locals differ in nothing but when they may be complete.
func (l *local) alike(m *local) bool {
	return l.word == m.word && l.open == m.open && l.holder == m.holder && l.source == m.source && l.shown == m.shown && l.spared == m.spared && l.past.equal(m.past)
}

// lasted reports whether there is a past that lasted until an instant.
func (p *past) lasted(until int64) bool { return p != nil && p.left >= until }

// since returns the past without what was over before an instant.
func (p *past) since(oldest int64) *past {
	if !p.lasted(oldest) {
		return nil
	}
	if before := p.before.since(oldest); before != p.before {
		return &past{p.word, p.open, p.holder, p.source, p.began, p.left, before}
	}
	return p
}

// equal reports whether two pasts are of the same states, whenever they ended.
func (p *past) equal(q *past) bool {
	for ; p != nil && q != nil && p != q; p, q = p.before, q.before {
		if p.word != q.word || p.open != q.open || p.holder != q.holder || p.source != q.source {
			return false
		}
	}
	return p == q
}

// has reports whether a past has every state of another, and each as long: whatever speaks of
// that may speak of this.
func (p *past) has(q *past) bool {
	for ; q != nil && p != q; q = q.before {
		r := p
		for r != nil && (r.word != q.word || r.open != q.open || r.holder != q.holder || r.source != q.source || r.left < q.left || r.began > q.began) {
			r = r.before
		}
		if r == nil {
			return false
		}
	}
	return true
}

// covers reports whether a local stands for another: it differs in nothing but when it may be
// complete, and has its past, too.
func (l *local) covers(m *local) bool {
	return (l.word^m.word)&^l.open == 0 && m.open&^l.open == 0 && l.holder == m.holder && l.source == m.source && l.shown == m.shown && l.spared == m.spared && l.past.has(m.past)
}

// longer returns the past of the same states, each from when one of the two began first until one
// ended last.
func (p *past) longer(q *past) *past {
	if p == nil || p == q {
		return p
	}
	before := p.before.longer(q.before)
	if p.left >= q.left && p.began <= q.began && before == p.before {
		return p
	}
	return &past{p.word, p.open, p.holder, p.source, min(p.began, q.began), max(p.left, q.left), before}
}

// cover has a local stand for another that is alike, too.
func (l *local) cover(m *local) {
	l.from, l.to, l.entered, l.began = min(l.from, m.from), max(l.to, m.to), min(l.entered, m.entered), min(l.began, m.began)
	if l.past.equal(m.past) {
		l.past = l.past.longer(m.past)
	}
}

// A belief is what several resources may be together, which machines are then possible, and
// which of the open calls have taken effect.
type belief struct {
	locals  []local
	in      box
	applied uint64
}

// with returns a belief with a resource being as given.
func (j *Judge) with(b belief, n int, l local) belief {
	b.locals = j.space.locals.copy(b.locals)
	b.locals[n] = l
	return b
}

// addBelief adds a belief to those that there are, unless one of them stands for it.
func (j *Judge) addBelief(all []belief, b belief) []belief {
	for n := range all {
		o := &all[n]
		in, ok := o.in.merge(b.in)
		switch {
		case !ok || o.applied != b.applied:
		case o.covers(&b):
			*o = j.covering(*o, b)
			o.in = in
			return all
		case b.covers(o):
			*o = j.covering(b, *o)
			o.in = in
			return all
		}
	}
	return j.space.beliefs.add(all, b)
}

// covers reports whether a belief is of the same states as another, and open calls, and stands
// for it.
func (b *belief) covers(c *belief) bool {
	for n := range b.locals {
		if !b.locals[n].covers(&c.locals[n]) {
			return false
		}
	}
	return true
}

// apart reports whether two beliefs are of other states now.
func (b *belief) apart(c *belief) bool {
	for n := range b.locals {
		if l, m := &b.locals[n], &c.locals[n]; (l.word^m.word)&^(l.open|m.open) != 0 || l.holder != m.holder || l.source != m.source {
			return true
		}
	}
	return false
}

// sameBelief reports whether two beliefs are of the same states and open calls.
func sameBelief(a, b belief) bool {
	if a.applied != b.applied || len(a.locals) != len(b.locals) {
		return false
	}
	for n := range a.locals {
		if !a.locals[n].alike(&b.locals[n]) {
			return false
		}
	}
	return true
}

// same reports whether a belief is another, but for the machines.
func (b *belief) same(c *belief) bool {
	return len(b.locals) > 0 && &b.locals[0] == &c.locals[0] && b.applied == c.applied
}

// covering returns a belief that stands for another of the same states, too, and for the
// machines of both.
func (j *Judge) covering(b, c belief) belief {
	b.in |= c.in
	b.locals = j.space.locals.copy(b.locals)
	for n := range b.locals {
		b.locals[n].cover(&c.locals[n])
	}
	return b
}
