package main

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A numberFlag is a whole number within bounds as a flag.
type numberFlag struct {
	at          *int
	least, most int
}

// unbounded is the most that a number may be which has no bound of its own.
const unbounded = math.MaxInt

// number adds a numberFlag to flags.
func number(f *pflag.FlagSet, at *int, name string, value, least, most int, usage string) {
	*at = value
	f.Var(&numberFlag{at, least, most}, name, usage)
}

func (f *numberFlag) String() string {
	if f.at == nil {
		return "0"
	}
	return strconv.Itoa(*f.at)
}

func (f *numberFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return errors.New("expected a whole number")
	case n < f.least: // as far as it could be read
		return fmt.Errorf("expected %d or more", f.least)
	case err != nil || n > f.most:
		return fmt.Errorf("expected at most %d", f.most)
	}
	*f.at = n
	return nil
}

func (*numberFlag) Type() string { return "int" }

// A lastingFlag is how long something is to last as a flag.
type lastingFlag time.Duration

func (f *lastingFlag) String() string { return sim.FormatDuration(time.Duration(*f)) }

func (f *lastingFlag) Set(text string) error {
	d, err := sim.ParseDuration(text)
	if err == nil && d == 0 {
		err = errors.New("expected more than no time")
	}
	*f = lastingFlag(d)
	return err
}

func (*lastingFlag) Type() string { return "duration" }

// A spanFlag is a time that may be none as a flag.
type spanFlag time.Duration

func (f *spanFlag) String() string { return sim.FormatDuration(time.Duration(*f)) }

func (f *spanFlag) Set(text string) error {
	d, err := sim.ParseDuration(text)
	*f = spanFlag(d)
	return err
}

func (*spanFlag) Type() string { return "duration" }

// A wordFlag is one of several words as a flag.
type wordFlag struct {
	word  string
	among []string
}

func (f *wordFlag) String() string { return f.word }

func (f *wordFlag) Set(text string) error {
	for _, word := range f.among {
		if word == text {
			f.word = word
			return nil
		}
	}
	return errors.New(suggest.List(text, f.among))
}

func (*wordFlag) Type() string { return "string" }

// A pathFlag is the name of a file or a directory as a flag; - is none, for there is no
// standard input or output that it could stand for.
type pathFlag string

func (f *pathFlag) String() string { return string(*f) }

func (f *pathFlag) Set(text string) error {
	switch text {
	case "":
		return errors.New("expected a name")
	case stdinName:
		return errors.New("expected a name; of a file that is called so, ./-")
	}
	*f = pathFlag(text)
	return nil
}

func (*pathFlag) Type() string { return "string" }

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

func (*positionFlag) Type() string { return positionType }

const positionType = "LINE|INSTANT"

// An allowFlag is what advice may do that was not asked for, as a flag.
type allowFlag bool

// allowable are the words of an allowFlag.
var allowable = []string{"release"}

func (f *allowFlag) String() string {
	if *f {
		return allowable[0]
	}
	return ""
}

func (f *allowFlag) Set(text string) error {
	if text != allowable[0] {
		return errors.New(suggest.List(text, allowable))
	}
	*f = true
	return nil
}

func (*allowFlag) Type() string { return "WHAT" }

// editionFlag is an edition of the documentation as a flag.
type editionFlag book.Edition

func (f *editionFlag) String() string { return book.Edition(*f).String() }

func (f *editionFlag) Set(text string) error {
	e, err := book.ParseEdition(text)
	*f = editionFlag(e)
	return err
}

func (*editionFlag) Type() string { return "DATE" }

// defineEdition adds the flag that says which edition a command's machine follows.
func defineEdition(c *cobra.Command) {
	defineEditionAs(c, "the edition of the documentation, where a script names none: a date or latest")
}

// defineOwnEdition is defineEdition for a command that reads no script.
func defineOwnEdition(c *cobra.Command) {
	defineEditionAs(c, "the edition of the documentation: a date or latest")
}

func defineEditionAs(c *cobra.Command, usage string) {
	c.Flags().Var(new(editionFlag), "edition", usage)
	completeFlag(c, "edition", enumNames(book.AllEditions()))
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

// readingsFlag is readings as a flag that may be repeated.
type readingsFlag []book.Choice

func (f *readingsFlag) String() string { return join(*f) }

func (f *readingsFlag) Set(text string) error {
	words := strings.Fields(text)
	if len(words) != 2 {
		return fmt.Errorf(`reading %q: expected name and value, such as "R-hot any-status"`, text)
	}
	c, err := book.ParseChoice(words[0], words[1])
	if err != nil {
		return err
	}
	for _, given := range *f {
		if given.Reading() == c.Reading() {
			return fmt.Errorf("expected each reading once; it was given before, as %q", given)
		}
	}
	*f = append(*f, c)
	return nil
}

func (*readingsFlag) Type() string { return "READING" }

// rulesFlag is rules as a flag that may be repeated.
type rulesFlag []book.Rule

func (f *rulesFlag) String() string { return join(*f) }

func (f *rulesFlag) Set(text string) error {
	r, err := book.ParseRule(text)
	switch {
	case err != nil:
		return err
	case slices.Contains(*f, r):
		return errors.New("expected each rule once")
	}
	*f = append(*f, r)
	return nil
}

func (*rulesFlag) Type() string { return "RULE" }

// inForce says of rules that are to be left out which of them is none under the readings
// of a machine, and what makes it one.
func (f rulesFlag) inForce(m model.Machine) error {
	for _, r := range f {
		if m.Book().InForce(r) {
			continue
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

func enumNames[T fmt.Stringer](all iter.Seq[T]) (names []string) {
	for one := range all {
		names = append(names, one.String())
	}
	return names
}

func ruleNames() []string { return enumNames(book.Rules()) }

func choiceNames() (names []string) {
	for c := range book.Choices() {
		if !c.Default() {
			names = append(names, c.String())
		}
	}
	return names
}
