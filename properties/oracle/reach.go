package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// about returns the factor of all that a call depends on, joined; nil of nothing.
func (j *Judge) about(c *heard) (*factor, bool) {
	var room [8]int32
	set := j.closed(j.concerned(c, room[:0]))
	for j.expire(set, c.start) {
		set = j.closed(j.concerned(c, set[:0]))
	}
	return j.joined(c, set)
}

// concerned adds to a set the resources that a call is about.
func (j *Judge) concerned(c *heard, set []int32) []int32 {
	if c.instanceAt >= 0 {
		set = append(set, c.instanceAt)
		if changesInstance(c.action) {
			set = j.withReaders(set, c.instanceAt)
		}
	}
	if c.diskAt >= 0 {
		set = with(set, c.diskAt)
		if c.action == book.ActionReInitDisk {
			set = j.holders(set, c.diskAt)
		}
	}
	return set
}

// withReaders adds to a set the disks that open calls which depend on an instance may change: they
// may have taken effect before what changes that.
func (j *Judge) withReaders(set []int32, instance int32) []int32 {
	for _, o := range j.resources[instance].readers {
		set = with(set, o.diskAt)
	}
	return set
}

// with adds a resource to a set, if it is one and not in there.
func with(set []int32, r int32) []int32 {
	if r < 0 || slices.Contains(set, r) {
		return set
	}
	return append(set, r)
}

// holders adds to a set the instances to which a disk may be attached.
func (j *Judge) holders(set []int32, disk int32) []int32 {
	r := j.resources[disk]
	for n := range r.factor.beliefs {
		set = with(set, r.factor.beliefs[n].locals[r.at].holder)
	}
	return set
}

// closed adds to a set of resources what the open calls on them depend on, and change.
func (j *Judge) closed(set []int32) []int32 {
	for n := 0; n < len(set); n++ {
		r := j.resources[set[n]]
		for _, o := range r.factor.open {
			set = with(with(set, o.instanceAt), o.diskAt)
			if o.action == book.ActionReInitDisk && o.diskAt >= 0 {
				set = j.holders(set, o.diskAt)
			}
		}
		if r.kind == model.KindInstance && slices.ContainsFunc(r.factor.open, func(o *open) bool { return changesInstance(o.action) }) {
			set = j.withReaders(set, set[n])
		}
		switch {
		case r.kind == model.KindInstance && j.deletes(set[n]):
			for _, d := range r.held {
				set = with(set, d)
			}
		case r.kind == model.KindDisk:
			for k := range r.factor.beliefs {
				l := &r.factor.beliefs[k].locals[r.at]
				for _, h := range [...]int32{l.holder, l.source} {
					if h >= 0 && j.deletes(h) {
						set = with(set, h)
					}
				}
			}
		}
	}
	return set
}

// changesInstance reports whether an action changes the instance that it names.
func changesInstance(a book.Action) bool {
	switch a {
	case book.ActionStartInstance, book.ActionStopInstance, book.ActionRebootInstance, book.ActionDeleteInstance, book.ActionLock, book.ActionUnlock, book.ActionReclaim:
		return true
	}
	return false
}

// deletes reports whether an open call may release an instance.
func (j *Judge) deletes(instance int32) bool {
	return slices.ContainsFunc(j.resources[instance].factor.open, func(o *open) bool {
		return o.action == book.ActionDeleteInstance && o.instanceAt == instance
	})
}

// joined makes one factor of those of a set of resources; the factor is one that was given up where
// that cannot be.
func (j *Judge) joined(c *heard, set []int32) (*factor, bool) {
	for _, r := range set {
		j.haunt(r)
		j.shed(j.resources[r].factor)
	}
	var room [8]*factor
	fs := room[:0]
	for _, r := range set {
		if f := j.resources[r].factor; !slices.Contains(fs, f) {
			fs = append(fs, f)
		}
	}
	for _, f := range fs {
		if f.why == "" {
			continue
		}
		if !refused(c.got) { // nobody knows what it did to the others
			for _, g := range fs {
				j.giveUp(g, f.why)
			}
		}
		return f, false
	}
	if len(fs) == 0 {
		return nil, true
	}
	f, ok := j.join(fs)
	if !ok {
		for _, f := range fs {
			j.giveUp(f, tooMany)
		}
		return fs[0], false
	}
	return f, true
}

// giveUp has nothing be judged any longer that is about the resources of a factor.
func (j *Judge) giveUp(f *factor, why string) {
	f.why = why
	j.gaveUp = j.gaveUp || why == tooMany
	for _, r := range f.resources {
		j.resources[r].factor.why = why
	}
}

// positions returns where resources are in a factor.
func (j *Judge) positions(f *factor, all ...int32) []int {
	at := j.space.positions.list(len(all))
	for _, r := range all {
		if r >= 0 {
			at = append(at, f.has(r))
		}
	}
	return at
}
