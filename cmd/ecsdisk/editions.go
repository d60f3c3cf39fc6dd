package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/properties/explore/graph"
)

func editionsCommand() *cobra.Command {
	var json bool
	c := &cobra.Command{
		Use:   "editions [DATE DATE]",
		Short: "List the editions of the documentation, or say in what two of them differ",
		Long: `editions lists the editions of the documentation that a machine can follow, and how much
each of them has.

Of two editions, by their dates or latest, it says in what they differ: the rules, the effects
and the fields, each with the shortest steps on which the two answer or end differently
because of it, as a script under either; then the properties that hold in one of them and that
the machine of the other breaks, what their pages say of the readings, and which codes come
and go. Where an edition cannot be told the steps, it says why, and the script is
the other's alone. The readings are the defaults. Where only another one shows it, the script
has that.

With --json it prints an object: Editions (both dates), Differences (What, Says, Scripts and
Untold, each for both; Hidden, Admitted, Unfinished), Properties (Property, Edition, BrokenBy,
Why, Script), Readings (Reading, Value, Says) and
Codes (Operation, Status, Code, Listed); without DATE an array of Edition, Rules, Effects,
Readings and Codes.`,
		Example: `  ecsdisk editions
  ecsdisk editions 2019-05-31 latest
  ecsdisk editions 2021-06-23 2024-12-04`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 0 && len(args) != 2 {
				return fmt.Errorf("expected two editions, or none")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return enum.Names(book.AllEditions()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				listEditions(c.OutOrStdout(), json)
				return nil
			}
			var of [2]book.Edition
			for n := range of {
				var err error
				if of[n], err = book.ParseEdition(args[n]); err != nil {
					return misuse{err}
				}
			}
			if of[0] == of[1] {
				return misuse{fmt.Errorf("%s and %s are one edition; expected two", args[0], args[1])}
			}
			return compareEditions(c, of, json)
		},
	}
	c.Flags().BoolVar(&json, "json", false, "print JSON")
	return c
}

type editionJSON struct {
	Edition                         string
	Rules, Effects, Readings, Codes int
}

// editionOfBook returns how much an edition has: under some reading that exists in it.
func editionOfBook(e book.Edition) editionJSON {
	j := editionJSON{Edition: e.String()}
	for r := range book.Rules() {
		if r.Row().Editions.Has(e) {
			j.Rules++
		}
	}
	for effect := range book.Effects() {
		if effect.Row().Editions.Has(e) {
			j.Effects++
		}
	}
	for range e.Choices() {
		j.Readings++
	}
	for c := range book.Codes() {
		if c.In(e) != book.NotListed {
			j.Codes++
		}
	}
	return j
}

func listEditions(out io.Writer, json bool) {
	all := []editionJSON{}
	for e := range book.AllEditions() {
		all = append(all, editionOfBook(e))
	}
	if json {
		encodeJSON(out, all)
		return
	}
	fmt.Fprintf(out, "%-12s%6s%9s%10s%7s\n", "edition", "rules", "effects", "readings", "codes")
	for n, j := range all {
		note := ""
		switch {
		case j.Edition == book.Edition(0).String():
			note = "  the default"
		case n == len(all)-1:
			note = "  latest"
		}
		fmt.Fprintf(out, "%-12s%6d%9d%10d%7d%s\n", j.Edition, j.Rules, j.Effects, j.Readings, j.Codes, note)
	}
}

type comparisonJSON struct {
	Editions    [2]string
	Differences []divergenceJSON `json:",omitempty"`
	Properties  []lossJSON       `json:",omitempty"`
	Readings    []standingJSON   `json:",omitempty"`
	Codes       []listingJSON    `json:",omitempty"`
}

type divergenceJSON struct {
	What       string
	Says       [2]string
	Scripts    [2]string
	Untold     [2]string
	Hidden     bool   `json:",omitempty"`
	Admitted   bool   `json:",omitempty"`
	Unfinished string `json:",omitempty"`
}

type lossJSON struct{ Property, Edition, BrokenBy, Why, Script string }

type standingJSON struct {
	Reading, Value string
	Says           [2]string
}

type listingJSON struct {
	Operation string `json:",omitempty"`
	Status    int
	Code      string
	Listed    [2]string
}

