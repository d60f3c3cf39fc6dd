package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/induct"
	"example.com/ecsdisk/properties/explore/scope"
)

type inductiveJSON struct {
	States, Operations, Steps int
	Assumed                   []string
	Seconds                   float64
	Unfinished                string `json:",omitempty"`
	Property                  string `json:",omitempty"`
	Why                       string `json:",omitempty"`
	Counterexample            string `json:",omitempty"`
}

type proveFlags struct {
	scopeFlags
	stride    int
	workers   int
	directory pathFlag
	json      bool
}

func proveCommand() *cobra.Command {
	flags := proveFlags{directory: "testdata/ecsdisk/prove"}
	c := &cobra.Command{
		Use:   "prove",
		Short: "Take every step from every well-formed state of a small world",
		Long: `prove takes each step from every well-formed state of at most --instances instances and
--disks disks, whether anything leads there or not, and checks that it preserves the properties of
states and of steps. So they hold on sequences of any length. What a proof for larger
worlds rests on besides, it says.

Where a property does not hold, prove leaves a world and one step that show it in a
directory, never over another file, and prints them and how to replay them. --without
leaves out a rule of the machine under test.

With --json it prints one JSON value with States, Operations, Steps, Assumed, Seconds,
Unfinished, Property, Why and Counterexample.`,
		Example: `  ecsdisk prove
  ecsdisk prove --instances 1 --disks 2 --stride 100`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error { return prove(c, flags) },
	}
	set := c.Flags()
	number(set, &flags.instances, "instances", 1, 0, scope.MaxResources, "the most instances in a state")
	number(set, &flags.disks, "disks", 1, 0, scope.MaxResources, "the most disks in a state")
	number(set, &flags.stride, "stride", 1, 1, unbounded, "take one state in N, drawn evenly")
	number(set, &flags.workers, "workers", 0, 0, maxWorkers, "how many at once; 0 is one a processor")
	flags.defineReadings(c)
	flags.defineWithout(c)
	set.Var(&flags.directory, "out", "the directory for a failing script")
	set.BoolVar(&flags.json, "json", false, "print JSON")
	facets(c, inText(&flags.json))
	return c
}

func prove(c *cobra.Command, flags proveFlags) error {
	s, err := flags.suspected(scope.Scope{})
	if err != nil {
		return misuse{err}
	}
	o := induct.Options{Machine: s.Machine, Suspect: s.Suspect, Instances: flags.instances, Disks: flags.disks, Stride: flags.stride, Workers: flags.workers}
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	o.Progress = progress.tell
	r, err := induct.Prove(c.Context(), o)
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
