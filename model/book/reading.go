package book

import (
	"fmt"
	"iter"
	"strings"

	"example.com/ecsdisk/model/internal/enum"
	"example.com/ecsdisk/model/suggest"
)

// A Choice is one way to read the documentation where it is silent or contradicts
// itself: one value of one reading. The first of each reading is its default.
type Choice uint8

// The choices, reading by reading.
const (
	OrderFirst Choice = iota
	OrderAnyBroken
	HotRunningOnly
	HotAnyStatus
	LockScopeAnyStatus
	LockScopeInUseOnly
	VisibleExceptAttaching
	VisibleInUse
	VisibleInUseDetaching
	VisibleEveryAttached
	FlagAtCompletion
	FlagAtAcceptance
	FailedDetachInUse
	FailedDetachRetries
	ReleaseTransitAttached
	ReleaseTransitKept
	ReleaseTransitRefused
	StillAttachedIncorrectStatus
	StillAttachedOwnCode
	DeleteUnknownSuccess
	DeleteUnknownNotFound
	DeleteLockedAllowed
	DeleteLockedRefused
	FinancialOwnPage
	FinancialLockTable
	AttachDetachingRefused
	AttachDetachingIgnored
	AutoSnapshotTrue
	AutoSnapshotFalse
	AutoSnapshotAttach

	numChoices = iota
)

var choices = [numChoices]struct{ reading, value, doc string }{
	OrderFirst:                   {"R-order", "first", "the first broken rule in table order gives the code"},
	OrderAnyBroken:               {"R-order", "any-broken", "any broken rule may give the code (a comparison only)"},
	HotRunningOnly:               {"R-hot", "running-only", "only a Running instance needs hot-plug, to attach and to detach"},
	HotAnyStatus:                 {"R-hot", "any-status", "an instance of any status needs hot-plug"},
	LockScopeAnyStatus:           {"R-lock-scope", "any-status", "a security lock refuses DetachDisk for a disk in any status"},
	LockScopeInUseOnly:           {"R-lock-scope", "in-use-only", "only for a disk that is In_use, unknown or not given"},
	VisibleExceptAttaching:       {"R-visible", "except-attaching", "DescribeDisks shows InstanceId while In_use, Detaching or ReIniting (seen in the field)"},
	VisibleInUse:                 {"R-visible", "in-use", "only while In_use (DescribeDisks, 2019-05-31)"},
	VisibleInUseDetaching:        {"R-visible", "in-use-detaching", "while In_use or Detaching (DescribeDisks, 2024)"},
	VisibleEveryAttached:         {"R-visible", "every-attached", "in every attached status"},
	FlagAtCompletion:             {"R-flag-at-completion", "completion", "DeleteWithInstance falls when the detach completes"},
	FlagAtAcceptance:             {"R-flag-at-completion", "acceptance", "at acceptance, and again at completion; a failed detach does not restore it"},
	FailedDetachInUse:            {"R-failed-detach", "in-use", "a failed detach goes back to In_use"},
	FailedDetachRetries:          {"R-failed-detach", "retries", "it stays Detaching and is tried again: the failure changes nothing"},
	ReleaseTransitAttached:       {"R-release-transit", "attached", "a disk that is Attaching or Detaching is released or kept as any attached disk"},
	ReleaseTransitKept:           {"R-release-transit", "kept", "it is kept, as if its flag were false, even under a security lock"},
	ReleaseTransitRefused:        {"R-release-transit", "refused", "DeleteInstance is refused while there is one, judged last"},
	StillAttachedIncorrectStatus: {"R-still-attached", "incorrect-status", "DeleteDisk of an attached disk is refused with IncorrectDiskStatus (seen in the field)"},
	StillAttachedOwnCode:         {"R-still-attached", "own-code", "with DiskStillAttached (DeleteDisk, since 2019-03-01)"},
	DeleteUnknownSuccess:         {"R-delete-unknown", "success", "DeleteDisk of an unknown id succeeds"},
	DeleteUnknownNotFound:        {"R-delete-unknown", "not-found", "it is refused, 404 InvalidDiskId.NotFound"},
	DeleteLockedAllowed:          {"R-delete-locked", "allowed", "a security lock does not refuse DeleteInstance"},
	DeleteLockedRefused:          {"R-delete-locked", "refused", "it does, 403 InstanceLockedForSecurity"},
	FinancialOwnPage:             {"R-financial", "own-page", "a financial lock refuses what the operation's own page says"},
	FinancialLockTable:           {"R-financial", "lock-table", "it does not refuse AttachDisk, StopInstance and RebootInstance (the lock table of the day)"},
	AttachDetachingRefused:       {"R-attach-detaching", "refused", "AttachDisk of a Detaching disk is refused"},
	AttachDetachingIgnored:       {"R-attach-detaching", "ignored", "on the instance that it is leaving it succeeds, and the detach goes on unchanged (seen in the field)"},
	AutoSnapshotTrue:             {"R-auto-snapshot", "true", "a disk from CreateDisk has DeleteAutoSnapshot true (its page)"},
	AutoSnapshotFalse:            {"R-auto-snapshot", "false", "it has false (Terraform's tests against the service)"},
	AutoSnapshotAttach:           {"R-auto-snapshot", "attach", "it has false, and AttachDisk makes it true, unless that is ignored (explains all that was seen)"},
}

