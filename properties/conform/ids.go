package conform

import (
	"cmp"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// ids translates between the ids of the model and those of a system that chooses
// its own. A resource of the start world has one id in both.
type ids struct {
	instances names[model.InstanceID]
	disks     names[model.DiskID]
}

// names translates the ids of one kind of resource.
type names[ID ~string] struct {
	known   map[ID]bool // the model's: of what there is or was
	system  map[ID]ID   // by the model's id
	model   map[ID]ID   // by the system's id
	unnamed []ID        // created, as far as is known, and the system has not said under which id
}

func newIDs(s model.State) ids {
	n := ids{newNames[model.InstanceID](), newNames[model.DiskID]()}
	for i := range s.Instances() {
		n.instances.known[i.ID] = true
	}
	for d := range s.Disks() {
		n.disks.known[d.ID] = true
	}
	return n
}

func newNames[ID ~string]() names[ID] {
	return names[ID]{known: map[ID]bool{}, system: map[ID]ID{}, model: map[ID]ID{}}
}

// bind notes which id of the system's a resource has.
func (n *names[ID]) bind(id, system ID) {
	n.known[id], n.system[id], n.model[system] = true, system, id
	n.unnamed = slices.DeleteFunc(n.unnamed, func(u ID) bool { return u == id })
}

// toSystem returns the system's id of a resource. One that the system has not got keeps
// its id, marked where that is the system's id of another.
func (n *names[ID]) toSystem(id ID) ID {
	if system, ok := n.system[id]; ok {
		return system
	}
	for ; ; id += "*" {
		if _, another := n.model[id]; !another {
			return id
		}
	}
}

// toModel returns the model's id of a resource that the system shows. One that was
// never heard of is the oldest that is unnamed and fits, if there is one. Else it keeps
// its id, marked where that would be the model's id of another.
func (n *names[ID]) toModel(id ID, fits func(ID) bool) ID {
	if named, ok := n.model[id]; ok || id == "" {
		return named
	}
	if slices.Contains(n.unnamed, id) { // the system has taken the id that it was given
		n.bind(id, id)
		return id
	}
	_, another := n.system[id]
	if n.known[id] && !another {
		return id
	}
	if at := slices.IndexFunc(n.unnamed, fits); at >= 0 {
		named := n.unnamed[at]
		n.bind(named, id)
		return named
	}
	if another {
		return id + "*"
	}
	return id
}

// op returns an operation in the system's ids; ok is false when it names a resource of
// which the system's id is not known.
func (n *ids) op(op model.Op) (_ model.Op, ok bool) {
	instances, disks := model.IDs(op)
	if slices.ContainsFunc(instances, func(id model.InstanceID) bool { return slices.Contains(n.instances.unnamed, id) }) ||
		slices.ContainsFunc(disks, func(id model.DiskID) bool { return slices.Contains(n.disks.unnamed, id) }) {
		return nil, false
	}
	return model.Rename(op, n.instances.toSystem, n.disks.toSystem, func(id string) string {
		return cmp.Or(string(n.instances.system[model.InstanceID(id)]), string(n.disks.toSystem(model.DiskID(id))))
	}), true
}

// created takes note of the ids that the answer to a creation tells, or that it tells
// none, and returns the answer in the model's. took says whether the creation took
// effect, as far as is known. An id of what there is in a state creates nothing.
func (n *ids) created(s model.State, op model.Op, got model.Answer, took model.Took) model.Answer {
	if took == model.TookNone {
		return got
	}
	switch op := op.(type) {
	case model.CreateDisk:
		got.DiskID = create(&n.disks, s.Disk, op.DiskID, got.DiskID, took == model.TookUnknown)
	case model.CreateInstance:
		own := got.InstanceID != "" && got.InstanceID != op.InstanceID
		got.InstanceID = create(&n.instances, s.Instance, op.InstanceID, got.InstanceID, took == model.TookUnknown)
		got.DiskID = create(&n.disks, s.Disk, op.SystemDiskID, got.DiskID, took == model.TookUnknown || own)
	}
	return got
}

// create takes note of the system's id of what is created, if it tells one, and returns
// the model's. Where it tells none it has taken the model's, unless that is unclear.
func create[ID ~string, R any](n *names[ID], there func(ID) (R, bool), id, system ID, unclear bool) ID {
	other := system
	if named, ok := n.model[system]; ok {
		other = named
	}
	_, taken := there(other)
	switch {
	case system == "" && unclear:
		n.unnamed = append(n.unnamed, id)
	case system == "":
		n.known[id] = true
	case other != id && taken && n.toSystem(other) == system:
		return other
	default:
		n.bind(id, system)
	}
	return id
}

// answer returns what a describe shows in the model's ids and in their order. may yields what
// a resource may have been before.
func (n *ids) answer(a model.Answer, may func(id string) iter.Seq[model.Resource]) model.Answer {
	some := func(id string, is func(model.Resource) bool) bool {
		for r := range may(id) {
			if is(r) {
				return true
			}
		}
		return false
	}
	a = a.Clone()
	for at := range a.Shown {
		r := &a.Shown[at]
		isIt := func(is model.Resource) bool { return fits(is, *r) }
		if d := r.Disk; d != nil {
			d.InstanceID = n.instances.toModel(d.InstanceID, func(id model.InstanceID) bool {
				return some(string(id), func(is model.Resource) bool { return is.Instance != nil })
			})
			d.ID = n.disks.toModel(d.ID, func(id model.DiskID) bool { return some(string(id), isIt) })
		} else if r.Instance != nil {
			r.Instance.ID = n.instances.toModel(r.Instance.ID, func(id model.InstanceID) bool { return some(string(id), isIt) })
		}
		if r.Stated != 0 {
			r.Stated |= book.FieldsOf(book.FieldID)
		}
	}
	slices.SortFunc(a.Shown, func(x, y model.Shown) int { return cmp.Compare(x.ID(), y.ID()) })
	return a
}

// fits reports whether what is shown can be a resource, by what does not change while nobody
// knows its id.
func fits(r model.Resource, shown model.Shown) bool {
	lasting := book.FieldsOf(book.FieldInstanceChargeType, book.FieldHotPlug, book.FieldInstanceID, book.FieldType, book.FieldCategory)
	return model.Shown{Resource: r, Stated: lasting & r.Kind().Fields()}.Matches(shown)
}
