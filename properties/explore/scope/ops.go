package scope

import (
	"iter"
	"math/bits"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// Ops returns what can be asked about the resources of a world: every operation of the
// API but describes and creations, and every event. Of the reasons for a lock it has
// those that some rule is about, and those that stand in the world.
func Ops(m model.Machine, s model.State) []model.Op {
	var ops []model.Op
	reasons := reasonsIn(s)
	add := func(on iter.Seq[model.Op], wanted func(model.Op) bool) {
		for op := range on {
			if wanted(op) && asked(op, reasons) {
				ops = append(ops, op)
			}
		}
	}
	any := func(model.Op) bool { return true }
	for d := range s.Disks() {
		disk := []model.DiskID{d.ID}
		for i := range s.Instances() {
			add(m.OpsOn([]model.InstanceID{i.ID}, disk), func(op model.Op) bool {
				instances, disks := model.IDs(op)
				return len(instances) > 0 && len(disks) > 0 && model.ActionOf(op) != book.ActionSettle
			})
		}
		add(m.OpsOn(nil, disk), any)
	}
	for i := range s.Instances() {
		add(m.OpsOn([]model.InstanceID{i.ID}, nil), any)
	}
	return ops
}

// asked reports whether an operation is asked: of ModifyDiskAttribute one flag at a time.
func asked(op model.Op, reasons model.Locks) bool {
	switch op := op.(type) {
	case model.ModifyDiskAttribute:
		return (op.DeleteWithInstance == model.Absent) != (op.DeleteAutoSnapshot == model.Absent)
	case model.Lock:
		return reasons.Has(op.Reason)
	case model.Unlock:
		return reasons.Has(op.Reason)
	}
	return true
}

// reasonsIn returns the reasons for a lock that some rule is about, and those that stand in
// a world.
func reasonsIn(s model.State) model.Locks {
	reasons := model.LocksInRules
	for i := range s.Instances() {
		reasons |= i.Locks
	}
	return reasons
}

// numOps returns how many operations Ops returns.
func numOps(m model.Machine, s model.State) int {
	both := 3 // AttachDisk with either flag, and DetachDisk
	if book.ActionDetachDisk.Told(book.DeletesTrue).Has(m.Edition) {
		both += 2 // with either flag, too
	}
	return s.NumDisks()*(both*s.NumInstances()+9) + s.NumInstances()*(7+2*bits.OnesCount8(uint8(reasonsIn(s))))
}
