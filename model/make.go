package model

import "example.com/ecsdisk/model/book"

// Effects is what the effect table says that an operation changes: each resource that its
// effects are on, though it may be so already.
type Effects struct {
	Changes []Change

	// What the changes point to.
	instances []Instance
	disks     []Disk
}

// Expect returns the outcome that [Machine.Step] would have, and fills effects, in place
// of what it had, with what the effect table says: nothing, unless the operation is
// accepted. Step changes just that.
func (m Machine) Expect(s State, op Op, effects *Effects) Outcome {
	effects.Changes, effects.instances, effects.disks = effects.Changes[:0], effects.instances[:0], effects.disks[:0]
	var a args
	a.take(op)
	f := m.observe(&s, &a)
	o := m.judge(a.action, f.set)
	if o.Accepted() {
		m.effect(&s, &a, &f, maker{expected: effects})
	}
	return o
}

// A maker takes what effects make: into an edit or, if that is nil, into Effects. It gives
// out the place where a resource is to be written.
type maker struct {
	edit     *edit
	expected *Effects
}

func (to maker) disk(before *Disk, id DiskID) *Disk {
	switch e := to.expected; {
	case e != nil:
		after := newDisk(id)
		if before != nil {
			after = *before
		}
		e.disks = append(e.disks, after)
		d := &e.disks[len(e.disks)-1]
		e.Changes = append(e.Changes, Change{Resource{Disk: before}, Resource{Disk: d}})
		return d
	case before == nil:
		return to.edit.addDisk(id)
	}
	return to.edit.disk(before)
}

func (to maker) instance(before *Instance, id InstanceID) *Instance {
	switch e := to.expected; {
	case e != nil:
		after := newInstance(id)
		if before != nil {
			after = *before
		}
		e.instances = append(e.instances, after)
		i := &e.instances[len(e.instances)-1]
		e.Changes = append(e.Changes, Change{Resource{Instance: before}, Resource{Instance: i}})
		return i
	case before == nil:
		return to.edit.addInstance(id)
	}
	return to.edit.instance(before)
}

func (to maker) releaseDisk(d *Disk) {
	if e := to.expected; e != nil {
		e.Changes = append(e.Changes, Change{Before: Resource{Disk: d}})
		return
	}
	to.edit.removeDisk(d)
}

func (to maker) releaseInstance(i *Instance) {
	if e := to.expected; e != nil {
		e.Changes = append(e.Changes, Change{Before: Resource{Instance: i}})
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
	case book.ActionDeleteInstance, book.ActionReclaim:
		if f.instance == nil {
			return // only a machine without that rule gets here
		}
		if to.edit != nil {
			to.edit.disownDisks() // the disks that it goes through must stay as they are under it
		}
		var space [DefaultDataDisks + MaxSystemDisks]*Disk
		bound := space[:0]
		s.eachHeld(a.instance, func(d *Disk) bool { bound = append(bound, d); return true })
		s.eachSource(a.instance, func(d *Disk) bool {
			if d.InstanceID != a.instance {
				bound = append(bound, d)
			}
			return true
		})
		for _, d := range bound {
			var of book.Of
			if d.InstanceID == a.instance {
				of = book.OfHeld
			}
			if d.SourceInstanceID.InstanceID() == a.instance {
				of |= book.OfSource
			}
			m.onDisk(a, of, f.set|diskFacts(d), d, d.ID, to)
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
	var source Source
	if before == nil {
		d = to.disk(nil, id)
	} else {
		from, source = before.InstanceID, before.SourceInstanceID
	}
	for e := range book.EffectsOf(a.action) {
		if !(*book.Book)(m).Has(e, of, set) {
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
		to.edit.move(id, from, d.InstanceID, source, d.SourceInstanceID)
	}
}

// onInstance is to an instance what onDisk is to a disk.
func (m *Machine) onInstance(a *args, set book.Facts, before *Instance, id InstanceID, to maker) {
	var inst *Instance
	if before == nil {
		inst = to.instance(nil, id)
	}
	for e := range book.EffectsOf(a.action) {
		if !(*book.Book)(m).Has(e, book.OfInstance, set) {
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
