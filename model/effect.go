package model

import "iter"

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

// String returns what the effect is on, in words.
func (o Of) String() string {
	return [...]string{"the disk", "the instance", "its system disk", "each attached disk"}[o]
}

// EffectRow is what the effect table says of one effect.
type EffectRow struct {
	Action   Action
	Of       Of
	When     Condition // of the operation and of what the effect is on; else nothing happens
	Does     string    // in words: "Status = Detaching", "released"
	Only     Choice    // takes place only under this reading, unless that is a default
	Not      Choice    // takes no place under this reading, unless that is a default
	Editions Editions

	release  bool
	disk     func(*Disk, given)
	instance func(*Instance, given)
}

// effects is the effect table. Effects of one action stand together and take place
// in this order; what one releases the others leave alone.
//
// A resource that is created starts with an id and otherwise zero: a data disk,
// PostPaid, attached to nothing.
var effects = [...]EffectRow{
	setDisk(ActionDetachDisk, always, "Status = Detaching", func(d *Disk, _ given) { d.Status = Detaching }),
	setDisk(ActionDetachDisk, always, "DeleteWithInstance = false", clearFlag).only(FlagAtAcceptance),

	setDisk(ActionAttachDisk, when(DiskAvailable), "Status = Attaching", func(d *Disk, _ given) { d.Status = Attaching }),
	setDisk(ActionAttachDisk, when(DiskAvailable), "InstanceId as given", func(d *Disk, g given) { d.InstanceID = g.instance }),
	setDisk(ActionAttachDisk, when(DiskAvailable), "DeleteWithInstance as given", setFlag),

	setDisk(ActionCreateDisk, always, "Status = Creating", func(d *Disk, _ given) { d.Status = Creating }),
	setDisk(ActionCreateDisk, always, "Category as given", func(d *Disk, g given) { d.Category = g.category }),
	setDisk(ActionCreateDisk, when(CategoryAbsent), "Category = cloud", func(d *Disk, _ given) { d.Category = DefaultCategory }),
	setDisk(ActionCreateDisk, always, "Portable by its category", func(d *Disk, _ given) { d.Portable = DefaultPortable(d.Category, d.Type, d.ChargeType) }),
	setDisk(ActionCreateDisk, always, "DeleteAutoSnapshot = true", func(d *Disk, _ given) { d.DeleteAutoSnapshot = true }).not(AutoSnapshotFalse),

	{Action: ActionDeleteDisk, Of: OfDisk, Does: "released", release: true},

	setDisk(ActionModifyDiskAttribute, when(DeletesGiven), "DeleteWithInstance as given", setFlag),
	setDisk(ActionModifyDiskAttribute, when(SnapshotGiven), "DeleteAutoSnapshot as given", func(d *Disk, g given) { d.DeleteAutoSnapshot = g.snapshot == True }),

	setDisk(ActionReInitDisk, always, "Status = ReIniting", func(d *Disk, _ given) { d.Status = ReIniting }),

	setInstance(ActionCreateInstance, always, "Status = Pending", func(i *Instance, _ given) { i.Status = Pending }),
	setInstance(ActionCreateInstance, always, "InstanceChargeType as given", func(i *Instance, g given) { i.ChargeType = g.charge }),
	setInstance(ActionCreateInstance, always, "HotPlug as given, else true", func(i *Instance, g given) { i.HotPlug = g.hotPlug != False }),
	setSystem("Status = In_use", func(d *Disk, _ given) { d.Status = InUse }),
	setSystem("InstanceId as given", func(d *Disk, g given) { d.InstanceID = g.instance }),
	setSystem("Type = system", func(d *Disk, _ given) { d.Type = SystemDisk }),
	setSystem("Category = cloud", func(d *Disk, _ given) { d.Category = DefaultCategory }),
	setSystem("DeleteWithInstance = true", func(d *Disk, _ given) { d.DeleteWithInstance = true }),
	setSystem("DeleteAutoSnapshot = true", func(d *Disk, _ given) { d.DeleteAutoSnapshot = true }),

	setInstance(ActionStartInstance, always, "Status = Starting", func(i *Instance, _ given) { i.Status = Starting }),
	setInstance(ActionStopInstance, always, "Status = Stopping", func(i *Instance, _ given) { i.Status = Stopping }),
	setInstance(ActionRebootInstance, always, "Status = Starting", func(i *Instance, _ given) { i.Status = Starting }),

	{Action: ActionDeleteInstance, Of: OfHeld, When: when(Flagged), Does: "released", Not: ReleaseTransitKept, release: true},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked}, Does: "released", Not: ReleaseTransitKept, release: true},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{Any: Flagged, None: inTransit}, Does: "released", Only: ReleaseTransitKept, release: true},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked | inTransit}, Does: "released", Only: ReleaseTransitKept, release: true},
	setHeld("Status = Available", func(d *Disk, _ given) { d.Status = Available }),
	setHeld("InstanceId = empty", func(d *Disk, _ given) { d.InstanceID = "" }),
	setHeld("Type = data", func(d *Disk, _ given) { d.Type = DataDisk }),
	setHeld("DiskChargeType = PostPaid", func(d *Disk, _ given) { d.ChargeType = PostPaid }),
	setHeld("Portable = true", func(d *Disk, _ given) { d.Portable = true }),
	setHeld("DeleteWithInstance = false", clearFlag),
	{Action: ActionDeleteInstance, Of: OfInstance, Does: "released", release: true},

	setInstance(ActionLock, always, "OperationLocks with the reason", func(i *Instance, g given) { i.Locks |= g.reason }),
	setInstance(ActionUnlock, always, "OperationLocks without the reason", func(i *Instance, g given) { i.Locks &^= g.reason }),

	setInstance(ActionSettle, when(InstancePending|InstanceStopping), "Status = Stopped", func(i *Instance, _ given) { i.Status = Stopped }),
	setInstance(ActionSettle, when(InstanceStarting), "Status = Running", func(i *Instance, _ given) { i.Status = Running }),
	setDisk(ActionSettle, when(DiskCreating|DiskDetaching), "Status = Available", func(d *Disk, _ given) { d.Status = Available }),
	setDisk(ActionSettle, when(DiskAttaching|DiskReIniting), "Status = In_use", func(d *Disk, _ given) { d.Status = InUse }),
	setDisk(ActionSettle, when(DiskDetaching), "InstanceId = empty", func(d *Disk, _ given) { d.InstanceID = "" }),
	setDisk(ActionSettle, when(DiskDetaching), "DeleteWithInstance = false", clearFlag),

	setDisk(ActionDetachFailed, always, "Status = In_use", func(d *Disk, _ given) { d.Status = InUse }).not(FailedDetachRetries),

	setDisk(ActionAttachFailed, always, "Status = Available", func(d *Disk, _ given) { d.Status = Available }),
	setDisk(ActionAttachFailed, always, "InstanceId = empty", func(d *Disk, _ given) { d.InstanceID = "" }),
	setDisk(ActionAttachFailed, always, "DeleteWithInstance = false", clearFlag),
}

