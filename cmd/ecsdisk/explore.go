package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
)

type exploreFlags struct {
	scope       wordFlag
	instances   int
	disks       int
	noSymmetry  bool
	workers     int
	memory      sizeFlag
	readings    readingsFlag
	without     rulesFlag
	directory   pathFlag
	json        bool
	certificate pathFlag
	verify      pathFlag
	compare     bool
	coverage    bool
	liveness    bool
	histories   bool
	inductive   bool
	tour        pathFlag
	timed       bool
	edges       int
	stride      int
	at          positionFlag
}

// The scopes by name.
const (
	coreScope  = "core"
	everyScope = "every"
)

func exploreCommand() *cobra.Command {
	flags := exploreFlags{memory: 4 << 30, directory: "testdata/ecsdisk/explore", scope: wordFlag{coreScope, []string{coreScope, everyScope}}}
	c := &cobra.Command{
		Use:   "explore [FILE]",
		Short: "Go through every state of a small world, and check the properties there",
		Long: `explore goes through every state that can be reached in a small world, the nearest
first, and checks the properties of states and of steps on every state and every step.

What is explored is a scope by name, or the world in which the script of a FILE starts,
- for standard input, with every operation on its resources but creations:
  core   instances that run and disks that are Available, as tools are compared by
  every  --disks disks and two instances, with every operation of the model
--at begins after the step of a line of the script, or after everything at an instant.
Resources that are alike in all but their ids are taken for one another: what is counted
are classes of states, unless --no-symmetry is given.

Where a property does not hold, explore leaves a shortest script that shows it in a
directory, never over another file, and prints it and how to replay it. --without leaves
out a rule of the machine under test. When it is interrupted, or --memory is used up, it
says how far it came, and that this is a part; a certificate is of all or nothing.

--certificate writes the counts and a hash of the set of states to a file; --verify
explores again and compares. These say something else of the same worlds:
  --readings   the properties that need the default of each reading, and the shortest
               scripts on which the two values differ
  --coverage   how often each rule, operation, status, transition and reading is
               reached, how far away that is, and what never is
  --histories  that a detached disk survives the release of the instance that it was
               detached from, whatever the way to each state was
  --liveness   that every accepted detach completes under fair settling, and that every
               disk can become free, or why not
  --tour       few scripts that together take every transition, up to symmetry, for a
               system under test; --timed has instants in place of settles, and says
               which transitions time never takes
  --inductive  that each step preserves the properties from every well-formed state of
               at most so many instances and disks (1 and 1), reachable or not

With --json it prints one JSON value; of an exploration that has:
  Scope, Symmetry, States, Transitions, Depth, Seconds, SetBytes, PeakBytes, Entries,
  Unfinished, Property, Why and Counterexample`,
		Example: `  ecsdisk explore --scope core --instances 2 --disks 4
  ecsdisk explore --instances 2 --disks 6 --no-symmetry --memory 1GiB
  ecsdisk explore page.script --at 30s --without DetachDiskInstanceUnlocked
  ecsdisk explore --readings`,
		Args: arguments(0, 1, "one FILE at most"),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case flags.compare:
				return compareReadings(c, flags.json)
			case flags.inductive:
				return inductive(c, flags)
			}
			return flags.eachScope(c, args, func(s explore.Scope) error {
				if len(s.Ops) == 0 {
					return flags.part(c.OutOrStdout(), s, s.Name+": there is no operation to run")
				}
				switch {
				case flags.coverage:
					return flags.orPart(c, s, coverage)
				case flags.tour != "":
					return flags.orPart(c, s, tour)
				case flags.histories:
					return flags.orPart(c, s, histories)
				case flags.liveness:
					return flags.orPart(c, s, liveness)
				case flags.certificate != "" || flags.verify != "":
					return certify(c, s, flags)
				}
				return exploreScope(c, s, flags)
			})
		},
	}
	flags.define(c)
	flags.refuse(c)
	return c
}

// define adds the flags to the command.
func (f *exploreFlags) define(c *cobra.Command) {
	set := c.Flags()
	set.Var(&f.at, "at", "where in the script: a line, or an instant")
	set.Var(&f.scope, "scope", "the scope: core or every")
	number(set, &f.instances, "instances", 2, 0, explore.MaxResources, "how many instances of core")
	number(set, &f.disks, "disks", 3, 0, explore.MaxResources, "how many disks")
	set.BoolVar(&f.noSymmetry, "no-symmetry", false, "count states, not classes of them")
	number(set, &f.workers, "workers", 0, 0, maxWorkers, "how many at once; 0 is one a processor")
	set.Var(&f.memory, "memory", "the most that the tables and the sets of states may take")
	set.Var(&f.readings, "reading", `a reading such as "R-hot any-status"; may be repeated`)
	set.Var(&f.without, "without", "a rule that the machine under test leaves out; may be repeated")
	set.Var(&f.directory, "out", "the directory for a failing script")
	set.BoolVar(&f.json, "json", false, "print JSON")
	set.Var(&f.certificate, "certificate", "write a certificate to a file")
	set.Var(&f.verify, "verify", "compare with the certificate of a file")
	set.BoolVar(&f.compare, "readings", false, "compare each reading with its default")
	set.BoolVar(&f.coverage, "coverage", false, "say what is reached, and what never is")
	set.BoolVar(&f.histories, "histories", false, "check the history property, each state with what is remembered of the way to it")
	set.BoolVar(&f.liveness, "liveness", false, "check that every detach completes and every disk can become free")
	set.BoolVar(&f.inductive, "inductive", false, "take each step from every well-formed state, reachable or not")
	set.Var(&f.tour, "tour", "write scripts that take every transition into a directory")
	set.BoolVar(&f.timed, "timed", false, "with --tour, instants in place of settles")
	number(set, &f.edges, "edges", explore.DefaultLimit, 1, math.MaxInt32, "the most transitions for --coverage, --liveness and --tour, and states for --histories, which keep each")
	number(set, &f.stride, "stride", 1, 1, unbounded, "with --inductive, one state in so many, drawn evenly")
	completeFlag(c, "scope", f.scope.among)
	completeFlag(c, "without", ruleNames())
	completeFlag(c, "reading", choiceNames())
}

