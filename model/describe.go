package model

import "slices"

// A ShownDisk is a disk as a describe shows it, or as somebody expects it: of its
// fields only those that are stated count.
type ShownDisk struct {
	Disk
	Stated Fields // zero: all of [DiskFields]
}

// A ShownInstance is to an instance what a [ShownDisk] is to a disk.
type ShownInstance struct {
	Instance
	Stated Fields // zero: all of [InstanceFields]
}

// Matches reports whether two shown disks agree on the fields that both state.
func (d ShownDisk) Matches(e ShownDisk) bool {
	return matches(d.Stated, e.Stated, DiskFields, d.Disk.Field, e.Disk.Field)
}

// Matches reports whether two shown instances agree on the fields that both state.
func (i ShownInstance) Matches(j ShownInstance) bool {
	return matches(i.Stated, j.Stated, InstanceFields, i.Instance.Field, j.Instance.Field)
}

func matches(a, b, all Fields, x, y func(Field) string) bool {
	for f := range all.All() {
		if (a == 0 || a.Has(f)) && (b == 0 || b.Has(f)) && x(f) != y(f) {
			return false
		}
	}
	return true
}

// visible returns the disk as DescribeDisks shows it under R-visible.
func (m Machine) visible(d Disk) Disk {
	shown := d.Status == InUse
	switch {
	case m.Readings.Has(VisibleInUse):
	case m.Readings.Has(VisibleInUseDetaching):
		shown = shown || d.Status == Detaching
	case m.Readings.Has(VisibleEveryAttached):
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
