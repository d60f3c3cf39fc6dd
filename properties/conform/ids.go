package conform

import (
	"cmp"
	"slices"

	"example.com/ecsdisk/model"
)

// ids translates between the ids of the model and those of a system that chooses
// its own. A resource of the start world has one id in both.
type ids struct {
	instances names[model.InstanceID]
	disks     names[model.DiskID]
}

// names translates the ids of one kind of resource.
type names[ID ~string] struct {
	system  map[ID]ID // by the model's id
	model   map[ID]ID // by the system's id
	unnamed []ID      // created, and the system has not said under which id
}

func newNames[ID ~string]() names[ID] {
	return names[ID]{system: map[ID]ID{}, model: map[ID]ID{}}
}

func newIDs() ids {
	return ids{newNames[model.InstanceID](), newNames[model.DiskID]()}
}

// bind notes that the system calls a resource by an id of its own.
func (n *names[ID]) bind(id, system ID) {
	n.system[id], n.model[system] = system, id
}

// toSystem returns the system's id of a resource.
func (n *names[ID]) toSystem(id ID) ID {
	if named, ok := n.system[id]; ok {
		return named
	}
	return id
}

// toModel returns the model's id of a resource. One that the system shows and that
// was never heard of is the oldest that is unnamed, if there is one. Else it keeps
// its id, marked where that would be the model's id of another.
func (n *names[ID]) toModel(id ID, known func(ID) bool) ID {
	if named, ok := n.model[id]; ok {
		return named
	}
	_, another := n.system[id]
	switch {
	case id == "":
		return id
	case !another && known(id):
		return id
	case len(n.unnamed) > 0:
		named := n.unnamed[0]
		n.unnamed = n.unnamed[1:]
		n.bind(named, id)
		return named
	case another:
		return id + "*"
	}
	return id
}

// op returns an operation in the system's ids.
func (n *ids) op(op model.Op) model.Op {
	return model.Rename(op, n.instances.toSystem, n.disks.toSystem, func(id string) string {
		if named, ok := n.instances.system[model.InstanceID(id)]; ok {
			return string(named)
		}
		return string(n.disks.toSystem(model.DiskID(id)))
	})
}

// created notes the ids that the answer to a creation tells, or that it tells none:
// took says whether the creation took effect, as far as is known.
func (n *ids) created(op model.Op, got model.Answer, took model.Took) {
	if took == model.TookNone {
		return
	}
	switch op := op.(type) {
	case model.CreateDisk:
		switch {
		case got.DiskID != "":
			n.disks.bind(op.DiskID, got.DiskID)
		case took == model.TookUnknown:
			n.disks.unnamed = append(n.disks.unnamed, op.DiskID)
		}
	case model.CreateInstance:
		own := got.InstanceID != "" && got.InstanceID != op.InstanceID
		switch {
		case got.InstanceID != "":
			n.instances.bind(op.InstanceID, got.InstanceID)
		case took == model.TookUnknown:
			n.instances.unnamed = append(n.instances.unnamed, op.InstanceID)
		}
		switch {
		case got.DiskID != "":
			n.disks.bind(op.SystemDiskID, got.DiskID)
		case took == model.TookUnknown || own:
			n.disks.unnamed = append(n.disks.unnamed, op.SystemDiskID)
		}
	}
}

// answer returns what a describe shows in the model's ids and in their order. known
// reports whether the model ever had a resource of that id.
func (n *ids) answer(a model.Answer, known func(id string) bool) model.Answer {
	a.Disks, a.Instances = slices.Clone(a.Disks), slices.Clone(a.Instances)
	knownInstance := func(id model.InstanceID) bool { return known(string(id)) }
	knownDisk := func(id model.DiskID) bool { return known(string(id)) }
	for i := range a.Instances {
		in := &a.Instances[i]
		in.ID = n.instances.toModel(in.ID, knownInstance)
		if in.Stated != 0 {
			in.Stated |= model.FieldsOf(model.FieldID)
		}
	}
	for i := range a.Disks {
		d := &a.Disks[i]
		d.ID = n.disks.toModel(d.ID, knownDisk)
		d.InstanceID = n.instances.toModel(d.InstanceID, knownInstance)
		if d.Stated != 0 {
			d.Stated |= model.FieldsOf(model.FieldID)
		}
	}
	slices.SortFunc(a.Instances, func(x, y model.ShownInstance) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.Disks, func(x, y model.ShownDisk) int { return cmp.Compare(x.ID, y.ID) })
	return a
}
