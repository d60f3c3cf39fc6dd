package book

import (
	"fmt"
	"iter"
	"math/bits"

	"example.com/ecsdisk/model/enum"
)

// An Effect is one thing that an accepted operation or event does: a row of the
// effect table.
type Effect uint8

// Of is what an effect is on. Several are a set.
type Of uint8

// What an effect is on.
const (
	OfDisk     Of = 1 << iota // the disk that is named or created
	OfInstance                // the instance that is named or created
	OfSystem                  // the system disk that is created with an instance
	OfHeld                    // each disk attached to the instance that is named
	OfSource                  // each disk whose source is the instance that is named
)

var ofs = []string{"the disk", "the instance", "its system disk", "each attached disk", "each disk whose source it is"}

// String returns what the effect is on, in words.
func (o Of) String() string {
	if at := bits.TrailingZeros8(uint8(o)); at < len(ofs) && o == 1<<at {
		return ofs[at]
	}
	return fmt.Sprintf("book.Of(%d)", uint8(o))
}

// EffectRow is what the effect table says of one effect: it sets one field to a
// value, or releases the resource.
type EffectRow struct {
	Action   Action
	Of       Of
	When     Condition // of the operation and of what the effect is on; else nothing happens
	Field    Field     // what is set, unless Release
	To       Value     // what it is set to
	Release  bool      // the resource is released instead
	Only     Choice    // takes place only under this reading, unless that is a default
	Not      Choice    // takes no place under this reading, unless that is a default
	Editions Editions
}

// A Value is what a field is set to: what a script writes for it, or one of the constants,
// which no field has.
type Value string

// The values that depend on the operation or on the resource.
const (
	Empty     Value = "" // an id: of nothing
	Given     Value = "as given"
	ByDefault Value = "by default"            // the field's default, by the other fields
	With      Value = "with what is given"    // what it was, and what is given
	Less      Value = "without what is given" // what it was, without what is given
	Asked     Value = "as the detach asked"   // the disk's DetachDeletes
	Left      Value = "of the instance left"  // the instance that the disk was attached to
)

// Constant reports whether the value is the same whatever the operation and the resource.
func (v Value) Constant() bool {
	return v != Given && v != ByDefault && v != With && v != Less && v != Asked && v != Left
}

// Does returns what the effect does, in words: "Status = Detaching", "released".
func (e EffectRow) Does() string {
	switch {
	case e.Release:
		return "released"
	case e.To == Empty:
		return e.Field.String() + " = empty"
	case e.To.Constant():
		return e.Field.String() + " = " + string(e.To)
	}
	return e.Field.String() + " " + string(e.To)
}

