package properties

import "example.com/ecsdisk/model"

// instanceOps and diskOps are the operations on one resource, made once: drawing
// one allocates nothing.
type instanceOps struct {
	id                          model.InstanceID
	start, stop, reboot, settle model.Op
	release, force, reclaim     model.Op
	create, locks, unlocks      []model.Op
}

type diskOps struct {
	id                         model.DiskID
	release, reinit, settle    model.Op
	detachFailed, attachFailed model.Op
	create, modify             []model.Op
	detach                     [][]model.Op  // by instance: without the flag, and with each that can be told
	attach                     [][2]model.Op // by instance and flag
}

func opsOnInstance(id model.InstanceID, system model.DiskID) instanceOps {
	o := instanceOps{
		id: id,
		create: []model.Op{
			model.CreateInstance{InstanceID: id, SystemDiskID: system},
			model.CreateInstance{InstanceID: id, SystemDiskID: system, InstanceChargeType: model.PrePaid, HotPlug: model.False},
		},
		start:   model.StartInstance{InstanceID: id},
		stop:    model.StopInstance{InstanceID: id},
		reboot:  model.RebootInstance{InstanceID: id},
		settle:  model.Settle{ID: string(id)},
		release: model.DeleteInstance{InstanceID: id},
		force:   model.DeleteInstance{InstanceID: id, Force: true},
		reclaim: model.Reclaim{InstanceID: id},
	}
	for _, l := range []model.Locks{model.LockSecurity, model.LockSecurity, model.LockFinancial, model.LockRecycling} {
		o.locks = append(o.locks, model.Lock{InstanceID: id, Reason: l})
		o.unlocks = append(o.unlocks, model.Unlock{InstanceID: id, Reason: l})
	}
	return o
}

func opsOnDisk(m model.Machine, id model.DiskID, instances []model.InstanceID) diskOps {
	o := diskOps{
		id: id,
		create: []model.Op{
			model.CreateDisk{DiskID: id},
			model.CreateDisk{DiskID: id, DiskCategory: "cloud_essd"},
			model.CreateDisk{DiskID: id, DiskCategory: "ephemeral_ssd"},
		},
		release:      model.DeleteDisk{DiskID: id},
		reinit:       model.ReInitDisk{DiskID: id},
		settle:       model.Settle{ID: string(id)},
		detachFailed: model.DetachFailed{DiskID: id},
		attachFailed: model.AttachFailed{DiskID: id},
		modify: []model.Op{
			model.ModifyDiskAttribute{DiskID: id, DeleteWithInstance: model.True},
			model.ModifyDiskAttribute{DiskID: id, DeleteWithInstance: model.False},
			model.ModifyDiskAttribute{DiskID: id, DeleteAutoSnapshot: model.True},
			model.ModifyDiskAttribute{DiskID: id, DeleteWithInstance: model.True, DeleteAutoSnapshot: model.False},
			model.ModifyDiskAttribute{DiskID: id},
		},
	}
	told := m.CheckOp(model.DetachDisk{DeleteWithInstance: model.True}) == nil
	for _, i := range instances {
		detach := []model.Op{model.DetachDisk{InstanceID: i, DiskID: id}}
		if told {
			detach = append(detach, model.DetachDisk{InstanceID: i, DiskID: id, DeleteWithInstance: model.True},
				model.DetachDisk{InstanceID: i, DiskID: id, DeleteWithInstance: model.False})
		}
		o.detach = append(o.detach, detach)
		o.attach = append(o.attach, [2]model.Op{
			model.AttachDisk{InstanceID: i, DiskID: id},
			model.AttachDisk{InstanceID: i, DiskID: id, DeleteWithInstance: true},
		})
	}
	return o
}

// describes returns describes of everything, by each filter, and by two at once.
func describes(instances []instanceOps, disks []diskOps) []model.Op {
	ops := []model.Op{model.DescribeDisks{}, model.DescribeDisks{Status: "All"}, model.DescribeDisks{DiskIDs: []model.DiskID{"unknown"}}, model.DescribeInstances{}}
	for _, o := range instances {
		one := []model.InstanceID{o.id}
		ops = append(ops, model.DescribeDisks{InstanceID: o.id}, model.DescribeDisks{InstanceID: o.id, Status: model.Detaching.String()},
			model.DescribeInstances{InstanceIDs: one}, model.DescribeInstances{InstanceIDs: one, Status: model.Running.String()})
	}
	for _, o := range disks {
		ops = append(ops, model.DescribeDisks{DiskIDs: []model.DiskID{o.id}}, model.DescribeDisks{DiskIDs: []model.DiskID{o.id, disks[0].id}, Status: model.InUse.String()})
	}
	for s := range model.DiskStatuses() {
		ops = append(ops, model.DescribeDisks{Status: s.String()})
	}
	for s := range model.InstanceStatuses() {
		ops = append(ops, model.DescribeInstances{Status: s.String()})
	}
	return ops
}
