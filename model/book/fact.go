package book

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

// The facts. Of ReInitDisk, which names no instance, the one meant is that which holds the
// disk.
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
	BelowLimit      // the instance has fewer data disks than its MaxDataDisks
	NoneInTransit   // no disk of the instance is Attaching or Detaching (stated for DeleteInstance only, and there under R-release-transit refused)
	ForcedOnRunning // Force was given and the instance is Running
	HasSystemDisk   // no DetachedSystem disk has the instance as its source (stated for StartInstance only)

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
	DiskIsData
	Flagged     // the disk's DeleteWithInstance is true
	Deleting    // the disk's DetachDeletes is true
	LeftSystem  // the disk's DetachedSystem is true
	Unbound     // it is not
	DiskExisted // no such disk, but there was one: only its caller's history knows

	DeletesGiven   // DeleteWithInstance was given
	DeletesTrue    // DeleteWithInstance=true was given
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
	attached       = inTransit | DiskInUse | DiskReIniting
	notDetaching   = DiskCreating | DiskAvailable | DiskAttaching | DiskInUse | DiskReIniting
	transitional   = InstancePending | InstanceStarting | InstanceStopping |
		DiskCreating | DiskAttaching | DiskDetaching | DiskReIniting
)

var factNames = [numFacts]string{
	"InstanceId is given", "the instance exists", "the instance is Pending", "the instance is Starting",
	"the instance is Running", "the instance is Stopping", "the instance is Stopped",
	"the instance has no security lock", "the instance has no financial lock",
	"the instance type supports hot plug", "the instance is PostPaid",
	"the instance has fewer data disks than it may have", "no disk of the instance is Attaching or Detaching", "Force on a Running instance",
	"the instance has not lost its system disk",
	"DiskId is given", "the disk exists", "the disk is Creating", "the disk is Available", "the disk is Attaching",
	"the disk is In_use", "the disk is Detaching", "the disk is ReIniting", "the disk is not attached",
	"the disk is attached to the instance", "the disk is Detaching from the instance",
	"the disk is PostPaid", "the disk is Portable", "the disk is a system disk", "the disk is a data disk", "DeleteWithInstance is true",
	"DetachDeletes is true", "DetachedSystem is true", "the disk is no detached system disk",
	"the disk existed once",
	"DeleteWithInstance is given", "DeleteWithInstance=true is given", "DeleteAutoSnapshot is given", "DeleteWithInstance=false is not given",
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
