package book

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"example.com/ecsdisk/model/enum"
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
	StopLockedRefused
	StopLockedUnaffected
	EarlyParameterIgnored
	EarlyParameterHonoured

	numChoices = iota
)

// choices is the table of the choices, with what the editions' pages and the field say of
// each. What they say moves no default.
var choices = [numChoices]struct {
	reading, value, doc string

	editions Editions // in which the value exists
	said     said     // by the pages
	seen     bool     // in the field
}{
	OrderFirst:                   {reading: "R-order", value: "first", doc: "the first broken rule in table order gives the code"},
	OrderAnyBroken:               {reading: "R-order", value: "any-broken", doc: "any broken rule may give the code (a comparison only)"},
	HotRunningOnly:               {reading: "R-hot", value: "running-only", doc: "only a Running instance needs hot-plug, to attach and to detach"},
	HotAnyStatus:                 {reading: "R-hot", value: "any-status", doc: "an instance of any status needs hot-plug"},
	LockScopeAnyStatus:           {reading: "R-lock-scope", value: "any-status", doc: "a security lock refuses DetachDisk for a disk in any status"},
	LockScopeInUseOnly:           {reading: "R-lock-scope", value: "in-use-only", doc: "only for a disk that is In_use, unknown or not given"},
	VisibleExceptAttaching:       {reading: "R-visible", value: "except-attaching", doc: "DescribeDisks shows InstanceId while In_use, Detaching or ReIniting (seen in the field)", seen: true},
	VisibleInUse:                 {reading: "R-visible", value: "in-use", doc: "only while In_use (DescribeDisks, 2019-05-31)", said: said{by: since2019 &^ since2024}},
	VisibleInUseDetaching:        {reading: "R-visible", value: "in-use-detaching", doc: "while In_use or Detaching (DescribeDisks, 2024)", said: said{by: since2024}},
	VisibleEveryAttached:         {reading: "R-visible", value: "every-attached", doc: "in every attached status"},
	FlagAtCompletion:             {reading: "R-flag-at-completion", value: "completion", doc: "DeleteWithInstance falls when the detach completes"},
	FlagAtAcceptance:             {reading: "R-flag-at-completion", value: "acceptance", doc: "at acceptance, and again at completion; a failed detach does not restore it"},
	FailedDetachInUse:            {reading: "R-failed-detach", value: "in-use", doc: "a failed detach goes back to In_use", seen: true},
	FailedDetachRetries:          {reading: "R-failed-detach", value: "retries", doc: "it stays Detaching and is tried again: the failure changes nothing", seen: true},
	ReleaseTransitAttached:       {reading: "R-release-transit", value: "attached", doc: "a disk that is Attaching or Detaching is released or kept as any attached disk"},
	ReleaseTransitKept:           {reading: "R-release-transit", value: "kept", doc: "it is kept, as if its flag were false, even under a security lock"},
	ReleaseTransitRefused:        {reading: "R-release-transit", value: "refused", doc: "DeleteInstance is refused while there is one, judged last", said: said{denied: only2018}},
	StillAttachedIncorrectStatus: {reading: "R-still-attached", value: "incorrect-status", doc: "DeleteDisk of an attached disk is refused with IncorrectDiskStatus (seen in the field)", said: said{by: only2018}, seen: true},
	StillAttachedOwnCode:         {reading: "R-still-attached", value: "own-code", doc: "with DiskStillAttached (DeleteDisk, since 2019-03-01)", editions: since2019, said: said{by: since2019}},
	DeleteUnknownSuccess:         {reading: "R-delete-unknown", value: "success", doc: "DeleteDisk of an unknown id succeeds", said: said{by: anyEdition}},
	DeleteUnknownNotFound:        {reading: "R-delete-unknown", value: "not-found", doc: "it is refused, 404 InvalidDiskId.NotFound", said: said{by: since2024}},
	DeleteLockedAllowed:          {reading: "R-delete-locked", value: "allowed", doc: "a security lock does not refuse DeleteInstance", said: said{by: only2019}},
	DeleteLockedRefused:          {reading: "R-delete-locked", value: "refused", doc: "it does, 403 InstanceLockedForSecurity"},
	FinancialOwnPage:             {reading: "R-financial", value: "own-page", doc: "a financial lock refuses what the operation's own page says", said: said{by: anyEdition, inferred: since2024}},
	FinancialLockTable:           {reading: "R-financial", value: "lock-table", doc: "it does not refuse AttachDisk, StopInstance and RebootInstance (the lock table of the day)", said: said{by: until2019}},
	AttachDetachingRefused:       {reading: "R-attach-detaching", value: "refused", doc: "AttachDisk of a Detaching disk is refused", said: said{by: anyEdition}},
	AttachDetachingIgnored:       {reading: "R-attach-detaching", value: "ignored", doc: "on the instance that it is leaving it succeeds, and the detach goes on unchanged (seen in the field)", seen: true},
	AutoSnapshotTrue:             {reading: "R-auto-snapshot", value: "true", doc: "a disk from CreateDisk has DeleteAutoSnapshot true (its page)", seen: true},
	AutoSnapshotFalse:            {reading: "R-auto-snapshot", value: "false", doc: "it has false (Terraform's tests against the service)", seen: true},
	AutoSnapshotAttach:           {reading: "R-auto-snapshot", value: "attach", doc: "it has false, and AttachDisk makes it true, unless that is ignored (explains all that was seen)"},
	StopLockedRefused:            {reading: "R-stop-locked", value: "refused", doc: "a security lock refuses StopInstance (its own page)", said: said{by: anyEdition}},
	StopLockedUnaffected:         {reading: "R-stop-locked", value: "unaffected", doc: "it does not (the lock page since 2025-04-27)", editions: only2026, said: said{by: only2026}},
	EarlyParameterIgnored:        {reading: "R-early-parameter", value: "ignored", doc: "DetachDisk's DeleteWithInstance means nothing for a data disk, of which its page says nothing"},
	EarlyParameterHonoured:       {reading: "R-early-parameter", value: "honoured", doc: "it means what it means from 2024 on", editions: in2020},
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

// Bears reports whether the reading that the choice is a value of can make a difference to an
// action: whether a rule or an effect of it varies with the reading. What a describe shows,
// and which of several refusals is given, is in neither table.
func (c Choice) Bears(a Action) bool {
	same := func(other Choice) bool { return sameReading[c]>>other&1 != 0 }
	if same(OrderFirst) || same(VisibleExceptAttaching) && a == ActionDescribeDisks {
		return true
	}
	for r := range RulesOf(a) {
		if slices.ContainsFunc(rules[r].Under, func(v Variant) bool { return same(v.Choice) }) {
			return true
		}
	}
	for e := range EffectsOf(a) {
		if same(effects[e].Only) || same(effects[e].Not) {
			return true
		}
	}
	return false
}

// defaults has bit c for each choice c that is a default.
var defaults = func() (set uint64) {
	for c := range choices {
		if c == 0 || choices[c-1].reading != choices[c].reading {
			set |= 1 << c
		}
	}
	return set
}()

// sameReading[c] has the bits of all choices of the reading of c.
var sameReading = func() (sets [numChoices]uint64) {
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
type Readings struct{ chosen uint64 } // bit c: choice c, which is no default

const _ = uint(64 - numChoices) // each choice has its bit, here, in defaults and in sameReading

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
	return cmp.Or(enum.Join(r.All()), "default")
}
