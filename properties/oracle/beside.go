package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// room returns how many disks may still be attached to an instance, at least and at most, as
// a key has it; here says that the disk in question is there already.
func (j *Judge) room(instance, disk int32, here bool) (first, last int) {
	i := j.resources[instance]
	if i.limit == 0 {
		return 0, 2
	}
	if i.roomy() {
		return 0, 0
	}
	may, must := 0, 0
	for _, d := range i.held {
		if d == disk {
			continue
		}
		some, every := false, true
		r := j.resources[d]
		for n := range r.factor.beliefs {
			l := &r.factor.beliefs[n].locals[r.at]
			counts := l.data() && (l.holder == instance || l.holder == unknown)
			some = some || counts
			every = every && counts && l.holder == instance && l.diskStatus() != model.Detaching && !(l.shown && j.canFail(d, l.word))
		}
		if some || j.lags { // it may speak of disks that were there
			may++
		}
		if every && len(r.factor.open) == 0 {
			must++
		}
	}
	for _, o := range i.readers {
		if o.action == book.ActionAttachDisk && o.diskAt != disk {
			may++
		}
	}
	level := func(n int) int {
		switch {
		case n >= i.limit:
			return 2
		case n == i.limit-1 && here:
			return 1
		}
		return 0
	}
	return level(must), level(may)
}

// roomy reports whether two more disks may be attached to an instance, whatever was or may be.
func (i *resource) roomy() bool { return len(i.held)+len(i.readers) < i.limit-1 }

// others returns what of an instance's other disks a call reads, as a key has it: what may be
// so, and whether it has to be.
func (j *Judge) others(a book.Action, instance int32) (may key, must bool) {
	if instance < 0 || a != book.ActionStartInstance && a != book.ActionDeleteInstance {
		return 0, false
	}
	if m := &j.beside; m.call != j.report.Calls || m.action != a || m.instance != instance {
		m.may, m.must = j.lookBeside(a, instance)
		m.call, m.action, m.instance = j.report.Calls, a, instance
	}
	return j.beside.may, j.beside.must
}

// A beside is what was found out of an instance's other disks in one call.
type beside struct {
	call     int
	action   book.Action
	instance int32
	may      key
	must     bool
}

func (j *Judge) lookBeside(a book.Action, instance int32) (may key, must bool) {
	if j.lags || !j.start { // it may speak of what was, or of what nobody knows
		switch {
		case a == book.ActionStartInstance && (j.resources[instance].headless || !j.start):
			may = 1 << keyHeadless
		case a == book.ActionDeleteInstance && (j.resources[instance].transit || !j.start):
			may = 1 << keyTransit
		}
	}
	for _, o := range j.resources[instance].readers { // one that has taken effect puts a disk on its way
		switch {
		case a == book.ActionStartInstance && o.action == book.ActionDetachDisk && j.mayBeOrWas(o.diskAt, func(w word) bool { return w&(diskSystem|diskLeft) != 0 }):
			may = 1 << keyHeadless
		case a == book.ActionDeleteInstance && (o.action == book.ActionDetachDisk || o.action == book.ActionAttachDisk) && j.mayBeOrWas(o.diskAt, word.there):
			may = 1 << keyTransit
		}
	}
	for _, d := range j.resources[instance].held {
		r := j.resources[d]
		every := true
		for n := range r.factor.beliefs {
			l := &r.factor.beliefs[n].locals[r.at]
			switch {
			case a == book.ActionStartInstance && l.there() && l.word&diskLeft != 0 && l.source == instance:
				may = 1 << keyHeadless
				every = every && !j.mayGo(l.holder)
			case a == book.ActionStartInstance && l.word&diskSystem != 0 && l.diskStatus() == model.Detaching && l.holder == instance:
				if every = false; l.from <= j.now { // it may be complete
					may = 1 << keyHeadless
				}
			case a == book.ActionDeleteInstance && l.holder == instance && j.canFail(d, l.word):
				may = 1 << keyTransit
				every = every && l.from > j.now && !j.mayFail(d, l)
			default:
				every = false
			}
		}
		must = must || every && len(r.factor.beliefs) > 0 && len(r.factor.open) == 0
	}
	return may, must
}

// mayBeOrWas reports whether a resource may be, or was, something that is asked of its word.
func (j *Judge) mayBeOrWas(r int32, is func(word) bool) bool {
	j.haunt(r)
	f, at := j.resources[r].factor, j.resources[r].at
	return slices.ContainsFunc(f.beliefs, func(b belief) bool {
		for p := b.locals[at].past; p != nil; p = p.before {
			if is(p.word) {
				return true
			}
		}
		return is(b.locals[at].word)
	})
}

// mayGo reports whether what a disk is attached to may be released without anybody being told, and
// the disk with it.
func (j *Judge) mayGo(holder int32) bool {
	switch holder {
	case nowhere:
		return false
	case unknown:
		return j.options.Reclaims || j.departed
	}
	return j.options.Reclaims || j.deletes(holder)
}

// holdsDisk notes to which instances a disk may be related.
func (j *Judge) holdsDisk(disk int32, l *local) {
	j.holds(l.holder, disk)
	j.holds(l.source, disk)
	j.marks(disk, l)
}

// marks notes what an answer that lags may say of instances because a disk was as given, though
// only for a moment.
func (j *Judge) marks(disk int32, l *local) {
	if l.source >= 0 && l.word&diskLeft != 0 {
		j.resources[l.source].headless = true
	}
	if l.holder >= 0 && j.canFail(disk, l.word) {
		j.resources[l.holder].transit = true
		if l.word&diskSystem != 0 && l.diskStatus() == model.Detaching {
			j.resources[l.holder].headless = true
		}
	}
}

// holds notes that a disk may be attached to an instance, or left by it.
func (j *Judge) holds(instance, disk int32) {
	if instance < 0 {
		return
	}
	if i := j.resources[instance]; !slices.Contains(i.held, disk) {
		i.held = append(i.held, disk)
	}
}
