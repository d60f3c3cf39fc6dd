package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/induct"
	"example.com/ecsdisk/properties/explore/scope"
)

type inductiveJSON struct {
	Edition    string `json:",omitempty"` // where it is not the default one
	Worlds     []induct.Checked
	Follows    []followsJSON
	Assumed    []string
	Seconds    float64
	Unfinished string `json:",omitempty"`
	violationJSON
}

type followsJSON struct{ Property, From, By string }

type proveFlags struct {
	machineFlags
	instances, disks int
	stride           int
	workers          int
	directory        string
	json             bool
}

func proveCommand() *cobra.Command {
	flags := proveFlags{directory: "testdata/ecsdisk/prove"}
	c := &cobra.Command{
		Use:        "prove",
		SuggestFor: []string{"inductive"}, // its name when it was a flag of explore
		Short:      "Prove what holds in worlds of every size, from small ones",
		Long: `prove goes through every well-formed state of at most 1 instance and 2 disks and of at
most 2 instances and 1 disk, whether anything leads there or not, and checks that each step
preserves the properties of states and of steps. So they hold on sequences of any length.
What holds there holds in worlds of every size: prove says of each property from which worlds
that follows, and by which argument, and last what remains assumed.

With --instances or --disks it goes through the states of at most that many instead, and
nothing follows for other worlds; with --stride it goes through some of them. One
instance or disk more makes it many times as long: three instances take minutes.

Where a property does not hold, prove leaves a world and one step that show it in a
directory, never over another file, and prints them and how to replay them. --without
leaves out a rule of the machine under test.

With --json it prints one JSON value with Edition (unless it is 2019-05-31), Worlds, Follows,
Assumed, Seconds, Unfinished, Property, Why and Counterexample.`,
		Example: `  ecsdisk prove
  ecsdisk prove --instances 1 --disks 2 --stride 100`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error { return prove(c, flags) },
	}
	set := c.Flags()
	number(set, &flags.instances, "instances", 1, 0, scope.MaxResources, "the most instances in a state, in place of the two worlds")
	number(set, &flags.disks, "disks", 1, 0, scope.MaxResources, "the most disks in a state, in place of the two worlds")
	number(set, &flags.stride, "stride", 1, 1, unbounded, "take one state in N, drawn evenly")
	number(set, &flags.workers, "workers", 0, 0, maxWorkers, "how many at once; 0 is one a processor")
	defineOwnEdition(c)
	flags.defineReadings(c)
	flags.defineWithout(c)
	set.Var(pathName.flag(&flags.directory), "out", "the directory for a failing script")
	set.BoolVar(&flags.json, "json", false, "print JSON")
	facets(c, inText(&flags.json))
	return c
}

func prove(c *cobra.Command, flags proveFlags) error {
	m, suspect, err := flags.of(model.Machine{Edition: editionOf(c)})
	if err != nil {
		return err
	}
	o := induct.Options{Machine: m, Suspect: suspect, Stride: flags.stride, Workers: flags.workers}
	if set := c.Flags(); set.Changed("instances") || set.Changed("disks") {
		o.Worlds = []induct.Size{{Instances: flags.instances, Disks: flags.disks}}
	}
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	o.Progress = progress.tell
	r, err := induct.Prove(c.Context(), o)
	progress.finish()
	if err != nil {
		return err
	}
	if flags.json {
		encodeJSON(out, proofJSON(o.Machine.Edition, r))
		return ended(r.Violation, r.Unfinished)
	}
	for _, w := range r.Checked {
		fmt.Fprintf(out, "%s well-formed states of %s, %s in each\n", grouped(w.States), w.Size, count(w.Ops, "operation"))
		if w.Crowded > 0 {
			fmt.Fprintf(out, "%s steps besides, on an instance with up to %d more disks\n", grouped(w.Crowded), model.DefaultDataDisks)
		}
	}
	fmt.Fprintf(out, "in %.3f s%s\n", r.Elapsed.Seconds(), inEdition(o.Machine.Edition))
	if r.Violation != nil {
		found := properties.Found{World: r.Counterexample.World, Steps: r.Counterexample.Steps, Violation: r.Violation}
		return leave(c, flags.directory, o.Suspect, &found)
	}
	return proved(out, r, flags.stride > 1)
}

// proved says what follows where every step that was taken preserves all properties.
func proved(out io.Writer, r induct.Proof, some bool) error {
	paint := paletteOf(out)
	const taken = "every step that was taken preserves all properties"
	switch {
	case r.Unfinished != "":
		fmt.Fprintln(out, taken)
		return notJudged(out, "all other steps; %s", r.Unfinished)
	case some:
		fmt.Fprintln(out, paint.green(taken))
	case r.Follows == nil:
		fmt.Fprintln(out, paint.green("every step preserves all properties"))
	default:
		fmt.Fprintln(out, "\nA step does to each part that its operation concerns what it does to that part alone: at")
		fmt.Fprintln(out, "most 2 instances and 1 disk, and the instance that the disk remembers. So these hold of every")
		fmt.Fprintln(out, "step, in worlds of every size:")
		for _, a := range r.Follows {
			fmt.Fprintf(out, "  %d %s, from %s: %s\n", a.Property.Number(), a.Property, a.From, a.By)
		}
		fmt.Fprintln(out, "\n"+paint.green("every step preserves all properties, in worlds of every size"))
	}
	fmt.Fprintf(out, "it remains assumed that %s\n", strings.Join(r.Assumed, "; that "))
	return nil
}

func proofJSON(e book.Edition, r induct.Proof) inductiveJSON {
	j := inductiveJSON{Edition: otherEdition(e), Worlds: r.Checked, Assumed: r.Assumed, Seconds: r.Elapsed.Seconds(), Unfinished: r.Unfinished,
		violationJSON: violationOf(r.Violation, r.Counterexample)}
	for _, a := range r.Follows {
		j.Follows = append(j.Follows, followsJSON{a.Property.String(), a.From, a.By})
	}
	return j
}
