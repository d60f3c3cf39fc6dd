package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
)

type exploreFlags struct {
	scope       string
	instances   int
	disks       int
	noSymmetry  bool
	workers     int
	memory      sizeFlag
	readings    readingsFlag
	without     rulesFlag
	directory   string
	json        bool
	certificate string
	verify      string
	compare     bool
	coverage    bool
	liveness    bool
	histories   bool
	inductive   bool
	tour        string
	timed       bool
	edges       int
	stride      int
	at          positionFlag
}

func exploreCommand() *cobra.Command {
	flags := exploreFlags{memory: 4 << 30}
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
               which transitions time never makes
  --inductive  that each step preserves the properties from every well-formed state of
               at most so many instances and disks (1 and 1), reachable or not

With --json it prints one JSON value; of an exploration that has:
  Scope, Symmetry, States, Transitions, Depth, Seconds, SetBytes, PeakBytes, Entries,
  Unfinished, Property, Why and Counterexample

Exit status: 0 when all properties held as far as it came, 1 when one did not or a
certificate differs, 2 when something cannot be done, or a certificate not be compared.`,
		Example: `  ecsdisk explore --scope core --instances 2 --disks 4
  ecsdisk explore --instances 2 --disks 6 --no-symmetry --memory 1GiB
  ecsdisk explore page.script --at 30s --without DetachDiskInstanceUnlocked
  ecsdisk explore --readings`,
		Args: arguments(0, 1, "one FILE at most"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := flags.check(c, args); err != nil {
				return misuse{err}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
			defer stop()
			switch {
			case flags.compare:
				return compareReadings(ctx, c.OutOrStdout(), flags.json)
			case flags.inductive:
				return inductive(ctx, c, flags)
			}
			return flags.eachScope(c, args, func(s explore.Scope) error {
				switch {
				case flags.coverage:
					return orPart(ctx, c.OutOrStdout(), s, flags, coverage)
				case flags.tour != "":
					return orPart(ctx, c.OutOrStdout(), s, flags, tour)
				case flags.histories:
					return orPart(ctx, c.OutOrStdout(), s, flags, histories)
				case flags.liveness:
					return orPart(ctx, c.OutOrStdout(), s, flags, liveness)
				}
				return exploreScope(ctx, c, s, flags)
			})
		},
	}
	f := c.Flags()
	f.Var(&flags.at, "at", "where in the script: a line, or an instant")
	f.StringVar(&flags.scope, "scope", "core", "the scope: core or every")
	f.IntVar(&flags.instances, "instances", 2, "how many instances of core")
	f.IntVar(&flags.disks, "disks", 3, "how many disks")
	f.BoolVar(&flags.noSymmetry, "no-symmetry", false, "count states, not classes of them")
	f.IntVar(&flags.workers, "workers", 0, "how many at once; 0 is one a processor")
	f.Var(&flags.memory, "memory", "the most that the sets of states may take")
	f.Var(&flags.readings, "reading", `a reading such as "R-hot any-status"; may be repeated`)
	f.Var(&flags.without, "without", "a rule that the machine under test leaves out; may be repeated")
	f.StringVar(&flags.directory, "out", "testdata/ecsdisk/explore", "the directory for a failing script")
	f.BoolVar(&flags.json, "json", false, "print JSON")
	f.StringVar(&flags.certificate, "certificate", "", "write a certificate to a file")
	f.StringVar(&flags.verify, "verify", "", "compare with the certificate of a file")
	f.BoolVar(&flags.compare, "readings", false, "compare each reading with its default")
	f.BoolVar(&flags.coverage, "coverage", false, "say what is reached, and what never is")
	f.BoolVar(&flags.histories, "histories", false, "check the history property, each state with what is remembered of the way to it")
	f.BoolVar(&flags.liveness, "liveness", false, "check that every detach completes and every disk can become free")
	f.BoolVar(&flags.inductive, "inductive", false, "make each step from every well-formed state, reachable or not")
	f.StringVar(&flags.tour, "tour", "", "write scripts that take every transition into a directory")
	f.BoolVar(&flags.timed, "timed", false, "with --tour, instants in place of settles")
	f.IntVar(&flags.edges, "edges", explore.DefaultLimit, "the most transitions for --coverage, --liveness and --tour, and states for --histories, which keep each")
	f.IntVar(&flags.stride, "stride", 1, "with --inductive, one state in so many, drawn evenly")
	exclusive(c, "json", "certificate", "verify")
	exclusive(c, "readings", "certificate", "verify", "coverage", "histories", "liveness", "inductive", "tour")
	exclusive(c, "readings", "without")
	exclusive(c, "readings", "reading")
	completeFlag(c, "scope", []string{"core", "every"})
	completeFlag(c, "without", ruleNames())
	completeFlag(c, "reading", choiceNames())
	return c
}

// check says what of the flags makes no exploration.
func (f *exploreFlags) check(c *cobra.Command, args []string) error {
	for _, name := range []string{"scope", "instances", "disks"} {
		if (len(args) > 0 || f.compare) && c.Flags().Changed(name) {
			return fmt.Errorf("--%s is of a scope by name; expected no FILE and no --readings", name)
		}
	}
	switch {
	case f.at.at != nil && len(args) == 0:
		return errors.New("--at is of a script; expected a FILE")
	case (f.compare || f.inductive) && len(args) > 0:
		return errors.New("--readings and --inductive have worlds of their own; expected no FILE")
	case f.inductive && c.Flags().Changed("scope"):
		return errors.New("--inductive is of no scope; expected --instances and --disks only")
	case f.timed && f.tour == "":
		return errors.New("--timed is of --tour; expected --tour and a directory")
	case f.edges < 1 || f.stride < 1:
		return fmt.Errorf("--edges %d --stride %d: expected 1 or more", f.edges, f.stride)
	case f.instances < 0 || f.disks < 0:
		return fmt.Errorf("--instances %d --disks %d: expected 0 or more", f.instances, f.disks)
	case f.workers < 0:
		return fmt.Errorf("--workers %d: expected 0 or more", f.workers)
	case f.scope != "core" && f.scope != "every":
		return fmt.Errorf("scope %q; expected core or every", f.scope)
	case f.scope == "every" && c.Flags().Changed("instances"):
		return errors.New("every has two instances; expected --disks only")
	}
	return nil
}

// eachScope calls do with what is to be explored: a scope by name, or where each script
// of a file starts, or is at.
func (f *exploreFlags) eachScope(c *cobra.Command, args []string, do func(explore.Scope) error) error {
	if len(args) == 0 {
		s := explore.Core(f.instances, f.disks)
		if f.scope == "every" {
			s = explore.Every(f.disks)
		}
		s, err := f.suspected(s)
		if err != nil {
			return misuse{err}
		}
		return do(s)
	}
	var results []error
	eachSource(args[0], c.InOrStdin(), func(s source) {
		start, name, err := s.world.State, s.name, s.err
		if at := f.at.at; at != nil {
			start, err = stateOf(s, at)
			name += "@" + strings.ReplaceAll(at.String(), " ", "")
		}
		if err == nil {
			var scope explore.Scope
			scope, err = f.suspected(explore.Scope{Name: name, Machine: s.world.Machine(), Start: start, Ops: explore.Ops(start)})
			if err == nil {
				err = do(scope)
			}
		}
		results = append(results, err)
	})
	return errors.Join(results...)
}

// suspected returns a scope under the readings that are given, whose machine leaves out
// the rules that are: they have to be in force.
func (f *exploreFlags) suspected(s explore.Scope) (explore.Scope, error) {
	for _, choice := range f.readings {
		s.Machine.Readings = s.Machine.Readings.With(choice)
	}
	if len(f.without) > 0 {
		suspect := s.Machine
		suspect.Without.Rules = model.RuleSetOf(f.without...)
		s.Suspect.Step = suspect.Step
	}
	return s, f.without.inForce(s.Machine)
}

// exploreScope explores one scope and says what was found.
func exploreScope(ctx context.Context, c *cobra.Command, s explore.Scope, flags exploreFlags) error {
	progress := newProgress(c.ErrOrStderr())
	o := explore.Options{Symmetry: !flags.noSymmetry, Workers: flags.workers, Memory: int64(flags.memory),
		Progress: func(p explore.Progress) { progress.say(progressText(p)) }}
	out := c.OutOrStdout()
	if flags.certificate != "" || flags.verify != "" {
		err := certify(ctx, out, s, o, flags)
		progress.finish()
		return err
	}
	r, err := explore.Explore(ctx, s, o)
	progress.finish()
	if err != nil {
		return err
	}
	if flags.json {
		if err := printReportJSON(out, r); err != nil || r.Violation == nil {
			return err
		}
		return red
	}
	paint := paletteOf(out)
	printReport(out, r)
	switch {
	case r.Violation != nil:
		found := properties.Found{World: r.Counterexample.World, Steps: r.Counterexample.Steps, Violation: r.Violation}
		return leave(out, paint, flags.directory, s.Suspect, &found)
	case r.Unfinished != "":
		fmt.Fprintf(out, "%s: %s\nall properties held as far as it came\n", paint.yellow("this is a part"), r.Unfinished)
	default:
		fmt.Fprintln(out, paint.green("all properties held"))
	}
	return nil
}

// certify writes or verifies a certificate.
func certify(ctx context.Context, out io.Writer, s explore.Scope, o explore.Options, flags exploreFlags) error {
	if flags.certificate != "" {
		certificate, err := explore.Certify(ctx, s, o)
		if err != nil {
			return err
		}
		if err := os.WriteFile(flags.certificate, []byte(certificate.String()), 0o666); err != nil {
			return err
		}
		fmt.Fprint(out, certificate)
		return nil
	}
	text, err := os.ReadFile(flags.verify)
	if err != nil {
		return err
	}
	certificate, err := explore.ParseCertificate(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", flags.verify, err)
	}
	err = certificate.Verify(ctx, s, o)
	if _, violated := errors.AsType[*properties.Violation](err); violated || errors.Is(err, explore.ErrMismatch) {
		fmt.Fprintf(out, "%s: %v\n", paletteOf(out).red("not green"), err)
		return red
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s\n", paletteOf(out).green("verified"), flags.verify)
	return nil
}
