package model

import (
	"fmt"
	"iter"
	"math/bits"
	"strings"
)

// Facts is what a rule is judged by: the set of plain statements that are true of
// an operation and of the resources it names. A statement about a resource is in
// the set only when that resource exists and was named.
type Facts uint64

// The facts. Where an operation names only a disk, the instance meant is the one
// that holds the disk.
const (
	InstanceGiven Facts = 1 << iota
	InstanceExists
	InstancePending
	InstanceStarting
	InstanceRunning
	InstanceStopping
	InstanceStopped
	SecurityUnlocked  // the instance has no security lock
	FinancialUnlocked // the instance has no financial lock
	HotPlugSupported
	InstancePostPaid
	BelowLimit      // the instance has fewer than 16 data disks
	NoneInTransit   // no disk of the instance is Attaching or Detaching (stated for DeleteInstance only)
	ForcedOnRunning // Force was given and the instance is Running

	DiskGiven
	DiskExists
	DiskCreating
	DiskAvailable
	DiskAttaching
	DiskInUse
	DiskDetaching
	DiskReIniting
	DiskNotAttached // the disk is attached to no instance
	AttachedHere    // the disk is attached to the instance
	LeavingHere     // and it is Detaching
	DiskPostPaid
	DiskPortable
	DiskIsSystem
	Flagged     // the disk's DeleteWithInstance is true
	DiskExisted // no such disk, but there was one: only its caller's history knows

	DeletesGiven   // DeleteWithInstance was given
	SnapshotGiven  // DeleteAutoSnapshot was given
	KeepsFlag      // DeleteWithInstance=false was not given
	IDsFree        // the new ids are given, differ, and no resource has them
	CategoryAbsent // DiskCategory was not given

	numFacts = iota
)

const (
	instanceSteady = InstanceRunning | InstanceStopped
	notRunning     = InstancePending | InstanceStarting | InstanceStopping | InstanceStopped
	inTransit      = DiskAttaching | DiskDetaching
	transitional   = InstancePending | InstanceStarting | InstanceStopping |
		DiskCreating | DiskAttaching | DiskDetaching | DiskReIniting
)

var factNames = [numFacts]string{
	"InstanceId is given", "the instance exists", "the instance is Pending", "the instance is Starting",
	"the instance is Running", "the instance is Stopping", "the instance is Stopped",
	"the instance has no security lock", "the instance has no financial lock",
	"the instance type supports hot plug", "the instance is PostPaid",
	"the instance has fewer than 16 data disks", "no disk of the instance is Attaching or Detaching", "Force on a Running instance",
	"DiskId is given", "the disk exists", "the disk is Creating", "the disk is Available", "the disk is Attaching",
	"the disk is In_use", "the disk is Detaching", "the disk is ReIniting", "the disk is not attached",
	"the disk is attached to the instance", "the disk is Detaching from the instance",
	"the disk is PostPaid", "the disk is Portable", "the disk is a system disk", "DeleteWithInstance is true",
	"the disk existed once",
	"DeleteWithInstance is given", "DeleteAutoSnapshot is given", "DeleteWithInstance=false is not given",
	"the new ids are free", "DiskCategory is not given",
}

// All yields the single facts of the set, in the order of the constants.
func (f Facts) All() iter.Seq[Facts] {
	return func(yield func(Facts) bool) {
		for ; f != 0; f &= f - 1 {
			if !yield(f & -f) {
				return
			}
		}
	}
}

// String returns the facts as short statements with ", " between.
func (f Facts) String() string {
	var names []string
	for one := range f.All() {
		if at := bits.TrailingZeros64(uint64(one)); at < numFacts {
			names = append(names, factNames[at])
		} else {
			names = append(names, fmt.Sprintf("Facts(1<<%d)", at))
		}
	}
	return strings.Join(names, ", ")
}

// A Condition holds of facts among which are one of Any, unless that is empty, and
// none of None. The zero Condition always holds.
type Condition struct{ Any, None Facts }

