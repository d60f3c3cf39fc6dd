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
	disk     func(Disk, given) Disk
	instance func(Instance, given) Instance
}

// effects is the effect table. Effects of one action stand together and take place
// in this order; what one releases the others leave alone.
//
// A resource that is created starts with an id and otherwise zero: a data disk,
// PostPaid, attached to nothing.
var effects = [...]EffectRow{
	setDisk(ActionDetachDisk, always, "Status = Detaching", func(d Disk, _ given) Disk { d.Status = Detaching; return d }),
	setDisk(ActionDetachDisk, always, "DeleteWithInstance = false", clearFlag).only(FlagAtAcceptance),

	setDisk(ActionAttachDisk, when(DiskAvailable), "Status = Attaching", func(d Disk, _ given) Disk { d.Status = Attaching; return d }),
	setDisk(ActionAttachDisk, when(DiskAvailable), "InstanceId as given", func(d Disk, g given) Disk { d.InstanceID = g.instance; return d }),
	setDisk(ActionAttachDisk, when(DiskAvailable), "DeleteWithInstance as given", setFlag),

	setDisk(ActionCreateDisk, always, "Status = Creating", func(d Disk, _ given) Disk { d.Status = Creating; return d }),
	setDisk(ActionCreateDisk, always, "Category as given", func(d Disk, g given) Disk { d.Category = g.category; return d }),
	setDisk(ActionCreateDisk, when(CategoryAbsent), "Category = cloud", func(d Disk, _ given) Disk { d.Category = DefaultCategory; return d }),
	setDisk(ActionCreateDisk, always, "Portable by its category", func(d Disk, _ given) Disk { d.Portable = DefaultPortable(d.Category, d.Type, d.ChargeType); return d }),
	setDisk(ActionCreateDisk, always, "DeleteAutoSnapshot = true", func(d Disk, _ given) Disk { d.DeleteAutoSnapshot = true; return d }).not(AutoSnapshotFalse),

	{Action: ActionDeleteDisk, Of: OfDisk, Does: "released", release: true},

	setDisk(ActionModifyDiskAttribute, when(DeletesGiven), "DeleteWithInstance as given", setFlag),
	setDisk(ActionModifyDiskAttribute, when(SnapshotGiven), "DeleteAutoSnapshot as given", func(d Disk, g given) Disk { d.DeleteAutoSnapshot = g.snapshot == True; return d }),

	setDisk(ActionReInitDisk, always, "Status = ReIniting", func(d Disk, _ given) Disk { d.Status = ReIniting; return d }),

	setInstance(ActionCreateInstance, always, "Status = Pending", func(i Instance, _ given) Instance { i.Status = Pending; return i }),
	setInstance(ActionCreateInstance, always, "InstanceChargeType as given", func(i Instance, g given) Instance { i.ChargeType = g.charge; return i }),
	setInstance(ActionCreateInstance, always, "HotPlug as given, else true", func(i Instance, g given) Instance { i.HotPlug = g.hotPlug != False; return i }),
	setSystem("Status = In_use", func(d Disk, _ given) Disk { d.Status = InUse; return d }),
	setSystem("InstanceId as given", func(d Disk, g given) Disk { d.InstanceID = g.instance; return d }),
	setSystem("Type = system", func(d Disk, _ given) Disk { d.Type = SystemDisk; return d }),
	setSystem("Category = cloud", func(d Disk, _ given) Disk { d.Category = DefaultCategory; return d }),
	setSystem("DeleteWithInstance = true", func(d Disk, _ given) Disk { d.DeleteWithInstance = true; return d }),
	setSystem("DeleteAutoSnapshot = true", func(d Disk, _ given) Disk { d.DeleteAutoSnapshot = true; return d }),

	setInstance(ActionStartInstance, always, "Status = Starting", func(i Instance, _ given) Instance { i.Status = Starting; return i }),
	setInstance(ActionStopInstance, always, "Status = Stopping", func(i Instance, _ given) Instance { i.Status = Stopping; return i }),
	setInstance(ActionRebootInstance, always, "Status = Starting", func(i Instance, _ given) Instance { i.Status = Starting; return i }),

	{Action: ActionDeleteInstance, Of: OfHeld, When: when(Flagged), Does: "released", Not: ReleaseTransitKept, release: true},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked}, Does: "released", Not: ReleaseTransitKept, release: true},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{Any: Flagged, None: inTransit}, Does: "released", Only: ReleaseTransitKept, release: true},
	{Action: ActionDeleteInstance, Of: OfHeld, When: Condition{None: SecurityUnlocked | inTransit}, Does: "released", Only: ReleaseTransitKept, release: true},
	setHeld("Status = Available", func(d Disk, _ given) Disk { d.Status = Available; return d }),
	setHeld("InstanceId = empty", func(d Disk, _ given) Disk { d.InstanceID = ""; return d }),
	setHeld("Type = data", func(d Disk, _ given) Disk { d.Type = DataDisk; return d }),
	setHeld("DiskChargeType = PostPaid", func(d Disk, _ given) Disk { d.ChargeType = PostPaid; return d }),
	setHeld("Portable = true", func(d Disk, _ given) Disk { d.Portable = true; return d }),
	setHeld("DeleteWithInstance = false", clearFlag),
	{Action: ActionDeleteInstance, Of: OfInstance, Does: "released", release: true},

	setInstance(ActionLock, always, "OperationLocks with the reason", func(i Instance, g given) Instance { i.Locks |= g.reason; return i }),
	setInstance(ActionUnlock, always, "OperationLocks without the reason", func(i Instance, g given) Instance { i.Locks &^= g.reason; return i }),

	setInstance(ActionSettle, when(InstancePending|InstanceStopping), "Status = Stopped", func(i Instance, _ given) Instance { i.Status = Stopped; return i }),
	setInstance(ActionSettle, when(InstanceStarting), "Status = Running", func(i Instance, _ given) Instance { i.Status = Running; return i }),
	setDisk(ActionSettle, when(DiskCreating|DiskDetaching), "Status = Available", func(d Disk, _ given) Disk { d.Status = Available; return d }),
	setDisk(ActionSettle, when(DiskAttaching|DiskReIniting), "Status = In_use", func(d Disk, _ given) Disk { d.Status = InUse; return d }),
	setDisk(ActionSettle, when(DiskDetaching), "InstanceId = empty", func(d Disk, _ given) Disk { d.InstanceID = ""; return d }),
	setDisk(ActionSettle, when(DiskDetaching), "DeleteWithInstance = false", clearFlag),

	setDisk(ActionDetachFailed, always, "Status = In_use", func(d Disk, _ given) Disk { d.Status = InUse; return d }).not(FailedDetachRetries),

	setDisk(ActionAttachFailed, always, "Status = Available", func(d Disk, _ given) Disk { d.Status = Available; return d }),
	setDisk(ActionAttachFailed, always, "InstanceId = empty", func(d Disk, _ given) Disk { d.InstanceID = ""; return d }),
	setDisk(ActionAttachFailed, always, "DeleteWithInstance = false", clearFlag),
}

