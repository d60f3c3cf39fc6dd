package model

import "cmp"

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

func (i *Instance) setDefaults() { i.HotPlug = cmp.Or(i.HotPlug, defaultHotPlug) }

func (d *Disk) setDefaults() {
	d.Category = cmp.Or(d.Category, DefaultCategory)
	d.Portable = cmp.Or(d.Portable, d.defaultPortable())
}

// newInstance and newDisk return what an operation creates, before its effects: an id,
// no status, and every Boolean false.

func newInstance(id InstanceID) Instance { return Instance{ID: id, HotPlug: False} }
func newDisk(id DiskID) Disk             { return Disk{ID: id, Portable: False} }

// The key makes each of them an element of a [list].

func (i *Instance) key() string { return string(i.ID) }
func (d *Disk) key() string     { return string(d.ID) }
func (h *holding) key() string  { return string(h.instance) }
