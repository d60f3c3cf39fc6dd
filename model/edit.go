package model

import "example.com/ecsdisk/model/internal/list"

// An edit makes a new State out of an old one. It is the one place that writes:
// everything that Step changes goes through its methods, which copy what they are
// about to write unless this same edit made it, and keep the indexes from an instance
// to its disks in step. No other code writes to what a State refers to.
//
// An edit of one step copies each list that it changes once. An edit of many steps
// (see [Machine.StepAll]) copies each part of a list once.
type edit struct {
	State // the old one, then what has been made of it

	ofInstances, ofDisks list.Claim
	ofHeld, ofSources    indexing
}

// disk returns the place of an existing disk, to be written to until the next call
// of the edit: all but its id. A changed InstanceID or source is to be followed by move.
func (e *edit) disk(d *Disk) *Disk { return e.disks.At(&e.ofDisks, d) }

// addDisk returns a new disk that has only its id yet, as disk does.
func (e *edit) addDisk(id DiskID) *Disk {
	e.disks.Insert(&e.ofDisks, newDisk(id))
	if _, short := e.disks.Leaf(); !short && e.held == nil {
		e.makeIndexes()
		e.ofHeld.owns, e.ofSources.owns = true, true
	}
	return e.disk(e.disks.Get(string(id)))
}

// move notes in the indexes which instance a disk has left for another, and which source;
// "" is none.
func (e *edit) move(id DiskID, from, to InstanceID, source, bound Source) {
	if e.held == nil {
		return
	}
	if from != to {
		e.ofHeld.remove(&e.held, from, id)
		e.ofHeld.add(&e.held, to, id)
	}
	if source != bound {
		e.ofSources.remove(&e.sources, source.InstanceID(), id)
		e.ofSources.add(&e.sources, bound.InstanceID(), id)
	}
}

// removeDisk takes out a disk as it is.
func (e *edit) removeDisk(d *Disk) {
	id := d.ID
	e.move(id, d.InstanceID, "", d.SourceInstanceID, Source{})
	e.disks.Remove(&e.ofDisks, string(id))
	if _, short := e.disks.Leaf(); short {
		e.held, e.sources = nil, nil
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
