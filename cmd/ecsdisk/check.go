package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

type checkFlags struct {
	as           wordFlag
	lag, bound   spanFlag
	budget       int
	json, follow bool
	junit        pathFlag
}

// maxMinimised is of how many calls, from the first on, the shortest impossible part is looked for.
const maxMinimised = 2000

// historyEndings are how the names of histories in a directory end.
var historyEndings = []string{".script", ".history", ".jsonl", ".json", ".gz"}

func checkCommand() *cobra.Command {
	flags := checkFlags{as: wordFlag{"service", []string{"sim", "fake", "service"}}}
	c := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "Judge whether what happened can have happened, by the documentation",
		Long: `check judges histories: what was asked of a system and what it answered, with callers that
overlap, replies that got lost and answers that lag. It says whether the documented machine
can have answered so, what has to be supposed for that, and where it cannot, why.

A FILE is a script that is read as a history, lines of JSON as ecsapi.Recorder writes
them, or events of ActionTrail; each may be compressed by gzip. Without one, or for -, it is
standard input. A directory is every file in it, and in those below, whose name ends in
.script, .history, .jsonl, .json or .gz; the others are passed over, and named.

A history is good, or bad, or unknown: too much is possible to say, or there was nothing to
judge. It is broken where it is not as a history is: an id is given twice to something new,
a client has two calls open at once. The line of a file says what had to be supposed, what
was skipped, for the machine does not have it, what was ignored, and what the history does
not say. A file that ends within a call is judged up to there. Of a bad history whose first
impossible call is among the first 2000, the shortest part that is impossible follows.

--as says whose history it is, and so what is supposed of the system: sim, a run of package
sim, exactly; fake, a mock or an emulator, where a detach may fail and nobody be told, and
a lost call take effect for a minute; service, the real one, where the platform may also
lock and release an instance, and an answer lag by 30s. An edition that neither the history
nor --edition names may be any.

--follow goes on at the end of a file that grows, and prints findings as they come, until
it is interrupted. A call is judged a minute after it was read, for others that began
before it may still be open: one that takes longer makes the history broken.

With --json each line is one JSON object. Of a file, with Type "history":
  File, Verdict (good, bad, unknown, broken, unreadable), Calls (how many were judged),
  Findings and Broken (each with Call, its number, Line, At, Client, Operation, Answered, Why,
  and Expected: State, Edition, Readings, Answer, Rules, as ecsdisk rules --json has them),
  Shortest (the part of it that is impossible, as a script), Unjudged (calls on what a finding
  is about, or too much is possible of), Reasons (why not all is judged), Error (it cannot be
  read), Cut (where it ends within a call), Machines (what is left of the editions and
  readings), Supposed, Outside, Unheard, Skipped, Ignored (how often), Lag (how old an answer
  has to be), Slow (detaches that took more than two minutes), Pending (what was never seen to
  be complete), Unsaid (what the history does not say)
With Type "passed" the File is passed over. With --follow a finding comes first by itself, with
Type "finding" and its File.`,
		Example: `  ecsdisk check run.jsonl
  ecsdisk check --as fake --junit check.xml testdata
  zcat trail-*.json.gz | ecsdisk check --edition latest
  ecsdisk check --follow history.jsonl`,
		Args: arguments(0, math.MaxInt, "FILE..."),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{stdinName}
			}
			return check(c, inputsOf(args, historyEndings), flags)
		},
	}
	f := c.Flags()
	f.Var(&flags.as, "as", "whose history it is: sim, fake or service")
	completeFlag(c, "as", flags.as.among)
	defineEditionAs(c, "the edition of the documentation, where a history names none: a date or latest; without it, any")
	f.Lookup("edition").DefValue = ""
	f.Var(&flags.lag, "lag", "how long ago what is shown, or what a refusal judges by, may have been so")
	f.Var(&flags.bound, "bound", "how long after its start a call whose reply nobody heard may take effect")
	f.Lookup("lag").DefValue, f.Lookup("bound").DefValue = "", "" // those of --as
	number(f, &flags.budget, "budget", 0, 1, unbounded, "how much may be possible at a time of what depends on each other; past it the history is unknown")
	f.BoolVar(&flags.json, "json", false, "print JSON, a line for each file")
	f.BoolVar(&flags.follow, "follow", false, "go on at the end of a file that grows, until interrupted")
	defineJUnit(c, &flags.junit)
	refuseTwice(c)
	return c
}