// maxWorkers is how many may work at once.
const maxWorkers = 1024

// What explore does, and where its world is from, as choices of facets.
const (
	plainly     = "in a plain exploration"
	ofScript    = "with a FILE"
	ofCore      = "with --scope core"
	ofEvery     = "with --scope every"
	ofInductive = "with --inductive"
	ofReadings  = "with --readings"
	ofTour      = "with --tour"
	asText      = "without --json"
)

// refuse has the command refuse what has no effect.
func (f *exploreFlags) refuse(c *cobra.Command) {
	analyses := []string{"certificate", "verify", "readings", "coverage", "histories", "liveness", "inductive", "tour"}
	exclusive(c, analyses...)
	search := []string{plainly, "with --certificate", "with --verify"}
	graph := []string{"with --coverage", "with --histories", "with --liveness", ofTour}
	any := append(append([]string{ofInductive}, search...), graph...)
	facets(c, facet{
		func(c *cobra.Command, _ []string) string { return firstOf(c, plainly, analyses...) },
		map[string][]string{
			"no-symmetry": {plainly, "with --certificate"}, "memory": search, "workers": append([]string{ofInductive}, search...),
			"reading": any, "without": slices.DeleteFunc(slices.Clone(any), func(mode string) bool { return mode == ofTour }), "edges": graph, "out": {plainly, ofInductive},
			"stride": {ofInductive}, "timed": {ofTour},
			"json": append([]string{plainly, ofInductive, ofReadings}, graph...),
		},
	}, facet{
		func(c *cobra.Command, args []string) string {
			switch {
			case f.inductive:
				return ofInductive
			case f.compare:
				return ofReadings
			case len(args) > 0:
				return ofScript
			case f.scope.word == everyScope:
				return ofEvery
			}
			return ofCore
		},
		map[string][]string{
			"at": {ofScript}, "scope": {ofCore, ofEvery}, "instances": {ofCore, ofInductive}, "disks": {ofCore, ofEvery, ofInductive},
		},
	}, facet{
		func(*cobra.Command, []string) string {
			if f.json {
				return "with --json"
			}
			return asText
		},
		map[string][]string{"out": {asText}},
	})
	beforeRun(c, func(_ *cobra.Command, args []string) error {
		if (f.compare || f.inductive) && len(args) > 0 {
			return fmt.Errorf("%s: --readings and --inductive have worlds of their own; expected no FILE", args[0])
		}
		return nil
	})
}

// eachScope calls do with what is to be explored: a scope by name, or where each script
// of a file starts, or is at.
func (f *exploreFlags) eachScope(c *cobra.Command, args []string, do func(explore.Scope) error) error {
	if len(args) == 0 {
		s := explore.Core(f.instances, f.disks)
		if f.scope.word == everyScope {
			s = explore.Every(f.disks)
		}
		s, err := f.suspected(s)
		if err != nil {
			return misuse{err}
		}
		return do(s)
	}
	return eachSource(c, args[0], func(s source) error {
		start, name, err := s.world.State, s.name, s.err
		if at := f.at.at; at != nil {
			start, err = stateOf(s, at)
			name += "@" + strings.ReplaceAll(at.String(), " ", "")
		}
		if err != nil {
			return err
		}
		scope, err := f.suspected(explore.Scope{Name: name, Machine: s.world.Machine, Start: start, Ops: explore.Ops(start)})
		if err != nil {
			return misuse{err}
		}
		return do(scope)
	})
}

// suspected returns a scope under the readings that are given, whose machine leaves out
// the rules that are: they have to be in force.
func (f *exploreFlags) suspected(s explore.Scope) (explore.Scope, error) {
	for _, choice := range f.readings {
		s.Machine.Readings = s.Machine.Readings.With(choice)
	}
	if len(f.without) > 0 {
		suspect := s.Machine
		suspect.Without.Rules = book.RuleSetOf(f.without...)
		s.Suspect.Step = suspect.Step
	}
	return s, f.without.inForce(s.Machine)
}

// options are how to explore, with the progress that is to be told.
func (f *exploreFlags) options(p progress) explore.Options {
	return explore.Options{Symmetry: !f.noSymmetry, Workers: f.workers, Memory: int64(f.memory), Progress: p.tell}
}

// exploreScope explores one scope and says what was found.
func exploreScope(c *cobra.Command, s explore.Scope, flags exploreFlags) error {
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
		return leave(c, string(flags.directory), s.Suspect, &properties.Found{World: r.Counterexample.World, Steps: r.Counterexample.Steps, Violation: r.Violation})
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
