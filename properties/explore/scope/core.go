package scope

import (
	"fmt"

	"example.com/ecsdisk/model"
)

// MaxResources is how many instances, and how many disks, a scope by name can have.
const MaxResources = 512

// inRange panics when a scope is to have too many resources, or less than none.
func inRange(name string, instances, disks int) {
	if min(instances, disks) < 0 || max(instances, disks) > MaxResources {
		panic(fmt.Sprintf("explore: %s: expected from 0 to %d instances, and as many disks", name, MaxResources))
	}
}

// Core returns the scope core(n, m), by which tools are compared: n instances that
// run, of which those of even number support hot plug, and m disks that are Available,
// of which every fourth is not Portable. Every disk can be attached, detached,
// modified and deleted, every instance started, stopped, locked and released, and
// whatever is in a transitional status can settle.
//
// It panics unless n and m are from 0 to [MaxResources].
func Core(n, m int) Scope {
	s := Scope{Name: fmt.Sprintf("core(%d,%d)", n, m), family: Family{Core, n, m}}
	inRange(s.Name, n, m)
	var instances []model.Instance
	for i := range n {
		instances = append(instances, model.Instance{ID: model.InstanceID(fmt.Sprintf("i-%d", i)), Status: model.Running, HotPlug: model.FlagOf(i%2 == 0)})
	}
	var disks []model.Disk
	for d := range m {
		disks = append(disks, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%d", d)), Status: model.Available, Portable: model.FlagOf(d%4 != 3)})
	}
	s.Start = model.MustState(instances, disks)
	for _, d := range disks {
		for _, i := range instances {
			s.Ops = append(s.Ops,
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID},
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID, DeleteWithInstance: true},
				model.DetachDisk{InstanceID: i.ID, DiskID: d.ID})
		}
		s.Ops = append(s.Ops,
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.False},
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.True},
			model.DeleteDisk{DiskID: d.ID},
			model.Settle{ID: string(d.ID)})
	}
	for _, i := range instances {
		s.Ops = append(s.Ops,
			model.StartInstance{InstanceID: i.ID},
			model.StopInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID, Force: true},
			model.Lock{InstanceID: i.ID, Reason: model.LockSecurity},
			model.Unlock{InstanceID: i.ID, Reason: model.LockSecurity},
			model.Settle{ID: string(i.ID)})
	}
	return s
}
