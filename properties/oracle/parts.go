package oracle

import (
	"cmp"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// The parts are the resources of a history in parts that can be judged apart: what its calls tie to
// each other is in one. An attach or a detach ties a disk to an instance, a creation an instance
// to its system disk, and a describe a disk to the instance that it is shown at. That a describe
// shows several resources ties them to nothing.
type parts struct {
	of        int
	used      int              // those that have resources, which are the first ones
	number    map[string]int32 // of each id
	component []int32          // by number, the root of those that are tied
	calls     []int            // by root, how many calls are about it
	part      []int32          // by root
}

// divide divides a history into parts, each of about as many calls. The same history is divided
// in the same way every time. It remembers the ids, and none of the calls. Where one describe
// shows one instant, what it shows is tied, and by a list of all everything is.
func divide(w script.World, calls iter.Seq[script.Call], of int, oneInstant bool) *parts {
	p := &parts{number: map[string]int32{}}
	for i := range w.State.Instances() {
		p.tie(string(i.ID), "")
	}
	for d := range w.State.Disks() {
		p.tie(string(d.ID), string(d.InstanceID))
		p.tie(string(d.ID), d.SourceInstanceID.String())
	}
	for c := range calls {
		first, describes := "", oneInstant && c.Op != nil && model.ActionOf(c.Op).Describe()
		for one, other := range concerns(&c) {
			p.tie(one, other)
			if c.Op != nil {
				p.calls[p.root(p.number[one])]++
			}
			if describes {
				p.tie(one, first)
				first = one
			}
		}
		if describes && describesAll(c.Op) {
			of = 1
		}
	}
	p.of = max(of, 1)
	p.assign()
	return p
}

// assign has each component be in the part that has the fewest calls so far, those with most
// first.
func (p *parts) assign() {
	var roots []int32
	for n := range p.component {
		if p.component[n] = p.root(int32(n)); p.component[n] == int32(n) {
			roots = append(roots, int32(n))
		}
	}
	slices.SortFunc(roots, func(a, b int32) int { return cmp.Or(p.calls[b]-p.calls[a], int(a-b)) })
	p.used = max(1, min(p.of, len(roots)))
	p.part = make([]int32, len(p.component))
	load := make([]int, p.of)
	for _, r := range roots {
		least := 0
		for n := range load {
			if load[n] < load[least] {
				least = n
			}
		}
		load[least] += 1 + p.calls[r]
		p.part[r] = int32(least)
	}
}

// tie ties two ids to each other, of which the second may be empty.
func (p *parts) tie(one, other string) {
	a := p.add(one)
	if other == "" {
		return
	}
	b := p.add(other)
	if a, b = p.root(a), p.root(b); a != b {
		first, second := min(a, b), max(a, b)
		p.component[second] = first
		p.calls[first] += p.calls[second]
	}
}

// add returns the number of an id, which is perhaps new.
func (p *parts) add(id string) int32 {
	n, known := p.number[id]
	if !known {
		n = int32(len(p.component))
		p.number[id] = n
		p.component, p.calls = append(p.component, n), append(p.calls, 0)
	}
	return n
}

// root returns the number that stands for those that are tied to one.
func (p *parts) root(n int32) int32 {
	for p.component[n] != n {
		p.component[n] = p.component[p.component[n]]
		n = p.component[n]
	}
	return n
}

// has returns the part that an id is in: of one that was not there when the history was divided,
// the first.
func (p *parts) has(id string) int32 {
	if n, ok := p.number[id]; ok {
		return p.part[p.component[n]]
	}
	return 0
}

// A route says which parts a call is about.
type route struct {
	home int32 // the one that counts it
	wide bool  // others have to look at it, too
}

// route returns which parts a call is about.
func (p *parts) route(c *script.Call) (r route) {
	none := true
	for one := range concerns(c) {
		n := p.has(one)
		if none {
			r.home, none = n, false
		}
		r.wide = r.wide || n != r.home
	}
	if c.Op == nil {
		return r
	}
	switch action := model.ActionOf(c.Op); {
	case action.Creates():
		r.wide = r.wide || none || c.Unheard || !c.Answer.Success()
	case action.Describe() && (c.Unheard || !c.Answer.Success()):
		r.wide = false
	case action.Describe():
		r.wide = r.wide || describesAll(c.Op)
	}
	return r
}

// describesAll reports whether a describe is of all resources of its kind, or of all that a
// filter leaves.
func describesAll(op model.Op) bool {
	switch op := op.(type) {
	case model.DescribeDisks:
		return op.DiskIDs == nil
	case model.DescribeInstances:
		return op.InstanceIDs == nil
	}
	return false
}

// concerns yields the ids that a call is about, each with one that it ties it to, or none.
func concerns(c *script.Call) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		switch op := c.Op.(type) {
		case nil:
			for _, id := range c.Touches {
				if !yield(id, "") {
					return
				}
			}
		case model.Settle:
			if op.ID != "" {
				yield(op.ID, "")
			}
		case model.DescribeDisks:
			if op.InstanceID != "" && !yield(string(op.InstanceID), "") {
				return
			}
			for _, id := range op.DiskIDs {
				if !yield(string(id), "") {
					return
				}
			}
			showing(c, op.DiskIDs, string(op.InstanceID), yield)
		case model.DescribeInstances:
			for _, id := range op.InstanceIDs {
				if !yield(string(id), "") {
					return
				}
			}
			showing(c, op.InstanceIDs, "", yield)
		default:
			a := take(op)
			one, other := cmp.Or(string(a.instance), string(c.Answer.InstanceID)), cmp.Or(string(a.disk), string(c.Answer.DiskID))
			if one == "" {
				one, other = other, ""
			}
			if one != "" {
				yield(one, other)
			}
		}
	}
}

// showing yields what a describe of some shows, each with the instance that it is shown at;
// among is the one that it asks for the disks of.
func showing[ID ~string](c *script.Call, of []ID, among string, yield func(string, string) bool) {
	for n := range c.Answer.Shown {
		s := &c.Answer.Shown[n]
		id := s.ID()
		if id == "" && len(of) == 1 { // the id need not be said
			id = string(of[0])
		}
		if id == "" {
			continue
		}
		if s.Disk != nil && s.Disk.InstanceID != "" && !yield(id, string(s.Disk.InstanceID)) {
			return
		}
		if !yield(id, among) {
			return
		}
	}
}
