package scope

import (
	"math/bits"

	"example.com/ecsdisk/model"
)

// Ops returns what can be asked about the resources of a world: every operation of the
// API but describes and creations, and every event. Of the reasons for a lock it has
// those that some rule is about, and those that stand in the world.
func Ops(s model.State) []model.Op {
	var ops []model.Op
	reasons := model.LockSecurity | model.LockFinancial
	for i := range s.Instances() {
		reasons |= i.Locks
	}
	for d := range s.Disks() {
		for i := range s.Instances() {
			ops = append(ops,
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID},
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID, DeleteWithInstance: true},
				model.DetachDisk{InstanceID: i.ID, DiskID: d.ID})
		}
		ops = append(ops,
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.False},
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.True},
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteAutoSnapshot: model.False},
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteAutoSnapshot: model.True},
			model.ReInitDisk{DiskID: d.ID},
			model.DeleteDisk{DiskID: d.ID},
			model.Settle{ID: string(d.ID)},
			model.DetachFailed{DiskID: d.ID},
			model.AttachFailed{DiskID: d.ID})
	}
	for i := range s.Instances() {
		ops = append(ops,
			model.StartInstance{InstanceID: i.ID},
			model.StopInstance{InstanceID: i.ID},
			model.RebootInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID, Force: true},
			model.Settle{ID: string(i.ID)})
		for reason := range reasons.All() {
			ops = append(ops,
				model.Lock{InstanceID: i.ID, Reason: reason},
				model.Unlock{InstanceID: i.ID, Reason: reason})
		}
	}
	return ops
}

// numOps returns how many operations Ops returns.
func numOps(s model.State) int {
	reasons := model.LockSecurity | model.LockFinancial
	for i := range s.Instances() {
		reasons |= i.Locks
	}
	return s.NumDisks()*(3*s.NumInstances()+9) + s.NumInstances()*(6+2*bits.OnesCount8(uint8(reasons)))
}
