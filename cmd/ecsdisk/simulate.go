package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

type simulateFlags struct {
	lasting   time.Duration
	search    properties.Search
	readings  readingsFlag
	without   rulesFlag
	directory string
}

func simulateCommand() *cobra.Command {
	var flags simulateFlags
	c := &cobra.Command{
		Use:   "simulate",
		Short: "Search random sequences for one on which a property does not hold",
		Long: `simulate makes random sequences of operations in random worlds, all properties on,
until one does not hold, a number or a time is through, or Ctrl-C. It prints how many
there were, and what was never reached and so never tested. The same seed finds the
same.

Where a property does not hold, it leaves the shortest failing script that it finds
in a directory, never over another file, and prints it and how to replay it. --without
leaves out a rule of the machine under test, to see that the properties notice.

Exit status: 0 when all properties held, 1 when one did not, 2 when something cannot
be done.`,
		Example: `  ecsdisk simulate --for 1m --timed
  ecsdisk simulate --sequences 100000 --reading "R-hot any-status"
  ecsdisk simulate --without DetachDiskInstanceUnlocked`,
		Args: arguments(0, 0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error {
			return simulate(c, flags)
		},
	}
	f := c.Flags()
	f.DurationVar(&flags.lasting, "for", 10*time.Second, "for how long, unless --sequences is given alone")
	f.IntVar(&flags.search.Sequences, "sequences", 0, "how many sequences")
	f.Uint64Var(&flags.search.Seed, "seed", 1, "what is drawn")
	f.IntVar(&flags.search.Ops, "ops", 30, "operations in a sequence")
	f.IntVar(&flags.search.Instances, "instances", 4, "the most instances in a world")
	f.IntVar(&flags.search.Disks, "disks", 8, "the most disks in a world")
	f.BoolVar(&flags.search.Timed, "timed", false, "under a clock, with delays that are drawn and injected refusals")
	f.Var(&flags.readings, "reading", `a reading such as "R-hot any-status"; may be repeated`)
	f.Var(&flags.without, "without", "a rule that the machine under test leaves out; may be repeated")
	f.StringVar(&flags.directory, "out", "testdata/ecsdisk/simulate", "the directory for a failing script")
	completeFlag(c, "without", ruleNames())
	completeFlag(c, "reading", choiceNames())
	return c
}

func simulate(c *cobra.Command, flags simulateFlags) error {
	if err := flags.check(c); err != nil {
		return misuse{err}
	}
	search := flags.search
	search.Machine.Readings = model.ReadingsOf(flags.readings...)
	if len(flags.without) > 0 {
		suspect := search.Machine
		suspect.Without.Rules = model.RuleSetOf(flags.without...)
		search.Suspect.Step = suspect.Step
	}

	lasting := flags.lasting
	if search.Sequences > 0 && !c.Flags().Changed("for") {
		lasting = math.MaxInt64
	}
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
	defer stop()
	bar := newBar(c.ErrOrStderr(), flags)
	start := time.Now()
	sequences := 0
	search.Sequences = cmp.Or(search.Sequences, math.MaxInt)
	search.Progress = func(n int, _ *properties.Reached) bool {
		sequences = n
		elapsed := time.Since(start)
		bar.show(n, elapsed)
		return elapsed < lasting && ctx.Err() == nil
	}
	reached, found := search.Run()
	bar.finish()
	took := time.Since(start)
	if found != nil {
		sequences++ // no progress is made by the one that fails
	}
	out, paint := c.OutOrStdout(), paletteOf(c.OutOrStdout())
	fmt.Fprintf(out, "seed %d: %s, %s in %v: %.0f sequences/s\n", search.Seed, count(sequences, "sequence"), count(reached.Events, "event"),
		took.Round(time.Millisecond), float64(sequences)/max(took.Seconds(), 1e-9))
	if found != nil {
		stop() // from here on Ctrl-C ends it
		return leave(out, paint, flags.directory, search.Suspect, found)
	}
	printMissed(out, reached.Missed(search.Machine))
	if ctx.Err() != nil {
		fmt.Fprintln(out, "interrupted")
	}
	fmt.Fprintln(out, paint.green("all properties held"))
	return nil
}

// check says what of the flags makes no search.
func (f *simulateFlags) check(c *cobra.Command) error {
	for _, name := range []string{"sequences", "ops", "instances", "disks"} {
		if n, _ := c.Flags().GetInt(name); n < 1 && c.Flags().Changed(name) {
			return fmt.Errorf("--%s %d: expected 1 or more", name, n)
		}
	}
	if f.lasting <= 0 {
		return fmt.Errorf("--for %v: expected a time such as 10s", f.lasting)
	}
	return f.without.inForce(model.Machine{Readings: model.ReadingsOf(f.readings...)})
}

// printMissed says what no sequence reached.
func printMissed(out io.Writer, missed []string) {
	if len(missed) == 0 {
		fmt.Fprintln(out, "every rule, action and transition was reached")
		return
	}
	fmt.Fprintf(out, "not reached:\n  %s\n", strings.Join(missed, "\n  "))
}

// leave makes the sequence short, writes it to a file and prints it.
func leave(out io.Writer, paint palette, directory string, suspect properties.Suspect, found *properties.Found) error {
	s, violation, ok := suspect.Counterexample(found.World, found.Steps)
	if !ok {
		return errors.Join(errors.New("a property did not hold, and holds when the sequence is made again"), found.Violation)
	}
	file, err := writeNew(directory, violation.Property.String(), s.String())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n%s: %v\nreplay it: ecsdisk replay %s\n", s, paint.red("not green"), violation, script.ShellQuote(file))
	return red
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
