package scope

import (
	"fmt"

	"example.com/ecsdisk/model"
)

// Every returns the scope every(m), a small world in which every operation is asked,
// in every way in which it can be refused but one: no instance has 16 disks.
//
// The instance i-0 can be locked for two reasons, released, and created again with its
// system disk s-0. The instance i-1 is PrePaid and supports no hot plug, and holds p-0,
// a disk that is PrePaid. Each of the m disks d-0, d-1, … can be attached to both,
// released, and created again, also of a category that is not Portable.
//
// It panics unless m is from 0 to [MaxResources].
func Every(m int) Scope {
	s := Scope{Name: fmt.Sprintf("every(%d)", m), family: Family{func(_, m int) Scope { return Every(m) }, 2, m}}
	inRange(s.Name, 2, m)
	disks := []model.Disk{
		{ID: "s-0", InstanceID: "i-0", Status: model.InUse, Type: model.SystemDisk, DeleteWithInstance: true, DeleteAutoSnapshot: true},
		{ID: "p-0", InstanceID: "i-1", Status: model.InUse, ChargeType: model.PrePaid, Portable: model.True},
	}
	s.Ops = []model.Op{
		model.CreateInstance{InstanceID: "i-0", SystemDiskID: "s-0"},
		model.RebootInstance{InstanceID: "i-0"},
		model.Lock{InstanceID: "i-0", Reason: model.LockSecurity},
		model.Unlock{InstanceID: "i-0", Reason: model.LockSecurity},
		model.Lock{InstanceID: "i-0", Reason: model.LockFinancial},
		model.Unlock{InstanceID: "i-0", Reason: model.LockFinancial},
		model.DeleteInstance{InstanceID: "i-0", Force: true},
		model.Reclaim{InstanceID: "i-0"},
		model.ReInitDisk{DiskID: "s-0"},
		model.DetachDisk{InstanceID: "i-0", DiskID: "s-0"},
		model.ModifyDiskAttribute{DiskID: "s-0", DeleteWithInstance: model.False},
		model.Settle{ID: "s-0"},
		model.DetachDisk{InstanceID: "i-1", DiskID: "p-0"},
	}
	for _, i := range []model.InstanceID{"i-0", "i-1"} {
		s.Ops = append(s.Ops,
			model.StartInstance{InstanceID: i},
			model.StopInstance{InstanceID: i},
			model.DeleteInstance{InstanceID: i},
			model.Settle{ID: string(i)})
	}
	for n := range m {
		d := model.DiskID(fmt.Sprintf("d-%d", n))
		disks = append(disks, model.Disk{ID: d, Status: model.Available})
		for _, i := range []model.InstanceID{"i-0", "i-1"} {
			s.Ops = append(s.Ops,
				model.AttachDisk{InstanceID: i, DiskID: d},
				model.AttachDisk{InstanceID: i, DiskID: d, DeleteWithInstance: true},
				model.DetachDisk{InstanceID: i, DiskID: d})
		}
		s.Ops = append(s.Ops,
			model.CreateDisk{DiskID: d},
			model.CreateDisk{DiskID: d, DiskCategory: "ephemeral_ssd"},
			model.DeleteDisk{DiskID: d},
			model.ReInitDisk{DiskID: d},
			model.ModifyDiskAttribute{DiskID: d, DeleteWithInstance: model.False},
			model.ModifyDiskAttribute{DiskID: d, DeleteWithInstance: model.True},
			model.Settle{ID: string(d)},
			model.DetachFailed{DiskID: d},
			model.AttachFailed{DiskID: d})
	}
	s.Ops = append(s.Ops, inVain()...)
	instances := []model.Instance{
		{ID: "i-0", Status: model.Running},
		{ID: "i-1", Status: model.Running, ChargeType: model.PrePaid, HotPlug: model.False},
	}
	s.Start = model.MustState(instances, disks)
	return s
}

// inVain returns the operations of every(m) that can never change anything: what lacks a
// parameter, names what there never is, or only shows.
func inVain() []model.Op {
	ops := []model.Op{
		model.DescribeDisks{},
		model.DescribeDisks{InstanceID: "i-0"},
		model.DescribeDisks{Status: model.Available.String()},
		model.DescribeInstances{},
		model.ModifyDiskAttribute{DiskID: "p-0"},
		model.CreateDisk{},
		model.CreateInstance{},
		model.Settle{ID: "d-9"},
		model.DetachFailed{DiskID: "d-9"},
		model.AttachFailed{DiskID: "d-9"},
		model.Lock{InstanceID: "i-9", Reason: model.LockSecurity},
		model.Unlock{InstanceID: "i-9", Reason: model.LockSecurity},
	}
	for _, i := range []model.InstanceID{"", "i-9"} {
		ops = append(ops,
			model.DetachDisk{InstanceID: i, DiskID: "d-0"},
			model.AttachDisk{InstanceID: i, DiskID: "d-0"},
			model.StartInstance{InstanceID: i},
			model.StopInstance{InstanceID: i},
			model.RebootInstance{InstanceID: i},
			model.DeleteInstance{InstanceID: i})
	}
	for _, d := range []model.DiskID{"", "d-9"} {
		ops = append(ops,
			model.DetachDisk{InstanceID: "i-0", DiskID: d},
			model.AttachDisk{InstanceID: "i-0", DiskID: d},
			model.DeleteDisk{DiskID: d},
			model.ModifyDiskAttribute{DiskID: d, DeleteWithInstance: model.True},
			model.ReInitDisk{DiskID: d})
	}
	return ops
}
