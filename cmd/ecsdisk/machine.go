package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/properties"
)

// machineFlags are which machine is under test.
type machineFlags struct {
	readings []book.Choice
	without  []book.Rule
}

// defineReadings adds the flag for the readings.
func (f *machineFlags) defineReadings(c *cobra.Command) {
	c.Flags().Var(&listFlag[book.Choice]{"READING", &f.readings, parseReading, clashOfReadings}, "reading", `a reading such as "R-hot any-status"; may be repeated`)
	completeFlag(c, "reading", enum.Names(enum.Those(book.Choices(), func(c book.Choice) bool { return !c.Default() })))
}

// defineWithout adds the flag for the rules that are left out.
func (f *machineFlags) defineWithout(c *cobra.Command) {
	c.Flags().Var(&listFlag[book.Rule]{"RULE", &f.without, book.ParseRule, clashOfRules}, "without", "a rule that the machine under test leaves out; may be repeated")
	completeFlag(c, "without", enum.Names(book.Rules()))
}

func parseReading(text string) (book.Choice, error) {
	words := strings.Fields(text)
	if len(words) != 2 {
		return 0, fmt.Errorf(`reading %q: expected name and value, such as "R-hot any-status"`, text)
	}
	return book.ParseChoice(words[0], words[1])
}

func clashOfReadings(given []book.Choice, one book.Choice) error {
	for _, other := range given {
		if other.Reading() == one.Reading() {
			return fmt.Errorf("expected each reading once; it was given before, as %q", other)
		}
	}
	return nil
}

func clashOfRules(given []book.Rule, one book.Rule) error {
	if slices.Contains(given, one) {
		return errors.New("expected each rule once")
	}
	return nil
}

// of returns a machine under the readings, and it without the rules, if there are any, as the
// suspect: they have to be in force.
func (f *machineFlags) of(m model.Machine) (model.Machine, properties.Suspect, error) {
	var suspect properties.Suspect
	for _, choice := range f.readings {
		m.Readings = m.Readings.With(choice)
	}
	if err := m.Check(); err != nil {
		return m, suspect, misuse{err}
	}
	for _, r := range f.without {
		if err := inForce(r, m); err != nil {
			return m, suspect, misuse{err}
		}
	}
	if len(f.without) > 0 {
		without := m
		without.Without.Rules = book.RuleSetOf(f.without...)
		suspect.Step = without.Step
	}
	return m, suspect, nil
}

// inForce says of a rule that is to be left out why it is none of a machine, and what makes it one.
func inForce(r book.Rule, m model.Machine) error {
	if m.Book().InForce(r) {
		return nil
	}
	if in := r.Row().Editions; !in.Has(m.Edition) {
		return fmt.Errorf("--without %s: it is no rule in edition %s, but in %s", r, m.Edition, in)
	}
	for _, v := range r.Row().Under {
		if v.Choice != 0 && v.Holds != (book.Condition{}) {
			return fmt.Errorf("--without %s: the rule is not in force; add --reading %q", r, v.Choice)
		}
	}
	return fmt.Errorf("--without %s: the rule is not in force under these readings", r)
}
