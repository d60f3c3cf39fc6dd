package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/scope"
)

type exploreFlags struct {
	scopeFlags
	noSymmetry  bool
	workers     int
	memory      int64
	directory   string
	json        bool
	certificate string
	verify      string
}

func exploreCommand() *cobra.Command {
	flags := exploreFlags{memory: 4 << 30, directory: "testdata/ecsdisk/explore"}
	c := &cobra.Command{
		Use:   "explore [FILE]",
		Short: "Go through every state of a small world, and check the properties there",
		Long: `explore goes through every state that can be reached in a small world, the nearest
first, and checks the properties of states and of steps on every state and every step.
` + aboutScopes + `
Resources that are alike in all but their ids are taken for one another: what is counted
are classes of states, unless --no-symmetry is given.

Where a property does not hold, explore leaves a shortest script that shows it in a
directory, never over another file, and prints it and how to replay it. --without leaves
out a rule of the machine under test. When it is interrupted, or --memory is used up, it
says how far it came, and that this is a part; a certificate is of all or nothing.

--certificate writes the counts and a hash of the set of states to a file; --verify
explores again and compares.

With --json it prints one JSON value; of an exploration that has:
  Scope, Symmetry, States, Transitions, Depth, Seconds, SetBytes, PeakBytes, Entries,
  Unfinished, Property, Why and Counterexample`,
		Example: `  ecsdisk explore --scope core --instances 2 --disks 4
  ecsdisk explore --instances 2 --disks 6 --no-symmetry --memory 1GiB
  ecsdisk explore page.script --at 30s --without DetachDiskInstanceUnlocked
  ecsdisk explore --certificate core.certificate`,
		Args: arguments(0, 1, "one FILE at most"),
		RunE: func(c *cobra.Command, args []string) error {
			return flags.eachScope(c, args, func(s scope.Scope) error {
				switch {
				case len(s.Ops) == 0:
					return part(c.OutOrStdout(), s, noOperation(s), flags.json)
				case flags.certificate != "" || flags.verify != "":
					return certify(c, s, flags)
				}
				return exploreScope(c, s, flags)
			})
		},
	}
	flags.define(c)
	return c
}

// define adds the flags to the command.
func (f *exploreFlags) define(c *cobra.Command) {
	f.scopeFlags.define(c)
	f.defineWithout(c)
	set := c.Flags()
	set.BoolVar(&f.noSymmetry, "no-symmetry", false, "count states, not classes of them")
	number(set, &f.workers, "workers", 0, 0, maxWorkers, "how many at once; 0 is one a processor")
	set.Var(byteSize.flag(&f.memory), "memory", "the most that the tables and the sets of states may take")
	set.Var(pathName.flag(&f.directory), "out", "the directory for a failing script")
	set.BoolVar(&f.json, "json", false, "print JSON")
	set.Var(pathName.flag(&f.certificate), "certificate", "write a certificate to a file")
	set.Var(pathName.flag(&f.verify), "verify", "compare with the certificate of a file")
	exclusive(c, "certificate", "verify")
	facets(c, facet{
		func(c *cobra.Command, _ []string) string {
			return firstOf(c, plainly, "certificate", "verify")
		},
		map[string][]string{"no-symmetry": {plainly, "with --certificate"}, "out": {plainly}, "json": {plainly}},
	}, inText(&f.json))
}

// maxWorkers is how many may work at once.
const maxWorkers = 1024

// What explore does and how it says so, as choices of facets.
const (
	plainly = "without --certificate and --verify"
	asText  = "without --json"
)

// inText has a command refuse --out where it prints JSON.
func inText(json *bool) facet {
	return facet{
		func(*cobra.Command, []string) string {
			if *json {
				return "with --json"
			}
			return asText
		},
		map[string][]string{"out": {asText}},
	}
}

// options are how to explore, with the progress that is to be told.
func (f *exploreFlags) options(p progress) explore.Options {
	return explore.Options{Symmetry: !f.noSymmetry, Workers: f.workers, Memory: f.memory, Progress: p.tell}
}

// exploreScope explores one scope and says what was found.
func exploreScope(c *cobra.Command, s scope.Scope, flags exploreFlags) error {
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	r, err := explore.Explore(c.Context(), s, flags.options(progress))
	progress.finish()
	switch {
	case err != nil:
		return err
	case flags.json:
		printReportJSON(out, r)
		return ended(r.Violation, r.Unfinished)
	}
	printReport(out, r)
	switch {
	case r.Violation != nil:
		return leave(c, flags.directory, s.Suspect, &properties.Found{World: r.Counterexample.World, Steps: r.Counterexample.Steps, Violation: r.Violation})
	case r.Unfinished != "":
		fmt.Fprintln(out, "all properties held as far as it came")
		return notJudged(out, "what is farther away; %s", r.Unfinished)
	}
	fmt.Fprintln(out, paletteOf(out).green("all properties held"))
	return nil
}

// ended returns how a search ended that has been reported.
func ended(v *properties.Violation, unfinished string) error {
	switch {
	case v != nil:
		return red
	case unfinished != "":
		return unjudged
	}
	return nil
}
