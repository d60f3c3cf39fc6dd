package model

import (
	"slices"

	"example.com/ecsdisk/model/book"
)

// A ShownDisk is a disk as a describe shows it, or as a caller expects it: of its
// fields only those that are stated count.
type ShownDisk struct {
	Disk
	Stated book.Fields // zero: all of [DiskFields]; see [ShownDisk.Shows]
}

// A ShownInstance is to an instance what a [ShownDisk] is to a disk.
type ShownInstance struct {
	Instance
	Stated book.Fields // zero: all of [InstanceFields]; see [ShownInstance.Shows]
}

// Shows returns the fields that count: those that are stated, but for a Portable that is
// [Absent].
func (d ShownDisk) Shows() book.Fields {
	return shows(d.Stated, book.DiskFields, book.FieldPortable, d.Portable)
}

// Shows returns the fields that count: those that are stated, but for a HotPlug that is
// [Absent].
func (i ShownInstance) Shows() book.Fields {
	return shows(i.Stated, book.InstanceFields, book.FieldHotPlug, i.HotPlug)
}

func shows(stated, all book.Fields, flag book.Field, value Flag) book.Fields {
	if stated == 0 {
		stated = all
	}
	if value == Absent {
		stated &^= book.FieldsOf(flag)
	}
	return stated
}

// Matches reports whether two shown disks agree on the fields that both state.
func (d ShownDisk) Matches(e ShownDisk) bool {
	return differ(d.Shows()&e.Shows(), d.Disk.Field, e.Disk.Field) == 0
}

// Matches reports whether two shown instances agree on the fields that both state.
func (i ShownInstance) Matches(j ShownInstance) bool {
	return differ(i.Shows()&j.Shows(), i.Instance.Field, j.Instance.Field) == 0
}

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
	return d
}

// showDisks returns what DescribeDisks shows, by id.
func (m Machine) showDisks(s State, o DescribeDisks) []ShownDisk {
	var shown []ShownDisk
	show := func(d Disk) {
		if d = m.visible(d); (o.InstanceID == "" || d.InstanceID == o.InstanceID) && statusMatches(o.Status, d.Status.String()) {
			shown = append(shown, ShownDisk{Disk: d})
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
	return shown
}

// showInstances returns what DescribeInstances shows, by id.
func (m Machine) showInstances(s State, o DescribeInstances) []ShownInstance {
	var shown []ShownInstance
	show := func(i Instance) {
		if statusMatches(o.Status, i.Status.String()) {
			shown = append(shown, ShownInstance{Instance: i})
		}
	}
	if o.InstanceIDs == nil {
		for i := range s.Instances() {
			show(i)
		}
		return shown
	}
	for _, id := range distinct(o.InstanceIDs) {
		if i, ok := s.Instance(id); ok {
			show(i)
		}
	}
	return shown
}

func statusMatches(filter, status string) bool {
	return filter == "" || filter == "All" || filter == status
}

func distinct[T ~string](ids []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
