package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/sim/script"
)

// An analysis is of the whole graph of a scope.
type analysis func(ctx context.Context, out io.Writer, s explore.Scope, flags *exploreFlags, progress progress) error

// orPart makes an analysis. One that is interrupted, or of which a limit is reached, says
// how far it came: no more can be said of a part of a graph.
func (f *exploreFlags) orPart(c *cobra.Command, s explore.Scope, analyse analysis) error {
	progress := newProgress(c.ErrOrStderr())
	out := c.OutOrStdout()
	err := analyse(c.Context(), out, s, f, progress)
	progress.finish()
	if errors.Is(err, explore.ErrUnfinished) || errors.Is(err, errInterrupted) || c.Context().Err() != nil && errors.Is(err, c.Context().Err()) {
		return f.part(out, s, strings.TrimPrefix(err.Error(), "explore: "))
	}
	return err
}

// part says of a scope why it is not judged.
func (f *exploreFlags) part(out io.Writer, s explore.Scope, why string) error {
	if f.json {
		encodeJSON(out, partJSON{s.Name, why})
		return unjudged
	}
	return notJudged(out, "%s", why)
}

// partJSON takes the place of what would have been said of a scope that is not judged.
type partJSON struct{ Scope, Unfinished string }

type reachedJSON struct {
	Kind, Name string
	Times      int
	Script     string `json:",omitempty"`
}

// coverage prints what is reached in a scope, how often and how far away, and what is not.
func coverage(ctx context.Context, out io.Writer, s explore.Scope, flags *exploreFlags, progress progress) error {
	graph, err := explore.NewGraph(ctx, s, explore.GraphOptions{Limit: flags.edges, Progress: progress.tell})
	if err != nil {
		return err
	}
	reached, err := graph.Coverage(ctx)
	progress.finish()
	if err != nil {
		return err
	}
	if flags.json {
		var all []reachedJSON
		for _, r := range reached {
			all = append(all, reachedJSON{string(r.Kind), r.Name, r.Times, textOf(r.Script)})
		}
		encodeJSON(out, all)
		return nil
	}
	paint := paletteOf(out)
	kind := explore.Kind("")
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

// histories prints whether the history property holds on every way.
func histories(ctx context.Context, out io.Writer, s explore.Scope, flags *exploreFlags, progress progress) error {
	r, err := explore.Histories(ctx, s, explore.GraphOptions{Limit: flags.edges, Progress: progress.tell})
	switch {
	case err != nil:
		return err
	case flags.json:
		printReportJSON(out, r)
	case r.Violation != nil:
		fmt.Fprintf(out, "%s\n%s: %v\n", r.Counterexample, paletteOf(out).red("not green"), r.Violation)
	default:
		fmt.Fprintf(out, "%s: %s states with what is remembered of them, %s transitions, depth %d\nevery detached disk survives: %s\n",
			s.Name, grouped(r.States), grouped(r.Transitions), r.Depth, properties.DetachedDiskSurvivesRelease)
	}
	return ended(r.Violation, r.Unfinished)
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
func liveness(ctx context.Context, out io.Writer, s explore.Scope, flags *exploreFlags, progress progress) error {
	graph, err := explore.NewGraph(ctx, s, explore.GraphOptions{Limit: flags.edges, Progress: progress.tell})
	if err != nil {
		return err
	}
	r, err := graph.Liveness(ctx)
	progress.finish()
	if err != nil {
		return err
	}
	if flags.json {
		printLivenessJSON(out, s, r)
	} else {
		printLiveness(out, s, r)
	}
	switch {
	case r.Violation != "":
		return red
	case r.Disks > 0:
		return nil
	case flags.json:
		return unjudged // Disks is 0
	}
	return notJudged(out, "%s: there is never a disk", s.Name)
}

func printLiveness(out io.Writer, s explore.Scope, r explore.LivenessReport) {
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

func printLivenessJSON(out io.Writer, s explore.Scope, r explore.LivenessReport) {
	j := livenessJSON{Scope: s.Name, States: r.States, Transitions: r.Transitions, Detaching: r.Detaching, Disks: r.Disks,
		Violation: r.Violation, Counterexample: textOf(r.Counterexample)}
	for _, k := range r.Stuck {
		j.Stuck = append(j.Stuck, stuckJSON{k.Disk, k.Reason, k.States, k.Script.String()})
	}
	encodeJSON(out, j)
}

type inductiveJSON struct {
	States, Operations, Steps int
	Assumed                   []string
	Seconds                   float64
	Unfinished                string `json:",omitempty"`
	Property                  string `json:",omitempty"`
	Why                       string `json:",omitempty"`
	Counterexample            string `json:",omitempty"`
}

// inductive checks that each operation preserves the properties from every well-formed
// state.
func inductive(c *cobra.Command, flags exploreFlags) error {
	scope, err := flags.suspected(explore.Scope{})
	if err != nil {
		return misuse{err}
	}
	o := explore.InductiveOptions{Machine: scope.Machine, Suspect: scope.Suspect, Instances: 1, Disks: 1, Stride: flags.stride, Workers: flags.workers}
	if c.Flags().Changed("instances") {
		o.Instances = flags.instances
	}
	if c.Flags().Changed("disks") {
		o.Disks = flags.disks
	}
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	o.Progress = progress.tell
	r, err := explore.Inductive(c.Context(), o)
	progress.finish()
	if err != nil {
		return err
	}
	if flags.json {
		j := inductiveJSON{States: r.States, Operations: r.Ops, Steps: r.Steps, Assumed: r.Assumed, Seconds: r.Elapsed.Seconds(), Unfinished: r.Unfinished}
		if r.Violation != nil {
			j.Property, j.Why, j.Counterexample = r.Violation.Property.String(), r.Violation.Why, r.Counterexample.String()
		}
		encodeJSON(out, j)
		return ended(r.Violation, r.Unfinished)
	}
	paint := paletteOf(out)
	fmt.Fprintf(out, "%s well-formed states of at most %s and %s, %s in each: %s steps in %.3f s\n", grouped(r.States),
		count(o.Instances, "instance"), count(o.Disks, "disk"), count(r.Ops, "operation"), grouped(r.Steps), r.Elapsed.Seconds())
	if r.Violation != nil {
		found := properties.Found{World: r.Counterexample.World, Steps: r.Counterexample.Steps, Violation: r.Violation}
		return leave(c, string(flags.directory), o.Suspect, &found)
	}
	fmt.Fprintln(out, "it was assumed that")
	for _, a := range r.Assumed {
		fmt.Fprintln(out, "  "+a)
	}
	const made = "every step that was taken preserves all properties"
	switch {
	case r.Unfinished != "":
		fmt.Fprintln(out, made)
		return notJudged(out, "all other steps; %s", r.Unfinished)
	case flags.stride > 1:
		fmt.Fprintln(out, paint.green(made))
	case r.Steps == 0:
		return notJudged(out, "there is no step to take")
	default:
		fmt.Fprintln(out, paint.green("every step preserves all properties"))
	}
	return nil
}
