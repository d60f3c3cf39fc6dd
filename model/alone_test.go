package model

import (
	"testing"

	"example.com/ecsdisk/model/book"
)

// machines returns the machine of each edition, the default one first; and one for each other
// choice, of the default edition, or of the first that has it.
func machines() []Machine {
	all := []Machine{{}}
	for e := range book.AllEditions() {
		if e != book.Edition2019 {
			all = append(all, Machine{Edition: e})
		}
	}
	for c := range book.Choices() {
		if !c.Default() {
			all = append(all, Machine{Edition: editionOf(c), Readings: book.ReadingsOf(c)})
		}
	}
	// One effect needs a choice in an edition that is not the default one.
	return append(all, Machine{Edition: book.Edition2024, Readings: book.ReadingsOf(book.FlagAtAcceptance)})
}

// editionOf returns the default edition, or the first that has the choice.
func editionOf(c book.Choice) book.Edition {
	if c.Editions().Has(book.Edition2019) {
		return book.Edition2019
	}
	for e := range c.Editions().All() {
		return e
	}
	panic("no edition has " + c.String())
}

// inForce returns the rules that are in force.
func inForce(m Machine) (rules book.RuleSet) {
	for r := range book.Rules() {
		if m.Book().InForce(r) {
			rules = rules.Union(book.RuleSetOf(r))
		}
	}
	return rules
}

// firstInForce yields the machines under which a rule is in force for the first
// time, with those rules. Together they have every rule once.
func firstInForce(yield func(Machine, book.RuleSet) bool) {
	var seen book.RuleSet
	for _, m := range machines() {
		rules := inForce(m).Difference(seen)
		seen = seen.Union(rules)
		if rules != (book.RuleSet{}) && !yield(m, rules) {
			return
		}
	}
}

// Under each choice, each rule in force is broken alone in some world, by some
// operation; and without that rule the operation is accepted there.
func TestEachRuleIsBrokenAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("goes through every small world under every choice")
	}
	t.Parallel()
	for _, m := range machines() {
		alone, want := book.RuleSet{}, inForce(m)
		for _, w := range smallWorlds() {
			if m.CheckState(w.State) != nil {
				continue
			}
			for _, ops := range w.ops {
				for _, op := range ops {
					broken := m.Judge(w.State, op).Broken()
					r, _ := broken.First()
					if broken.Len() != 1 || alone.Has(r) {
						continue
					}
					alone = alone.Union(book.RuleSetOf(r))
					without := m
					without.Without.Rules = broken
					if o := without.Judge(w.State, op); !o.Accepted() || without.Book().InForce(r) {
						t.Errorf("%s under %s, %s: without %s it is still %s", op, m.Edition, m.Readings, r, o)
					}
				}
			}
			if alone == want {
				break
			}
		}
		if alone != want {
			t.Errorf("under %s, %s these are not broken alone: %s", m.Edition, m.Readings, want.Difference(alone))
		}
	}
}

// Under some choice, an operation without any one of its effects makes another state
// of some world.
func TestEachEffectShows(t *testing.T) {
	if testing.Short() {
		t.Skip("goes through every small world for every effect")
	}
	t.Parallel()
	shows := func(e book.Effect) bool {
		for _, m := range machines() {
			if !m.Book().HasEffect(e) {
				continue // it is no other machine without it
			}
			without := m
			without.Without.Effects = book.EffectSetOf(e)
			for _, w := range smallWorlds() {
				if m.CheckState(w.State) != nil {
					continue
				}
				for _, op := range w.ops[e.Row().Action] {
					next, _ := m.Step(w.State, op)
					if other, _ := without.Step(w.State, op); !other.Equal(next) {
						return true
					}
				}
			}
		}
		return false
	}
	for e := range book.Effects() {
		if !shows(e) {
			t.Errorf("%s: it shows nowhere", e)
		}
	}
}

// A machine without any rule accepts what makes no sense, and still makes a state: the
// resource that is not there is neither changed nor made.
func TestWithoutRulesEveryStepIsDefined(t *testing.T) {
	for _, m := range machines() {
		for r := range book.Rules() {
			m.Without.Rules = m.Without.Rules.Union(book.RuleSetOf(r))
		}
		for n, w := range smallWorlds() {
			if n%149 != 0 {
				continue
			}
			for _, ops := range w.ops {
				for _, op := range ops {
					var made Effects
					next, o := m.Step(w.State, op)
					if expected := m.Expect(w.State, op, &made); o != expected || o.Verdict() == Refused {
						t.Fatalf("%s is %s, and expected to be %s", op, o, expected)
					}
					if next.NumInstances() > w.NumInstances() && o.Action() != book.ActionCreateInstance {
						t.Fatalf("%s makes an instance", op)
					}
					checkEffects(t, w.State, next, &made)
				}
			}
		}
	}
}
