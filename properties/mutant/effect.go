package mutant

import (
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// droppedEffects leave out one effect each.
func (c catalogue) droppedEffects() (all []Mutant) {
	for e := range c.effects() {
		m := c.takingPlace(e)
		broken := m
		broken.Without.Effects = book.EffectSetOf(e)
		all = append(all, on(e.Row().Action, m, EffectDropped, c.nameOf(e), "leaves out the effect "+e.String(), broken.Step))
	}
	return all
}

// takingPlace returns the documented machine of an edition that has an effect, under a reading
// by which it takes place.
func (c catalogue) takingPlace(e book.Effect) model.Machine {
	row := e.Row()
	m := c.machine(row.Editions)
	if row.Action == book.ActionDeleteInstance && row.Field == book.FieldDeleteWithInstance {
		// Else the flag of a disk that is kept is false already.
		m.Readings = book.ReadingsOf(book.ReleaseTransitKept)
	} else {
		m.Readings = book.ReadingsOf(row.Only)
	}
	return m
}

// nameOf returns the name of the mutant that leaves an effect out.
func (c catalogue) nameOf(e book.Effect) string {
	row := e.Row()
	name := "effect-" + row.Action.String() + "-" + row.Of.String() + "-" + row.Does()
	if slices.ContainsFunc(slices.Collect(book.EffectsOf(row.Action)), func(other book.Effect) bool { return other != e && doesToo(other.Row(), row) }) {
		name += "-" + row.When.String()
	}
	if m := c.machine(row.Editions); m != c.machine(0) {
		name += "-in-" + m.Edition.String()
	}
	if !row.Only.Default() {
		name += "-" + row.Only.String()
	}
	return slug(name)
}

// doesToo reports whether another effect does the same, in an edition that has both.
func doesToo(other, row book.EffectRow) bool {
	_, both := other.Editions.Common(row.Editions)
	return both && other.Of == row.Of && other.Does() == row.Does() && other.Only == row.Only
}

// wrongEffects set one field each to another value: a status to each other one, any
// other field to one that it is not to have. A release has no value.
func (c catalogue) wrongEffects() (all []Mutant) {
	for e := range c.effects() {
		row := e.Row()
		m := c.takingPlace(e)
		add := func(value string, change change) {
			all = append(all, on(row.Action, m, EffectWrong, slug(c.nameOf(e)+" but "+value), "sets "+value+" in the effect "+e.String(),
				then(m, func(before, after model.State, op model.Op, o model.Outcome) model.State {
					if !row.When.Holds(o.Facts()) {
						return after
					}
					return change.of(after, row.Of, before, op)
				})))
		}
		switch right, isStatus := strings.CutPrefix(row.Does(), "Status = "); {
		case row.Release, cannotBeOther(row):
		case isStatus && row.Of == book.OfInstance:
			for s := range model.InstanceStatuses() {
				if s.String() != right {
					add(s.String(), change{instance: func(i *model.Instance) { i.Status = s }})
				}
			}
		case isStatus:
			is, err := model.ParseDiskStatus(right)
			if err != nil {
				panic(err) // the effect table names no other
			}
			for s := range model.DiskStatuses() {
				if s != is && !(s == model.Creating && is.Attached()) { // an attached disk cannot be made to be Creating
					add(s.String(), change{disk: func(_ model.State, d *model.Disk) { d.Status = s }})
				}
			}
		default:
			add("another value", otherwise(row.Field))
		}
	}
	return all
}

// cannotBeOther reports whether no disk can be made that has another value in the field of an
// effect, and all else as the effects of its action make it.
func cannotBeOther(row book.EffectRow) bool {
	switch row.Field {
	case book.FieldType: // a system disk is not Portable
		return row.Action == book.ActionDeleteInstance || row.Action == book.ActionSettle
	case book.FieldSourceInstanceID:
		return row.To == book.Empty
	case book.FieldDetachedSystem:
		return row.To == "false"
	case book.FieldDetachDeletes: // the disk is Detaching no more
		return row.To == "false"
	}
	return false
}

// doubledEffects take place on every other resource as well, where they can: on those
// of the world that the operation does not name or, for a creation, on a second one.
func (c catalogue) doubledEffects() (all []Mutant) {
	for e := range c.effects() {
		row := e.Row()
		m := c.takingPlace(e)
		alone := aloneIn(m, e)
		double := func(before, after model.State, op model.Op, _ model.Outcome) model.State {
			for other := range elsewhere(op, row.Of, before, after) {
				after, _ = alone.Step(after, other)
			}
			return after
		}
		if row.Action == book.ActionCreateDisk || row.Action == book.ActionCreateInstance {
			if row.Field != book.FieldStatus || row.Of == book.OfSystem {
				continue // what is created twice is whole
			}
			double = func(_, after model.State, op model.Op, _ model.Outcome) model.State {
				after, _ = m.Step(after, renamed(op, func(id string) string { return id + "0" }))
				return after
			}
		}
		all = append(all, on(row.Action, m, EffectDoubled, c.nameOf(e)+"-twice", "makes the effect on other resources, too: "+e.String(), then(m, double)))
	}
	return all
}

// aloneIn returns the machine that asks nothing, and of whose effects there is one.
func aloneIn(m model.Machine, kept ...book.Effect) model.Machine {
	left := enum.Those(book.Effects(), func(e book.Effect) bool { return !slices.Contains(kept, e) })
	m.Without = book.Omission{Rules: book.RuleSetOf(slices.Collect(book.Rules())...), Effects: book.EffectSetOf(slices.Collect(left)...)}
	return m
}

// earlyEffects have one effect each of the settle that is to come take place at once,
// when the status that it ends is entered.
func (c catalogue) earlyEffects() (all []Mutant) {
	for enter := range c.effects() {
		status, ok := strings.CutPrefix(enter.Row().Does(), "Status = ")
		a := enter.Row().Action
		if !ok || a.Event() {
			continue
		}
		for e := range c.effects() {
			row := e.Row()
			if row.Action != book.ActionSettle || row.Of != enter.Row().Of || !mentions(row.When, status) {
				continue
			}
			does := "makes at once the effect " + e.String()
			name := slug("early " + a.String() + " " + row.Of.String() + " " + row.Does())
			if inStories[name] {
				continue
			}
			m := c.takingPlace(e)
			alone := aloneIn(m, e)
			all = append(all, on(a, m, EffectEarly, name, does, then(m, func(_, after model.State, op model.Op, _ model.Outcome) model.State {
				instances, disks := model.IDs(op)
				settle := model.Settle{}
				if row.Of == book.OfInstance {
					settle.ID = string(instances[0])
				} else {
					settle.ID = string(disks[0])
				}
				after, _ = alone.Step(after, settle)
				return after
			})))
		}
	}
	return all
}

// mentions reports whether a condition is about a status.
func mentions(c book.Condition, status string) bool {
	for f := range c.Any.All() {
		if strings.HasSuffix(f.String(), " is "+status) {
			return true
		}
	}
	return false
}

// inStories are those of the tables that are stories, too.
var inStories = map[string]bool{
	"early-AttachDisk-disk-Status-In_use":            true, // attach-without-Attaching
	"early-DetachDisk-disk-DeleteWithInstance-false": true, // flag-reset-too-early
}

// repeated apply an operation twice.
func (c catalogue) repeated() (all []Mutant) {
	m := c.machine(0)
	for a := range book.Actions() {
		mutant := on(a, m, Repeated, "twice-"+a.String(), "makes an accepted "+a.String()+" again at once",
			then(m, func(_, after model.State, op model.Op, _ model.Outcome) model.State {
				after, _ = m.Step(after, op)
				return after
			}))
		mutant.Equivalent = neverTwice
		all = append(all, mutant)
	}
	return all
}
