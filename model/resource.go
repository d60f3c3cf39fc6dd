package model

import (
	"cmp"
	"strings"
	"unique"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// An InstanceID is the id of an instance: any non-empty text.
type InstanceID string

// A DiskID is the id of a disk: any non-empty text.
type DiskID string

// An Instance is an ECS instance as far as detaching a disk depends on it. The zero
// value of each field but ID and Status is its default; a [State] has the default in
// place of [Absent].
type Instance struct {
	ID         InstanceID
	Status     InstanceStatus
	Locks      Locks      // OperationLocks
	ChargeType ChargeType // InstanceChargeType
	HotPlug    Flag       // whether its instance type supports hot attach and detach; Absent is True

	// How many data disks it may have: 1 to [MostDataDisks], and [DefaultDataDisks] for 0.
	// No describe shows it; editions before 2021 have the default only.
	MaxDataDisks uint8
}

// A Disk is a cloud disk as far as detaching it depends on it. The zero value of each
// field but ID and Status is its default; a [State] has the default in place of an
// empty Category and of [Absent].
//
// Portable is by default false for local disks, system disks and subscription disks,
// and else true (DescribeDisks, 2019-05-31).
type Disk struct {
	ID                 DiskID
	InstanceID         InstanceID // empty unless the disk is attached
	Category           string     // decides nothing but the default of Portable; empty is [DefaultCategory]
	Status             DiskStatus
	Type               DiskType
	ChargeType         ChargeType // DiskChargeType
	Portable           Flag       // whether it may be attached and detached at all
	DeleteWithInstance bool       // whether it is released together with its instance
	DeleteAutoSnapshot bool

	// What follows no describe shows, and editions before 2020 have only its zero value.

	DetachDeletes    bool   // what DetachDisk asked DeleteWithInstance to become: only while Detaching
	DetachedSystem   bool   // it was the system disk of its source
	SourceInstanceID Source // the instance that it was detached from, while it is still bound to that
}

// A Source is the id of an instance as one word, so that a [Disk] stays small. The zero
// Source is none.
type Source struct{ id unique.Handle[InstanceID] }

// SourceOf returns the source that an instance is: none for "".
func SourceOf(id InstanceID) Source {
	if id == "" {
		return Source{}
	}
	return Source{unique.Make(id)}
}

// InstanceID returns the id of the instance: "" of none.
func (s Source) InstanceID() InstanceID {
	if s == (Source{}) {
		return ""
	}
	return s.id.Value()
}

// String returns the id.
func (s Source) String() string { return string(s.InstanceID()) }

// Equal reports what == does, for those who compare without it.
func (s Source) Equal(t Source) bool { return s == t }

// A Kind is a kind of resource.
type Kind uint8

// The kinds of resource.
const (
	KindInstance Kind = iota
	KindDisk
)

var kinds = []string{KindInstance: "instance", KindDisk: "disk"}

// String returns "instance" or "disk".
func (k Kind) String() string { return enum.Spell(kinds, k) }

// Fields returns the fields that a resource of the kind has.
func (k Kind) Fields() book.Fields {
	if k == KindDisk {
		return book.DiskFields
	}
	return book.InstanceFields
}

// Describe returns the describe that shows the resources of the kind with the given ids.
func (k Kind) Describe(ids ...string) Op {
	if k == KindDisk {
		return DescribeDisks{DiskIDs: idsOf[DiskID](ids)}
	}
	return DescribeInstances{InstanceIDs: idsOf[InstanceID](ids)}
}

func idsOf[ID ~string](texts []string) []ID {
	ids := make([]ID, len(texts))
	for n, text := range texts {
		ids[n] = ID(text)
	}
	return ids
}

// A Resource is an instance or a disk: the one that is not nil. The zero Resource is none
// of either. What it points to must not be written to.
type Resource struct {
	Instance *Instance
	Disk     *Disk
}

// None reports whether there is no resource.
func (r Resource) None() bool { return r.Instance == nil && r.Disk == nil }

// Kind returns which kind of resource it is: an instance, where there is none.
func (r Resource) Kind() Kind {
	if r.Disk != nil {
		return KindDisk
	}
	return KindInstance
}

// ID returns the id, which no other resource of either kind has; "" of none.
func (r Resource) ID() string {
	switch {
	case r.Disk != nil:
		return string(r.Disk.ID)
	case r.Instance != nil:
		return string(r.Instance.ID)
	}
	return ""
}

// Status returns the status as the API spells it; "" of none.
func (r Resource) Status() string {
	switch {
	case r.Disk != nil:
		return r.Disk.Status.String()
	case r.Instance != nil:
		return r.Instance.Status.String()
	}
	return ""
}

// Transitional returns the status if it is a transitional one, as the API spells it; else
// "".
func (r Resource) Transitional() string {
	if r.Disk != nil && r.Disk.Status.Transitional() || r.Instance != nil && r.Instance.Status.Transitional() {
		return r.Status()
	}
	return ""
}

// Field returns the value of a field of the resource's kind as a script writes it; "" of
// none.
func (r Resource) Field(f book.Field) string {
	switch {
	case r.Disk != nil:
		return r.Disk.Field(f)
	case r.Instance != nil:
		return r.Instance.Field(f)
	}
	return ""
}

// SetField sets a field of the resource's kind from what [Resource.Field] returns. What the
// resource points to has to be the caller's own, as that of a [Resource.Clone] is. It panics
// if there is none.
func (r Resource) SetField(f book.Field, text string) error {
	if r.Disk != nil {
		return r.Disk.SetField(f, text)
	}
	return r.Instance.SetField(f, text)
}

// NotDefault returns the fields that a world line of the resource has to have: its id and
// status, and what is not as it is when left out.
func (r Resource) NotDefault() book.Fields {
	switch {
	case r.Disk != nil:
		return r.Disk.notDefault()
	case r.Instance != nil:
		return r.Instance.notDefault()
	}
	return 0
}

// Equal reports whether two resources are of one kind and have the same fields, or are none.
func (r Resource) Equal(q Resource) bool {
	return (r.Disk == nil) == (q.Disk == nil) && (r.Disk == nil || *r.Disk == *q.Disk) &&
		(r.Instance == nil) == (q.Instance == nil) && (r.Instance == nil || *r.Instance == *q.Instance)
}

// Clone returns a copy, which may be written to.
func (r Resource) Clone() Resource {
	switch {
	case r.Disk != nil:
		d := *r.Disk
		r.Disk = &d
	case r.Instance != nil:
		i := *r.Instance
		r.Instance = &i
	}
	return r
}

// String returns the resource as a script's world line has it, without its first word:
// what is at its default is left out.
func (r Resource) String() string { return r.Text(r.NotDefault()) }

// Text returns some of the resource's fields, as [Resource.String] does. An id, a status and
// the instance of a disk need no name.
func (r Resource) Text(fields book.Fields) string {
	var words []string
	for f := range fields.All() {
		switch text := r.Field(f); {
		case f > book.FieldInstanceID:
			words = append(words, f.String()+"="+text)
		case text != "":
			words = append(words, text)
		}
	}
	return strings.Join(words, " ")
}

// DefaultCategory is the category of a disk for which none is given.
const DefaultCategory = "cloud"

// defaultHotPlug is what HotPlug is when it is not given.
const defaultHotPlug = True

// defaultPortable returns what Portable is when it is not given.
func (d *Disk) defaultPortable() Flag {
	switch d.Category {
	case "ephemeral", "ephemeral_ssd", "local_hdd_pro", "local_ssd_pro":
		return False
	}
	return FlagOf(d.Type == DataDisk && d.ChargeType == PostPaid)
}

// setDefaults gives what is not given its default.

func (i *Instance) setDefaults() {
	i.HotPlug = cmp.Or(i.HotPlug, defaultHotPlug)
	i.MaxDataDisks = cmp.Or(i.MaxDataDisks, DefaultDataDisks)
}

func (d *Disk) setDefaults() {
	d.Category = cmp.Or(d.Category, DefaultCategory)
	d.Portable = cmp.Or(d.Portable, d.defaultPortable())
}

// newInstance and newDisk return what an operation creates, before its effects: an id,
// no status, and every Boolean false.

func newInstance(id InstanceID) Instance { return Instance{ID: id, HotPlug: False} }
func newDisk(id DiskID) Disk             { return Disk{ID: id, Portable: False} }

// The keys of what there are lists of.
type (
	instanceKey struct{}
	diskKey     struct{}
	holdingKey  struct{}
)

func (instanceKey) Of(i *Instance) string { return string(i.ID) }
func (diskKey) Of(d *Disk) string         { return string(d.ID) }
func (holdingKey) Of(h *holding) string   { return string(h.instance) }
