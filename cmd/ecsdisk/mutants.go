package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/mutant"
)

func mutantsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "mutants [NAME]",
		Short: "Print which property notices which broken machine",
		Long: `mutants breaks the machine on purpose, in each way that the tables of its rules and
effects give and in some that implementations get wrong, and prints who notices: a row
for each mutant, a column for each property, and the shortest script that shows it, in one line.

An x says that the property notices the mutant when it alone is checked; the X is the
one that is reported when all are. They are asked at every step from some two thousand
small worlds, and along some histories. An = says that no step from there has another
verdict or ends in another state than the documented machine's, and why.

A machine is broken in edition 2019-05-31 of the documentation or, where that does not have
the rule, the effect or the reading, in the first that has; with --edition in that one, and
only in what it has.

With the NAME of a mutant, it prints that one with its script.`,
		Example: `  ecsdisk mutants
  ecsdisk mutants flag-reset-too-early
  ecsdisk mutants --edition latest
  ecsdisk mutants --json | jq -r '.[] | select(.Killers == ["WellFormed"]) | .Name'`,
		Args: arguments(0, 1, "one NAME at most"),
		ValidArgsFunction: func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return mutantNames(amongEditions(c)), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			among := amongEditions(c)
			all := slices.Collect(mutant.All(among))
			if len(args) == 1 {
				one, err := mutant.Find(among, args[0])
				if err != nil {
					return misuse{err}
				}
				all = []mutant.Mutant{one}
			}
			progress := newProgress(c.ErrOrStderr())
			rows := mutant.Matrix(taken(c.Context(), all, progress))
			progress.finish()
			err := printMutants(c, rows, len(args) == 1, asJSON)
			if left := len(all) - len(rows); err == nil && left > 0 {
				if asJSON {
					return unjudged
				}
				return notJudged(c.OutOrStdout(), "%s of %d; it was interrupted", count(left, "mutant"), len(all))
			}
			return err
		},
	}
	defineAmongEditions(c, "the edition of the documentation whose machine to break: a date or latest")
	c.Flags().BoolVar(&asJSON, "json", false, "print the rows as JSON")
	return c
}

// taken yields mutants until a context ends, and says how many were taken.
func taken(ctx context.Context, all []mutant.Mutant, progress progress) iter.Seq[mutant.Mutant] {
	began := time.Now()
	return func(yield func(mutant.Mutant) bool) {
		for n, m := range all {
			progress.tell(pace.Progress{Phase: "mutants", Done: n, Of: len(all), Elapsed: time.Since(began)})
			if interrupted(ctx) != nil || !yield(m) {
				return
			}
		}
	}
}

func mutantNames(among book.Editions) (names []string) {
	for m := range mutant.All(among) {
		names = append(names, m.Name)
	}
	return names
}

// printMutants prints rows, and says which of them are not as the catalogue says.
func printMutants(c *cobra.Command, rows []mutant.Row, one, asJSON bool) error {
	out, paint := c.OutOrStdout(), paletteOf(c.OutOrStdout())
	switch {
	case asJSON:
		printMutantsJSON(out, rows)
	case one && len(rows) == 1:
		printMutant(out, paint, rows[0])
	default:
		printMatrix(out, paint, rows)
	}
	var faults error
	for _, r := range rows {
		faults = errors.Join(faults, r.Fault())
	}
	if faults == nil {
		return nil
	}
	complain(c.ErrOrStderr(), faults)
	return red
}

// printMatrix prints a row for each mutant, kind by kind, and how many each property
// notices.
func printMatrix(out io.Writer, paint palette, rows []mutant.Row) {
	notices, only := map[properties.Property]int{}, map[properties.Property]int{}
	killed := 0
	for n, r := range rows {
		if n == 0 || rows[n-1].Kind != r.Kind {
			if n > 0 {
				fmt.Fprintln(out)
			}
			fmt.Fprintf(out, "%s  %s\n", columns(), paint.bold(r.Kind.String()))
		}
		if r.Killed == nil {
			fmt.Fprintf(out, "%s  %s\n%*s%s\n", cells(r), r.Name, rowIndent, "", paint.faint("= "+r.Equivalent))
			continue
		}
		killed++
		for _, p := range r.Killers {
			notices[p]++
		}
		if len(r.Killers) == 1 {
			only[r.By]++
		}
		fmt.Fprintf(out, "%s  %s\n%*s%s\n", cells(r), r.Name, rowIndent, "", paint.faint(inOneLine(r)))
	}
	fmt.Fprintf(out, "\n%s: %d noticed, %d equivalent\n", count(len(rows), "mutant"), killed, len(rows)-killed)
	for p := range properties.All() {
		fmt.Fprintf(out, "%4d  %-37s notices %3d, of which no other notices %d\n", p.Number(), p, notices[p], only[p])
	}
}

