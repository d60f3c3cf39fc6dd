package model

// An InstanceID is the id of an instance: any non-empty text.
type InstanceID string

// A DiskID is the id of a disk: any non-empty text.
type DiskID string

// An Instance is an ECS instance as far as detaching a disk depends on it.
type Instance struct {
	ID         InstanceID
	Status     InstanceStatus
	Locks      Locks      // OperationLocks
	ChargeType ChargeType // InstanceChargeType
	HotPlug    bool       // whether its instance type supports hot attach and detach
}

// A Disk is a cloud disk as far as detaching it depends on it.
type Disk struct {
	ID                 DiskID
	InstanceID         InstanceID // empty unless the disk is attached
	Category           string     // decides nothing but the default of Portable
	Status             DiskStatus
	Type               DiskType
	ChargeType         ChargeType // DiskChargeType
	Portable           bool       // whether it may be attached and detached at all
	DeleteWithInstance bool       // whether it is released together with its instance
	DeleteAutoSnapshot bool
}

// DefaultCategory is the category of a disk for which none is given.
const DefaultCategory = "cloud"

// DefaultPortable returns what Portable is unless it is stated otherwise: false for
// local disks, system disks and subscription disks, else true (DescribeDisks,
// 2019-05-31).
func DefaultPortable(category string, t DiskType, c ChargeType) bool {
	switch category {
	case "ephemeral", "ephemeral_ssd", "local_hdd_pro", "local_ssd_pro":
		return false
	}
	return t == DataDisk && c == PostPaid
}

// The key makes each of them an element of a [list].

func (i *Instance) key() string { return string(i.ID) }
func (d *Disk) key() string     { return string(d.ID) }
func (h *holding) key() string  { return string(h.instance) }
