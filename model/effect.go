package model

import (
	"cmp"
	"fmt"
	"iter"
)

// An Effect is one thing that an accepted operation or event does: a row of the
// effect table.
type Effect uint8

// Of is what an effect is on.
type Of uint8

// What an effect is on.
const (
	OfDisk     Of = iota // the disk that is named or created
	OfInstance           // the instance that is named or created
	OfSystem             // the system disk that is created with an instance
	OfHeld               // each disk attached to the instance that is named
)

var ofs = []string{OfDisk: "the disk", OfInstance: "the instance", OfSystem: "its system disk", OfHeld: "each attached disk"}

// String returns what the effect is on, in words.
func (o Of) String() string { return spell(ofs, o) }

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

// A Value is what a field is set to: a constant of the field's type, or what the
// operation was given.
type Value struct {
	constant uint8
	origin   origin
}

type origin uint8

const (
	isConstant origin = iota // Boolean fields: 0 is false, 1 is true
	isEmpty                  // an id or a category: the empty text
	isGiven
	isDefault // the field's default, by the other fields
	isWith    // what it was, and what is given
	isWithout // what it was, without what is given
)

var (
	isFalse   = Value{0, isConstant}
	isTrue    = Value{1, isConstant}
	empty     = Value{0, isEmpty}
	asGiven   = Value{0, isGiven}
	byDefault = Value{0, isDefault}
	with      = Value{0, isWith}
	without   = Value{0, isWithout}
)

func is[T DiskStatus | InstanceStatus | DiskType | ChargeType](t T) Value {
	return Value{uint8(t), isConstant}
}

// Does returns what the effect does, in words: "Status = Detaching", "released".
func (e EffectRow) Does() string {
	if e.Release {
		return "released"
	}
	what := [...]string{isEmpty: "= empty", isGiven: "as given", isDefault: "by default", isWith: "with what is given", isWithout: "without what is given"}[e.To.origin]
	if e.To.origin == isConstant {
		if e.Of == OfInstance {
			var i Instance
			e.setInstance(&i, &given{})
			what = "= " + i.Field(e.Field)
		} else {
			var d Disk
			e.setDisk(&d, &given{})
			what = "= " + d.Field(e.Field)
		}
	}
	return e.Field.String() + " " + what
}

// setDisk sets the field of a disk.
func (e *EffectRow) setDisk(d *Disk, g *given) {
	switch e.Field {
	case FieldStatus:
		d.Status = DiskStatus(e.To.constant)
	case FieldInstanceID:
		if d.InstanceID = ""; e.To.origin == isGiven {
			d.InstanceID = g.instance
		}
	case FieldType:
		d.Type = DiskType(e.To.constant)
	case FieldCategory:
		if d.Category = DefaultCategory; e.To.origin == isGiven {
			d.Category = g.category
		}
	case FieldDiskChargeType:
		d.ChargeType = ChargeType(e.To.constant)
	case FieldPortable:
		if d.Portable = FlagOf(e.To.constant != 0); e.To.origin == isDefault {
			d.Portable = d.defaultPortable()
		}
	case FieldDeleteWithInstance:
		d.DeleteWithInstance = e.To.flag(g.deletes)
	case FieldDeleteAutoSnapshot:
		d.DeleteAutoSnapshot = e.To.flag(g.snapshot)
	default:
		panic("model: no effect on " + e.Field.String() + " of a disk")
	}
}

// setInstance sets the field of an instance.
func (e *EffectRow) setInstance(i *Instance, g *given) {
	switch e.Field {
	case FieldStatus:
		i.Status = InstanceStatus(e.To.constant)
	case FieldInstanceChargeType:
		i.ChargeType = g.charge
	case FieldHotPlug:
		i.HotPlug = cmp.Or(g.hotPlug, defaultHotPlug)
	case FieldOperationLocks:
		if i.Locks |= g.reason; e.To.origin == isWithout {
			i.Locks &^= g.reason
		}
	default:
		panic("model: no effect on " + e.Field.String() + " of an instance")
	}
}

func (v Value) flag(given Flag) bool {
	if v.origin == isGiven {
		return given == True
	}
	return v.constant != 0
}