var always Condition

func when(any Facts) Condition { return Condition{Any: any} }

func clearFlag(d *Disk, _ given) { d.DeleteWithInstance = false }
func setFlag(d *Disk, g given)   { d.DeleteWithInstance = g.deletes == True }

func setDisk(a Action, when Condition, does string, set func(*Disk, given)) EffectRow {
	return EffectRow{Action: a, Of: OfDisk, When: when, Does: does, disk: set}
}

func setSystem(does string, set func(*Disk, given)) EffectRow {
	return EffectRow{Action: ActionCreateInstance, Of: OfSystem, Does: does, disk: set}
}

func setHeld(does string, set func(*Disk, given)) EffectRow {
	return EffectRow{Action: ActionDeleteInstance, Of: OfHeld, Does: does, disk: set}
}

func setInstance(a Action, when Condition, does string, set func(*Instance, given)) EffectRow {
	return EffectRow{Action: a, Of: OfInstance, When: when, Does: does, instance: set}
}

func (e EffectRow) only(c Choice) EffectRow { e.Only = c; return e }
func (e EffectRow) not(c Choice) EffectRow  { e.Not = c; return e }

// Effects yields every effect, in table order.
func Effects() iter.Seq[Effect] {
	return func(yield func(Effect) bool) {
		for e := range Effect(len(effects)) {
			if !yield(e) {
				return
			}
		}
	}
}

// Row returns the effect's row.
func (e Effect) Row() EffectRow { return effects[e] }

// String returns the operation, what the effect is on and what it does, such as
// "DetachDisk: the disk: Status = Detaching".
func (e Effect) String() string {
	row := &effects[e]
	return row.Action.String() + ": " + row.Of.String() + ": " + row.Does
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
