package oracle

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// asked is an operation taken apart: what it is, and about what.
type asked struct {
	op       model.Op
	action   book.Action
	code     key // the part of a key that says what was asked
	instance model.InstanceID
	disk     model.DiskID
	takes    *window // of what it starts, if that is said

	instanceAt, diskAt int32 // the numbers of the resources, or nowhere
}

// The bits of the code above the action.
const (
	codeParams   = 5
	codeInstance = 14 // the instance was given
	codeDisk     = 15 // the disk was given
)

// take takes an operation apart. A describe has no code: it reads each resource by itself.
func take(op model.Op) asked {
	a := asked{op: op, instanceAt: nowhere, diskAt: nowhere}
	flags := func(f model.Flag, g model.Flag) key { return key(f) | key(g)<<2 }
	switch op := op.(type) {
	case model.DetachDisk:
		a.action = book.ActionDetachDisk
		a.instance, a.disk, a.code = op.InstanceID, op.DiskID, flags(op.DeleteWithInstance, 0)
	case model.AttachDisk:
		a.action = book.ActionAttachDisk
		a.instance, a.disk, a.code = op.InstanceID, op.DiskID, flags(model.FlagOf(op.DeleteWithInstance), 0)
	case model.CreateDisk:
		a.action = book.ActionCreateDisk
		a.disk, a.code = op.DiskID, flags(model.FlagOf(portable(op.DiskCategory)), 0)
	case model.DeleteDisk:
		a.action = book.ActionDeleteDisk
		a.disk = op.DiskID
	case model.ModifyDiskAttribute:
		a.action = book.ActionModifyDiskAttribute
		a.disk, a.code = op.DiskID, flags(op.DeleteWithInstance, op.DeleteAutoSnapshot)
	case model.ReInitDisk:
		a.action = book.ActionReInitDisk
		a.disk = op.DiskID
	case model.CreateInstance:
		a.action = book.ActionCreateInstance
		a.instance, a.disk, a.code = op.InstanceID, op.SystemDiskID, key(op.InstanceChargeType)|key(op.HotPlug)<<2
	case model.StartInstance:
		a.action = book.ActionStartInstance
		a.instance = op.InstanceID
	case model.StopInstance:
		a.action = book.ActionStopInstance
		a.instance = op.InstanceID
	case model.RebootInstance:
		a.action = book.ActionRebootInstance
		a.instance = op.InstanceID
	case model.DeleteInstance:
		a.action = book.ActionDeleteInstance
		a.instance, a.code = op.InstanceID, flags(model.FlagOf(op.Force), 0)
	case model.Lock:
		a.action = book.ActionLock
		a.instance, a.code = op.InstanceID, key(op.Reason)
	case model.Unlock:
		a.action = book.ActionUnlock
		a.instance, a.code = op.InstanceID, key(op.Reason)
	case model.DetachFailed:
		a.action = book.ActionDetachFailed
		a.disk = op.DiskID
	case model.AttachFailed:
		a.action = book.ActionAttachFailed
		a.disk = op.DiskID
	case model.Reclaim:
		a.action = book.ActionReclaim
		a.instance = op.InstanceID
	case model.DescribeDisks:
		a.action = book.ActionDescribeDisks
	case model.DescribeInstances:
		a.action = book.ActionDescribeInstances
	default: // a describe or a settle have no ids of their own here
		a.action = model.ActionOf(op)
	}
	a.code = key(a.action) | a.code<<codeParams
	if a.instance != "" || a.action == book.ActionCreateInstance {
		a.code |= 1 << codeInstance
	}
	if a.disk != "" || a.action.Creates() { // what is created has an id, though nobody has heard it
		a.code |= 1 << codeDisk
	}
	return a
}

// asks takes apart what a call asks.
func asks(c *script.Call) asked {
	a := take(c.Op)
	if c.Takes != nil {
		takes := windowOf(*c.Takes).compiled()
		a.takes = &takes
	}
	return a
}

// The events of which a judge thinks by itself, as asked in the small world.
var (
	settleInstance = asked{op: model.Settle{ID: theInstance}, action: book.ActionSettle, code: key(book.ActionSettle) | 1<<codeInstance, instance: theInstance}
	settleDisk     = asked{op: model.Settle{ID: theDisk}, action: book.ActionSettle, code: key(book.ActionSettle) | 1<<codeDisk, disk: theDisk}
	detachFails    = take(model.DetachFailed{DiskID: theDisk})
	attachFails    = take(model.AttachFailed{DiskID: theDisk})
	reclaim        = take(model.Reclaim{InstanceID: theInstance})
)

// portable reports whether a disk of a category is Portable unless told otherwise.
func portable(category string) bool {
	s, err := model.NewState(nil, []model.Disk{{ID: theDisk, Status: model.Available, Category: category}})
	d, _ := s.Disk(theDisk)
	return err == nil && d.Portable == model.True
}
