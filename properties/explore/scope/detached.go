package scope

import (
	"fmt"

	"example.com/ecsdisk/model"
)

// Detached returns the scope detached(m), of the editions in which a disk that was detached
// can remember its instance: what becomes of the system disk s-0 and of m data disks d-0,
// d-1, … that leave the instance i-0.
//
// Both instances are Stopped and support hot plug; i-1 has no disks. Every disk can be
// detached in each way that can be asked for, attached to both, modified and deleted, every
// instance started, stopped and released; i-0 can be locked and reclaimed.
//
// It panics unless m is from 0 to [MaxResources].
func Detached(m int) Scope {
	s := Scope{Name: fmt.Sprintf("detached(%d)", m), family: Family{func(_, m int) Scope { return Detached(m) }, 2, m}}
	inRange(s.Name, 2, m)
	instances := []model.Instance{{ID: "i-0", Status: model.Stopped}, {ID: "i-1", Status: model.Stopped}}
	disks := []model.Disk{{ID: "s-0", InstanceID: "i-0", Status: model.InUse, Type: model.SystemDisk, DeleteWithInstance: true}}
	for n := range m {
		disks = append(disks, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%d", n)), InstanceID: "i-0", Status: model.InUse})
	}
	for _, d := range disks {
		for _, i := range instances {
			for _, flag := range []model.Flag{model.Absent, model.False, model.True} {
				s.Ops = append(s.Ops, model.DetachDisk{InstanceID: i.ID, DiskID: d.ID, DeleteWithInstance: flag})
			}
			s.Ops = append(s.Ops,
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID},
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID, DeleteWithInstance: true})
		}
		s.Ops = append(s.Ops,
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.False},
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.True},
			model.DeleteDisk{DiskID: d.ID},
			model.Settle{ID: string(d.ID)},
			model.DetachFailed{DiskID: d.ID})
	}
	for _, i := range instances {
		s.Ops = append(s.Ops,
			model.StartInstance{InstanceID: i.ID},
			model.StopInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID},
			model.Settle{ID: string(i.ID)})
	}
	s.Ops = append(s.Ops,
		model.Reclaim{InstanceID: "i-0"},
		model.Lock{InstanceID: "i-0", Reason: model.LockSecurity},
		model.Unlock{InstanceID: "i-0", Reason: model.LockSecurity})
	s.Start = model.MustState(instances, disks)
	return s
}
