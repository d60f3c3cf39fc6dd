package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"example.com/ecsdisk/model/suggest"
)

// arguments returns a check of how many arguments a command is called with; what says
// what they are.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fmt.Errorf("expected %s", what)
		case len(args) > most:
			return fmt.Errorf("%s: expected %s", strings.Join(args, " "), what)
		}
		return nil
	}
}

// knownCommand says of the first argument that it is no command.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		if c.Name() == args[0] {
			return nil
		}
		names = append(names, c.Name())
	}
	return fmt.Errorf("unknown command %q; %s", args[0], suggest.List(args[0], names))
}

// beforeRun adds a check to those of a command.
func beforeRun(c *cobra.Command, check func(c *cobra.Command, args []string) error) {
	before := c.PreRunE
	c.PreRunE = func(c *cobra.Command, args []string) error {
		if before != nil {
			if err := before(c, args); err != nil {
				return err
			}
		}
		return check(c, args)
	}
}

// exclusive says of flags that one at most can be given.
func exclusive(c *cobra.Command, names ...string) {
	c.MarkFlagsMutuallyExclusive(names...) // for completion: its error comes second
	beforeRun(c, func(c *cobra.Command, _ []string) error {
		var given []string
		for _, name := range names {
			if c.Flags().Changed(name) {
				given = append(given, "--"+name)
			}
		}
		if len(given) > 1 {
			return fmt.Errorf("expected one of %s, not both", strings.Join(given, " and "))
		}
		return nil
	})
}

// A facet is one of the choices that together make what a command does, such as where its
// world is from. A flag that has no effect under the choice that was made is refused.
type facet struct {
	choice func(c *cobra.Command, args []string) string // in words, such as "with --coverage"
	only   map[string][]string                          // by flag: under which choices it has an effect, if not under all
}

// facets has a command refuse what has no effect.
func facets(c *cobra.Command, all ...facet) {
	for _, f := range all {
		for name := range f.only {
			if c.Flags().Lookup(name) == nil {
				panic("there is no flag --" + name)
			}
		}
		beforeRun(c, f.refuse)
	}
}

func (f facet) refuse(c *cobra.Command, args []string) (err error) {
	choice := f.choice(c, args)
	c.Flags().Visit(func(flag *pflag.Flag) {
		only, limited := f.only[flag.Name]
		if err == nil && limited && !slices.Contains(only, choice) {
			err = fmt.Errorf("%s has no effect %s, only %s", typed(flag), choice, strings.Join(only, ", "))
		}
	})
	return err
}

// typed returns a flag as it was given.
func typed(flag *pflag.Flag) string {
	if flag.Value.Type() == "bool" {
		return "--" + flag.Name
	}
	value := flag.Value.String()
	if flag.Value.Type() == positionType {
		value = strings.TrimPrefix(value, "line ")
	}
	return "--" + flag.Name + " " + value
}

// once has flags refuse to be given a second time, for the first would have no effect.
func once(flags *pflag.FlagSet) {
	flags.VisitAll(func(flag *pflag.Flag) {
		if !repeats(flag.Value) {
			flag.Value = onceFlag{flag.Value, flag}
		}
	})
}

// A onceFlag is a flag that is given once at most.
type onceFlag struct {
	pflag.Value
	flag *pflag.Flag
}

func (f onceFlag) Set(text string) error {
	if f.flag.Changed {
		return fmt.Errorf("expected it once; it was given before, as %s", typed(f.flag))
	}
	return f.Value.Set(text)
}

// firstOf returns the first of several flags that is given, as a choice; none, if none is.
func firstOf(c *cobra.Command, none string, names ...string) string {
	for _, name := range names {
		if c.Flags().Changed(name) {
			return "with --" + name
		}
	}
	return none
}

// flagError says what a flag expects, where the parser of its value does not, and which
// was meant by one that is unknown.
func flagError(c *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		c.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, "--"+flag.Name) })
		name := "--" + unknown.GetSpecifiedName()
		for _, other := range c.Root().Commands() {
			if other.Name() == unknown.GetSpecifiedName() || slices.Contains(other.SuggestFor, unknown.GetSpecifiedName()) {
				return fmt.Errorf("unknown flag %s; that is a command of its own: %s", name, other.CommandPath())
			}
		}
		return fmt.Errorf("unknown flag %s; %s", name, suggest.List(name, names))
	}
	cause := errors.Unwrap(err)
	if cause == nil {
		return err
	}
	expected := ""
	number, isNumber := errors.AsType[*strconv.NumError](cause)
	switch {
	case !isNumber:
		return err
	case number.Func == "ParseBool":
		expected = "true or false"
	case number.Err == strconv.ErrRange:
		expected = fmt.Sprintf("at most %d", uint64(math.MaxUint64))
	default:
		expected = "a whole number, 0 or more"
	}
	return errors.New(strings.TrimSuffix(err.Error(), cause.Error()) + "expected " + expected)
}
