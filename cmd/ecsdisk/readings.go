package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/graph"
)

func readingsCommand() *cobra.Command {
	var json bool
	c := &cobra.Command{
		Use:   "readings",
		Short: "Compare each reading of what the page leaves open with its default",
		Long: `readings compares each reading with its default: which properties need the default, and
the shortest scripts on which the machine answers or ends otherwise under the two.

They are compared in edition 2019-05-31 of the documentation or, where that does not have the
choice, in the first that has; with --edition in that one, and last come the choices that it
does not have.

With --json it prints an array of objects: Reading, Value, Edition (unless it is 2019-05-31),
Needs (Property and Counterexample), Default and Other (the scripts), Unfinished; and of a
choice that the edition does not have ExistsIn, the editions that do.`,
		Example: `  ecsdisk readings
  ecsdisk readings --edition latest
  ecsdisk readings --json`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error { return compareReadings(c, json) },
	}
	defineAmongEditions(c, "the edition of the documentation in which to compare all: a date or latest")
	c.Flags().BoolVar(&json, "json", false, "print JSON")
	return c
}

type differenceJSON struct {
	Reading string
	Value   string
	Edition string     `json:",omitempty"` // where it is not the default one
	Needs   []needJSON `json:",omitempty"` // the properties that need the default
	Default string     `json:",omitempty"`
	Other   string     `json:",omitempty"`

	Unfinished string `json:",omitempty"`
	ExistsIn   string `json:",omitempty"` // of what the edition does not have: those that do
}

type needJSON struct{ Property, Counterexample string }

// compareReadings prints what each reading makes of the machine, beside its default.
func compareReadings(c *cobra.Command, inJSON bool) error {
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	differences, err := graph.Readings(c.Context(), amongEditions(c), progress.tell)
	progress.finish()
	if err != nil {
		return err
	}
	lacking := choicesBut(differences)
	unfinished := ""
	for _, d := range differences {
		unfinished = cmp.Or(unfinished, d.Unfinished)
	}
	if inJSON {
		var all []differenceJSON
		for _, d := range differences {
			all = append(all, differenceOf(d))
		}
		for _, choice := range lacking {
			all = append(all, differenceJSON{Reading: choice.Reading(), Value: choice.Value(), ExistsIn: choice.Editions().String()})
		}
		encodeJSON(out, all)
		return ended(nil, unfinished)
	}
	paint := paletteOf(out)
	for n, d := range differences {
		if n > 0 {
			fmt.Fprintln(out)
		}
		printDifference(out, paint, d)
	}
	if len(lacking) > 0 {
		fmt.Fprintf(out, "\nedition %s does not have %s:\n", editionOf(c), count(len(lacking), "choice"))
		for _, choice := range lacking {
			fmt.Fprintf(out, "  %s, which is in %s\n", choice, choice.Editions())
		}
	}
	if unfinished != "" {
		return notJudged(out, "all that the readings differ in; %s", unfinished)
	}
	return nil
}

// choicesBut returns the choices that are no default and were not compared.
func choicesBut(compared []graph.Difference) (left []book.Choice) {
	for c := range book.Choices() {
		if !c.Default() && !slices.ContainsFunc(compared, func(d graph.Difference) bool { return d.Choice == c }) {
			left = append(left, c)
		}
	}
	return left
}

func printDifference(out io.Writer, paint palette, d graph.Difference) {
	fmt.Fprintf(out, "%s: %s\n", paint.bold(d.Choice.String()), d.Choice.Doc())
	if d.Unfinished != "" {
		fmt.Fprintf(out, "%s: %s\n", paint.yellow("this is a part"), d.Unfinished)
	}
	if !d.Differs() {
		switch {
		case d.Unfinished != "":
		case d.Choice == book.OrderAnyBroken:
			fmt.Fprintln(out, "the machine is the same: it is only about how answers are compared")
		default:
			fmt.Fprintf(out, "the machine of edition %s is the same\n", d.Edition)
		}
		return
	}
	for _, need := range d.Needs {
		fmt.Fprintf(out, "without the default, property %d does not hold: %s\n", need.Property.Number(), need.Property.Doc())
	}
	if d.Needs == nil && d.Unfinished == "" {
		fmt.Fprintln(out, "all properties hold without the default, too")
	}
	fmt.Fprintf(out, "\n%s\n%s", d.Default, d.Other)
}

func differenceOf(d graph.Difference) differenceJSON {
	j := differenceJSON{Reading: d.Choice.Reading(), Value: d.Choice.Value(), Edition: otherEdition(d.Edition), Unfinished: d.Unfinished}
	if d.Differs() {
		j.Default, j.Other = d.Default.String(), d.Other.String()
	}
	for _, need := range d.Needs {
		j.Needs = append(j.Needs, needJSON{need.Property.String(), need.Counterexample.String()})
	}
	return j
}
