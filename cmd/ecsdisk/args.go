package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// arguments returns a check that a command is called with so many arguments; what says
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

// exclusive says of flags that one at most can be given.
func exclusive(c *cobra.Command, names ...string) {
	c.MarkFlagsMutuallyExclusive(names...) // for completion: its error comes second
	before := c.PreRunE
	c.PreRunE = func(c *cobra.Command, args []string) error {
		var given []string
		for _, name := range names {
			if c.Flags().Changed(name) {
				given = append(given, "--"+name)
			}
		}
		switch {
		case len(given) > 1:
			return fmt.Errorf("expected one of %s, not both", strings.Join(given, " and "))
		case before != nil:
			return before(c, args)
		}
		return nil
	}
}

// flagError says what a flag expects, where the parser of its value does not.
func flagError(_ *cobra.Command, err error) error {
	cause := errors.Unwrap(err)
	if cause == nil {
		return err
	}
	expected := ""
	number, isNumber := errors.AsType[*strconv.NumError](cause)
	switch {
	case strings.HasPrefix(cause.Error(), "time: "):
		expected = "a time such as 10s"
	case !isNumber:
		return err
	case number.Func == "ParseBool":
		expected = "true or false"
	case number.Err == strconv.ErrRange:
		expected = "a smaller number"
	case number.Func == "ParseUint":
		expected = "a whole number, 0 or more"
	default:
		expected = "a whole number"
	}
	return errors.New(strings.TrimSuffix(err.Error(), cause.Error()) + "expected " + expected)
}
