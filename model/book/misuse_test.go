package book

import (
	"fmt"
	"testing"
)

// A value out of range prints as what it is, and does not panic.
func TestOutOfRangePrints(t *testing.T) {
	for _, c := range []struct {
		value fmt.Stringer
		want  string
	}{
		{Action(numActions), fmt.Sprintf("Action(%d)", numActions)},
		{Choice(numChoices), fmt.Sprintf("Choice(%d)", numChoices)},
		{Rule(numRules), fmt.Sprintf("Rule(%d)", numRules)},
		{Effect(len(effects)), fmt.Sprintf("Effect(%d)", len(effects))},
		{Edition(len(editions)), fmt.Sprintf("book.Edition(%d)", len(editions))},
		{Field(numFields), fmt.Sprintf("book.Field(%d)", numFields)},
		{Neighbour + 1, "book.Source(3)"},
		{OfHeld | OfSource, "book.Of(24)"},
		{DiskGiven | 1<<numFacts, fmt.Sprintf("DiskId is given, Facts(1<<%d)", numFacts)},
	} {
		if got := c.value.String(); got != c.want {
			t.Errorf("%T(%d) prints as %q; want %q", c.value, c.value, got, c.want)
		}
	}
}

// What looks a value up panics when it is out of range, rather than ignore it.
func TestOutOfRangeIsNotLookedUp(t *testing.T) {
	for name, f := range map[string]func(){
		"Rule.Row":       func() { _ = Rule(numRules).Row() },
		"Rule.Action":    func() { _ = Rule(255).Action() },
		"RulesOf":        func() { RulesOf(numActions) },
		"EffectsOf":      func() { EffectsOf(numActions) },
		"Action.Enabled": func() { _ = Action(numActions).Enabled() },
		"Effect.Row":     func() { _ = Effect(len(effects)).Row() },
		"Choice.Doc":     func() { _ = Choice(numChoices).Doc() },
		"Readings.With":  func() { _ = Readings{}.With(numChoices) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s of a value out of range does not panic", name)
				}
			}()
			f()
		}()
	}
}