// columns returns the numbers of the properties, as heads of columns.
func columns() string {
	var b strings.Builder
	for p := range properties.All() {
		fmt.Fprintf(&b, "%3d", p.Number())
	}
	return b.String()
}

// rowIndent is where the second line of a row begins.
var rowIndent = len(columns()) + 4

// cells returns what each property says of a mutant.
func cells(r mutant.Row) string {
	var b strings.Builder
	for p := range properties.All() {
		cell := "."
		switch {
		case r.Killed != nil && r.By == p:
			cell = "X"
		case slices.Contains(r.Killers, p):
			cell = "x"
		}
		fmt.Fprintf(&b, "%3s", cell)
	}
	return b.String()
}

// inOneLine returns a row's script in one line: the world, unless it is a large one, and
// the steps, with their instants under a clock.
func inOneLine(r mutant.Row) string {
	var parts []string
	resources := r.Killed.World.State.NumInstances() + r.Killed.World.State.NumDisks()
	if resources > largeWorld {
		parts = append(parts, count(resources, "resource"))
	}
	for line := range strings.Lines(r.Killed.String()) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0, words[0] == "#", words[0] == "delays":
			continue
		case resources > largeWorld && (words[0] == "instance" || words[0] == "disk"):
			continue
		case words[0] == "0s" && !r.Timed:
			words = words[1:]
		}
		parts = append(parts, strings.Join(words, " "))
	}
	return strings.Join(parts, "; ")
}

// largeWorld is how many resources are too many for one line.
const largeWorld = 6

// printMutant prints one mutant with its script.
func printMutant(out io.Writer, paint palette, r mutant.Row) {
	fmt.Fprintf(out, "%s (%s)\n  %s\n  held against the readings: %s%s\n", paint.bold(r.Name), r.Kind, r.Does, r.Machine.Readings, inEdition(r.Machine.Edition))
	if r.Killed == nil {
		fmt.Fprintf(out, "  equivalent: %s\n  none of %s has another verdict or ends in another state\n", r.Equivalent, count(r.Steps, "step"))
		return
	}
	fmt.Fprintln(out, "  noticed by:")
	for _, p := range r.Killers {
		first := ""
		if p == r.By {
			first = ", which is reported when all are checked"
		}
		fmt.Fprintf(out, "%6d  %s%s\n", p.Number(), paint.red(p.String()), first)
	}
	fmt.Fprintf(out, "\n%s", r.Killed)
}

// mutantJSON is a row as JSON has it.
type mutantJSON struct {
	Name, Kind, Does, Readings string
	Edition                    string `json:",omitempty"` // where it is not the default one
	Killers                    []string
	By                         string `json:",omitempty"`
	Script                     string `json:",omitempty"`
	Equivalent                 string `json:",omitempty"`
	Steps                      int
}

func printMutantsJSON(out io.Writer, rows []mutant.Row) {
	all := []mutantJSON{}
	for _, r := range rows {
		j := mutantJSON{Name: r.Name, Kind: r.Kind.String(), Does: r.Does, Readings: r.Machine.Readings.String(),
			Edition: otherEdition(r.Machine.Edition), Killers: []string{}, Equivalent: r.Equivalent, Steps: r.Steps}
		for _, p := range r.Killers {
			j.Killers = append(j.Killers, p.String())
		}
		if r.Killed != nil {
			j.By, j.Script = r.By.String(), r.Killed.String()
		}
		all = append(all, j)
	}
	encodeJSON(out, all)
}
