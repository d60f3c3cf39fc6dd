package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/explore/graph"
)

func readingsCommand() *cobra.Command {
	var json bool
	c := &cobra.Command{
		Use:   "readings",
		Short: "Compare each reading of what the page leaves open with its default",
		Long: `readings compares each reading with its default: which properties need the default, and
the shortest scripts on which the machine answers or ends otherwise under the two.`,
		Example: `  ecsdisk readings
  ecsdisk readings --json`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error { return compareReadings(c, json) },
	}
	c.Flags().BoolVar(&json, "json", false, "print JSON")
	return c
}

type differenceJSON struct {
	Reading string
	Value   string
	Needs   []needJSON `json:",omitempty"` // the properties that need the default
	Default string     `json:",omitempty"`
	Other   string     `json:",omitempty"`

	Unfinished string `json:",omitempty"`
}

type needJSON struct{ Property, Counterexample string }

// compareReadings prints what each reading makes of the machine, beside its default.
func compareReadings(c *cobra.Command, inJSON bool) error {
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	differences, err := graph.Readings(c.Context(), progress.tell)
	progress.finish()
	if err != nil {
		return err
	}
	unfinished := ""
	for _, d := range differences {
		unfinished = cmp.Or(unfinished, d.Unfinished)
	}
	if inJSON {
		var all []differenceJSON
		for _, d := range differences {
			all = append(all, differenceOf(d))
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
	if unfinished != "" {
		return notJudged(out, "all that the readings differ in; %s", unfinished)
	}
	return nil
}

func printDifference(out io.Writer, paint palette, d graph.Difference) {
	fmt.Fprintf(out, "%s: %s\n", paint.bold(d.Choice.String()), d.Choice.Doc())
	if d.Unfinished != "" {
		fmt.Fprintf(out, "%s: %s\n", paint.yellow("this is a part"), d.Unfinished)
	}
	if !d.Differs() {
		if d.Unfinished == "" {
			fmt.Fprintln(out, "the machine is the same: it is only about how answers are compared")
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
	j := differenceJSON{Reading: d.Choice.Reading(), Value: d.Choice.Value(), Unfinished: d.Unfinished}
	if d.Differs() {
		j.Default, j.Other = d.Default.String(), d.Other.String()
	}
	for _, need := range d.Needs {
		j.Needs = append(j.Needs, needJSON{need.Property.String(), need.Counterexample.String()})
	}
	return j
}
