package model

import (
	"slices"

	"example.com/ecsdisk/model/book"
)

// Shown is a resource as a describe shows it, or as a caller expects it: of its fields only
// those that are stated count.
type Shown struct {
	Resource
	Stated book.Fields // zero: all of its kind; see [Shown.Shows]
}

// Shows returns the fields that count: those that are stated, but for a Portable or a
// HotPlug that is [Absent], and never one of [book.HiddenFields].
func (s Shown) Shows() book.Fields {
	shows := s.Stated
	if shows == 0 {
		shows = s.Kind().Fields()
	}
	shows &^= book.HiddenFields
	switch {
	case s.Disk != nil && s.Disk.Portable == Absent:
		shows &^= book.FieldsOf(book.FieldPortable)
	case s.Instance != nil && s.Instance.HotPlug == Absent:
		shows &^= book.FieldsOf(book.FieldHotPlug)
	}
	return shows
}

// Differing returns the fields that both state, and in which the two differ.
func (s Shown) Differing(t Shown) book.Fields {
	return differ(s.Shows()&t.Shows(), s.Field, t.Field)
}

// Matches reports whether two shown resources are of one kind and agree on the fields that
// both state.
func (s Shown) Matches(t Shown) bool { return s.Kind() == t.Kind() && s.Differing(t) == 0 }

// visible returns the disk as DescribeDisks shows it under R-visible.
func (m Machine) visible(d Disk) Disk {
	shown := d.Status == InUse
	switch {
	case m.Readings.Has(book.VisibleInUse):
	case m.Readings.Has(book.VisibleInUseDetaching):
		shown = shown || d.Status == Detaching
	case m.Readings.Has(book.VisibleEveryAttached):
		shown = d.Status.Attached()
	default:
		shown = d.Status.Attached() && d.Status != Attaching
	}
	if !shown {
		d.InstanceID = ""
	}
	d.DetachDeletes, d.DetachedSystem, d.SourceInstanceID = false, false, Source{}
	return d
}

// showDisks returns what DescribeDisks shows, by id.
func (m Machine) showDisks(s State, o DescribeDisks) []Shown {
	var disks []Disk
	show := func(d Disk) {
		if d = m.visible(d); (o.InstanceID == "" || d.InstanceID == o.InstanceID) && statusMatches(o.Status, d.Status.String()) {
			disks = append(disks, d)
		}
	}
	switch {
	case o.DiskIDs != nil:
		for _, id := range distinct(o.DiskIDs) {
			if d, ok := s.Disk(id); ok {
				show(d)
			}
		}
	case o.InstanceID != "":
		for d := range s.DisksOf(o.InstanceID) {
			show(d)
		}
	default:
		for d := range s.Disks() {
			show(d)
		}
	}
	return shownOf(disks, func(d *Disk) Resource { return Resource{Disk: d} })
}

// showInstances returns what DescribeInstances shows, by id.
func (m Machine) showInstances(s State, o DescribeInstances) []Shown {
	var instances []Instance
	show := func(i Instance) {
		if statusMatches(o.Status, i.Status.String()) {
			i.MaxDataDisks = DefaultDataDisks
			instances = append(instances, i)
		}
	}
	if o.InstanceIDs == nil {
		for i := range s.Instances() {
			show(i)
		}
	}
	for _, id := range distinct(o.InstanceIDs) {
		if i, ok := s.Instance(id); ok {
			show(i)
		}
	}
	return shownOf(instances, func(i *Instance) Resource { return Resource{Instance: i} })
}

func shownOf[T any](all []T, resource func(*T) Resource) (shown []Shown) {
	for n := range all {
		shown = append(shown, Shown{Resource: resource(&all[n])})
	}
	return shown
}

func statusMatches(filter, status string) bool {
	return filter == "" || filter == "All" || filter == status
}

func distinct[T ~string](ids []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
