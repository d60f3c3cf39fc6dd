package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
)

// mayLock reports whether the platform may have locked an instance of a factor, untold.
func (j *Judge) mayLock(f *factor) bool {
	return j.options.Locks || slices.ContainsFunc(f.resources, func(r int32) bool { return j.resources[r].lockable })
}

// locked explains a call that nothing else does by the platform having locked an instance, or
// unlocked it.
func (j *Judge) locked(f *factor, q *inquiry) (all []belief, ok bool) {
	for _, kind := range []what{locks, unlocks} {
		p := *q
		for n, r := range f.resources {
			if j.resources[r].kind == model.KindInstance && (j.options.Locks || j.resources[r].lockable) {
				p.suppose = append(p.suppose, happening{kind, n})
			}
		}
		if all, ok = j.explain(f, &p); !ok || j.explained(all) {
			j.supposed(kind, ok)
			return all, ok
		}
	}
	return all, true
}

// explained reports whether one of the machines that are possible can be of a belief.
func (j *Judge) explained(all []belief) bool {
	return slices.ContainsFunc(all, func(b belief) bool { return j.possible.has(b.in) })
}

// maxReclaim is of how many beliefs at a time it is asked whether an instance was released. Of
// a world that is not known each resource may be gone anyway.
const maxReclaim = 256

// gone returns the instances without which a call could be explained otherwise than it is.
// What the release of an instance does to the disks that the call is about says it: only if it
// makes a difference all disks of the instance have to be looked at.
func (j *Judge) gone(f *factor, q *inquiry, all []belief) (instances []int32) {
	for _, b := range f.beliefs {
		for _, at := range q.on {
			l := &b.locals[at]
			for _, i := range [...]int32{f.resources[at], l.holder, l.source} {
				if i < 0 || j.resources[i].kind != model.KindInstance || slices.Contains(instances, i) {
					continue
				}
				if j.differs(f, b, q, i, all) {
					instances = append(instances, i)
				}
			}
		}
	}
	return instances
}

// unchanged reports whether a belief is still as it was, but for what was learned of when it
// may be complete.
func unchanged(a, b belief) bool {
	if a.applied != b.applied {
		return false
	}
	for n := range a.locals {
		l, m := &a.locals[n], &b.locals[n]
		if l.word != m.word || l.holder != m.holder || l.source != m.source || l.spared != m.spared {
			return false
		}
	}
	return true
}

// differs reports whether a call is explained otherwise than it is when an instance was
// released before it.
func (j *Judge) differs(f *factor, b belief, q *inquiry, instance int32, all []belief) bool {
	r := j.resources[instance]
	if r.factor.why != "" {
		return false
	}
	for n := range r.factor.beliefs {
		l := &r.factor.beliefs[n].locals[r.at]
		at := f.has(instance)
		if at >= 0 {
			l = &b.locals[at]
		}
		if !l.there() {
			continue
		}
		released := []belief{b}
		for _, d := range q.on { // it may have been complete, or have failed, before
			if !j.transitional(f.resources[d], b.locals[d].word) || j.resources[f.resources[d]].kind != model.KindDisk {
				continue
			}
			if b.locals[d].from <= q.end {
				released = append(released, j.settle(f, b, d, q.end)...)
			}
			if j.mayFail(f.resources[d], &b.locals[d]) && len(all) == 0 {
				released = append(released, j.fail(f, b, d, q.end)...)
			}
		}
		released = j.released(f, released, q, instance, l.word)
		g := *f
		g.beliefs = released
		outs, ok := j.explain(&g, q)
		for _, out := range outs {
			covered := func(o belief) bool { // it may as well be released later
				return out.in.in(o.in) && (sameButFor(o, out, at) || q.reads && unchanged(o, b))
			}
			if slices.ContainsFunc(all, covered) {
				continue
			}
			after := j.released(f, all, q, instance, l.word)
			if !slices.ContainsFunc(after, func(o belief) bool { return out.in.in(o.in) && o.applied == out.applied && o.covers(&out) }) {
				return true
			}
		}
		if !ok {
			return true
		}
	}
	return false
}

// released returns what becomes of beliefs, as far as a call depends on it, when an instance of
// a word is released.
func (j *Judge) released(f *factor, all []belief, q *inquiry, instance int32, w word) []belief {
	all = slices.Clone(all)
	if at := f.has(instance); at >= 0 {
		for n, b := range all {
			l := b.locals[at]
			j.leave(&l, q.end)
			l.word = 0
			all[n] = b.with(at, l)
		}
	}
	for _, d := range q.on {
		if j.resources[f.resources[d]].kind != model.KindDisk {
			continue
		}
		var next []belief
		for _, b := range all {
			next = append(next, j.releaseDisk(f, b, d, &reclaim, instance, w, interval{q.start, q.end})...)
		}
		all = next
	}
	return all
}

// sameButFor reports whether two beliefs are of the same states but for one resource, which
// may be gone in the second and is there in the first.
func sameButFor(a, b belief, at int) bool {
	if a.applied != b.applied {
		return false
	}
	for n := range a.locals {
		if n == at && a.locals[n].there() {
			continue
		}
		if !a.locals[n].covers(&b.locals[n]) {
			return false
		}
	}
	return true
}

// reclaimed explains a call with instances perhaps having been released by the platform before
// it.
func (j *Judge) reclaimed(f *factor, q *inquiry, c *heard, instances []int32) (*factor, []belief, bool) {
	set := slices.Clone(f.resources)
	for _, i := range instances {
		set = with(set, i)
		for _, d := range j.resources[i].held {
			set = with(set, d)
		}
	}
	for j.expire(j.closed(set), c.start) {
	}
	g, ok := j.joined(c, j.closed(set))
	if !ok {
		return g, nil, false
	}
	p := *q
	p.on = nil
	for _, at := range q.on {
		p.on = append(p.on, g.has(f.resources[at]))
	}
	for _, i := range instances {
		p.suppose = append(p.suppose, happening{reclaims, g.has(i)})
	}
	all, ok := j.explain(g, &p)
	return g, all, ok
}
