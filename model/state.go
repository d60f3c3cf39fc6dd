package model

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"strings"

	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/internal/list"
)

// A State is the whole world at one instant: instances and disks. It is immutable;
// [Machine.Step] makes a new one that shares with the old what did not change. The
// zero State is the empty world. States are compared with [State.Equal].
type State struct {
	instances list.List[Instance, instanceKey]
	disks     list.List[Disk, diskKey]
	held      *index // the disks attached to each instance; nil while disks is one leaf
	sources   *index // the disks whose source each instance is; nil then, or while there are none
}

// NewState returns the world of the given resources, in any order. What
// is not given is at its default: see [Instance] and [Disk]. The error, if any, is a [*StateError] for each
// reason why the world is not well-formed, joined.
func NewState(instances []Instance, disks []Disk) (State, error) {
	instances, disks = slices.Clone(instances), slices.Clone(disks)
	slices.SortFunc(instances, func(a, b Instance) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(disks, func(a, b Disk) int { return cmp.Compare(a.ID, b.ID) })
	for i := range instances {
		instances[i].setDefaults()
	}
	for i := range disks {
		disks[i].setDefaults()
	}
	if err := validate(instances, disks); err != nil {
		return State{}, err
	}
	return stateOf(instances, disks), nil
}

// MustState is [NewState] for a world that is known to be well-formed: it panics on an error.
func MustState(instances []Instance, disks []Disk) State {
	s, err := NewState(instances, disks)
	if err != nil {
		panic("model: " + err.Error())
	}
	return s
}

// stateOf returns the state of sorted resources, which are its own from then on.
func stateOf(instances []Instance, disks []Disk) State {
	s := State{instances: list.Of[Instance, instanceKey](instances), disks: list.Of[Disk, diskKey](disks)}
	if _, short := s.disks.Leaf(); !short {
		s.makeIndexes()
	}
	return s
}

// Rename returns the state with every id replaced, as [Rename] does with an operation.
// The error says which ids would be those of two resources, or of none.
func (s State) Rename(instance func(InstanceID) InstanceID, disk func(DiskID) DiskID) (State, error) {
	instances, disks := make([]Instance, 0, s.NumInstances()), make([]Disk, 0, s.NumDisks())
	s.instances.Each(func(i *Instance) bool {
		instances = append(instances, *i)
		instances[len(instances)-1].ID = instance(i.ID)
		return true
	})
	s.disks.Each(func(d *Disk) bool {
		disks = append(disks, *d)
		d = &disks[len(disks)-1]
		d.ID, d.InstanceID = disk(d.ID), renamed(d.InstanceID, instance)
		d.SourceInstanceID = SourceOf(renamed(d.SourceInstanceID.InstanceID(), instance))
		return true
	})
	if n := len(disks); n > 1 && disks[0].ID > disks[n-1].ID {
		slices.Reverse(disks) // a renaming that turns the order around is common, and slow to sort
	}
	slices.SortFunc(instances, func(a, b Instance) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(disks, func(a, b Disk) int { return cmp.Compare(a.ID, b.ID) })
	var v validator
	if v.claimIDs(instances, disks); v.errs != nil {
		return State{}, errors.Join(v.errs...)
	}
	return stateOf(instances, disks), nil
}

// Instance returns the instance of an id; ok is false when there is none.
func (s State) Instance(id InstanceID) (i Instance, ok bool) {
	if p := s.findInstance(id); p != nil {
		return *p, true
	}
	return Instance{}, false
}

// Disk returns the disk of an id; ok is false when there is none.
func (s State) Disk(id DiskID) (d Disk, ok bool) {
	if p := s.findDisk(id); p != nil {
		return *p, true
	}
	return Disk{}, false
}

// findInstance and findDisk return the resource of an id, or nil. It must not be
// written to. While there are few, one look at each is quicker than a search.

func (s *State) findInstance(id InstanceID) *Instance {
	few, short := s.instances.Leaf()
	if !short {
		return s.instances.Get(string(id))
	}
	for i := range few {
		if inst := &few[i]; sameID(inst.ID, id) {
			return inst
		}
	}
	return nil
}

func (s *State) findDisk(id DiskID) *Disk {
	few, short := s.disks.Leaf()
	if !short {
		return s.disks.Get(string(id))
	}
	for i := range few {
		if d := &few[i]; sameID(d.ID, id) {
			return d
		}
	}
	return nil
}

// sameID reports whether a, the id of a resource and so not empty, is b. It compares the
// last bytes first: that is where ids differ.
func sameID[ID InstanceID | DiskID](a, b ID) bool {
	last := len(a) - 1
	return len(a) == len(b) && a[last] == b[last] && a == b
}

// NumInstances returns how many instances there are.
func (s State) NumInstances() int { return s.instances.Len() }

// NumDisks returns how many disks there are.
func (s State) NumDisks() int { return s.disks.Len() }

// Instances yields the instances in the order of their ids.
func (s State) Instances() iter.Seq[Instance] {
	return func(yield func(Instance) bool) {
		s.instances.Each(func(i *Instance) bool { return yield(*i) })
	}
}

// Disks yields the disks in the order of their ids.
func (s State) Disks() iter.Seq[Disk] {
	return func(yield func(Disk) bool) {
		s.disks.Each(func(d *Disk) bool { return yield(*d) })
	}
}

// DisksOf yields the disks attached to an instance, in the order of their ids.
func (s State) DisksOf(id InstanceID) iter.Seq[Disk] {
	return func(yield func(Disk) bool) {
		s.eachHeld(id, func(d *Disk) bool { return yield(*d) })
	}
}

func (s *State) eachHeld(id InstanceID, yield func(*Disk) bool) bool {
	if id == "" {
		return true // a disk without an instance is attached to none
	}
	if s.held == nil {
		few, _ := s.disks.Leaf()
		for i := range few {
			if d := &few[i]; d.InstanceID == id && !yield(d) {
				return false
			}
		}
		return true
	}
	return s.eachIn(s.held, id, yield)
}

// DisksFrom yields the disks whose source an instance is, in the order of their ids.
func (s State) DisksFrom(id InstanceID) iter.Seq[Disk] {
	return func(yield func(Disk) bool) {
		s.eachSource(id, func(d *Disk) bool { return yield(*d) })
	}
}

func (s *State) eachSource(id InstanceID, yield func(*Disk) bool) bool {
	few, short := s.disks.Leaf()
	switch {
	case short:
		for i := range few {
			if d := &few[i]; d.SourceInstanceID != (Source{}) && d.SourceInstanceID.InstanceID() == id && !yield(d) {
				return false
			}
		}
		return true
	case s.sources == nil:
		return true
	}
	return s.eachIn(s.sources, id, yield)
}

// countData returns how many data disks an instance has, without one of them if told so.
func (s *State) countData(id InstanceID, except *Disk, without bool) int {
	n := 0
	s.eachHeld(id, func(d *Disk) bool {
		if d.Type == DataDisk && !(without && d == except) {
			n++
		}
		return true
	})
	return n
}

// Resource returns the resource of an id, of either kind; none when there is none.
func (s State) Resource(id string) Resource {
	if i := s.findInstance(InstanceID(id)); i != nil {
		return Resource{Instance: i}
	}
	return Resource{Disk: s.findDisk(DiskID(id))}
}

// Resources yields the resources, instances before disks, in the order of their ids.
func (s State) Resources() iter.Seq[Resource] {
	return func(yield func(Resource) bool) {
		_ = s.instances.Each(func(i *Instance) bool { return yield(Resource{Instance: i}) }) &&
			s.disks.Each(func(d *Disk) bool { return yield(Resource{Disk: d}) })
	}
}

// Transitional returns the transitional status that the resource of an id is in, as
// [Resource.Transitional].
func (s State) Transitional(id string) string { return s.Resource(id).Transitional() }

// String returns the resources as a script's world lines have them, without their first
// word: what is at its default is left out.
func (s State) String() string { return "State{" + strings.Join(enum.Names(s.Resources()), "; ") + "}" }

// GoString returns the same, so that a failed test logs a state in few words.
func (s State) GoString() string { return s.String() }

// free reports whether no resource of either kind has the id.
func (s *State) free(id string) bool { return s.Resource(id).None() }

// Equal reports whether two states have the same resources with the same
// attributes. It skips what the two share.
func (s State) Equal(t State) bool {
	return list.Diff(s.instances, t.instances, func(_, _ *Instance) bool { return false }) &&
		list.Diff(s.disks, t.disks, func(_, _ *Disk) bool { return false })
}
