package model

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model/book"
)

// args is an operation taken apart: one flat form for all, so that what is common
// to them (naming the resources, renaming, printing, parsing) is written once.
type args struct {
	given
	action book.Action
	force  Flag
	disk   DiskID
	system DiskID
	id     string  // of Settle
	filter *filter // of a describe
}

// given is the part of args that effects set fields from.
type given struct {
	instance InstanceID
	category string
	charge   ChargeType
	reason   Locks
	hotPlug  Flag
	deletes  Flag // DeleteWithInstance
	snapshot Flag // DeleteAutoSnapshot
}

// filter is what a describe is asked to show.
type filter struct {
	disks     []DiskID
	instances []InstanceID
	status    string
}

// argsOf takes an operation apart.
func argsOf(op Op) (a args) {
	a.take(op)
	return a
}

// take sets the arguments, all zero before, to those of an operation. It is where
// misuse panics: every function that is given an Op comes through here.
func (a *args) take(op Op) {
	switch op := op.(type) {
	case DetachDisk:
		a.action, a.instance, a.disk, a.deletes = book.ActionDetachDisk, op.InstanceID, op.DiskID, op.DeleteWithInstance
		a.mustBeInRange()
	case AttachDisk:
		a.action, a.instance, a.disk, a.deletes = book.ActionAttachDisk, op.InstanceID, op.DiskID, FlagOf(op.DeleteWithInstance)
	case CreateDisk:
		a.action, a.disk, a.category = book.ActionCreateDisk, op.DiskID, op.DiskCategory
	case DeleteDisk:
		a.action, a.disk = book.ActionDeleteDisk, op.DiskID
	case ModifyDiskAttribute:
		a.action, a.disk, a.deletes, a.snapshot = book.ActionModifyDiskAttribute, op.DiskID, op.DeleteWithInstance, op.DeleteAutoSnapshot
		a.mustBeInRange()
	case ReInitDisk:
		a.action, a.disk = book.ActionReInitDisk, op.DiskID
	case CreateInstance:
		a.action, a.instance, a.system, a.charge, a.hotPlug = book.ActionCreateInstance, op.InstanceID, op.SystemDiskID, op.InstanceChargeType, op.HotPlug
		a.mustBeInRange()
	case StartInstance:
		a.action, a.instance = book.ActionStartInstance, op.InstanceID
	case StopInstance:
		a.action, a.instance = book.ActionStopInstance, op.InstanceID
	case RebootInstance:
		a.action, a.instance = book.ActionRebootInstance, op.InstanceID
	case DeleteInstance:
		a.action, a.instance, a.force = book.ActionDeleteInstance, op.InstanceID, FlagOf(op.Force)
	case DescribeDisks:
		a.action, a.instance, a.filter = book.ActionDescribeDisks, op.InstanceID, &filter{disks: op.DiskIDs, status: op.Status}
	case DescribeInstances:
		a.action, a.filter = book.ActionDescribeInstances, &filter{instances: op.InstanceIDs, status: op.Status}
	case Lock:
		a.action, a.instance, a.reason = book.ActionLock, op.InstanceID, op.Reason
		a.mustBeInRange()
	case Unlock:
		a.action, a.instance, a.reason = book.ActionUnlock, op.InstanceID, op.Reason
		a.mustBeInRange()
	case Settle:
		a.action, a.id = book.ActionSettle, op.ID
	case DetachFailed:
		a.action, a.disk = book.ActionDetachFailed, op.DiskID
	case AttachFailed:
		a.action, a.disk = book.ActionAttachFailed, op.DiskID
	case Reclaim:
		a.action, a.instance = book.ActionReclaim, op.InstanceID
	default:
		panic(fmt.Sprintf("model: an Op of type %T; expected one of the operations of this package, and no pointer to it", op))
	}
}

// mustBeInRange panics unless the fields that could have any number have one of their
// type's values: with another the next state would not be well-formed.
func (a *args) mustBeInRange() {
	var wrong any
	switch {
	case a.charge > PrePaid:
		wrong = a.charge
	case a.reason&^allLocks != 0:
		wrong = a.reason
	case max(a.hotPlug, a.deletes, a.snapshot) > True:
		wrong = max(a.hotPlug, a.deletes, a.snapshot)
	default:
		return
	}
	panic(fmt.Sprintf("model: %s with %T(%d), which is no value of that type", a.action, wrong, wrong))
}

// op is the inverse of args.
func (a args) op() Op {
	switch a.action {
	case book.ActionDetachDisk:
		return DetachDisk{a.instance, a.disk, a.deletes}
	case book.ActionAttachDisk:
		return AttachDisk{a.instance, a.disk, a.deletes == True}
	case book.ActionCreateDisk:
		return CreateDisk{a.disk, a.category}
	case book.ActionDeleteDisk:
		return DeleteDisk{a.disk}
	case book.ActionModifyDiskAttribute:
		return ModifyDiskAttribute{a.disk, a.deletes, a.snapshot}
	case book.ActionReInitDisk:
		return ReInitDisk{a.disk}
	case book.ActionCreateInstance:
		return CreateInstance{a.instance, a.system, a.charge, a.hotPlug}
	case book.ActionStartInstance:
		return StartInstance{a.instance}
	case book.ActionStopInstance:
		return StopInstance{a.instance}
	case book.ActionRebootInstance:
		return RebootInstance{a.instance}
	case book.ActionDeleteInstance:
		return DeleteInstance{a.instance, a.force == True}
	case book.ActionDescribeDisks:
		return DescribeDisks{a.filter.disks, a.instance, a.filter.status}
	case book.ActionDescribeInstances:
		return DescribeInstances{a.filter.instances, a.filter.status}
	case book.ActionLock:
		return Lock{a.instance, a.reason}
	case book.ActionUnlock:
		return Unlock{a.instance, a.reason}
	case book.ActionSettle:
		return Settle{a.id}
	case book.ActionDetachFailed:
		return DetachFailed{a.disk}
	case book.ActionAttachFailed:
		return AttachFailed{a.disk}
	case book.ActionReclaim:
		return Reclaim{a.instance}
	}
	panic("model: no operation of action " + a.action.String())
}

// IDs returns the ids that the operation names, instances and disks, in order. The id of a
// Settle is that of either: it is among both.
func IDs(op Op) (instances []InstanceID, disks []DiskID) {
	a := argsOf(op)
	if a.filter != nil {
		instances, disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
	}
	if a.instance != "" {
		instances = append(instances, a.instance)
	}
	for _, id := range []DiskID{a.disk, a.system} {
		if id != "" {
			disks = append(disks, id)
		}
	}
	if a.id != "" {
		instances, disks = append(instances, InstanceID(a.id)), append(disks, DiskID(a.id))
	}
	return instances, disks
}

// Rename returns the operation with every id replaced; the empty one is no id. Settle
// names a resource of either kind: its id goes through settle.
func Rename(op Op, instance func(InstanceID) InstanceID, disk func(DiskID) DiskID, settle func(string) string) Op {
	a := argsOf(op)
	a.instance, a.disk, a.system, a.id = renamed(a.instance, instance), renamed(a.disk, disk), renamed(a.system, disk), renamed(a.id, settle)
	if a.filter != nil {
		a.filter.instances, a.filter.disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
		for i, id := range a.filter.instances {
			a.filter.instances[i] = renamed(id, instance)
		}
		for i, id := range a.filter.disks {
			a.filter.disks[i] = renamed(id, disk)
		}
	}
	return a.op()
}

func renamed[ID ~string](id ID, to func(ID) ID) ID {
	if id == "" {
		return ""
	}
	return to(id)
}