var always Condition

func when(any Facts) Condition { return Condition{Any: any} }

func clearFlag(d Disk, _ given) Disk { d.DeleteWithInstance = false; return d }
func setFlag(d Disk, g given) Disk   { d.DeleteWithInstance = g.deletes == True; return d }

func setDisk(a Action, when Condition, does string, set func(Disk, given) Disk) EffectRow {
	return EffectRow{Action: a, Of: OfDisk, When: when, Does: does, disk: set}
}

func setSystem(does string, set func(Disk, given) Disk) EffectRow {
	return EffectRow{Action: ActionCreateInstance, Of: OfSystem, Does: does, disk: set}
}

func setHeld(does string, set func(Disk, given) Disk) EffectRow {
	return EffectRow{Action: ActionDeleteInstance, Of: OfHeld, Does: does, disk: set}
}

func setInstance(a Action, when Condition, does string, set func(Instance, given) Instance) EffectRow {
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

// onDisk and onInstance are told what an operation makes of one resource: before is
// nil when it is created, and gone says that it is released.
type (
	onDisk     func(before *Disk, after Disk, gone bool)
	onInstance func(before *Instance, after Instance, gone bool)
)

// Effect tells what the effect table says that an operation makes of s, where o is
// its outcome: each resource that its effects are on, nil before when it is created,
// and whether it is released. It makes nothing; [Machine.Step] makes just that.
func (m Machine) Effect(s State, op Op, o Outcome, disk func(before *Disk, after Disk, gone bool), instance func(before *Instance, after Instance, gone bool)) {
	if o.Accepted() {
		a := op.args()
		f := m.observe(&s, &a)
		m.effect(&s, &a, &f, disk, instance)
	}
}

// effect goes through the effect table for an accepted operation.
func (m Machine) effect(s *State, a *args, f *facts, disk onDisk, instance onInstance) {
	switch a.action {
	case ActionDescribeDisks, ActionDescribeInstances:
	case ActionCreateDisk:
		m.setDisk(a, OfDisk, f.set, nil, Disk{ID: a.disk}, disk)
	case ActionCreateInstance:
		m.setInstance(a, f.set, nil, Instance{ID: a.instance}, instance)
		m.setDisk(a, OfSystem, f.set, nil, Disk{ID: a.system}, disk)
	case ActionDeleteInstance:
		var space [MaxDataDisks + MaxSystemDisks]*Disk
		held := space[:0]
		s.eachHeld(a.instance, func(d *Disk) bool { held = append(held, d); return true })
		for _, d := range held {
			m.setDisk(a, OfHeld, f.set|diskFacts(d), d, *d, disk)
		}
		m.setInstance(a, f.set, f.instance, *f.instance, instance)
	default:
		if f.disk != nil {
			m.setDisk(a, OfDisk, f.set, f.disk, *f.disk, disk)
		} else if f.instance != nil {
			m.setInstance(a, f.set, f.instance, *f.instance, instance)
		}
	}
}

// setDisk tells what the effects on one disk make of it.
func (m Machine) setDisk(a *args, of Of, set Facts, before *Disk, d Disk, tell onDisk) {
	for i := effectSpans[a.action].first; i < effectSpans[a.action].end; i++ {
		row := &effects[i]
		if row.Of != of || !m.does(i, row, set) {
			continue
		}
		if row.release {
			tell(before, d, true)
			return
		}
		d = row.disk(d, a.given)
	}
	tell(before, d, false)
}

// setInstance tells what the effects on one instance make of it.
func (m Machine) setInstance(a *args, set Facts, before *Instance, inst Instance, tell onInstance) {
	for i := effectSpans[a.action].first; i < effectSpans[a.action].end; i++ {
		row := &effects[i]
		if row.Of != OfInstance || !m.does(i, row, set) {
			continue
		}
		if row.release {
			tell(before, inst, true)
			return
		}
		inst = row.instance(inst, a.given)
	}
	tell(before, inst, false)
}

// does reports whether an effect takes place.
func (m Machine) does(i Effect, row *EffectRow, set Facts) bool {
	return row.When.Holds(set) && row.Editions.Has(m.Edition) &&
		(row.Only.Default() || m.Readings.Has(row.Only)) && !m.Readings.Has(row.Not) &&
		!m.Without.Effects.Has(i)
}
