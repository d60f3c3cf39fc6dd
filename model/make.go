package model

import "example.com/ecsdisk/model/book"

// Made is what an operation makes: each resource that its effects are on.
type Made struct {
	Disks     []MadeDisk
	Instances []MadeInstance
}

// A MadeDisk is a disk before (nil when it is created) and after an operation, or
// that it is gone. What Before points to must not be written to.
type MadeDisk struct {
	Before *Disk
	After  Disk
	Gone   bool
}

// A MadeInstance is to an instance what a [MadeDisk] is to a disk.
type MadeInstance struct {
	Before *Instance
	After  Instance
	Gone   bool
}

// Expect returns the outcome that [Machine.Step] would have, and fills made, in place
// of what it had, with what the effect table says that the operation makes of s:
// nothing, unless it is accepted. Step makes just that.
func (m Machine) Expect(s State, op Op, made *Made) Outcome {
	made.Disks, made.Instances = made.Disks[:0], made.Instances[:0]
	var a args
	a.take(op)
	f := m.observe(&s, &a)
	o := m.judge(a.action, f.set)
	if o.Accepted() {
		m.effect(&s, &a, &f, maker{made: made})
	}
	return o
}

// A maker takes what effects make: into an edit or, if that is nil, into a Made. It
// gives out the place where a resource is to be written.
type maker struct {
	edit *edit
	made *Made
}

func (to maker) disk(before *Disk, id DiskID) *Disk {
	switch {
	case to.edit == nil:
		d := MadeDisk{Before: before, After: newDisk(id)}
		if before != nil {
			d.After = *before
		}
		to.made.Disks = append(to.made.Disks, d)
		return &to.made.Disks[len(to.made.Disks)-1].After
	case before == nil:
		return to.edit.addDisk(id)
	}
	return to.edit.disk(before)
}

func (to maker) instance(before *Instance, id InstanceID) *Instance {
	switch {
	case to.edit == nil:
		i := MadeInstance{Before: before, After: newInstance(id)}
		if before != nil {
			i.After = *before
		}
		to.made.Instances = append(to.made.Instances, i)
		return &to.made.Instances[len(to.made.Instances)-1].After
	case before == nil:
		return to.edit.addInstance(id)
	}
	return to.edit.instance(before)
}

func (to maker) releaseDisk(d *Disk) {
	if to.edit == nil {
		to.made.Disks = append(to.made.Disks, MadeDisk{Before: d, After: *d, Gone: true})
		return
	}
	to.edit.removeDisk(d)
}

func (to maker) releaseInstance(i *Instance) {
	if to.edit == nil {
		to.made.Instances = append(to.made.Instances, MadeInstance{Before: i, After: *i, Gone: true})
		return
	}
	to.edit.removeInstance(i)
}

// effect goes through the effect table for an accepted operation.
func (m *Machine) effect(s *State, a *args, f *facts, to maker) {
	switch a.action {
	case book.ActionDescribeDisks, book.ActionDescribeInstances:
	case book.ActionCreateDisk:
		m.onDisk(a, book.OfDisk, f.set, nil, a.disk, to)
	case book.ActionCreateInstance:
		m.onInstance(a, f.set, nil, a.instance, to)
		m.onDisk(a, book.OfSystem, f.set, nil, a.system, to)
	case book.ActionDeleteInstance:
		if f.instance == nil {
			return // only a machine without that rule gets here
		}
		if to.edit != nil {
			to.edit.disownDisks() // the disks that it goes through must stay as they are under it
		}
		var space [MaxDataDisks + MaxSystemDisks]*Disk
		held := space[:0]
		s.eachHeld(a.instance, func(d *Disk) bool { held = append(held, d); return true })
		for _, d := range held {
			m.onDisk(a, book.OfHeld, f.set|diskFacts(d), d, d.ID, to)
		}
		m.onInstance(a, f.set, f.instance, a.instance, to)
	default:
		if f.disk != nil {
			m.onDisk(a, book.OfDisk, f.set, f.disk, f.disk.ID, to)
		} else if f.instance != nil {
			m.onInstance(a, f.set, f.instance, f.instance.ID, to)
		}
	}
}

// onDisk makes the effects of an action on one disk: before is nil when it is new.
func (m *Machine) onDisk(a *args, of book.Of, set book.Facts, before *Disk, id DiskID, to maker) {
	var d *Disk
	var from InstanceID
	if before == nil {
		d = to.disk(nil, id)
	} else {
		from = before.InstanceID
	}
	for e := range book.EffectsOf(a.action) {
		if !m.Book().Has(e, of, set) {
			continue
		}
		does := &effects[e]
		if does.release {
			to.releaseDisk(before)
			return
		}
		if d == nil {
			d = to.disk(before, id)
		}
		does.setDisk(d, &a.given)
	}
	if d != nil && to.edit != nil {
		to.edit.move(id, from, d.InstanceID)
	}
}

// onInstance is to an instance what onDisk is to a disk.
func (m *Machine) onInstance(a *args, set book.Facts, before *Instance, id InstanceID, to maker) {
	var inst *Instance
	if before == nil {
		inst = to.instance(nil, id)
	}
	for e := range book.EffectsOf(a.action) {
		if !m.Book().Has(e, book.OfInstance, set) {
			continue
		}
		does := &effects[e]
		if does.release {
			to.releaseInstance(before)
			return
		}
		if inst == nil {
			inst = to.instance(before, id)
		}
		does.setInstance(inst, &a.given)
	}
}
