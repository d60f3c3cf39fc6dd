package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A notation is how the values of a flag are written: parse refuses what is none.
type notation[T any] struct {
	kind   string // of value, as help has it
	parse  func(text string) (T, error)
	format func(T) string
}

// flag returns a value as a flag.
func (n notation[T]) flag(at *T) pflag.Value { return &notedFlag[T]{n, at} }

type notedFlag[T any] struct {
	notation[T]
	at *T
}

func (f *notedFlag[T]) String() string { return f.format(*f.at) }
func (f *notedFlag[T]) Type() string   { return f.kind }

func (f *notedFlag[T]) Set(text string) error {
	value, err := f.parse(text)
	if err == nil {
		*f.at = value
	}
	return err
}

// unbounded is the most that a number may be which has no bound of its own.
const unbounded = math.MaxInt

// number adds a flag that is a whole number within bounds.
func number(f *pflag.FlagSet, at *int, name string, value, least, most int, usage string) {
	*at = value
	parse := func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		switch {
		case errors.Is(err, strconv.ErrSyntax):
			return 0, errors.New("expected a whole number")
		case n < least: // as far as it could be read
			return 0, fmt.Errorf("expected %d or more", least)
		case err != nil || n > most:
			return 0, fmt.Errorf("expected at most %d", most)
		}
		return n, nil
	}
	f.Var(notation[int]{"int", parse, strconv.Itoa}.flag(at), name, usage)
}

// word adds a flag that is one of several words, and completes it.
func word(c *cobra.Command, at *string, name, kind, usage string, among ...string) {
	parse := func(text string) (string, error) {
		if !slices.Contains(among, text) {
			return "", errors.New(suggest.List(text, among))
		}
		return text, nil
	}
	c.Flags().Var(notation[string]{kind, parse, asIs}.flag(at), name, usage)
	completeFlag(c, name, among)
}

func asIs(text string) string { return text }

var (
	span        = notation[time.Duration]{"duration", sim.ParseDuration, sim.FormatDuration}
	lastingTime = notation[time.Duration]{"duration", parseLasting, sim.FormatDuration}
	pathName    = notation[string]{"string", parsePath, asIs}
	position    = notation[*script.Position]{positionType, parsePosition, formatPosition}
	editionDate = notation[book.Edition]{"DATE", book.ParseEdition, book.Edition.String}
)

const positionType = "LINE|INSTANT"

// parseLasting reads how long something is to last.
func parseLasting(text string) (time.Duration, error) {
	d, err := sim.ParseDuration(text)
	if err == nil && d == 0 {
		err = errors.New("expected more than no time")
	}
	return d, err
}

// parsePath reads the name of a file or a directory; - is none, for there is no standard input or
// output that it could stand for.
func parsePath(text string) (string, error) {
	switch text {
	case "":
		return "", errors.New("expected a name")
	case stdinName:
		return "", errors.New("expected a name; of a file that is called so, ./-")
	}
	return text, nil
}

func parsePosition(text string) (*script.Position, error) {
	p, err := script.ParsePosition(text)
	return &p, err
}

func formatPosition(p *script.Position) string {
	if p == nil {
		return ""
	}
	return p.String()
}

// A listFlag is a list as a flag that may be repeated; clash, if any, says why one more cannot join it.
type listFlag[T fmt.Stringer] struct {
	kind  string
	at    *[]T
	parse func(text string) (T, error)
	clash func(given []T, one T) error
}

func (f *listFlag[T]) String() string { return enum.Join(slices.Values(*f.at)) }
func (f *listFlag[T]) Type() string   { return f.kind }
func (*listFlag[T]) repeats()         {}

func (f *listFlag[T]) Set(text string) error {
	one, err := f.parse(text)
	if err == nil && f.clash != nil {
		err = f.clash(*f.at, one)
	}
	if err == nil {
		*f.at = append(*f.at, one)
	}
	return err
}

// repeats reports whether each value of a flag that is given several times counts.
func repeats(v pflag.Value) bool {
	_, ok := v.(interface{ repeats() })
	return ok
}

// defineEdition adds the flag that says which edition a command's machine follows.
func defineEdition(c *cobra.Command) {
	defineEditionAs(c, "the edition of the documentation, where a script names none: a date or latest")
}

// defineOwnEdition is defineEdition for a command that reads no script.
func defineOwnEdition(c *cobra.Command) {
	defineEditionAs(c, "the edition of the documentation: a date or latest")
}

func defineEditionAs(c *cobra.Command, usage string) {
	c.Flags().Var(editionDate.flag(new(book.Edition)), "edition", usage)
	completeFlag(c, "edition", enum.Names(book.AllEditions()))
}

// defineAmongEditions adds the flag that has a command look at one edition, where it goes through
// all.
func defineAmongEditions(c *cobra.Command, usage string) {
	defineEditionAs(c, usage)
	c.Flags().Lookup("edition").DefValue = "" // it is every one
}

// amongEditions returns the edition that a command was told, or every one.
func amongEditions(c *cobra.Command) book.Editions {
	if !c.Flags().Changed("edition") {
		return 0
	}
	return book.EditionsOf(editionOf(c))
}

// editionOf returns the edition that a command was told: the default one, if none.
func editionOf(c *cobra.Command) book.Edition {
	flag := c.Flags().Lookup("edition")
	if flag == nil {
		return 0
	}
	e, err := book.ParseEdition(flag.Value.String())
	if err != nil {
		panic(err) // the flag takes no other
	}
	return e
}

// inEdition names an edition behind what is of it: nothing, if it is the default one.
func inEdition(e book.Edition) string {
	if e == 0 {
		return ""
	}
	return ", edition " + e.String()
}

// completeFlag completes the value of a flag among names.
func completeFlag(c *cobra.Command, flag string, names []string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // there is no such flag
	}
}
