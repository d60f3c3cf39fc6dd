package mutant

import (
	"slices"
	"strconv"
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// The worlds on which mutants are tried. Every operation is about i-1 and d-1; i-2 is
// there to be the wrong instance.

// perEdition makes worlds once for the editions in which a disk can remember an instance that
// it left, and once for the others.
func perEdition(worlds func(bound bool) []model.State) func(model.Machine) []model.State {
	bound, others := sync.OnceValue(func() []model.State { return worlds(true) }), sync.OnceValue(func() []model.State { return worlds(false) })
	return func(m model.Machine) []model.State {
		if book.FieldSourceInstanceID.Editions().Has(m.Edition) {
			return bound()
		}
		return others()
	}
}

// worlds returns the worlds: small, crowded, full.
var worlds = perEdition(func(bound bool) []model.State { return slices.Concat(smallWorlds(bound), crowds(bound), full()) })

// small returns the worlds of i-1 and d-1 in every status, with all that a rule looks at
// by itself and with most of it together; what is plain first.
var small = perEdition(smallWorlds)

func smallWorlds(bound bool) (worlds []model.State) {
	disks := append(disks(), model.Disk{ID: "d-1", Status: model.InUse, InstanceID: "i-2"})
	if bound {
		disks = append(disks, left()...)
	}
	for _, i := range instances() {
		for _, d := range disks {
			worlds = append(worlds, model.MustState([]model.Instance{i, {ID: "i-2", Status: model.Running}}, []model.Disk{d}))
		}
	}
	return worlds
}

func instances() (all []model.Instance) {
	for _, kind := range []model.Instance{{}, {HotPlug: model.False}, {ChargeType: model.PrePaid}} {
		for _, locks := range []model.Locks{0, model.LockSecurity, model.LockFinancial} {
			for _, status := range []model.InstanceStatus{model.Running, model.Stopped, model.Stopping, model.Starting, model.Pending} {
				all = append(all, model.Instance{ID: "i-1", Status: status, Locks: locks, ChargeType: kind.ChargeType, HotPlug: kind.HotPlug})
			}
		}
	}
	return all
}

func disks() (all []model.Disk) {
	for _, kind := range []model.Disk{
		{}, {DeleteWithInstance: true}, {Portable: model.True, ChargeType: model.PrePaid},
		{Portable: model.False}, {DeleteWithInstance: true, ChargeType: model.PrePaid},
		{Type: model.SystemDisk, DeleteWithInstance: true}, {Type: model.SystemDisk, ChargeType: model.PrePaid},
	} {
		for _, status := range []model.DiskStatus{model.InUse, model.Available, model.Detaching, model.Attaching, model.ReIniting, model.Creating} {
			d := kind
			if d.ID, d.Status = "d-1", status; status.Attached() {
				d.InstanceID = "i-1"
			}
			all = append(all, d)
		}
	}
	return all
}

// left returns d-1 on its way from i-1 or to where a disk remembers it.
func left() (all []model.Disk) {
	source := model.SourceOf("i-1")
	for _, flag := range []bool{false, true} {
		all = append(all, model.Disk{Status: model.InUse, InstanceID: "i-2", SourceInstanceID: source, DetachedSystem: true, DeleteWithInstance: flag})
		for _, status := range []model.DiskStatus{model.Available, model.InUse, model.Detaching, model.Attaching, model.ReIniting} {
			d := model.Disk{Status: status, SourceInstanceID: source, DetachedSystem: true, DeleteWithInstance: flag}
			if status.Attached() {
				d.InstanceID = "i-1"
			}
			all = append(all, d)
		}
		all = append(all,
			model.Disk{Status: model.Detaching, InstanceID: "i-1", DeleteWithInstance: flag, DetachDeletes: true},
			model.Disk{Status: model.Detaching, InstanceID: "i-1", DeleteWithInstance: flag, DetachDeletes: true, Type: model.SystemDisk})
	}
	all = append(all, model.Disk{Status: model.Available, SourceInstanceID: source, DeleteWithInstance: true})
	for n := range all {
		all[n].ID = "d-1"
	}
	return all
}

// crowds returns worlds in which i-1 and d-1 are among resources in every status.
func crowds(bound bool) (worlds []model.State) {
	for _, i := range instances()[:10] { // in every status, without a lock and with a security lock
		for _, d := range disks()[:12] { // in every status, with the flag and without
			all := []model.Instance{i}
			for s := range model.InstanceStatuses() {
				all = append(all, model.Instance{ID: model.InstanceID("i-" + strconv.Itoa(1+int(s))), Status: s, Locks: everyLock})
			}
			others := []model.Disk{d, {ID: "d-8", Status: model.InUse, InstanceID: "i-4", Type: model.SystemDisk, ChargeType: model.PrePaid}}
			for s := range model.DiskStatuses() {
				other := model.Disk{ID: model.DiskID("d-" + strconv.Itoa(1+int(s))), Status: s, DeleteWithInstance: true}
				if s.Attached() {
					other.InstanceID = "i-4"
				}
				others = append(others, other)
			}
			if bound {
				source := model.SourceOf("i-4")
				others = append(others,
					model.Disk{ID: "d-a", Status: model.Detaching, InstanceID: "i-4", DetachDeletes: true},
					model.Disk{ID: "d-b", Status: model.Detaching, InstanceID: "i-5", DetachDeletes: true, Type: model.SystemDisk},
					model.Disk{ID: "d-c", Status: model.Available, SourceInstanceID: source, DeleteWithInstance: true},
					model.Disk{ID: "d-e", Status: model.Available, SourceInstanceID: source, DetachedSystem: true},
					model.Disk{ID: "d-f", Status: model.InUse, InstanceID: "i-3", SourceInstanceID: source, DetachedSystem: true})
			}
			worlds = append(worlds, model.MustState(all, others))
		}
	}
	return worlds
}

// everyLock is on the others, so that it can be taken off.
const everyLock = model.LockFinancial | model.LockSecurity | model.LockRecycling | model.LockDedicatedHostFinancial

// full returns worlds in which i-1 has as many data disks as it can have or just not,
// and a system disk or none; it runs or is stopped, and d-1 is free or leaves it.
var full = sync.OnceValue(func() (worlds []model.State) {
	for _, data := range []int{model.DefaultDataDisks, model.DefaultDataDisks - 1} {
		for _, system := range []bool{false, true} {
			for _, d := range []model.Disk{{ID: "d-1", Status: model.Available}, {ID: "d-1", Status: model.Detaching, InstanceID: "i-1"}} {
				others := []model.Disk{d}
				left := data
				if d.InstanceID != "" {
					left--
				}
				for n := range left {
					others = append(others, model.Disk{ID: model.DiskID("d-" + strconv.Itoa(2+n)), Status: model.InUse, InstanceID: "i-1"})
				}
				if system {
					others = append(others, model.Disk{ID: "d-s", Status: model.InUse, InstanceID: "i-1", Type: model.SystemDisk})
				}
				for _, status := range []model.InstanceStatus{model.Running, model.Stopped} {
					worlds = append(worlds, model.MustState([]model.Instance{{ID: "i-1", Status: status}}, others))
				}
			}
		}
	}
	return worlds
})

// opsOf returns what is asked of an action in every world, as far as the edition can tell it.
func opsOf(m model.Machine, a book.Action) []model.Op {
	return slices.DeleteFunc(slices.Clone(ops()[a]), func(op model.Op) bool { return m.CheckOp(op) != nil })
}

var ops = sync.OnceValue(func() map[book.Action][]model.Op {
	by := map[book.Action][]model.Op{}
	for _, op := range []model.Op{
		model.CreateDisk{DiskID: "d-9"}, model.CreateDisk{DiskID: "d-9", DiskCategory: "cloud_essd"}, model.CreateDisk{DiskID: "d-9", DiskCategory: "local_ssd_pro"},
		model.CreateDisk{DiskID: "d-1"},
		model.CreateInstance{InstanceID: "i-9", SystemDiskID: "d-9"},
		model.CreateInstance{InstanceID: "i-9", SystemDiskID: "d-9", InstanceChargeType: model.PrePaid, HotPlug: model.False},
		model.CreateInstance{InstanceID: "i-1", SystemDiskID: "d-9"},
		model.DescribeDisks{}, model.DescribeInstances{},
		model.Settle{ID: "i-1"}, model.Settle{ID: "d-1"}, model.Settle{},
		model.ModifyDiskAttribute{DiskID: "d-1"}, model.ModifyDiskAttribute{DeleteWithInstance: model.True},
		model.ModifyDiskAttribute{DiskID: "no", DeleteWithInstance: model.True},
		model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.True}, model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.False},
		model.ModifyDiskAttribute{DiskID: "d-1", DeleteAutoSnapshot: model.True}, model.ModifyDiskAttribute{DiskID: "d-1", DeleteAutoSnapshot: model.False},
	} {
		by[model.ActionOf(op)] = append(by[model.ActionOf(op)], op)
	}
	add := func(op model.Op) { by[model.ActionOf(op)] = append(by[model.ActionOf(op)], op) }
	for _, i := range []model.InstanceID{"i-1", "", "no"} {
		add(model.StartInstance{InstanceID: i})
		add(model.StopInstance{InstanceID: i})
		add(model.RebootInstance{InstanceID: i})
		add(model.DeleteInstance{InstanceID: i, Force: true})
		add(model.DeleteInstance{InstanceID: i})
		add(model.Reclaim{InstanceID: i})
		for _, l := range []model.Locks{model.LockSecurity, model.LockFinancial, model.LockRecycling} {
			add(model.Lock{InstanceID: i, Reason: l})
			add(model.Unlock{InstanceID: i, Reason: l})
		}
	}
	for _, d := range []model.DiskID{"d-1", "", "no"} {
		add(model.DeleteDisk{DiskID: d})
		add(model.ReInitDisk{DiskID: d})
		add(model.DetachFailed{DiskID: d})
		add(model.AttachFailed{DiskID: d})
		for _, i := range []model.InstanceID{"i-1", "i-2", "", "no"} {
			add(model.DetachDisk{InstanceID: i, DiskID: d})
			add(model.DetachDisk{InstanceID: i, DiskID: d, DeleteWithInstance: model.True})
			add(model.AttachDisk{InstanceID: i, DiskID: d})
			add(model.AttachDisk{InstanceID: i, DiskID: d, DeleteWithInstance: true})
		}
	}
	return by
})
