package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
)

type simulateFlags struct {
	machineFlags
	lasting   time.Duration
	search    properties.Search
	directory string
}

func simulateCommand() *cobra.Command {
	flags := simulateFlags{lasting: 10 * time.Second, directory: "testdata/ecsdisk/simulate"}
	c := &cobra.Command{
		Use:   "simulate",
		Short: "Search random sequences for one on which a property does not hold",
		Long: `simulate runs random sequences of operations in random worlds, all properties on,
until a property does not hold, a number of sequences or a time is reached, or Ctrl-C. It
prints how many there were, and what was never reached and so never tested. The same seed finds the
same.

Interrupted, it says what the sequences up to there reached, and that no more was judged.

Where a property does not hold, it leaves the shortest failing script that it finds
in a directory, never over another file, and prints it and how to replay it. --without
leaves out a rule of the machine under test, to see that the properties notice.`,
		Example: `  ecsdisk simulate --for 1m --timed
  ecsdisk simulate --sequences 100000 --reading "R-hot any-status"
  ecsdisk simulate --without DetachDiskInstanceUnlocked`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error {
			return simulate(c, flags)
		},
	}
	f := c.Flags()
	f.Var(lastingTime.flag(&flags.lasting), "for", "for how long, unless --sequences is given alone")
	number(f, &flags.search.Sequences, "sequences", 0, 1, unbounded, "how many sequences")
	f.Uint64Var(&flags.search.Seed, "seed", 1, "what is drawn")
	number(f, &flags.search.Ops, "ops", 30, 1, maxOps, "operations in a sequence")
	number(f, &flags.search.Instances, "instances", 4, 1, maxWorld, "the most instances in a world")
	number(f, &flags.search.Disks, "disks", 8, 1, maxWorld, "the most disks in a world")
	f.BoolVar(&flags.search.Timed, "timed", false, "under a clock, with delays that are drawn and injected refusals")
	defineOwnEdition(c)
	flags.defineReadings(c)
	flags.defineWithout(c)
	f.Var(pathName.flag(&flags.directory), "out", "the directory for a failing script")
	return c
}

func simulate(c *cobra.Command, flags simulateFlags) error {
	search, err := flags.search, error(nil)
	if search.Machine, search.Suspect, err = flags.of(model.Machine{Edition: editionOf(c)}); err != nil {
		return err
	}
	lasting := flags.lasting
	if search.Sequences > 0 && !c.Flags().Changed("for") {
		lasting = math.MaxInt64
	}
	bar := newBar(c.ErrOrStderr(), flags)
	start := time.Now()
	sequences := 0
	search.Sequences = cmp.Or(search.Sequences, math.MaxInt)
	search.Progress = func(n int, _ *properties.Reached) bool {
		sequences = n
		elapsed := time.Since(start)
		bar.show(n, elapsed)
		return elapsed < lasting && interrupted(c.Context()) == nil
	}
	reached, found := search.Run()
	bar.finish()
	took := time.Since(start)
	if found != nil {
		sequences++ // the one that fails reports no progress
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "seed %d%s: %s, %s in %v: %.0f sequences/s\n", search.Seed, inEdition(search.Machine.Edition), count(sequences, "sequence"), count(reached.Events, "event"),
		took.Round(time.Millisecond), float64(sequences)/max(took.Seconds(), 1e-9))
	if found != nil {
		return leave(c, flags.directory, search.Suspect, found)
	}
	printMissed(out, reached.Missed(search.Machine))
	if err := interrupted(c.Context()); err != nil {
		fmt.Fprintln(out, "all properties held as far as it came")
		return notJudged(out, "any further sequence; it was %v after %s", err, count(sequences, "sequence"))
	}
	fmt.Fprintln(out, paletteOf(out).green("all properties held"))
	return nil
}

// The most that can be asked for, so that one sequence is soon over.
const (
	maxOps   = 100_000
	maxWorld = 1_000
)

// printMissed says what no sequence reached.
func printMissed(out io.Writer, missed []string) {
	if len(missed) == 0 {
		fmt.Fprintln(out, "every rule, action and transition was reached")
		return
	}
	fmt.Fprintf(out, "not reached:\n  %s\n", strings.Join(missed, "\n  "))
}

// bar shows on a terminal how far the search is.
type bar struct {
	*progressbar.ProgressBar
	byTime bool
}

func newBar(stderr io.Writer, flags simulateFlags) bar {
	if !isTerminal(stderr) {
		return bar{}
	}
	byTime := flags.search.Sequences == 0
	most := int64(flags.search.Sequences)
	if byTime {
		most = flags.lasting.Milliseconds()
	}
	return bar{progressbar.NewOptions64(most, progressbar.OptionSetWriter(stderr), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(40)), byTime}
}

func (b bar) show(sequences int, elapsed time.Duration) {
	switch {
	case b.ProgressBar == nil:
	case b.byTime:
		_ = b.Set64(min(elapsed.Milliseconds(), b.GetMax64()))
	default:
		_ = b.Set(sequences)
	}
}

func (b bar) finish() {
	if b.ProgressBar != nil {
		_ = b.Clear()
	}
}
