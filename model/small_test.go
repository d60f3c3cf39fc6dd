package model

import (
	"iter"
	"slices"
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
//   - an instance and two disks, of few attributes;
//   - what the editions since 2020 have besides: see laterWorlds.
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
		with(twoDisks, []Instance{plain}, append(dataDisks(DefaultDataDisks-1, here), d, Disk{ID: otherDisk, Status: Available})...)
	}
	for d := range disksAt(theDisk, here) {
		if d.Type == SystemDisk && d.ChargeType == PostPaid {
			with(twoDisks, []Instance{plain}, append(dataDisks(DefaultDataDisks, here), d, Disk{ID: otherDisk, Status: Available})...)
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
	laterWorlds(func(instances []Instance, disks ...Disk) { with(twoInstances, instances, disks...) })
	return worlds
})

// laterWorlds makes the worlds that only the editions since 2020 can be told: a Detaching disk
// with either wish; a disk whose source is there, detached or attached to any instance; an
// instance with a limit of its own.
func laterWorlds(with func([]Instance, ...Disk)) {
	for _, status := range []InstanceStatus{Running, Stopped, Pending} {
		for locks := range LockSecurity << 1 {
			instances := []Instance{{ID: here, Status: status, Locks: locks}, {ID: elsewhere, Status: Stopped}}
			for holder := range slices.Values([]InstanceID{"", here, elsewhere}) {
				for d := range disksAt(theDisk, holder) {
					if wish := d; d.Status == Detaching {
						wish.DetachDeletes = true
						with(instances, wish)
					}
					for _, source := range []InstanceID{here, elsewhere} {
						d.SourceInstanceID = SourceOf(source)
						if d.Type == DataDisk && d.Status == Available && d.DeleteWithInstance {
							with(instances, d)
						}
						if d.DetachedSystem = true; d.Type == DataDisk && d.Status != Creating {
							with(instances, d)
							if d.Status == Detaching {
								d.DetachDeletes = true
								with(instances, d)
							}
						}
						d.DetachedSystem, d.DetachDeletes = false, false
					}
				}
			}
		}
	}
	for _, attached := range []int{1, 2} {
		for _, limit := range []uint8{2, 17} {
			with([]Instance{{ID: here, Status: Running, MaxDataDisks: limit}, {ID: elsewhere, Status: Stopped}},
				append(dataDisks(attached, here), Disk{ID: theDisk, Status: Available})...)
		}
	}
}

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
		ops = append(ops, Reclaim{i}, StartInstance{i}, StopInstance{i}, RebootInstance{i}, DeleteInstance{i, false}, DeleteInstance{i, true},
			CreateInstance{InstanceID: i, SystemDiskID: "x-1"}, Settle{string(i)},
			Lock{i, LockSecurity}, Lock{i, LockFinancial}, Unlock{i, LockSecurity}, Unlock{i, LockFinancial})
		for _, d := range disks {
			ops = append(ops, DetachDisk{i, d, Absent}, DetachDisk{i, d, False}, DetachDisk{i, d, True}, AttachDisk{i, d, false}, AttachDisk{i, d, true})
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