// effects is the effect table. Effects of one action stand together and take place
// in this order; what one releases the others leave alone.
//
// A resource that is created starts with an id and with nothing else (see newDisk): of
// no status, a data disk, PostPaid, not Portable, attached to nothing.
var effects = [...]EffectRow{
	{Action: ActionDetachDisk, Of: OfDisk, Field: FieldStatus, To: is(Detaching)},
	{Action: ActionDetachDisk, Of: OfDisk, Field: FieldDeleteWithInstance, To: isFalse, Only: FlagAtAcceptance},

	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldStatus, To: is(Attaching)},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldInstanceID, To: asGiven},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldDeleteWithInstance, To: asGiven},
	{Action: ActionAttachDisk, Of: OfDisk, When: Condition{Any: DiskAvailable}, Field: FieldDeleteAutoSnapshot, To: isTrue, Only: AutoSnapshotAttach},

	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldStatus, To: is(Creating)},
	{Action: ActionCreateDisk, Of: OfDisk, When: Condition{None: CategoryAbsent}, Field: FieldCategory, To: asGiven},
	{Action: ActionCreateDisk, Of: OfDisk, When: Condition{Any: CategoryAbsent}, Field: FieldCategory, To: byDefault},
	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldPortable, To: byDefault},
	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldDeleteAutoSnapshot, To: isTrue, Not: AutoSnapshotFalse},
	{Action: ActionCreateDisk, Of: OfDisk, Field: FieldDeleteAutoSnapshot, To: isFalse, Only: AutoSnapshotAttach},

	{Action: ActionDeleteDisk, Of: OfDisk, Release: true},

	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: DeletesGiven}, Field: FieldDeleteWithInstance, To: asGiven},
	{Action: ActionModifyDiskAttribute, Of: OfDisk, When: Condition{Any: SnapshotGiven}, Field: FieldDeleteAutoSnapshot, To: asGiven},

	{Action: ActionReInitDisk, Of: OfDisk, Field: FieldStatus, To: is(ReIniting)},

	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldStatus, To: is(Pending)},
	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldInstanceChargeType, To: asGiven},
	{Action: ActionCreateInstance, Of: OfInstance, Field: FieldHotPlug, To: asGiven},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldStatus, To: is(InUse)},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldInstanceID, To: asGiven},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldType, To: is(SystemDisk)},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldCategory, To: byDefault},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldDeleteWithInstance, To: isTrue},
	{Action: ActionCreateInstance, Of: OfSystem, Field: FieldDeleteAutoSnapshot, To: isTrue},

	{Action: ActionStartInstance, Of: OfInstance, Field: FieldStatus, To: is(Starting)},

	{Action: ActionStopInstance, Of: OfInstance, Field: FieldStatus, To: is(Stopping)},

	{Action: ActionRebootInstance, Of: OfInstance, Field: FieldStatus, To: is(Starting)},

	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{Any: Flagged}, Release: true, Not: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked}, Release: true, Not: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{Any: Flagged, None: inTransit}, Release: true, Only: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked | inTransit}, Release: true, Only: ReleaseTransitKept},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldStatus, To: is(Available)},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldInstanceID, To: empty},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldType, To: is(DataDisk)},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldDiskChargeType, To: is(PostPaid)},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldPortable, To: isTrue},
	{Action: ActionDeleteInstance, Of: OfHeld, Field: FieldDeleteWithInstance, To: isFalse},
	{Action: ActionDeleteInstance, Of: OfInstance, Release: true},

	{Action: ActionLock, Of: OfInstance, Field: FieldOperationLocks, To: with},

	{Action: ActionUnlock, Of: OfInstance, Field: FieldOperationLocks, To: without},

	{Action: ActionSettle, Of: OfInstance, When: Condition{Any: InstancePending | InstanceStopping}, Field: FieldStatus, To: is(Stopped)},
	{Action: ActionSettle, Of: OfInstance, When: Condition{Any: InstanceStarting}, Field: FieldStatus, To: is(Running)},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskCreating | DiskDetaching}, Field: FieldStatus, To: is(Available)},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskAttaching | DiskReIniting}, Field: FieldStatus, To: is(InUse)},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskDetaching}, Field: FieldInstanceID, To: empty},
	{Action: ActionSettle, Of: OfDisk, When: Condition{Any: DiskDetaching}, Field: FieldDeleteWithInstance, To: isFalse},

	{Action: ActionDetachFailed, Of: OfDisk, Field: FieldStatus, To: is(InUse), Not: FailedDetachRetries},

	{Action: ActionAttachFailed, Of: OfDisk, Field: FieldStatus, To: is(Available)},
	{Action: ActionAttachFailed, Of: OfDisk, Field: FieldInstanceID, To: empty},
	{Action: ActionAttachFailed, Of: OfDisk, Field: FieldDeleteWithInstance, To: isFalse},
}

// Effects yields every effect, in table order.
func Effects() iter.Seq[Effect] { return span(0, Effect(len(effects))) }

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
type EffectSet uint64

const _ = uint(64 - len(effects)) // each effect has its bit

// EffectSetOf returns the set of the given effects.
func EffectSetOf(effects ...Effect) EffectSet {
	var s EffectSet
	for _, e := range effects {
		s |= 1 << e
	}
	return s
}

// Has reports whether e is in the set.
func (s EffectSet) Has(e Effect) bool { return s>>e&1 != 0 }