// effects is the effect table. Effects of one action stand together and take place
// in this order; what one releases the others leave alone.
//
// A resource that is created starts with an id and with nothing else: of no
// status, a data disk, PostPaid, not Portable, attached to nothing.
var effects = [...]EffectRow{
	{Action: ActionDetachDisk, Of: OfDisk, Field: FieldStatus, To: "Detaching"},
	{Action: ActionDetachDisk, Of: OfDisk, When: Condition{Any: KeepsFlag, None: DiskIsData}, Field: FieldDetachDeletes, To: "true", Editions: since2020},
	{Action: ActionDetachDisk, Of: OfDisk, When: Condition{Any: DeletesTrue}, Field: FieldDetachDeletes, To: "true", Editions: since2024},
	{Action: ActionDetachDisk, Of: OfDisk, When: Condition{Any: DeletesTrue}, Field: FieldDetachDeletes, To: "true", Only: EarlyParameterHonoured, Editions: in2020},
	{Action: ActionDetachDisk, Of: OfDisk, Field: FieldDeleteWithInstance, To: "false", Only: FlagAtAcceptance, Editions: until2019},
	{Action: ActionDetachDisk, Of: OfDisk, Field: FieldDeleteWithInstance, To: Asked, Only: FlagAtAcceptance, Editions: since2020},

	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldStatus, To: "Attaching"},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldInstanceID, To: Given},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldDeleteWithInstance, To: Given},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldDeleteAutoSnapshot, To: "true", Only: AutoSnapshotAttach},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable, None: LeftSystem}, Field: FieldSourceInstanceID, To: Empty, Editions: since2020},

	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldStatus, To: "Creating"},
	{Action: ActionCreateDisk, Of: OfDisk, When: Condition{None: CategoryAbsent}, Field: FieldCategory, To: Given},
	{Action: ActionCreateDisk, Of: OfDisk, When: Condition{Any: CategoryAbsent}, Field: FieldCategory, To: ByDefault},
	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldPortable, To: ByDefault},
	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldDeleteAutoSnapshot, To: "true", Not: AutoSnapshotFalse},
	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldDeleteAutoSnapshot, To: "false", Only: AutoSnapshotAttach},

	{Action: ActionDeleteDisk, Of: OfDisk, Release: true},

	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: DeletesGiven}, Field: FieldDeleteWithInstance, To: Given},
	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: SnapshotGiven}, Field: FieldDeleteAutoSnapshot, To: Given},
	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{None: KeepsFlag | LeftSystem}, Field: FieldSourceInstanceID, To: Empty, Editions: since2020},
	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: DeletesGiven, None: notDetaching}, Field: FieldDetachDeletes, To: Given, Editions: since2024},
	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: DeletesGiven, None: notDetaching | DiskIsData}, Field: FieldDetachDeletes, To: Given, Editions: in2020},
	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: DeletesGiven, None: notDetaching | DiskIsSystem}, Field: FieldDetachDeletes, To: Given, Only: EarlyParameterHonoured, Editions: in2020},

	{Action: ActionReInitDisk, Of: OfDisk, Field: FieldStatus, To: "ReIniting"},

	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldStatus, To: "Pending"},
	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldInstanceChargeType, To: Given},
	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldHotPlug, To: Given},
	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldMaxDataDisks, To: ByDefault},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldStatus, To: "In_use"},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldInstanceID, To: Given},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldType, To: "system"},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldCategory, To: ByDefault},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldDeleteWithInstance, To: "true"},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldDeleteAutoSnapshot, To: "true"},

	{Action: ActionStartInstance, Of: OfInstance, Field: FieldStatus, To: "Starting"},

	{Action: ActionStopInstance, Of: OfInstance, Field: FieldStatus, To: "Stopping"},

	{Action: ActionRebootInstance, Of: OfInstance, Field: FieldStatus, To: "Starting"},

	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{Any: Flagged}, Release: true, Not: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked}, Release: true, Not: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{Any: Flagged, None: inTransit}, Release: true, Only: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked | inTransit}, Release: true, Only: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldStatus, To: "Available"},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldInstanceID, To: Empty},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldType, To: "data"},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldDiskChargeType, To: "PostPaid"},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldPortable, To: "true"},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldDeleteWithInstance, To: "false"},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldDetachDeletes, To: "false", Editions: since2020},
	{Action: ActionDeleteInstance, Of: OfSource, When: Condition{Any: Flagged, None: attached}, Release: true, Editions: since2020},
	{Action: ActionDeleteInstance, Of: OfSource, Field: FieldSourceInstanceID, To: Empty, Editions: since2020},
	{Action: ActionDeleteInstance, Of: OfSource, Field: FieldDetachedSystem, To: "false", Editions: since2020},
	{Action: ActionDeleteInstance, Of: OfInstance, Release: true},

	{Action: ActionLock, Of: OfInstance, Field: FieldOperationLocks, To: With},

	{Action: ActionUnlock, Of: OfInstance, Field: FieldOperationLocks, To: Less},

	{Action: ActionSettle, Of: OfInstance, When: Condition{Any: InstancePending | InstanceStopping}, Field: FieldStatus, To: "Stopped"},
	{Action: ActionSettle, Of: OfInstance, When: Condition{Any: InstanceStarting}, Field: FieldStatus, To: "Running"},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskCreating | DiskDetaching}, Field: FieldStatus, To: "Available"},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskAttaching | DiskReIniting}, Field: FieldStatus, To: "In_use"},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: Deleting, None: DiskIsSystem | LeftSystem}, Field: FieldSourceInstanceID, To: Left, Editions: since2020},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskIsSystem, None: notDetaching}, Field: FieldSourceInstanceID, To: Left, Editions: since2020},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskIsSystem, None: notDetaching}, Field: FieldDetachedSystem, To: "true", Editions: since2020},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskIsSystem, None: notDetaching}, Field: FieldPortable, To: "true", Editions: since2020},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskIsSystem, None: notDetaching}, Field: FieldType, To: "data", Editions: since2020},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskDetaching}, Field: FieldInstanceID, To: Empty},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskDetaching}, Field: FieldDeleteWithInstance, To: "false", Editions: until2019},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskDetaching}, Field: FieldDeleteWithInstance, To: Asked, Editions: since2020},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskDetaching}, Field: FieldDetachDeletes, To: "false", Editions: since2020},

	{Action: ActionDetachFailed, Of: OfDisk, Field: FieldStatus, To: "In_use", Not: FailedDetachRetries},
	{Action: ActionDetachFailed, Of: OfDisk, Field: FieldDetachDeletes, To: "false", Not: FailedDetachRetries, Editions: since2020},

	{Action: ActionAttachFailed, Of: OfDisk, Field: FieldStatus, To: "Available"},
	{Action: ActionAttachFailed, Of: OfDisk, Field: FieldInstanceID, To: Empty},
	{Action: ActionAttachFailed, Of: OfDisk, Field: FieldDeleteWithInstance, To: "false"},
}

