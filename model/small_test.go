package model

import (
	"iter"
	"sync"
)

// The small worlds, exhaustively: every attribute of an instance and of a disk that
// anything depends on. The names in them:
const (
	here      InstanceID = "i-a"
	elsewhere InstanceID = "i-b"
	theDisk   DiskID     = "d-1"
	otherDisk DiskID     = "d-2"
	noID                 = "x-0" // of nothing
)

// A smallWorld is a world and the operations to try in it.
type smallWorld struct {
	State
	ops *[len(params)][]Op
}

// smallWorlds returns the worlds of
//   - an instance with 16 data disks, one of them in any status, and one disk more;
//   - an instance with 16 data disks and a system disk in any status, and one disk more;
//   - at most one instance and at most one disk;
//   - an instance and a disk attached to another one;
//   - an instance and two disks, of few attributes.
var smallWorlds = sync.OnceValue(func() (worlds []smallWorld) {
	with := func(ops *[len(params)][]Op, instances []Instance, disks ...Disk) {
		s, err := NewState(instances, disks)
		if err != nil {
			panic(err)
		}
		worlds = append(worlds, smallWorld{s, ops})
	}
	usual := smallOps([]InstanceID{"", noID, here}, []DiskID{"", noID, theDisk})
	twoInstances := smallOps([]InstanceID{"", noID, here, elsewhere}, []DiskID{"", noID, theDisk})
	twoDisks := smallOps([]InstanceID{"", noID, here}, []DiskID{"", noID, theDisk, otherDisk})

	plain := Instance{ID: here, Status: Running}
	for d := range attachedTo(here, theDisk) {
		with(twoDisks, []Instance{plain}, append(dataDisks(MaxDataDisks-1, here), d, Disk{ID: otherDisk, Status: Available})...)
	}
	for d := range disksAt(theDisk, here) {
		if d.Type == SystemDisk && d.ChargeType == PostPaid {
			with(twoDisks, []Instance{plain}, append(dataDisks(MaxDataDisks, here), d, Disk{ID: otherDisk, Status: Available})...)
		}
	}
	with(usual, nil)
	for d := range disksAt(theDisk, "") {
		with(usual, nil, d)
	}
	for i := range instancesAt(here) {
		with(usual, []Instance{i})
		for d := range disksAt(theDisk, "") {
			with(usual, []Instance{i}, d)
		}
		for d := range disksAt(theDisk, here) {
			with(usual, []Instance{i}, d)
		}
		for d := range disksAt(theDisk, elsewhere) {
			with(twoInstances, []Instance{i, {ID: elsewhere, Status: Stopped}}, d)
		}
	}
	for locks := range LockSecurity << 1 {
		for d := range attachedTo(here, theDisk) {
			for e := range attachedTo(here, otherDisk) {
				i := plain
				i.Locks = locks
				with(twoDisks, []Instance{i}, d, e)
			}
		}
	}
	return worlds
})

// attachedTo yields the portable data disks of an instance: they differ in status and
// flag.
func attachedTo(holder InstanceID, id DiskID) iter.Seq[Disk] {
	return func(yield func(Disk) bool) {
		for d := range disksAt(id, holder) {
			if d.Portable == True && d.ChargeType == PostPaid && !yield(d) {
				return
			}
		}
	}
}

func instancesAt(id InstanceID) iter.Seq[Instance] {
	return func(yield func(Instance) bool) {
		for status := range InstanceStatuses() {
			for locks := range LockSecurity << 1 {
				for n := range 4 {
					if !yield(Instance{ID: id, Status: status, Locks: locks, ChargeType: ChargeType(n & 1), HotPlug: FlagOf(n&2 != 0)}) {
						return
					}
				}
			}
		}
	}
}

// disksAt yields the disks attached to an instance or, if holder is empty, to none.
func disksAt(id DiskID, holder InstanceID) iter.Seq[Disk] {
	return func(yield func(Disk) bool) {
		for status := range DiskStatuses() {
			for n := range 16 {
				d := Disk{ID: id, InstanceID: holder, Status: status, Type: DiskType(n & 1), ChargeType: ChargeType(n >> 1 & 1),
					Portable: FlagOf(n&4 != 0), DeleteWithInstance: n&8 != 0}
				wellFormed := status.Attached() == (holder != "") && !(d.Type == SystemDisk && d.Portable == True)
				if wellFormed && !yield(d) {
					return
				}
			}
		}
	}
}

// smallOps returns every operation and event on the given ids, by action.
func smallOps(instances []InstanceID, disks []DiskID) *[len(params)][]Op {
	ops := []Op{DescribeDisks{}, DescribeInstances{},
		CreateDisk{DiskID: noID, DiskCategory: "local_ssd_pro"},
		CreateDisk{DiskID: noID, DiskCategory: "cloud_essd"},
		CreateDisk{DiskID: DiskID(here)},
		CreateInstance{InstanceID: noID, SystemDiskID: "x-1", InstanceChargeType: PrePaid, HotPlug: False},
		CreateInstance{InstanceID: noID, SystemDiskID: noID},
		CreateInstance{InstanceID: InstanceID(theDisk), SystemDiskID: "x-1"},
	}
	for _, i := range instances {
		ops = append(ops, StartInstance{i}, StopInstance{i}, RebootInstance{i}, DeleteInstance{i, false}, DeleteInstance{i, true},
			CreateInstance{InstanceID: i, SystemDiskID: "x-1"}, Settle{string(i)},
			Lock{i, LockSecurity}, Lock{i, LockFinancial}, Unlock{i, LockSecurity}, Unlock{i, LockFinancial})
		for _, d := range disks {
			ops = append(ops, DetachDisk{i, d}, AttachDisk{i, d, false}, AttachDisk{i, d, true})
		}
	}
	for _, d := range disks {
		ops = append(ops, DeleteDisk{d}, ReInitDisk{d}, Settle{string(d)}, DetachFailed{d}, AttachFailed{d}, CreateDisk{DiskID: d},
			CreateInstance{InstanceID: noID, SystemDiskID: d}, ModifyDiskAttribute{d, Absent, Absent},
			ModifyDiskAttribute{d, False, Absent}, ModifyDiskAttribute{d, True, Absent}, ModifyDiskAttribute{d, False, True}, ModifyDiskAttribute{d, Absent, True})
	}
	var by [len(params)][]Op
	for _, op := range ops {
		by[ActionOf(op)] = append(by[ActionOf(op)], op)
	}
	return &by
}
