package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

func coverageCommand() *cobra.Command {
	var a analysis
	a.run = a.coverage
	c := a.command(&cobra.Command{
		Use:   "coverage [FILE]",
		Short: "Say what is reached in a small world, how far away that is, and what never is",
		Long: `coverage says of a small world how often each rule, operation, status, transition and
reading is reached, how far away that is, and what never is.
` + aboutScopes + `
With --json it prints a list of what there is to reach, each with Edition (unless it is
2019-05-31), Kind, Name, Times and the shortest Script.`,
		Example: `  ecsdisk coverage --instances 1 --disks 1
  ecsdisk coverage --scope every --disks 1 --json`,
	})
	a.defineWithout(c)
	return c
}

type reachedJSON struct {
	Edition    string `json:",omitempty"` // where it is not the default one
	Kind, Name string
	Times      int
	Script     string `json:",omitempty"`
}

// coverage prints what is reached in a scope, how often and how far away, and what is not.
func (a *analysis) coverage(ctx context.Context, out io.Writer, s scope.Scope, progress progress) error {
	g, err := graph.New(ctx, s, a.graph(progress))
	if err != nil {
		return err
	}
	reached, err := g.Coverage(ctx)
	progress.finish()
	if err != nil {
		return err
	}
	if a.json {
		var all []reachedJSON
		for _, r := range reached {
			all = append(all, reachedJSON{otherEdition(s.Machine.Edition), string(r.Kind), r.Name, r.Times, textOf(r.Script)})
		}
		encodeJSON(out, all)
		return nil
	}
	paint := paletteOf(out)
	fmt.Fprintf(out, "%s: %s states, %s transitions\n", s.Name, grouped(g.Counts().States), grouped(g.Counts().Transitions))
	kind := graph.Kind("")
	for _, r := range reached {
		if r.Times == 0 {
			continue
		}
		if r.Kind != kind {
			kind = r.Kind
			fmt.Fprintln(out, paint.bold(string(kind)))
		}
		fmt.Fprintf(out, "  %s: %s, the first after %s\n", r.Name, count(r.Times, "time"), count(len(r.Script.Steps), "step"))
	}
	missed := reached.Missed()
	if len(missed) == 0 {
		fmt.Fprintln(out, "all was reached")
		return nil
	}
	fmt.Fprintln(out, paint.bold("never reached"))
	for _, r := range missed {
		fmt.Fprintf(out, "  %s: %s\n", r.Kind, r.Name)
	}
	return nil
}

// textOf returns the text of a script; of none, nothing.
func textOf(s script.Script) string {
	if len(s.Steps) == 0 {
		return ""
	}
	return s.String()
}
