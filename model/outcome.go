package model

import (
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// A Verdict is what became of an operation.
type Verdict uint8

// The verdicts.
const (
	Accepted   Verdict = iota
	Refused            // a rule is broken
	NotEnabled         // an event or a creation that makes no sense in that state
)

var verdicts = []string{Accepted: "accepted", Refused: "refused", NotEnabled: "not enabled"}

// String returns the verdict in words.
func (v Verdict) String() string { return enum.Spell(verdicts, v) }

// An Outcome is what the machine says of one operation in one state. It knows the
// rules, which the [Answer] that a caller sees does not. It is comparable.
type Outcome struct {
	judged
	broken book.RuleSet
	facts  book.Facts
}

// judged is apart, so that an [Outcome] has few enough fields to stay in registers.
type judged struct {
	verdict Verdict
	action  book.Action
	edition book.Edition
}

// Verdict returns whether the operation was accepted, refused or not enabled.
func (o Outcome) Verdict() Verdict { return o.verdict }

// Accepted reports whether the operation took effect.
func (o Outcome) Accepted() bool { return o.verdict == Accepted }

// Action returns the operation that was judged.
func (o Outcome) Action() book.Action { return o.action }

// Broken returns the set of all broken rules: empty unless refused.
func (o Outcome) Broken() book.RuleSet { return o.broken }

// Rule returns the first broken rule in table order; ok is false unless refused.
func (o Outcome) Rule() (r book.Rule, ok bool) { return o.broken.First() }

// Refusal returns how the machine refuses what breaks the rule.
func (o Outcome) Refusal(r book.Rule) book.Refusal {
	return book.Book{Edition: o.edition}.Refusal(r, o.facts)
}

// Facts returns what the operation was judged by.
func (o Outcome) Facts() book.Facts { return o.facts }

// LacksParameter reports whether a rule is broken because the operation lacks a parameter
// that it needs: few clients can ask so.
func (o Outcome) LacksParameter() bool {
	for r := range o.broken.All() {
		if any := r.Row().Holds.Any; any != 0 && any&^(book.InstanceGiven|book.DiskGiven) == 0 {
			return true
		}
	}
	return false
}

// String returns the verdict and the broken rules, if any.
func (o Outcome) String() string {
	if o.verdict == Refused {
		return "refused: " + o.broken.String()
	}
	return o.verdict.String()
}
