package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// positionFlag is a [script.Position] as a flag.
type positionFlag struct{ at *script.Position }

func (f *positionFlag) String() string {
	if f.at == nil {
		return ""
	}
	return f.at.String()
}

func (f *positionFlag) Set(text string) error {
	p, err := script.ParsePosition(text)
	if err == nil {
		f.at = &p
	}
	return err
}

func (*positionFlag) Type() string { return "LINE|INSTANT" }

// readingsFlag is readings as a flag that may be repeated.
type readingsFlag []model.Choice

func (f *readingsFlag) String() string { return join(*f) }

func (f *readingsFlag) Set(text string) error {
	words := strings.Fields(text)
	if len(words) != 2 {
		return fmt.Errorf(`reading %q: expected name and value, such as "R-hot any-status"`, text)
	}
	c, err := model.ParseChoice(words[0], words[1])
	if err == nil {
		*f = append(*f, c)
	}
	return err
}

func (*readingsFlag) Type() string { return "READING" }

// rulesFlag is rules as a flag that may be repeated.
type rulesFlag []model.Rule

func (f *rulesFlag) String() string { return join(*f) }

func (f *rulesFlag) Set(text string) error {
	r, err := model.ParseRule(text)
	if err == nil {
		*f = append(*f, r)
	}
	return err
}

func (*rulesFlag) Type() string { return "RULE" }

// inForce says of rules that are to be left out which of them is none under the readings
// of a machine, and what makes it one.
func (f rulesFlag) inForce(m model.Machine) error {
	for _, r := range f {
		if m.InForce(r) {
			continue
		}
		for _, v := range r.Row().Under {
			if v.Holds != (model.Condition{}) {
				return fmt.Errorf("--without %s: the rule is not in force; add --reading %q", r, v.Choice)
			}
		}
		return fmt.Errorf("--without %s: the rule is not in force under these readings", r)
	}
	return nil
}

func join[T fmt.Stringer](list []T) string {
	var names []string
	for _, one := range list {
		names = append(names, one.String())
	}
	return strings.Join(names, ", ")
}

// completeFlag completes the value of a flag among names.
func completeFlag(c *cobra.Command, flag string, names []string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // there is no such flag
	}
}

func ruleNames() (names []string) {
	for r := range model.Rules() {
		names = append(names, r.String())
	}
	return names
}

func choiceNames() (names []string) {
	for c := range model.Choices() {
		if !c.Default() {
			names = append(names, c.String())
		}
	}
	return names
}