// compareEditions says in what two editions differ.
func compareEditions(c *cobra.Command, of [2]book.Edition, inJSON bool) error {
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	found, err := graph.Editions(c.Context(), model.Machine{Edition: of[0]}, model.Machine{Edition: of[1]}, progress.tell)
	var losses []lossJSON
	for n := range of {
		if err != nil {
			break
		}
		var lost []graph.Loss
		lost, err = graph.Losses(c.Context(), model.Machine{Edition: of[n]}, model.Machine{Edition: of[1-n]}, progress.tell)
		for _, l := range lost {
			losses = append(losses, lossJSON{l.Property.String(), of[n].String(), of[1-n].String(), l.Why, l.Script.String()})
		}
	}
	progress.finish()
	if err != nil {
		return err
	}
	j := comparisonJSON{Editions: [2]string{of[0].String(), of[1].String()}, Properties: losses, Readings: standings(of), Codes: listings(of)}
	unfinished := ""
	for _, d := range found {
		one := divergenceJSON{What: d.What, Says: d.Says, Untold: d.Untold, Hidden: d.Hidden, Admitted: d.Admitted, Unfinished: d.Unfinished}
		for n, s := range d.Scripts {
			if len(s.Steps) > 0 {
				one.Scripts[n] = s.String()
			}
		}
		if j.Differences = append(j.Differences, one); d.Unfinished != "" {
			unfinished = d.Unfinished
		}
	}
	if inJSON {
		encodeJSON(out, j)
	} else {
		printComparison(out, paletteOf(out), j)
	}
	return ended(nil, unfinished)
}

// standings returns the choices of which the pages of two editions say different things.
func standings(of [2]book.Edition) (all []standingJSON) {
	for c := range book.Choices() {
		x, y := standing(c, of[0]), standing(c, of[1])
		if x != y {
			all = append(all, standingJSON{c.Reading(), c.Value(), [2]string{x, y}})
		}
	}
	return all
}

func standing(c book.Choice, e book.Edition) string {
	if c.Inferred(e) {
		return c.Standing(e).String() + " (inferred)"
	}
	return c.Standing(e).String()
}

// listings returns the codes that the pages of one edition list and those of the other do not.
func listings(of [2]book.Edition) (all []listingJSON) {
	for c := range book.Codes() {
		x, y := c.In(of[0]), c.In(of[1])
		if x != y && (x == book.NotListed || y == book.NotListed) {
			j := listingJSON{Status: c.Status, Code: c.Code, Listed: [2]string{x.String(), y.String()}}
			if !c.Every {
				j.Operation = c.Action.String()
			}
			all = append(all, j)
		}
	}
	return all
}

func printComparison(out io.Writer, paint palette, j comparisonJSON) {
	say := func(says [2]string) {
		for n, text := range says {
			if text == "" {
				text = "nothing"
			}
			fmt.Fprintf(out, "  %s: %s\n", j.Editions[n], text)
		}
	}
	for _, d := range j.Differences {
		fmt.Fprintln(out, paint.bold(d.What))
		say(d.Says)
		switch {
		case d.Admitted:
			fmt.Fprintln(out, "the machines are the same: only what is admitted beside their answers differs")
		case d.Unfinished != "":
			fmt.Fprintf(out, "%s: %s\n", paint.yellow("not judged"), d.Unfinished)
		case d.Scripts == [2]string{}:
			fmt.Fprintf(out, "no %d steps show it in the worlds that were looked at: in these the two say the same\n", graph.MostDivergingSteps)
		case d.Hidden:
			fmt.Fprintln(out, "no describe shows how these end; the states differ")
		}
		for n, text := range d.Scripts {
			switch {
			case d.Untold[n] != "":
				fmt.Fprintf(out, "\n# %s: %s.\n", j.Editions[n], d.Untold[n])
			case text != "":
				fmt.Fprintf(out, "\n# %s\n%s", j.Editions[n], text)
			}
		}
		fmt.Fprintln(out)
	}
	if len(j.Differences) == 0 {
		fmt.Fprintln(out, "no rule, effect or field differs")
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, paint.bold("properties"))
	if len(j.Properties) == 0 {
		fmt.Fprintf(out, "  what either says holds in both, for %d steps\n\n", graph.MostDivergingSteps)
	}
	for _, l := range j.Properties {
		fmt.Fprintf(out, "  %s of %s, broken by %s\n\n%s\n", l.Property, l.Edition, l.BrokenBy, l.Script)
	}
	fmt.Fprintln(out, paint.bold("readings"))
	if len(j.Readings) == 0 {
		fmt.Fprintln(out, "  the pages say the same")
	}
	for _, s := range j.Readings {
		fmt.Fprintf(out, "  %-40s %s → %s\n", s.Reading+" "+s.Value, s.Says[0], s.Says[1])
	}
	fmt.Fprintln(out)
	fmt.Fprintln(out, paint.bold("codes"))
	if len(j.Codes) == 0 {
		fmt.Fprintln(out, "  none comes or goes")
	}
	for _, l := range j.Codes {
		fmt.Fprintf(out, "  %-70s %s → %s\n", strings.TrimSpace(l.Operation+" "+fmt.Sprint(l.Status)+" "+l.Code), l.Listed[0], l.Listed[1])
	}
}
