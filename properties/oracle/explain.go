package oracle

import (
	"slices"

	"example.com/ecsdisk/model/book"
)

// What may happen unasked before a call.
type happening struct {
	what what
	at   int // in the factor: a resource, or an open call
}

type what uint8

const (
	settles  what = iota
	fails         // a detach or an attach ends without success
	happens       // an open call takes effect
	locks         // the platform locks an instance, for the reason that the answer needs
	unlocks       // it takes all locks off
	reclaims      // it releases an instance
	orphans       // the instance is released that a disk is attached to, or has as its source, and that is not known

	speaksOfPast // the answer does: nothing happens
)

// An explanation says what the explanation of a call had to suppose.
type explanation struct {
	told    bool  // nothing has to have failed untold
	present bool  // something explains it by what is
	ago     int64 // how long ago was what explains it otherwise
}

// A node is a belief after something has happened.
type node struct {
	belief
	path   []happening
	parent int      // of which it came by the last of these
	out    []belief // what comes of the call
}

// fails reports whether something has failed untold.
func (n *node) fails() bool {
	return slices.ContainsFunc(n.path, func(h happening) bool { return h.what == fails })
}

// maxNodes is how many beliefs there may be, of one, after what may happen before one call.
const maxNodes = 1024

// An inquiry is one call, or what one call shows of one resource, put to a factor.
type inquiry struct {
	start, end int64
	reads      bool  // nothing takes effect: it may speak of what was
	on         []int // the resources in the factor on which the answer depends
	releases   int32 // one more than the instance that is released, if one is: it depends on the disks on their way, too
	without    *open // the call itself, if it is open: it is judged now
	suppose    []happening
	evaluate   func(f *factor, b belief, out []belief) []belief
	why        func(f *factor) string // what to say where nothing explains it; nil: it speaks for itself
}

// explain returns what comes of a factor by a call: every belief that explains the answer,
// with as little as possible having happened before it. What may have happened already may as
// well happen later. ok is false where that are too many.
func (j *Judge) explain(f *factor, q *inquiry) (all []belief, ok bool) {
	j.how = explanation{ago: never}
	for _, b := range f.beliefs {
		if all, ok = j.explainFrom(f, b, q, all); !ok || len(all) > j.options.Budget {
			return nil, false
		}
	}
	return all, true
}

func (j *Judge) explainFrom(f *factor, b belief, q *inquiry, all []belief) ([]belief, bool) {
	nodes := j.space.nodes.add(nil, node{belief: b})
	if !j.asItIs(f, &nodes[0], q) {
		var ok bool
		if nodes, ok = j.before(f, nodes, q); !ok {
			return nil, false
		}
		for n := range nodes {
			if asked := n == 0 && q.reads; !asked && j.mayBe(f, nodes[n].belief, q) {
				nodes[n].out = q.evaluate(f, nodes[n].belief, nil)
			}
		}
	}
	for n := range nodes {
		for _, out := range nodes[n].out {
			if !j.later(f, nodes, &nodes[n], out, q) {
				if !nodes[n].fails() {
					j.how.told = true
				}
				all = j.addBelief(all, j.stayed(f, nodes, n, out, q))
			}
		}
	}
	return all, true
}

// asItIs reports whether a belief explains the answer as it is, and that takes no effect. Whatever may
// have happened before may then as well happen later. Where so far only what was explains it, what
// has happened is asked all the same: the report says how long ago answers speak of that nothing else
// explains.
func (j *Judge) asItIs(f *factor, n *node, q *inquiry) bool {
	if !q.reads || !j.mayBe(f, n.belief, q) {
		return false
	}
	n.out = q.evaluate(f, n.belief, nil)
	if !j.how.present && j.how.ago > 0 && j.how.ago < never {
		return false
	}
	return slices.ContainsFunc(n.out, func(o belief) bool { return o.in == n.in && o.same(&n.belief) })
}

// before adds to a belief all that may have become of it before a call; ok is false where that are too
// many.
func (j *Judge) before(f *factor, nodes []node, q *inquiry) (all []node, ok bool) {
	for n := 0; n < len(nodes); n++ {
		for _, h := range j.happenings(f, nodes[n], q) {
			if len(nodes) > maxNodes {
				return nil, false
			}
			for _, to := range j.happen(f, nodes[n].belief, h, q) {
				if !slices.ContainsFunc(nodes, func(m node) bool { return to.in.in(m.in) && sameBelief(m.belief, to) }) {
					nodes = j.space.nodes.add(nodes, node{belief: to, path: append(append(j.space.happenings.list(len(nodes[n].path)+1), nodes[n].path...), h), parent: n})
				}
			}
		}
	}
	return nodes, true
}

// mayBe reports whether what the call reads can still be so: whether nothing of it has to be
// complete.
func (j *Judge) mayBe(f *factor, b belief, q *inquiry) bool {
	start := q.start
	if q.reads {
		start -= j.lag
	}
	for _, at := range j.depends(f, b, q) {
		if b.locals[at].to <= start {
			return false
		}
	}
	return true
}

