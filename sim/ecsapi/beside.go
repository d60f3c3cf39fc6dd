package ecsapi

import (
	"slices"
	"time"

	"example.com/ecsdisk/model"
)

// beside is what a resource has beside the machine: the attributes that are not at
// their default, in the order of the table.
type beside []set

type set struct {
	attr  int // in the table of attributes
	value string
}

func (b beside) get(attr int) (value string, ok bool) {
	for _, s := range b {
		if s.attr == attr {
			return s.value, true
		}
	}
	return "", false
}

func (b *beside) put(attr int, value string) {
	at, ok := slices.BinarySearchFunc(*b, attr, func(s set, attr int) int { return s.attr - attr })
	if ok {
		(*b)[at].value = value
		return
	}
	*b = slices.Insert(*b, at, set{attr, value})
}

func (b *beside) drop(attr int) {
	*b = slices.DeleteFunc(*b, func(s set) bool { return s.attr == attr })
}

// put sets an attribute, which has to be one of the table.
func (s *Server) put(id, name, value string) {
	attr := attrIndex(name)
	if attr < 0 {
		panic("ecsapi: there is no attribute " + name)
	}
	b := s.beside[id]
	b.put(attr, value)
	s.beside[id] = b
}

// see takes note of what has changed in the world since the server looked at it last,
// by its own requests or by others: what was released has no attributes any more; what was created,
// attached or detached has the instant at which that was seen first.
func (s *Server) see(now model.State, at time.Duration) {
	s.at = max(s.at, at)
	for c := range model.Diff(s.seen, now) {
		switch id := c.ID(); {
		case c.After.None():
			delete(s.beside, id)
		case c.Before.None():
			s.created(id, c.After.Disk, now, at)
		case c.Before.Disk != nil:
			s.attached(*c.Before.Disk, *c.After.Disk, now, at)
		case c.After.Instance.Status == model.Starting && c.Before.Instance.Status != model.Starting:
			s.put(id, "StartTime", s.time(at))
		}
	}
	s.seen = now
}

// created takes note of a new resource. What was said of it before it was there holds.
func (s *Server) created(id string, d *model.Disk, now model.State, at time.Duration) {
	said := slices.Clone(s.beside[id])
	s.put(id, "CreationTime", s.time(at))
	if d != nil {
		s.attached(model.Disk{}, *d, now, at)
	}
	b := s.beside[id]
	for _, set := range said {
		b.put(set.attr, set.value)
	}
	s.beside[id] = b
}

// attached takes note of a disk that came to an instance, or left one.
func (s *Server) attached(before, after model.Disk, now model.State, at time.Duration) {
	id := string(after.ID)
	if _, ok := s.beside[id].get(attrSize); !ok && before.ID != "" && before.Type != after.Type {
		s.put(id, "Size", defaultSize[before.Type]) // a disk does not shrink
	}
	if before.InstanceID == after.InstanceID {
		return
	}
	if before.InstanceID != "" {
		s.put(id, "DetachedTime", s.time(at))
		b := s.beside[id]
		b.drop(attrDevice)
		if _, ok := b.get(attrAttachedTime); !ok {
			b.put(attrAttachedTime, s.start) // it started the world attached
		}
		s.beside[id] = b
	}
	if after.InstanceID != "" {
		s.put(id, "AttachedTime", s.time(at))
		s.put(id, "Device", s.freeDevice(after, now))
	}
}

func (s *Server) time(at time.Duration) string {
	return s.world.Epoch().Add(at).UTC().Format(timeFormat)
}

// freeDevice returns the first device of an instance that none of its other disks
// has: /dev/xvda is the system disk's, then come /dev/xvdb to /dev/xvdz, /dev/xvdaa
// and so on.
func (s *Server) freeDevice(d model.Disk, now model.State) string {
	if d.Type == model.SystemDisk {
		return "/dev/xvda"
	}
	for n := 1; ; n++ {
		if device := deviceName(n); !s.deviceInUse(device, d, now) {
			return device
		}
	}
}

func deviceName(n int) string {
	if n < 26 {
		return "/dev/xvd" + string(rune('a'+n))
	}
	return "/dev/xvd" + string(rune('a'+n/26-1)) + string(rune('a'+n%26))
}

func (s *Server) deviceInUse(device string, by model.Disk, now model.State) bool {
	for d := range now.DisksOf(by.InstanceID) {
		if value, _ := s.beside[string(d.ID)].get(attrDevice); d.ID != by.ID && value == device {
			return true
		}
	}
	return false
}

var (
	attrDevice       = attrIndex("Device")
	attrAttachedTime = attrIndex("AttachedTime")
	attrCategory     = attrIndex("Category")
	attrSize         = attrIndex("Size")
)
