package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
)

// seesQuickly judges what a describe says of one resource, if that can be done in place.
func (j *Judge) seesQuickly(c *heard, r int32, v *view) bool {
	if j.slow {
		return false
	}
	f := j.alone(r, nil)
	if f == nil {
		return false
	}
	seen := j.space.locals.list(len(f.beliefs))
	for n := range f.beliefs {
		l, ok := j.seen(c, r, v, &f.beliefs[n])
		if !ok || slices.ContainsFunc(seen, func(m local) bool { return m.alike(&l) }) {
			return false
		}
		seen = append(seen, l)
	}
	for n := range f.beliefs {
		if is := &f.beliefs[n].locals[0]; *is != seen[n] {
			*is = seen[n]
			if v.disk {
				j.holdsDisk(r, is)
			}
		}
	}
	return true
}

// seen returns what a resource is that looks as a describe says, if that is one thing.
func (j *Judge) seen(c *heard, r int32, v *view, b *belief) (l local, ok bool) {
	l = b.locals[0]
	if l.holder == unknown || l.source == unknown || l.open != 0 {
		return l, false
	}
	some := false // something else could be, under some machine
	looks := func(l local) bool {
		looked := j.looks(*b, 0, l, v, true, nil)
		some = some || len(looked) > 0
		return slices.ContainsFunc(looked, func(o belief) bool { return !j.rulesOut(b.in, o.in) })
	}
	transitional := j.transitional(r, l.word)
	if l.to > c.start-j.lag && looks(l) {
		if !transitional || l.shown && l.from >= c.start {
			return l, true
		}
		if v.shown == nil || v.mask&statusBits == 0 { // it may look so when it has settled, too
			settled, ok := j.settled(r, l)
			if some = false; !ok || looks(settled) || some {
				return l, ok
			}
		}
		j.learn(r, &l, c.start, true)
		return l, true
	}
	if some || !transitional || l.from > c.end || j.mayFail(r, &l) && v.mask&statusBits == 0 {
		return l, false
	}
	for p := l.past; p.lasted(c.start - j.lag); p = p.before {
		if looks(local{word: p.word, holder: p.holder, source: p.source}) || some {
			return l, false
		}
	}
	settled, ok := j.settled(r, l)
	if !ok || !looks(settled) {
		return l, false
	}
	if failed := l; j.mayFail(r, &l) && l.diskStatus() == model.Attaching && v.disk { // it may be Available, and so may one that has failed
		failed.word = failed.word&^statusBits | word(model.Available)
		if failed.word&v.mask&statusBits == v.word&statusBits {
			return l, false
		}
	}
	if j.options.Reclaims && l.holder >= 0 && !j.releasedAlike(l, settled, looks) {
		return l, false
	}
	return settled, true
}

// releasedAlike reports whether a disk on its way is the same when its instance has been
// released as when it is complete, or looks otherwise than it is shown.
func (j *Judge) releasedAlike(l, settled local, looks func(local) bool) bool {
	instance := j.resources[l.holder]
	if instance.factor.why != "" {
		return false
	}
	for n := range instance.factor.beliefs {
		i := &instance.factor.beliefs[n].locals[instance.at]
		if !i.there() {
			continue
		}
		k := reclaim.code | answerOK<<keyAnswer | key(i.word)<<keyInstance | key(l.word)<<keyDisk |
			key(relationOf(l.holder, l.holder))<<keyHolder | key(relationOf(l.source, l.holder))<<keySource
		for _, out := range j.table.ask(k, reclaim.op, &success) {
			source := out.source.of(l.holder, l.source)
			if (out.disk != settled.word || source != settled.source) && looks(local{word: out.disk, holder: nowhere, source: source}) {
				return false
			}
		}
	}
	return true
}
