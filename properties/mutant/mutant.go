// Package mutant is the catalogue of machines that are broken on purpose, and the
// matrix of which property notices which: a test of the tests.
//
// Most mutants come off the tables of package model: every rule and every effect has
// its own. None is written down twice, and a row that is added there is broken here.
// [All] yields the mutants, [Find] one by its name, and [Matrix] which property notices
// which.
package mutant

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/properties"
)

// A Kind is in which way a mutant is broken.
type Kind uint8

// The kinds of mutants.
const (
	RuleDropped    Kind = iota // a rule is not judged
	RuleNegated                // a rule is broken exactly when it holds
	RuleWidened                // a rule admits one status more
	RuleNarrowed               // a rule admits one status fewer
	EffectDropped              // an effect does not take place
	EffectWrong                // an effect sets another value
	EffectDoubled              // an effect takes place on another resource, too
	EffectEarly                // an effect of the settle takes place at acceptance
	Repeated                   // an operation is applied twice
	DiskTouched                // another disk changes, on which there is no effect
	FieldTouched               // a field changes, on which there is no effect
	ReadingSwapped             // the machine follows another reading
	Story                      // what implementations get wrong, or could

	numKinds = iota
)

var kindNames = [numKinds]string{"rule dropped", "rule negated", "rule widened", "rule narrowed", "effect dropped", "effect wrong",
	"effect doubled", "effect early", "repeated", "disk touched", "field touched", "reading swapped", "story"}

// String returns the kind in words.
func (k Kind) String() string { return kindNames[k] }

// A Mutant is a machine that is broken on purpose.
type Mutant struct {
	Name    string // of its golden script, too
	Kind    Kind
	Does    string        // what it leaves out or does wrong, in words
	Machine model.Machine // the documented one that it is held against
	Suspect properties.Suspect
	Timed   bool // it takes a clock to tell it from the documented one

	// Actions are those that it makes otherwise. Of any other it makes just what the
	// documented machine makes.
	Actions book.ActionSet

	// Equivalent is why it goes through the same states with the same verdicts as the
	// documented machine; empty for one that a property has to notice.
	Equivalent string
}

// All yields every mutant of some editions, kind by kind. What several of them have is broken
// once: in the default one, if that is among them and has it, else in the first that has. Each
// time the mutants are new: one may remember what it was asked.
func All(among book.Editions) iter.Seq[Mutant] {
	c := catalogue{among}
	all := slices.Concat(c.droppedRules(), c.negatedRules(), c.otherStatuses(), c.otherLimits(), c.droppedEffects(), c.wrongEffects(),
		c.doubledEffects(), c.earlyEffects(), c.repeated(), c.frames(), c.fieldFrames(), c.readings(), c.stories())
	slices.SortStableFunc(all, func(a, b Mutant) int { return cmp.Compare(a.Kind, b.Kind) })
	return slices.Values(all)
}

// Find returns the mutant of a name, among those of some editions.
func Find(among book.Editions, name string) (Mutant, error) {
	var names []string
	for m := range All(among) {
		if m.Name == name {
			return m, nil
		}
		names = append(names, m.Name)
	}
	return Mutant{}, fmt.Errorf("mutant %q is unknown; %s", name, suggest.Expected(name, names, "one of the matrix, such as flag-reset-too-early"))
}

type (
	stepFunc func(model.State, model.Op) (model.State, model.Outcome)
	moreFunc func(before, after model.State, op model.Op, o model.Outcome) model.State
)

// on makes a mutant that makes one action otherwise, and every other as documented.
func on(a book.Action, m model.Machine, kind Kind, name, does string, step stepFunc) Mutant {
	return Mutant{Name: name, Kind: kind, Does: does, Machine: m, Actions: book.ActionSetOf(a),
		Suspect: properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
			if model.ActionOf(op) != a {
				return m.Step(s, op)
			}
			return step(s, op)
		}}}
}

// then makes a machine do something more after it has accepted an operation.
func then(m model.Machine, more moreFunc) stepFunc {
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if o.Accepted() {
			after = more(s, after, op, o)
		}
		return after, o
	}
}

// slug makes a file name of words.
func slug(words string) string {
	words = strings.NewReplacer(" the ", "-", "its ", "", ";", "", ":", "", "=", "", "R-", "").Replace(words)
	return strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }), "-")
}
