package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
)

func historiesCommand() *cobra.Command {
	var a analysis
	a.run = a.histories
	c := a.command(&cobra.Command{
		Use:   "histories [FILE]",
		Short: "Check in a small world that a detached disk survives, by whichever way",
		Long: `histories checks in a small world that a detached disk survives the release of the
instance that it was detached from, by whichever way each state was reached: it goes
through the states with what has to be remembered of the way.
` + aboutScopes + `
--edges is the most states with what is remembered of them.`,
		Example: `  ecsdisk histories --instances 1 --disks 2`,
	})
	a.defineWithout(c)
	return c
}

// histories prints whether the history property holds on every way.
func (a *analysis) histories(ctx context.Context, out io.Writer, s scope.Scope, progress progress) error {
	r, err := graph.Histories(ctx, s, a.graph(progress))
	switch {
	case err != nil:
		return err
	case a.json:
		printReportJSON(out, explore.Result{Scope: s.Name, Counts: r.Counts, Elapsed: r.Elapsed, Violation: r.Violation, Counterexample: r.Counterexample})
	case r.Violation != nil:
		fmt.Fprintf(out, "%s\n%s: %v\n", r.Counterexample, paletteOf(out).red("not green"), r.Violation)
	default:
		fmt.Fprintf(out, "%s: %s states with what is remembered of them, %s transitions, depth %d\nevery detached disk survives: %s\n",
			s.Name, grouped(r.States), grouped(r.Transitions), r.Depth, properties.DetachedDiskSurvivesRelease)
	}
	return ended(r.Violation, "")
}
