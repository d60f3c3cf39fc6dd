package model

import (
	"slices"
	"strings"

	"example.com/ecsdisk/model/internal/list"
)

// An index finds the disks of an instance: those attached to it, or those whose source it
// is. While all disks of a state are in one leaf there is none: looking through that is as
// quick.
type index = list.List[holding, holdingKey]

// A holding is one entry of an index: the disks of an instance, by id.
type holding struct {
	instance InstanceID
	disks    []DiskID
}

// makeIndexes makes both indexes of a state. Where no disk has a source there is no index
// of sources.
func (s *State) makeIndexes() {
	s.held = s.indexOf(func(d *Disk) InstanceID { return d.InstanceID })
	if s.sources = s.indexOf(func(d *Disk) InstanceID { return d.SourceInstanceID.InstanceID() }); s.sources.Len() == 0 {
		s.sources = nil
	}
}

func (s *State) indexOf(instance func(*Disk) InstanceID) *index {
	var all []holding
	at := map[InstanceID]int{}
	s.disks.Each(func(d *Disk) bool {
		id := instance(d)
		if id == "" {
			return true
		}
		n, known := at[id]
		if !known {
			n = len(all)
			at[id] = n
			all = append(all, holding{instance: id})
		}
		all[n].disks = append(all[n].disks, d.ID)
		return true
	})
	slices.SortFunc(all, func(a, b holding) int { return strings.Compare(string(a.instance), string(b.instance)) })
	x := list.Of[holding, holdingKey](all)
	return &x
}

// eachIn yields the disks that an index has of an instance, in the order of their ids.
func (s *State) eachIn(x *index, id InstanceID, yield func(*Disk) bool) bool {
	if h := x.Get(string(id)); h != nil {
		for _, disk := range h.disks {
			if !yield(s.findDisk(disk)) {
				return false
			}
		}
	}
	return true
}

// An indexing is what an edit may write to of an index.
type indexing struct {
	claim list.Claim
	owns  bool // whether the list itself is the edit's own, too
}

// own returns the index, to be written to: a new one where there is none.
func (x *indexing) own(in **index) *index {
	if !x.owns || *in == nil {
		var mine index
		if *in != nil {
			mine = **in
		}
		*in, x.owns = &mine, true
	}
	return *in
}

func (x *indexing) add(in **index, instance InstanceID, disk DiskID) {
	if instance == "" {
		return
	}
	all := x.own(in)
	h := all.Get(string(instance))
	if h == nil {
		all.Insert(&x.claim, holding{instance, []DiskID{disk}})
		return
	}
	at, _ := slices.BinarySearch(h.disks, disk)
	with := make([]DiskID, 0, len(h.disks)+1)
	with = append(append(append(with, h.disks[:at]...), disk), h.disks[at:]...)
	all.At(&x.claim, h).disks = with
}

func (x *indexing) remove(in **index, instance InstanceID, disk DiskID) {
	if instance == "" {
		return
	}
	all := x.own(in)
	h := all.Get(string(instance))
	if len(h.disks) == 1 {
		all.Remove(&x.claim, string(instance))
		return
	}
	at, _ := slices.BinarySearch(h.disks, disk)
	all.At(&x.claim, h).disks = slices.Concat(h.disks[:at], h.disks[at+1:])
}