// Effects yields every effect, in table order.
func Effects() iter.Seq[Effect] { return enum.Span(0, Effect(len(effects))) }

// EffectsOf yields the effects of one action, in table order. Those of [ActionReclaim] are
// those of [ActionDeleteInstance]: what is released is released in the same way.
func EffectsOf(a Action) iter.Seq[Effect] {
	if a == ActionReclaim {
		a = ActionDeleteInstance
	}
	return enum.Span(effectSpans[a].first, effectSpans[a].end)
}

// Row returns the effect's row.
func (e Effect) Row() EffectRow { return effects[e] }

// String returns the operation, what the effect is on and what it does, such as
// "DetachDisk: the disk: Status = Detaching".
func (e Effect) String() string {
	if int(e) >= len(effects) {
		return fmt.Sprintf("Effect(%d)", e)
	}
	row := &effects[e]
	return row.Action.String() + ": " + row.Of.String() + ": " + row.Does()
}

// effectSpans[a] is where the effects of action a stand in the table.
var effectSpans = func() (s [numActions]struct{ first, end Effect }) {
	for e := range Effects() {
		at := &s[effects[e].Action]
		if at.end == 0 {
			at.first = e
		}
		at.end = e + 1
	}
	return s
}()

// An EffectSet is a set of effects. It is comparable; the zero value is empty.
type EffectSet struct{ low, high uint64 }

const _ = uint(128 - len(effects)) // each effect has its bit

// EffectSetOf returns the set of the given effects.
func EffectSetOf(effects ...Effect) (s EffectSet) {
	for _, e := range effects {
		s.low |= 1 << e
		s.high |= 1 << (e - 64) // wraps around for a small e: then the bit is in low alone
	}
	return s
}

// Has reports whether e is in the set.
func (s EffectSet) Has(e Effect) bool { return (s.low>>e|s.high>>(e-64))&1 != 0 }

// Union returns the set of the effects in either set.
func (s EffectSet) Union(t EffectSet) EffectSet { return EffectSet{s.low | t.low, s.high | t.high} }