// Holds reports whether the condition holds of f.
func (c Condition) Holds(f Facts) bool {
	return (c.Any == 0 || c.Any&f != 0) && c.None&f == 0
}

// String returns the condition in words.
func (c Condition) String() string {
	var parts []string
	if c.Any != 0 {
		parts = append(parts, strings.ReplaceAll(c.Any.String(), ", ", " or "))
	}
	for one := range c.None.All() {
		parts = append(parts, "not: "+one.String())
	}
	if parts == nil {
		return "always"
	}
	return strings.Join(parts, "; ")
}

// facts are the facts of an operation in a state, with the resources they are of.
type facts struct {
	set      Facts
	instance *Instance // nil when there is none; never written through
	disk     *Disk
}

// observe looks the operation's resources up and states what is true of them.
func (m *Machine) observe(s *State, a *args) facts {
	var f facts
	switch a.action {
	case ActionCreateDisk:
		f.set = fact(a.disk != "" && s.free(string(a.disk)), IDsFree) | fact(a.category == "", CategoryAbsent)
		return f
	case ActionCreateInstance:
		f.set = fact(a.instance != "" && a.system != "" && string(a.instance) != string(a.system) &&
			s.free(string(a.instance)) && s.free(string(a.system)), IDsFree)
		return f
	case ActionSettle:
		f.disk = s.findDisk(DiskID(a.id))
		f.instance = s.findInstance(InstanceID(a.id))
	default:
		if a.disk != "" {
			f.set |= DiskGiven
			f.disk = s.findDisk(a.disk)
		}
		holder := a.instance
		if a.action == ActionReInitDisk && f.disk != nil {
			holder = f.disk.InstanceID
		}
		if holder != "" {
			f.set |= InstanceGiven
			f.instance = s.findInstance(holder)
		}
	}
	if d := f.disk; d != nil {
		f.set |= diskFacts(d)
		if f.instance != nil && d.InstanceID == f.instance.ID {
			f.set |= AttachedHere | fact(d.Status == Detaching, LeavingHere)
		}
	}
	if i := f.instance; i != nil {
		f.set |= instanceFacts(i)
	}
	switch a.action {
	case ActionModifyDiskAttribute:
		f.set |= fact(a.deletes != Absent, DeletesGiven) | fact(a.snapshot != Absent, SnapshotGiven) | fact(a.deletes != False, KeepsFlag)
	case ActionAttachDisk:
		if f.instance != nil {
			// A disk that is to stay where it is (R-attach-detaching) takes no new place.
			staying := f.set&LeavingHere != 0 && m.Readings.Has(AttachDetachingIgnored)
			f.set |= fact(s.disks.len() < MaxDataDisks || s.countData(f.instance.ID, f.disk, staying) < MaxDataDisks, BelowLimit)
		}
	case ActionDeleteInstance:
		f.set |= fact(a.force == True && f.set&InstanceRunning != 0, ForcedOnRunning)
		if f.instance != nil && m.Readings.Has(ReleaseTransitRefused) {
			none := s.eachHeld(f.instance.ID, func(d *Disk) bool { return diskFacts(d)&inTransit == 0 })
			f.set |= fact(none, NoneInTransit)
		}
	}
	return f
}

func fact(true bool, f Facts) Facts {
	if true {
		return f
	}
	return 0
}

func instanceFacts(i *Instance) Facts {
	return InstanceExists | InstancePending<<(i.Status-Pending) |
		fact(!i.Locks.Has(LockSecurity), SecurityUnlocked) | fact(!i.Locks.Has(LockFinancial), FinancialUnlocked) |
		fact(i.HotPlug == True, HotPlugSupported) | fact(i.ChargeType == PostPaid, InstancePostPaid)
}

func diskFacts(d *Disk) Facts {
	return DiskExists | DiskCreating<<(d.Status-Creating) |
		fact(!d.Status.Attached(), DiskNotAttached) |
		fact(d.ChargeType == PostPaid, DiskPostPaid) | fact(d.Portable == True, DiskPortable) |
		fact(d.Type == SystemDisk, DiskIsSystem) | fact(d.DeleteWithInstance, Flagged)
}
