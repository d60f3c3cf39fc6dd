package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
)

func livenessCommand() *cobra.Command {
	var a analysis
	a.run = a.liveness
	c := a.command(&cobra.Command{
		Use:   "liveness [FILE]",
		Short: "Check in a small world that every detach ends and every disk can become free",
		Long: `liveness checks in a small world that every accepted detach completes under fair
settling, and that every disk can become free from every state, or says why not.
` + aboutScopes,
		Example: `  ecsdisk liveness --scope every --disks 1
  ecsdisk liveness --without DetachDiskInstanceUnlocked`,
	})
	a.defineWithout(c)
	return c
}

type livenessJSON struct {
	Scope               string
	States, Transitions int
	Detaching           int
	Disks               int
	Stuck               []stuckJSON `json:",omitempty"`
	Violation           string      `json:",omitempty"`
	Counterexample      string      `json:",omitempty"`
}

type stuckJSON struct {
	Disk   model.DiskID
	Reason string
	States int
	Script string
}

// liveness prints whether every detach completes and every disk can become free.
func (a *analysis) liveness(ctx context.Context, out io.Writer, s scope.Scope, progress progress) error {
	g, err := graph.New(ctx, s, a.graph(progress))
	if err != nil {
		return err
	}
	r, err := g.Liveness(ctx)
	progress.finish()
	if err != nil {
		return err
	}
	if a.json {
		printLivenessJSON(out, s, r)
	} else {
		printLiveness(out, s, r)
	}
	switch {
	case r.Violation != "":
		return red
	case r.Disks > 0:
		return nil
	case a.json:
		return unjudged // Disks is 0
	}
	return notJudged(out, "%s: there is never a disk", s.Name)
}

func printLiveness(out io.Writer, s scope.Scope, r graph.LivenessReport) {
	paint := paletteOf(out)
	fmt.Fprintf(out, "%s: %s states, %s transitions\n", s.Name, grouped(r.States), grouped(r.Transitions))
	if r.Violation != "" {
		fmt.Fprintf(out, "\n%s\n%s: %s\n", r.Counterexample, paint.red("not green"), r.Violation)
		return
	}
	if r.Detaching > 0 {
		fmt.Fprintf(out, "each of %s detaches under way completes under fair settling\n", grouped(r.Detaching))
	} else {
		fmt.Fprintln(out, "no detach is ever under way")
	}
	if r.Disks == 0 {
		return
	}
	stuck := 0
	for _, k := range r.Stuck {
		stuck += k.States
		fmt.Fprintf(out, "\n%s cannot become free in %s: %s\n%s", k.Disk, count(k.States, "state"), k.Reason, k.Script)
	}
	if stuck > 0 {
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "each of %s disks can become free, but %s for the reasons that are named\n", grouped(r.Disks), grouped(stuck))
	fmt.Fprintln(out, paint.green("green"))
}

func printLivenessJSON(out io.Writer, s scope.Scope, r graph.LivenessReport) {
	j := livenessJSON{Scope: s.Name, States: r.States, Transitions: r.Transitions, Detaching: r.Detaching, Disks: r.Disks,
		Violation: r.Violation, Counterexample: textOf(r.Counterexample)}
	for _, k := range r.Stuck {
		j.Stuck = append(j.Stuck, stuckJSON{k.Disk, k.Reason, k.States, k.Script.String()})
	}
	encodeJSON(out, j)
}
