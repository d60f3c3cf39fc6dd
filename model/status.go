package model

import (
	"iter"

	"example.com/ecsdisk/model/enum"
)

// An InstanceStatus is the Status of an instance, as DescribeInstances spells it.
type InstanceStatus uint8

// The statuses of an instance. Pending, Starting and Stopping are transitional. The
// zero value is no status.
const (
	Pending  InstanceStatus = iota + 1 // being created: settles to Stopped
	Starting                           // settles to Running
	Running
	Stopping // settles to Stopped
	Stopped
)

var instanceStatuses = []string{Pending: "Pending", Starting: "Starting", Running: "Running", Stopping: "Stopping", Stopped: "Stopped"}

// String returns the status as the API spells it.
func (s InstanceStatus) String() string { return enum.Spell(instanceStatuses, s) }

// InstanceStatuses yields every status of an instance, in the order of the constants.
func InstanceStatuses() iter.Seq[InstanceStatus] {
	return enum.Span(Pending, InstanceStatus(len(instanceStatuses)))
}

// Transitional reports whether the status settles by itself.
func (s InstanceStatus) Transitional() bool { return s == Pending || s == Starting || s == Stopping }

// ParseInstanceStatus is the inverse of [InstanceStatus.String].
func ParseInstanceStatus(name string) (InstanceStatus, error) {
	return enum.Parse[InstanceStatus](instanceStatuses, "status of an instance", name)
}

// A DiskStatus is the Status of a disk, as DescribeDisks spells it.
type DiskStatus uint8

// The statuses of a disk. All but Available and InUse are transitional; all but
// Creating and Available are those of an attached disk. The zero value is no status.
const (
	Creating  DiskStatus = iota + 1 // settles to Available
	Available                       // attached to no instance
	Attaching                       // settles to InUse, or fails back to Available
	InUse                           // attached
	Detaching                       // settles to Available, or fails back to InUse
	ReIniting                       // settles to InUse
)

var diskStatuses = []string{Creating: "Creating", Available: "Available", Attaching: "Attaching", InUse: "In_use", Detaching: "Detaching", ReIniting: "ReIniting"}

// String returns the status as the API spells it, such as "In_use".
func (s DiskStatus) String() string { return enum.Spell(diskStatuses, s) }

// DiskStatuses yields every status of a disk, in the order of the constants.
func DiskStatuses() iter.Seq[DiskStatus] { return enum.Span(Creating, DiskStatus(len(diskStatuses))) }

// Transitional reports whether the status settles by itself.
func (s DiskStatus) Transitional() bool { return s != 0 && s != Available && s != InUse }

// Attached reports whether a disk of this status is attached to an instance, and
// so has an InstanceId.
func (s DiskStatus) Attached() bool { return s >= Attaching && int(s) < len(diskStatuses) }

// ParseDiskStatus is the inverse of [DiskStatus.String].
func ParseDiskStatus(name string) (DiskStatus, error) {
	return enum.Parse[DiskStatus](diskStatuses, "status of a disk", name)
}
