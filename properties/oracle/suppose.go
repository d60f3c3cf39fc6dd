package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
)

// unexplained explains a call that nothing else does by the platform having locked an instance, or
// unlocked it, or by the release of an instance of which nobody knows. It returns the inquiry that
// supposes so, too.
func (j *Judge) unexplained(f *factor, q *inquiry, all []belief) ([]belief, *inquiry, bool) {
	for _, kind := range []what{locks, unlocks, orphans} {
		p := *q
		for n, r := range f.resources {
			if j.mayBefall(kind, f, n, r) {
				p.suppose = append(p.suppose, happening{kind, n})
			}
		}
		if len(p.suppose) == 0 {
			continue
		}
		if supposing, ok := j.explain(f, &p); !ok || j.explained(supposing) {
			j.supposed(kind, ok)
			return supposing, &p, ok
		}
	}
	return all, q, true
}

// mayBefall reports whether the platform may do something to a resource of a factor that nothing
// else explains.
func (j *Judge) mayBefall(kind what, f *factor, n int, r int32) bool {
	if kind != orphans {
		return j.resources[r].kind == model.KindInstance && (j.options.Locks || j.resources[r].lockable)
	}
	return (j.options.Reclaims || j.departed) && slices.ContainsFunc(f.beliefs, func(b belief) bool { return b.locals[n].relatedTo(unknown) })
}

// explained reports whether one of the machines that are possible can be of a belief.
func (j *Judge) explained(all []belief) bool {
	return slices.ContainsFunc(all, func(b belief) bool { return j.may(b.in) })
}

// maxReclaim is of how many beliefs at a time it is asked whether an instance was released. Of
// a world that is not known each resource may be gone anyway: there it is asked of more only
// whether something else explains the answer.
const maxReclaim = 256

// gone returns the instances without which a call could be explained otherwise than it is.
// What the release of an instance does to the disks that the call is about, or an open call, says
// it: only if it makes a difference all disks of the instance have to be looked at.
func (j *Judge) gone(f *factor, q *inquiry, c *heard, all []belief) (instances []int32) {
	for _, b := range f.beliefs {
		if q.reads && slices.ContainsFunc(all, func(o belief) bool { return b.in.in(o.in) && unchanged(o, b) }) {
			continue // whatever is released may as well be released later
		}
		on := j.bears(f, b, q)
		asked := slices.Clone(instances)
		for _, at := range on {
			l := &b.locals[at]
			for _, i := range [...]int32{f.resources[at], l.holder, l.source} {
				if i < 0 || j.resources[i].kind != model.KindInstance || slices.Contains(asked, i) {
					continue
				}
				asked = append(asked, i)
				if c.got.Success() && !c.action.Describe() && i == c.instanceAt { // it was there
					continue
				}
				if j.differs(f, b, q, on, i, all) {
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
func (j *Judge) differs(f *factor, b belief, q *inquiry, on []int, instance int32, all []belief) bool {
	r, at := j.resources[instance], f.has(instance)
	nodes, ok := j.before(f, j.space.nodes.add(nil, node{belief: b}), q)
	if !ok {
		return true
	}
	for _, w := range j.words(b, at, r) {
		var released []belief
		for _, n := range nodes {
			if len(all) == 0 || !n.fails() {
				released = j.space.beliefs.add(released, n.belief)
			}
		}
		released = j.released(f, released, q, on, instance, w)
		if q.reads && len(q.on) == 1 { // what that speaks of was before it, which may as well come later
			for n, b := range released {
				l := b.locals[q.on[0]]
				l.past = nil
				released[n] = j.with(b, q.on[0], l)
			}
		}
		g := *f
		g.beliefs = released
		outs, ok := j.explain(&g, q)
		var after []belief // with the instance released when the call is answered
		for _, out := range outs {
			covered := func(o belief) bool { // it may as well be released later
				return out.in.in(o.in) && (sameButFor(o, out, at) || q.reads && unchanged(o, b))
			}
			if slices.ContainsFunc(all, covered) {
				continue
			}
			if after == nil {
				after = j.released(f, all, q, on, instance, w)
			}
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

// words returns what an instance may be that is there: in a belief, if it is of that, and else by
// its own. One that was given up may be anything: for its disks it is locked for security or not.
func (j *Judge) words(b belief, at int, r *resource) (all []word) {
	if at >= 0 {
		if w := b.locals[at].word; w.there() {
			all = append(all, w)
		}
		return all
	}
	if r.factor.why != "" {
		return anyInstance
	}
	for n := range r.factor.beliefs {
		if w := r.factor.beliefs[n].locals[r.at].word; w.there() && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// released returns what becomes of beliefs, as far as a call depends on it, when an instance of
// a word is released.
func (j *Judge) released(f *factor, all []belief, q *inquiry, on []int, instance int32, w word) []belief {
	all = j.space.beliefs.copy(all)
	if at := f.has(instance); at >= 0 {
		for n, b := range all {
			l := b.locals[at]
			j.leave(&l, interval{ever, q.end})
			l.word = 0
			all[n] = j.with(b, at, l)
		}
	}
	asked := happened(&reclaim, interval{ever, q.end})
	for _, d := range on {
		if j.resources[f.resources[d]].kind != model.KindDisk {
			continue
		}
		var next []belief
		for _, b := range all {
			next = j.releaseDisk(f, b, d, &asked, instance, w, next)
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
	set := j.perhapsReleased(f, instances)
	for j.expire(set, c.start) {
		set = j.perhapsReleased(f, instances)
	}
	g, ok := j.joined(c, set)
	if !ok {
		return g, nil, false
	}
	p := *q
	p.on, p.suppose = nil, nil
	for _, at := range q.on {
		p.on = append(p.on, g.has(f.resources[at]))
	}
	for _, h := range q.suppose {
		p.suppose = append(p.suppose, happening{h.what, g.has(f.resources[h.at])})
	}
	for _, i := range instances {
		p.suppose = append(p.suppose, happening{reclaims, g.has(i)})
	}
	all, ok := j.explain(g, &p)
	return g, all, ok
}

// perhapsReleased returns the resources of a factor with those that depend on whether instances were
// released.
func (j *Judge) perhapsReleased(f *factor, instances []int32) []int32 {
	set := slices.Clone(f.resources)
	for _, i := range instances {
		set = j.withReaders(with(set, i), i)
		for _, d := range j.resources[i].held {
			set = with(set, d)
		}
	}
	return j.closed(set)
}
