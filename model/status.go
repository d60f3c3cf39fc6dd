package model

import (
	"fmt"
	"iter"
	"strings"

	"example.com/ecsdisk/model/internal/enum"
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

// A ChargeType is how a resource is paid for: InstanceChargeType, DiskChargeType.
type ChargeType uint8

// The charge types.
const (
	PostPaid ChargeType = iota // pay-as-you-go
	PrePaid                    // subscription
)

var chargeTypes = []string{PostPaid: "PostPaid", PrePaid: "PrePaid"}

// String returns the charge type as the API spells it.
func (c ChargeType) String() string { return enum.Spell(chargeTypes, c) }

// ParseChargeType is the inverse of [ChargeType.String].
func ParseChargeType(name string) (ChargeType, error) {
	return enum.Parse[ChargeType](chargeTypes, "charge type", name)
}

// A DiskType is the Type of a disk.
type DiskType uint8

// The types of a disk.
const (
	DataDisk DiskType = iota
	SystemDisk
)

var diskTypes = []string{DataDisk: "data", SystemDisk: "system"}

// String returns the type as the API spells it.
func (t DiskType) String() string { return enum.Spell(diskTypes, t) }

// ParseDiskType is the inverse of [DiskType.String].
func ParseDiskType(name string) (DiskType, error) {
	return enum.Parse[DiskType](diskTypes, "type of a disk", name)
}

// Locks is the set of an instance's OperationLocks. Its elements are the sets of
// one LockReason: [LockFinancial], [LockSecurity], [LockRecycling] and
// [LockDedicatedHostFinancial]. The zero value is no lock.
type Locks uint8

// The lock reasons. Only security and financial locks refuse anything here; the
// documentation is silent on what the others do to a disk.
const (
	LockFinancial Locks = 1 << iota
	LockSecurity
	LockRecycling
	LockDedicatedHostFinancial

	allLocks = LockFinancial | LockSecurity | LockRecycling | LockDedicatedHostFinancial
)

var lockReasons = []string{"financial", "security", "recycling", "dedicatedhostfinancial"}

// Has reports whether every reason of l2 is in l.
func (l Locks) Has(l2 Locks) bool { return l&l2 == l2 }

// Reasons returns the names of the reasons, in the order of the constants.
func (l Locks) Reasons() []string {
	var names []string
	for i, name := range lockReasons {
		if l.Has(1 << i) {
			names = append(names, name)
		}
	}
	return names
}

// All yields the reasons one by one, each as a set of its own, in the order of the constants.
func (l Locks) All() iter.Seq[Locks] {
	return func(yield func(Locks) bool) {
		for ; l != 0 && yield(l&-l); l &= l - 1 {
		}
	}
}

// String returns the reasons with commas between.
func (l Locks) String() string {
	names := l.Reasons()
	if rest := l &^ allLocks; rest != 0 {
		names = append(names, fmt.Sprintf("%T(%d)", rest, uint8(rest)))
	}
	return strings.Join(names, ",")
}

// ParseLocks is the inverse of [Locks.String]; the empty text is no lock.
func ParseLocks(text string) (Locks, error) {
	var l Locks
	for name := range strings.SplitSeq(text, ",") {
		if text == "" {
			break
		}
		reason, err := parseReason(name)
		if err != nil {
			return 0, err
		}
		l |= reason
	}
	return l, nil
}

// parseReason returns the set of one LockReason.
func parseReason(name string) (Locks, error) {
	i, err := enum.Parse[uint8](lockReasons, "lock reason", name)
	if err != nil {
		return 0, err
	}
	return 1 << i, nil
}

// A Flag is a Boolean that may be absent: a request parameter, or an attribute of a
// resource that is then at its default.
type Flag uint8

// The values of a Flag.
const (
	Absent Flag = iota // not given
	False
	True
)

var flags = []string{Absent: "", False: "false", True: "true"}

// FlagOf returns True or False.
func FlagOf(b bool) Flag {
	if b {
		return True
	}
	return False
}

// String returns "true", "false", or nothing when absent.
func (f Flag) String() string { return enum.Spell(flags, f) }

// parseFlag returns True or False.
func parseFlag(text string) (Flag, error) {
	f, err := enum.Parse[Flag](flags[1:], "Boolean", text)
	if err != nil {
		return Absent, err
	}
	return f + 1, nil
}
