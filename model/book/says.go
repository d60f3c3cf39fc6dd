package book

import (
	"fmt"
	"strings"
)

// Says returns what a rule says in the book's edition, under its readings: what has to hold,
// and what answers when it does not; "" where it is no rule. Two editions differ in a rule
// exactly when they say different things of it.
func (b Book) Says(r Rule) string {
	if !b.InForce(r) {
		return ""
	}
	row := r.Row()
	var answers []string
	for _, refusal := range row.Refusals {
		if !refusal.Editions.Has(b.Edition) {
			continue
		}
		answer := fmt.Sprintf("%d %s", refusal.Status, refusal.Code)
		if refusal.When != 0 {
			answer += " (where " + strings.ReplaceAll(refusal.When.String(), ", ", " or ") + ")"
		}
		if refusal.Message != "" {
			answer += fmt.Sprintf(" %q", refusal.Message)
		}
		if refusal.Inferred {
			answer += " (inferred)"
		}
		answers = append(answers, answer)
	}
	return b.holds(&row).String() + "; else " + strings.Join(answers, ", or ")
}

// Holds returns what has to hold so that the rule is not broken: the zero Condition where it is
// no rule.
func (b Book) Holds(r Rule) Condition {
	if !b.InForce(r) {
		return Condition{}
	}
	return b.holds(&rules[r])
}

// Own returns the refusals that can be the machine's own answer to what breaks the rule: those
// that depend on facts, and the first that does not.
func (b Book) Own(r Rule) (own []Refusal) {
	for _, refusal := range rules[r].Refusals {
		if refusal.Editions.Has(b.Edition) {
			if own = append(own, refusal); refusal.When == 0 {
				break
			}
		}
	}
	return own
}

// Differing returns the rules of which two books say different things, and the effects that
// one of them alone has.
func Differing(a, b Book) (rules RuleSet, effects EffectSet) {
	for r := range Rules() {
		if a.Says(r) != b.Says(r) {
			rules.add(r)
		}
	}
	for e := range Effects() {
		if a.HasEffect(e) != b.HasEffect(e) {
			effects = effects.Union(EffectSetOf(e))
		}
	}
	return rules, effects
}
