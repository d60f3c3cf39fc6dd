package graph

import (
	"cmp"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/scope"
)

// divergingOps returns what is asked in every world: what moves a disk and its instances on, every
// operation of the action that is asked about, and what lacks a parameter that it needs.
func divergingOps(m model.Machine, about book.Action) (ops []model.Op) {
	named := model.MustState([]model.Instance{{ID: "i-a", Status: model.Running}, {ID: "i-b", Status: model.Running}}, []model.Disk{{ID: "d-1", Status: model.Available}})
	for _, op := range scope.Ops(m, named) {
		if action := model.ActionOf(op); moves.Has(action) || action == about {
			ops = append(ops, op)
		}
	}
	return append(ops, model.DetachDisk{InstanceID: "i-a"}, model.DetachDisk{DiskID: "d-1"}, model.ModifyDiskAttribute{DeleteWithInstance: model.True})
}

// moves are the operations and events by which disks and instances come into every status, and
// by which flags and sources are seen.
var moves = book.ActionSetOf(book.ActionDetachDisk, book.ActionAttachDisk, book.ActionDeleteDisk, book.ActionModifyDiskAttribute,
	book.ActionStartInstance, book.ActionStopInstance, book.ActionDeleteInstance, book.ActionSettle)

// isPlain reports whether a world is one from which more than one step is taken: its instances
// have no locks and support hot plug, and its disks are as they are by default but for Type and
// DeleteWithInstance.
func isPlain(s model.State) bool {
	for r := range s.Resources() {
		if r.NotDefault()&^book.FieldsOf(book.FieldID, book.FieldStatus, book.FieldInstanceID, book.FieldType, book.FieldDeleteWithInstance) != 0 {
			return false
		}
	}
	return s.NumDisks() < model.DefaultDataDisks
}

// withDefault returns a state in which a field of every instance is at its default.
func withDefault(s model.State, f book.Field) model.State {
	plain := model.MustState([]model.Instance{{ID: "i", Status: model.Running}}, nil).Resource("i").Field(f)
	instances := slices.Collect(s.Instances())
	for n := range instances {
		if err := instances[n].SetField(f, plain); err != nil {
			panic("graph: " + err.Error())
		}
	}
	return model.MustState(instances, slices.Collect(s.Disks()))
}

// divergingWorlds returns the worlds to start in, what states least first: an instance, an
// instance and a disk, a second instance besides, and a full instance.
func divergingWorlds() []model.State {
	var worlds []model.State
	var instances []model.Instance
	for _, status := range []model.InstanceStatus{model.Running, model.Stopped} {
		for _, locks := range []model.Locks{0, model.LockSecurity, model.LockFinancial} {
			for _, hotPlug := range []model.Flag{model.True, model.False} {
				instances = append(instances, model.Instance{ID: "i-a", Status: status, Locks: locks, HotPlug: hotPlug})
			}
		}
	}
	disks := []model.Disk{{}, {DeleteWithInstance: true}, {ChargeType: model.PrePaid}, {Portable: model.False},
		{Type: model.SystemDisk}, {Type: model.SystemDisk, DeleteWithInstance: true}, {Type: model.SystemDisk, ChargeType: model.PrePaid}}
	for _, i := range instances {
		worlds = append(worlds, model.MustState([]model.Instance{i}, nil))
		for _, d := range disks {
			d.ID, d.Status, d.InstanceID = "d-1", model.InUse, "i-a"
			another := model.Instance{ID: "i-b", Status: model.Running}
			worlds = append(worlds, model.MustState([]model.Instance{i}, []model.Disk{d}), model.MustState([]model.Instance{i, another}, []model.Disk{d}))
			d.Status, d.InstanceID = model.Available, ""
			worlds = append(worlds, model.MustState([]model.Instance{i}, []model.Disk{d}))
		}
	}
	full := []model.Disk{{ID: "d-1", Status: model.Available}}
	for n := range model.DefaultDataDisks {
		full = append(full, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%d", n+2)), Status: model.InUse, InstanceID: "i-a"})
	}
	for _, limit := range []uint8{model.DefaultDataDisks, model.MostDataDisks} {
		worlds = append(worlds, model.MustState([]model.Instance{{ID: "i-a", Status: model.Running, MaxDataDisks: limit}}, full))
	}
	slices.SortStableFunc(worlds, func(s, t model.State) int { return cmp.Compare(stated(s), stated(t)) })
	return worlds
}

// stated returns how much the world lines of a state say.
func stated(s model.State) (n int) {
	for r := range s.Resources() {
		for range r.NotDefault().All() {
			n++
		}
	}
	return n
}
