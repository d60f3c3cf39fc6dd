package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
)

// releases judges an accepted DeleteInstance: the instance, and then each disk that it may
// have held.
func (j *Judge) releases(c *heard) {
	j.departed = true
	r := j.resources[c.instanceAt]
	for j.expire(j.closed(append([]int32{c.instanceAt}, r.held...)), c.start) {
	}
	alone := r.factor.why == "" && c.got.Success() && len(r.readers) == 0 && len(r.factor.resources) == 1 && len(r.factor.open) == 0 && len(r.factor.beliefs) == 1
	for _, d := range r.held {
		alone = alone && len(j.resources[d].factor.open) == 0
	}
	if !alone {
		set := append([]int32{c.instanceAt}, r.held...)
		for _, o := range slices.Concat(r.factor.open, r.readers) {
			set = with(set, o.diskAt)
		}
		f, ok := j.joined(c, j.closed(set))
		if !ok {
			j.lost(f, c)
			return
		}
		q := &inquiry{start: c.start, end: c.end, without: c.open, releases: c.instanceAt + 1, on: j.positions(f, c.instanceAt)}
		q.evaluate = func(f *factor, b belief, out []belief) []belief {
			if at := slices.Index(f.open, c.open); c.open != nil && at >= 0 && b.applied>>at&1 != 0 {
				return j.space.beliefs.add(out, b)
			}
			if at := f.has(c.instanceAt); !c.got.Success() { // nobody knows
				if bit := lowest(b.locals[at].open & bearing()[c.action].instance); bit != 0 {
					without, with := j.knowing(b, at, bit)
					return q.evaluate(f, with, q.evaluate(f, without, out))
				}
				for _, r := range j.table.ask(c.code|c.number|key(b.locals[at].word)<<keyInstance, c.op, c.got) {
					if in, ok := b.in.and(r.in); ok && r.took != model.TookEffect {
						same := b
						same.in = in
						out = append(out, same)
					}
				}
			}
			asked := happened(&c.asked, interval{c.start, c.end})
			return append(out, j.release(f, b, &asked, c.instanceAt)...)
		}
		j.conclude(f, q, c)
		return
	}
	f := r.factor
	var was word
	q := &inquiry{start: c.start, end: c.end, on: j.positions(f, c.instanceAt)}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		n := len(out)
		effects := c.question()
		effects.only = onlyEffects
		out = j.ask(f, b, &effects, 0, -1, 0, out)
		if len(out) > n {
			was = b.locals[0].word
		}
		return out
	}
	if j.conclude(f, q, c) {
		j.releaseHeld(c, &c.asked, c.instanceAt, was)
	}
}

// releaseHeld judges what becomes of the disks of an instance of a word that was released.
func (j *Judge) releaseHeld(c *heard, a *asked, instance int32, was word) {
	r := j.resources[instance]
	held := r.held
	if !j.lags { // else an answer may still speak of them
		r.held = nil
	}
	for _, d := range held {
		f, at := j.resources[d].factor, j.resources[d].at
		if f.why != "" || !slices.ContainsFunc(f.beliefs, func(b belief) bool { return b.locals[at].relatedTo(instance) || b.locals[at].relatedTo(unknown) }) {
			continue
		}
		asked := happened(a, interval{c.start, c.end})
		q := &inquiry{start: c.start, end: c.end, on: j.positions(f, d)}
		q.evaluate = func(f *factor, b belief, out []belief) []belief {
			return j.releaseDisk(f, b, f.has(d), &asked, instance, was, out)
		}
		if !j.conclude(f, q, c) {
			return
		}
	}
}

// release returns what becomes of a belief when an instance is released, and with it, or
// not, the disks of the factor.
func (j *Judge) release(f *factor, b belief, q *question, instance int32) []belief {
	n := f.has(instance)
	if n < 0 || !b.locals[n].there() {
		return nil
	}
	w := b.locals[n].word
	all := j.ask(f, b, q, n, -1, 0, nil)
	for m, r := range f.resources {
		if j.resources[r].kind != model.KindDisk {
			continue
		}
		var next []belief
		for _, c := range all {
			next = j.releaseDisk(f, c, m, q, instance, w, next)
		}
		all = next
	}
	return all
}

// releaseDisk adds what becomes of a belief about a disk when an instance of a word is released.
func (j *Judge) releaseDisk(f *factor, b belief, disk int, q *question, instance int32, w word, out []belief) []belief {
	l := b.locals[disk]
	if bit := lowest(l.open & bearing()[q.action].disk); bit != 0 {
		without, with := j.knowing(b, disk, bit)
		return j.reunited(out, disk, bit, j.releaseDisk(f, without, disk, q, instance, w, nil), j.releaseDisk(f, with, disk, q, instance, w, nil))
	}
	if l.holder != instance && l.source != instance {
		out = j.space.beliefs.add(out, b)
		if l.holder != unknown && l.source != unknown {
			return out
		}
	}
	if l.holder == unknown {
		l.holder = instance
	} else if l.source == unknown {
		l.source = instance
	}
	k := q.code | answerOK<<keyAnswer | key(w)<<keyInstance | key(l.word)<<keyDisk |
		key(relationOf(l.holder, instance))<<keyHolder | key(relationOf(l.source, instance))<<keySource
	c := b
	if l != b.locals[disk] {
		c = j.with(b, disk, l)
	}
	out = j.apply(f, c, q, k, instance, -1, disk, out)
	if l.spared && q.asked == &reclaim { // it was kept, and flagged when it was on its own
		k &^= key(diskDeletes) << keyDisk
		first := len(out)
		out = j.apply(f, c, q, k, instance, -1, disk, out)
		for n := first; n < len(out); n++ {
			if kept := out[n].locals[disk]; kept.there() {
				kept.word |= diskDeletes
				out[n] = j.with(out[n], disk, kept)
			}
		}
	}
	return out
}
