package book

import (
	"slices"

	"example.com/ecsdisk/model/enum"
)

// A Class is what a refusal is to a machine of one edition. It is computed from the rule
// table and from the catalogue, and written down nowhere.
type Class uint8

// The classes. Of each the reason why a comparison admits it, or does not.
const (
	// ClassNone is that of an answer which is no refusal.
	ClassNone Class = iota

	// ClassRule is a code of a rule of the edition, or one that the rule admits beside its
	// own. The machine has all that such a rule speaks of, so it is admitted where the rule
	// is broken, and nowhere else.
	ClassRule

	// ClassEnvironment is a code that every operation may answer: throttling, a signature,
	// a failure of the service. Nothing that the machine has decides it, so it is admitted
	// everywhere.
	ClassEnvironment

	// ClassEdition is a code of a rule of other editions alone. The service does not say
	// which edition it follows, and changes between two of them. So it is admitted where
	// that rule is broken in the same state, and said to be that edition's; elsewhere no
	// edition explains it. A code that rules of this edition have, too, is theirs: else a
	// system could be of every edition at once.
	ClassEdition

	// ClassOutside is a documented code about something that the machine does not have,
	// such as a route entry or a snapshot in the making. Whether it was right cannot be
	// told, so it is never called wrong; nor does it show that the system is right, so it
	// is told apart and counted. It does not matter which edition lists it.
	ClassOutside

	// ClassUndocumented is a code that neither a page nor the field has for the operation.
	// It is wrong: a client cannot have been written for it.
	ClassUndocumented
)

var classes = []string{"none", "a rule's", "the environment's", "another edition's rule's", "outside the machine", "undocumented"}

// String returns the class in words, such as "outside the machine".
func (c Class) String() string { return enum.Spell(classes, c) }

// ClassOf returns the class of an operation's refusal under an edition, whatever the
// readings: a rule that only another reading has is a rule. A status of 0 is one that is
// not known. An empty code is no refusal.
func (e Edition) ClassOf(a Action, status int, code string) Class {
	c, documented := FindCode(a, status, code)
	switch {
	case code == "":
		return ClassNone
	case !documented:
		return ClassUndocumented
	case c.Rules(e) != RuleSet{}:
		return ClassRule
	case environmental(c):
		return ClassEnvironment
	}
	for other := range AllEditions() {
		if (c.Rules(other) != RuleSet{}) {
			return ClassEdition
		}
	}
	return ClassOutside
}

// Rules returns the rules of an edition that are refused with the code, or that admit it
// beside their own.
func (c Code) Rules(e Edition) (found RuleSet) {
	for r := range RulesOf(c.Action) {
		for _, refusal := range rules[r].Refusals {
			if !c.Every && refusal.Status == c.Status && refusal.Code == c.Code && rules[r].Editions.Has(e) && refusal.Editions.Has(e) {
				found.add(r)
			}
		}
	}
	return found
}

// environmental reports whether every operation may answer so. An operation's own page may
// list such a code, too.
func environmental(c Code) bool {
	return slices.ContainsFunc(everyCode, func(of Code) bool { return of.Is(c.Status, c.Code) })
}