// check judges histories and returns the worst of their statuses.
func check(c *cobra.Command, inputs []input, flags checkFlags) error {
	if flags.follow && len(inputs) != 1 {
		return misuse{errors.New("expected no --follow with several files, for one is read until it is interrupted")}
	}
	out := bufio.NewWriter(c.OutOrStdout())
	k := &checker{command: c, flags: flags, out: out, suite: suite{Name: c.CommandPath()}, every: time.Second, patience: time.Minute}
	k.printer = &checkedText{out: out, paint: paletteOf(c.OutOrStdout())}
	if flags.json {
		k.printer = newCheckedJSON(out, flags.follow)
	}
	for _, in := range inputs {
		switch {
		case in.passed:
			k.printer.passed(in.file)
		case in.empty:
			k.done(&checked{name: in.file, why: nothingIn(historyEndings)})
		case in.err != nil:
			k.done(&checked{name: in.file, err: in.err})
		default:
			k.done(k.file(in.file))
		}
	}
	k.printer.total(k.statuses)
	if err := out.Flush(); err != nil {
		return err
	}
	if flags.junit != "" {
		if err := k.suite.write(string(flags.junit)); err != nil {
			return err
		}
	}
	return k.worst.err()
}

// A checkedPrinter prints what came of histories.
type checkedPrinter interface {
	passed(file string)
	findings(name string, new []oracle.Finding)
	end(c *checked)
	total(statuses []status)
}

// A checker judges one history after the other.
type checker struct {
	command  *cobra.Command
	flags    checkFlags
	out      *bufio.Writer
	printer  checkedPrinter
	every    time.Duration // how often it says how far it is
	patience time.Duration // how long after it was read a call is judged, with --follow
	statuses []status      // of the files
	worst    status
	suite    suite
}

// done says what came of a file.
func (k *checker) done(c *checked) {
	k.printer.end(c)
	s := c.status()
	k.statuses = append(k.statuses, s)
	k.worst = worse(k.worst, s)
	k.suite.add(c.name, s, c.text())
	k.out.Flush() // its error stays, and is found at the end
	for _, err := range c.complaints() {
		complain(k.command.ErrOrStderr(), err)
	}
}

// file judges the history in a file.
func (k *checker) file(file string) *checked {
	ctx, in := k.command.Context(), k.command.InOrStdin()
	if file != stdinName {
		f, err := open(file)
		if err != nil {
			return &checked{name: file, err: err}
		}
		defer f.Close()
		in = f
	}
	grows := k.flags.follow && isRegular(in)
	if !isRegular(in) {
		in = waitFor(ctx, in)
	}
	if k.flags.follow {
		in = &growing{ctx: ctx, in: in, grows: grows}
	}
	return k.history(nameOf(file), in)
}

// isRegular reports whether reading does not wait for anybody.
func isRegular(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// history judges a history.
func (k *checker) history(name string, in io.Reader) *checked {
	c, r := &checked{name: name}, history.NewReader(name, in)
	h, err := r.Header()
	if err == nil {
		err = k.fillIn(name, &h.World)
	}
	if err != nil {
		c.fail(err)
		return c
	}
	o := k.options(h.World)
	j := oracle.New(h.World, h.Known, o)
	calls := r.Calls()
	if k.flags.follow {
		calls = k.paused(c, calls)
	}
	w := k.watch(name, j)
	var first []script.Call // of which the shortest part that is impossible is made
	j.Follow(func(yield func(script.Call) bool) {
		for call, err := range calls {
			if err == nil && !k.flags.follow {
				err = interrupted(k.command.Context())
			}
			if err != nil {
				c.fail(err)
				return
			}
			if len(first) < maxMinimised && !k.flags.follow {
				first = append(first, call)
			}
			if w.came(call); !yield(call) {
				return
			}
		}
	})
	w.tell()
	c.report = j.Report()
	if len(c.report.Findings) > 0 {
		c.shortest.World, c.shortest.Calls = o.Minimise(h.World, h.Known, first)
	}
	if o.Fixed {
		c.report.Machines = nil // that of the world, whatever happened
	}
	c.skipped, c.ignored, c.unsaid = r.Skipped(), r.Ignored(), r.Unknown()
	return c
}

// fillIn has a history that names no edition be of that which was given.
func (k *checker) fillIn(name string, w *script.World) error {
	if w.EditionStated || !k.command.Flags().Changed("edition") {
		return nil
	}
	w.EditionStated, w.Machine.Edition = true, editionOf(k.command)
	if err := w.Machine.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := w.Machine.CheckState(w.State); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// options returns what is supposed of the system.
func (k *checker) options(w script.World) oracle.Options {
	o, err := oracle.As(k.flags.as.word, w)
	if err != nil {
		panic(err) // the flag takes no other
	}
	if k.command.Flags().Changed("lag") {
		o.Lag = time.Duration(k.flags.lag)
	}
	if k.command.Flags().Changed("bound") {
		o.Bound = time.Duration(k.flags.bound)
	}
	o.Budget = k.flags.budget
	return o
}

// refuseTwice has a command refuse to read standard input a second time.
func refuseTwice(c *cobra.Command) {
	beforeRun(c, func(_ *cobra.Command, files []string) error {
		if first := slices.Index(files, stdinName); first >= 0 && slices.Contains(files[first+1:], stdinName) {
			return errors.New("-: expected it once, for standard input is read once")
		}
		return nil
	})
}
