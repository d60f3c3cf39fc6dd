package mutant

import (
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A change is what a mutant does to a resource.
type change struct {
	disk     func(model.State, *model.Disk)
	instance func(*model.Instance)
}

// otherwise returns the change of one field to a value that it has not.
func otherwise(f book.Field) change {
	switch f {
	case book.FieldInstanceID:
		return change{disk: func(s model.State, d *model.Disk) { d.InstanceID = anotherInstance(s, d.InstanceID) }}
	case book.FieldType:
		return change{disk: func(_ model.State, d *model.Disk) { d.Type = model.SystemDisk - d.Type }}
	case book.FieldCategory:
		return change{disk: func(_ model.State, d *model.Disk) { d.Category += "2" }}
	case book.FieldDiskChargeType:
		return change{disk: func(_ model.State, d *model.Disk) { d.ChargeType = model.PrePaid - d.ChargeType }}
	case book.FieldPortable:
		return change{disk: func(_ model.State, d *model.Disk) { d.Portable = not(d.Portable) }}
	case book.FieldDeleteWithInstance:
		return change{disk: func(_ model.State, d *model.Disk) { d.DeleteWithInstance = !d.DeleteWithInstance }}
	case book.FieldDeleteAutoSnapshot:
		return change{disk: func(_ model.State, d *model.Disk) { d.DeleteAutoSnapshot = !d.DeleteAutoSnapshot }}
	case book.FieldDetachDeletes:
		return change{disk: func(_ model.State, d *model.Disk) { d.DetachDeletes = !d.DetachDeletes }}
	case book.FieldSourceInstanceID:
		return change{disk: func(s model.State, d *model.Disk) {
			d.SourceInstanceID = model.SourceOf(anotherInstance(s, d.SourceInstanceID.InstanceID()))
		}}
	case book.FieldDetachedSystem:
		return change{disk: func(_ model.State, d *model.Disk) { d.DetachedSystem = !d.DetachedSystem }}
	case book.FieldMaxDataDisks:
		return change{instance: func(i *model.Instance) { i.MaxDataDisks = 1 + i.MaxDataDisks%model.MostDataDisks }}
	case book.FieldOperationLocks:
		return change{instance: func(i *model.Instance) { i.Locks ^= model.LockRecycling }}
	case book.FieldInstanceChargeType:
		return change{instance: func(i *model.Instance) { i.ChargeType = model.PrePaid - i.ChargeType }}
	case book.FieldHotPlug:
		return change{instance: func(i *model.Instance) { i.HotPlug = not(i.HotPlug) }}
	}
	panic("mutant: no other value of " + f.String())
}

// not returns the other value of an attribute that a state has.
func not(f model.Flag) model.Flag { return model.FlagOf(f == model.False) }

// anotherInstance returns the id of the first instance but one, or none.
func anotherInstance(s model.State, but model.InstanceID) model.InstanceID {
	for i := range s.Instances() {
		if i.ID != but {
			return i.ID
		}
	}
	return ""
}

// of makes the change on what an effect of an operation was on.
func (c change) of(s model.State, of book.Of, before model.State, op model.Op) model.State {
	instances, disks := model.IDs(op)
	switch of {
	case book.OfInstance:
		i, ok := s.Instance(instances[0])
		if !ok {
			return s
		}
		c.instance(&i)
		return putInstance(s, i)
	case book.OfHeld:
		disks = nil
		for d := range before.DisksOf(instances[0]) {
			disks = append(disks, d.ID)
		}
	case book.OfSource:
		disks = nil
		for d := range before.DisksFrom(instances[0]) {
			disks = append(disks, d.ID)
		}
	}
	for _, id := range disks {
		if d, ok := s.Disk(id); ok {
			c.disk(s, &d)
			s = putDisk(s, d)
		}
	}
	return s
}

// putInstance returns the state with an instance in place of the one of its id.
func putInstance(s model.State, put model.Instance) model.State {
	instances := slices.Collect(s.Instances())
	for n := range instances {
		if instances[n].ID == put.ID {
			instances[n] = put
		}
	}
	return newState(s, instances, slices.Collect(s.Disks()))
}

// putDisk returns the state with a disk in place of the one of its id. The disk may
// have a status that does not go with its InstanceId: there is no such world to
// declare, but a machine that leaves effects out makes it.
func putDisk(s model.State, put model.Disk) model.State {
	declared := put
	switch {
	case put.InstanceID == "" && put.Status.Attached():
		declared.Status = model.Available
	case put.InstanceID != "" && !put.Status.Attached():
		declared.Status = model.InUse
	}
	disks := slices.Collect(s.Disks())
	for n := range disks {
		if disks[n].ID == put.ID {
			disks[n] = declared
		}
	}
	s = newState(s, slices.Collect(s.Instances()), disks)
	if declared.Status != put.Status {
		s = force(s, put.ID, put.Status)
	}
	return s
}

// newState returns the world of some resources. Where there is none, since the old
// one is not well-formed either, the old one stays.
func newState(old model.State, instances []model.Instance, disks []model.Disk) model.State {
	if s, err := model.NewState(instances, disks); err == nil {
		return s
	}
	return old
}

// force gives a disk a status, and nothing that goes with it.
func force(s model.State, id model.DiskID, status model.DiskStatus) model.State {
	var ops []model.Op
	switch status {
	case model.Available:
		ops = []model.Op{model.DetachDisk{DiskID: id}, model.Settle{ID: string(id)}}
	case model.Attaching:
		ops = []model.Op{model.AttachDisk{DiskID: id}}
	case model.InUse:
		ops = []model.Op{model.ReInitDisk{DiskID: id}, model.Settle{ID: string(id)}}
	case model.Detaching:
		ops = []model.Op{model.DetachDisk{DiskID: id}}
	case model.ReIniting:
		ops = []model.Op{model.ReInitDisk{DiskID: id}}
	}
	for _, op := range ops {
		s, _ = statusOnly.Step(s, op)
	}
	return s
}

// statusOnly is a machine that asks nothing and sets nothing but statuses.
var statusOnly = aloneIn(model.Machine{}, statusEffects()...)

func statusEffects() (all []book.Effect) {
	for e := range book.Effects() {
		if row := e.Row(); row.Field == book.FieldStatus && !row.Release {
			all = append(all, e)
		}
	}
	return all
}

// renamed returns an operation on other ids.
func renamed(op model.Op, to func(string) string) model.Op {
	return model.Rename(op,
		func(id model.InstanceID) model.InstanceID { return model.InstanceID(to(string(id))) },
		func(id model.DiskID) model.DiskID { return model.DiskID(to(string(id))) }, to)
}

// elsewhere yields an operation on every other resource of the kind that its effect
// is on.
func elsewhere(op model.Op, of book.Of, before, after model.State) iter.Seq[model.Op] {
	return func(yield func(model.Op) bool) {
		if of == book.OfDisk || of == book.OfSystem {
			for d := range after.Disks() {
				if to := renamed(op, to(before, string(d.ID), true)); to != op && !yield(to) {
					return
				}
			}
			return
		}
		for i := range after.Instances() {
			if to := renamed(op, to(before, string(i.ID), false)); to != op && !yield(to) {
				return
			}
		}
	}
}

// to renames what is of one kind to one id, and leaves the other kind.
func to(s model.State, id string, disk bool) func(string) string {
	return func(was string) string {
		_, isDisk := s.Disk(model.DiskID(was))
		_, isInstance := s.Instance(model.InstanceID(was))
		if isDisk && disk || isInstance && !disk {
			return id
		}
		return was
	}
}