// Choices yields every choice, in the order of the constants.
func Choices() iter.Seq[Choice] { return enum.Span[Choice](0, numChoices) }

// Reading returns the name of the reading that the choice is a value of, "R-hot".
func (c Choice) Reading() string { return choices[c].reading }

// Value returns the name of the value, such as "any-status".
func (c Choice) Value() string { return choices[c].value }

// Doc returns what the choice says, in one line.
func (c Choice) Doc() string { return choices[c].doc }

// Default reports whether this is what the machine does unless told otherwise.
func (c Choice) Default() bool { return defaults>>c&1 != 0 }

// defaults has bit c for each choice c that is a default.
var defaults = func() (set uint32) {
	for c := range choices {
		if c == 0 || choices[c-1].reading != choices[c].reading {
			set |= 1 << c
		}
	}
	return set
}()

// sameReading[c] has the bits of all choices of the reading of c.
var sameReading = func() (sets [numChoices]uint32) {
	for c := range choices {
		for other := range choices {
			if choices[other].reading == choices[c].reading {
				sets[c] |= 1 << other
			}
		}
	}
	return sets
}()

// String returns reading and value, "R-hot any-status".
func (c Choice) String() string {
	if c < numChoices {
		return c.Reading() + " " + c.Value()
	}
	return fmt.Sprintf("Choice(%d)", c)
}

// ParseChoice returns the choice of a reading by the two names.
func ParseChoice(reading, value string) (Choice, error) {
	var readings, values []string
	for c := range Choices() {
		switch {
		case c.Reading() == reading && c.Value() == value:
			return c, nil
		case c.Reading() == reading:
			values = append(values, c.Value())
		case c.Default():
			readings = append(readings, c.Reading())
		}
	}
	if values != nil {
		return 0, fmt.Errorf("value %q of reading %s is unknown; %s", value, reading, suggest.List(value, values))
	}
	return 0, fmt.Errorf("reading %q is unknown; %s", reading, suggest.List(reading, readings))
}

// Readings is a set of choices, one a reading. The zero value is the defaults. It
// is comparable.
type Readings struct{ chosen uint32 } // bit c: choice c, which is no default

const _ = uint(32 - numChoices) // each choice has its bit, here, in defaults and in sameReading

// ReadingsOf returns the default readings but for the given choices; of two choices
// of one reading the later counts.
func ReadingsOf(choices ...Choice) Readings {
	var r Readings
	for _, c := range choices {
		r = r.With(c)
	}
	return r
}

// With returns the readings with one choice in force, in place of the one of the same
// reading that was.
func (r Readings) With(c Choice) Readings {
	r.chosen &^= sameReading[c]
	if !c.Default() {
		r.chosen |= 1 << c
	}
	return r
}

// Has reports whether the choice is in force: for a default, whether no other of its
// reading is.
func (r Readings) Has(c Choice) bool { return r.chosen&sameReading[c] == 1<<c&^defaults }

// makes is Has of a choice that is no default.
func (r Readings) makes(c Choice) bool { return r.chosen>>c&1 != 0 }

// All yields the choices in force that are no defaults, in the order of the constants.
func (r Readings) All() iter.Seq[Choice] { return enum.Those(Choices(), r.makes) }

// String returns the choices that are no defaults, or "default".
func (r Readings) String() string {
	var names []string
	for c := range r.All() {
		names = append(names, c.String())
	}
	if names == nil {
		return "default"
	}
	return strings.Join(names, ", ")
}
