package mutant

import (
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// droppedRules leave out one rule each.
func (c catalogue) droppedRules() (all []Mutant) {
	for r, m := range c.rules() {
		broken := m
		broken.Without.Rules = book.RuleSetOf(r)
		all = append(all, on(r.Action(), m, RuleDropped, "rule-"+r.String(), "does not ask whether "+r.Row().Must, broken.Step))
	}
	return all
}

// negatedRules have one rule each that is broken exactly when it holds.
func (c catalogue) negatedRules() (all []Mutant) {
	for r, m := range c.rules() {
		holds := m.Book().Holds(r)
		all = append(all, on(r.Action(), m, RuleNegated, "rule-"+r.String()+"-negated", "requires the contrary of: "+r.Row().Must,
			altered(m, r, func(f book.Facts) bool { return !holds.Holds(f) })))
	}
	return all
}

const (
	// The statuses of a kind are facts that follow one another.
	instanceStatuses = book.SecurityUnlocked - book.InstancePending
	diskStatuses     = book.DiskNotAttached - book.DiskCreating
)

// otherStatuses have one rule each that holds in one status more or, of those that it
// admits, in one fewer. A rule about what is given or found has none: it is broken
// only where there is no resource that has a status.
func (c catalogue) otherStatuses() (all []Mutant) {
	for r, m := range c.rules() {
		holds := m.Book().Holds(r)
		widest := statusesOf(r)
		for f := range (widest &^ holds.Any).All() {
			wider := book.Condition{Any: holds.Any | f, None: holds.None}
			mutant := on(r.Action(), m, RuleWidened, slug("rule "+r.String()+" also "+f.String()),
				"takes for enough that "+f.String()+", where it is required that "+r.Row().Must, altered(m, r, wider.Holds))
			mutant.Equivalent = refusedAnyway(m, r, f)
			all = append(all, mutant)
		}
		fewer := widest & holds.Any
		if holds.Any&^fewer == 0 && fewer&(fewer-1) == 0 {
			continue // with one fewer it would hold always
		}
		for f := range fewer.All() {
			narrower := book.Condition{Any: holds.Any &^ f, None: holds.None}
			mutant := on(r.Action(), m, RuleNarrowed, slug("rule "+r.String()+" not "+f.String()),
				"takes not for enough that "+f.String()+", though required is only that "+r.Row().Must, altered(m, r, narrower.Holds))
			mutant.Equivalent = refusedAnyway(m, r, f)
			all = append(all, mutant)
		}
	}
	return all
}

// statusesOf returns the statuses that the resources that a rule is judged of can have.
func statusesOf(r book.Rule) (f book.Facts) {
	needs := r.Row().Needs
	if needs&(book.InstanceExists|book.DiskInUse) != 0 { // the instance that holds it
		f |= instanceStatuses
	}
	if needs&(book.DiskExists|book.DiskNotAttached) != 0 {
		f |= diskStatuses
	}
	return f
}

// otherLimits have another idea of how many disks an instance can have.
func (c catalogue) otherLimits() []Mutant {
	m := c.machine(0)
	limit := func(kind Kind, name, does string, full func(data, system int) bool) Mutant {
		return on(book.ActionAttachDisk, m, kind, "rule-AttachDiskBelowLimit-"+name, does, alteredIn(m, book.AttachDiskBelowLimit,
			func(s model.State, op model.Op, _ book.Facts) bool {
				var data, system int
				for d := range s.DisksOf(op.(model.AttachDisk).InstanceID) {
					if d.Type == model.SystemDisk {
						system++
					} else {
						data++
					}
				}
				return !full(data, system)
			}))
	}
	return []Mutant{
		limit(RuleNarrowed, "one-fewer", "takes 15 data disks for all that an instance can have", func(data, _ int) bool { return data >= model.DefaultDataDisks-1 }),
		limit(RuleWidened, "one-more", "lets an instance have 17 data disks", func(data, _ int) bool { return data > model.DefaultDataDisks }),
		limit(RuleNarrowed, "with-system-disk", "counts the system disk among the 16", func(data, system int) bool { return data+system >= model.DefaultDataDisks }),
	}
}

// altered returns the machine with another condition in one row of its rule table.
func altered(m model.Machine, r book.Rule, holds func(book.Facts) bool) stepFunc {
	return alteredIn(m, r, func(_ model.State, _ model.Op, f book.Facts) bool { return holds(f) })
}

// alteredIn is altered by a condition on what the facts do not tell.
func alteredIn(m model.Machine, r book.Rule, holds func(model.State, model.Op, book.Facts) bool) stepFunc {
	needs := r.Row().Needs
	without := m
	without.Without.Rules = book.RuleSetOf(r)
	refusal := sync.OnceValue(func() model.Outcome { return refusalBy(m, r) })
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		o := m.Judge(s, op)
		f := o.Facts()
		switch broken := f&needs == needs && !holds(s, op, f); {
		case !broken:
			return without.Step(s, op)
		case o.Accepted():
			return s, refusal()
		}
		return s, o
	}
}

// refusalBy returns the outcome of a machine that refuses by one rule alone. Only a
// machine makes outcomes.
func refusalBy(m model.Machine, r book.Rule) model.Outcome {
	for _, worlds := range [][]model.State{small(m), full()} {
		for _, s := range worlds {
			for _, op := range opsOf(m, r.Action()) {
				if o := m.Judge(s, op); o.Broken() == book.RuleSetOf(r) {
					return o
				}
			}
		}
	}
	panic("mutant: nothing breaks only " + r.String())
}