// depends returns the resources on which the answer depends in a belief.
func (j *Judge) depends(f *factor, b belief, q *inquiry) []int {
	on := q.on
	for at := range b.locals {
		if l := &b.locals[at]; q.releases > 0 && l.relatedTo(q.releases-1) && j.bearsOnRelease(f.resources[at], l.word) && !slices.Contains(on, at) {
			on = j.space.positions.add(on[:len(on):len(on)], at)
		}
	}
	return on
}

// bearsOnRelease reports whether what becomes of a disk with its instance depends on whether it
// has settled, or what may have been seen of it before does.
func (j *Judge) bearsOnRelease(r int32, w word) bool {
	return j.canFail(r, w) || j.lags && j.transitional(r, w)
}

// bears returns the resources on which the call depends in a belief, or an open call.
func (j *Judge) bears(f *factor, b belief, q *inquiry) []int {
	on := j.depends(f, b, q)
	for k, o := range f.open {
		if b.applied>>k&1 != 0 || o == q.without {
			continue
		}
		for at := range f.resources {
			if j.dependsOn(f, b, o, at) && !slices.Contains(on, at) {
				on = j.space.positions.add(on[:len(on):len(on)], at)
			}
		}
	}
	return on
}

// happenings returns what may happen to a belief before the call ends.
func (j *Judge) happenings(f *factor, n node, q *inquiry) (all []happening) {
	bears := j.bears(f, n.belief, q)
	for k, o := range f.open {
		if n.applied>>k&1 == 0 && o != q.without {
			all = j.space.happenings.add(all, happening{happens, k})
		}
	}
	for _, h := range q.suppose { // so may be what was on its way, and goes with an instance that is released
		for at := range n.locals {
			if l := &n.locals[at]; h.what == reclaims && l.relatedTo(f.resources[h.at]) && j.bearsOnRelease(f.resources[at], l.word) && !slices.Contains(bears, at) {
				bears = j.space.positions.add(bears[:len(bears):len(bears)], at)
			}
		}
	}
	for _, at := range bears {
		l := &n.locals[at]
		if !j.transitional(f.resources[at], l.word) {
			continue
		}
		if l.from <= q.end {
			all = j.space.happenings.add(all, happening{settles, at})
		}
		if j.mayFail(f.resources[at], l) {
			all = j.space.happenings.add(all, happening{fails, at})
		}
	}
	for _, h := range q.suppose {
		if !slices.ContainsFunc(n.path, func(p happening) bool { return p.what == h.what && p.at == h.at }) {
			all = j.space.happenings.add(all, h)
		}
	}
	return all
}

// dependsOn reports whether what an open call does depends on a resource.
func (j *Judge) dependsOn(f *factor, b belief, o *open, at int) bool {
	r, l := f.resources[at], &b.locals[at]
	return r == o.instanceAt || r == o.diskAt ||
		o.action == book.ActionDeleteInstance && l.relatedTo(o.instanceAt) && j.bearsOnRelease(r, l.word) ||
		o.action == book.ActionReInitDisk && o.diskAt >= 0 && b.locals[f.has(o.diskAt)].holder == r
}

// happen returns what becomes of a belief.
func (j *Judge) happen(f *factor, b belief, h happening, q *inquiry) (all []belief) {
	switch h.what {
	case settles:
		return j.settle(f, b, h.at, q.end)
	case fails:
		return j.fail(f, b, h.at, q.end)
	case happens:
		o := f.open[h.at]
		for at := range b.locals {
			if b.locals[at].to <= o.start && j.dependsOn(f, b, o, at) { // it has to be complete
				return nil
			}
		}
		b.applied |= 1 << h.at
		asked := happened(&o.asked, interval{o.start, q.end})
		return j.respond(f, b, &asked, nil)
	case locks:
		return j.lock(b, h.at, q.end)
	case unlocks:
		return j.unlock(b, h.at, q.end)
	}
	asked := happened(&reclaim, interval{ever, q.end})
	if h.what == reclaims {
		return j.release(f, b, &asked, f.resources[h.at])
	}
	for _, w := range anyInstance { // orphans
		all = j.releaseDisk(f, b, h.at, &asked, unknown, w, all)
	}
	return all
}

// later reports whether what comes of the call could come about with one of the things having
// happened after the call instead of before it.
func (j *Judge) later(f *factor, nodes []node, of *node, out belief, q *inquiry) bool {
	if last := len(of.path) - 1; last >= 0 && out.same(&of.belief) { // where the call changes nothing, neither way
		m, h := &nodes[of.parent], of.path[last]
		for n := range m.out {
			if before := &m.out[n]; before.same(&m.belief) && out.in.in(before.in) && (h.what != settles || before.locals[h.at].to > q.start) {
				return true
			}
		}
	}
	for skip, h := range of.path {
		for n := range nodes {
			m := &nodes[n]
			if len(m.path) != len(of.path)-1 || !slices.Equal(m.path[:skip], of.path[:skip]) || !slices.Equal(m.path[skip:], of.path[skip+1:]) {
				continue
			}
			for _, before := range m.out {
				if h.what == settles && before.locals[h.at].to <= q.start {
					continue
				}
				for _, after := range j.happen(f, before, h, q) {
					if sameBelief(after, out) && out.in.in(after.in) {
						return true
					}
				}
			}
		}
	}
	return false
}
