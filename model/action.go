package model

import (
	"slices"
)

// IDs returns the ids that the operation names, instances and disks, in order. The id of a
// Settle is that of either: it is among both.
func IDs(op Op) (instances []InstanceID, disks []DiskID) {
	a := argsOf(op)
	if a.filter != nil {
		instances, disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
	}
	if a.instance != "" {
		instances = append(instances, a.instance)
	}
	for _, id := range []DiskID{a.disk, a.system} {
		if id != "" {
			disks = append(disks, id)
		}
	}
	if a.id != "" {
		instances, disks = append(instances, InstanceID(a.id)), append(disks, DiskID(a.id))
	}
	return instances, disks
}

// Rename returns the operation with every id replaced; the empty one is no id. Settle
// names a resource of either kind: its id goes through settle.
func Rename(op Op, instance func(InstanceID) InstanceID, disk func(DiskID) DiskID, settle func(string) string) Op {
	a := argsOf(op)
	a.instance, a.disk, a.system, a.id = renamed(a.instance, instance), renamed(a.disk, disk), renamed(a.system, disk), renamed(a.id, settle)
	if a.filter != nil {
		a.filter.instances, a.filter.disks = slices.Clone(a.filter.instances), slices.Clone(a.filter.disks)
		for i, id := range a.filter.instances {
			a.filter.instances[i] = renamed(id, instance)
		}
		for i, id := range a.filter.disks {
			a.filter.disks[i] = renamed(id, disk)
		}
	}
	return a.op()
}

func renamed[ID ~string](id ID, to func(ID) ID) ID {
	if id == "" {
		return ""
	}
	return to(id)
}
