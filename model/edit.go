package model

import (
	"slices"
	"strings"

	"example.com/ecsdisk/model/internal/list"
)

// An edit makes a new State out of an old one. It is the one place that writes:
// everything that Step changes goes through its methods, which copy what they are
// about to write unless this same edit made it, and keep the index from an instance
// to its disks in step. No other code writes to what a State refers to.
//
// An edit of one step copies each list that it changes once. An edit of many steps
// (see [Machine.StepAll]) copies each part of a list once.
type edit struct {
	State // the old one, then what has been made of it

	ofInstances, ofDisks, ofHeld list.Claim
	ownsHeld                     bool // whether held is the edit's own, too
}

// A holding is one entry of the index: the disks attached to an instance, by id.
type holding struct {
	instance InstanceID
	disks    []DiskID
}

// disk returns the place of an existing disk, to be written to until the next call
// of the edit: all but its id. A changed InstanceID is to be followed by move.
func (e *edit) disk(d *Disk) *Disk { return e.disks.At(&e.ofDisks, d) }

// addDisk returns a new disk that has only its id yet, as disk does.
func (e *edit) addDisk(id DiskID) *Disk {
	e.disks.Insert(&e.ofDisks, newDisk(id))
	if _, short := e.disks.Leaf(); !short && e.held == nil {
		e.held, e.ownsHeld = e.holdings(), true
	}
	return e.disk(e.disks.Get(string(id)))
}

// holdings makes the index from an instance to its disks. While all disks are in one
// leaf there is none: looking through it is as quick.
func (s *State) holdings() *list.List[holding, holdingKey] {
	var held []holding
	at := map[InstanceID]int{}
	s.disks.Each(func(d *Disk) bool {
		if d.InstanceID == "" {
			return true
		}
		n, known := at[d.InstanceID]
		if !known {
			n = len(held)
			at[d.InstanceID] = n
			held = append(held, holding{instance: d.InstanceID})
		}
		held[n].disks = append(held[n].disks, d.ID)
		return true
	})
	slices.SortFunc(held, func(a, b holding) int { return strings.Compare(string(a.instance), string(b.instance)) })
	index := list.Of[holding, holdingKey](held)
	return &index
}

// move notes in the index that a disk has left one instance for another; "" is none.
func (e *edit) move(id DiskID, from, to InstanceID) {
	if from != to && e.held != nil {
		e.unhold(from, id)
		e.hold(to, id)
	}
}

// removeDisk takes out a disk as it is.
func (e *edit) removeDisk(d *Disk) {
	id := d.ID
	e.move(id, d.InstanceID, "")
	e.disks.Remove(&e.ofDisks, string(id))
	if _, short := e.disks.Leaf(); short {
		e.held = nil
	}
}

// instance, addInstance and removeInstance do the same with an instance.

func (e *edit) instance(i *Instance) *Instance { return e.instances.At(&e.ofInstances, i) }

func (e *edit) addInstance(id InstanceID) *Instance {
	e.instances.Insert(&e.ofInstances, newInstance(id))
	return e.instance(e.instances.Get(string(id)))
}

func (e *edit) removeInstance(i *Instance) { e.instances.Remove(&e.ofInstances, string(i.ID)) }

// disownDisks makes the edit copy again what it has copied of the disks: those that there
// are stay as they are from now on.
func (e *edit) disownDisks() { e.ofDisks = list.Claim{} }

func (e *edit) hold(instance InstanceID, disk DiskID) {
	if instance == "" {
		return
	}
	held := e.ownHeld()
	h := held.Get(string(instance))
	if h == nil {
		held.Insert(&e.ofHeld, holding{instance, []DiskID{disk}})
		return
	}
	at, _ := slices.BinarySearch(h.disks, disk)
	with := make([]DiskID, 0, len(h.disks)+1)
	with = append(append(append(with, h.disks[:at]...), disk), h.disks[at:]...)
	held.At(&e.ofHeld, h).disks = with
}

func (e *edit) unhold(instance InstanceID, disk DiskID) {
	if instance == "" {
		return
	}
	held := e.ownHeld()
	h := held.Get(string(instance))
	if len(h.disks) == 1 {
		held.Remove(&e.ofHeld, string(instance))
		return
	}
	at, _ := slices.BinarySearch(h.disks, disk)
	held.At(&e.ofHeld, h).disks = slices.Concat(h.disks[:at], h.disks[at+1:])
}

func (e *edit) ownHeld() *list.List[holding, holdingKey] {
	if !e.ownsHeld {
		held := *e.held
		e.held, e.ownsHeld = &held, true
	}
	return e.held
}
