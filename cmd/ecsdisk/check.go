package main

import (
	"bufio"
	"errors"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

type checkFlags struct {
	as           string
	lag, bound   time.Duration
	budget       int
	json, follow bool
	others       bool
	oneInstant   bool
	partial      bool
	split        share
	merge        bool
	junit        string
}

// maxMinimised is of how many calls, from the first on, the shortest impossible part is looked for.
const maxMinimised = 2000

// historyEndings are how the names of histories in a directory end.
var historyEndings = []string{".script", ".history", ".jsonl", ".json", ".gz"}

func checkCommand() *cobra.Command {
	flags := checkFlags{as: "service"}
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

It is supposed that nobody acts but the callers of the history, and a bad history is bad
supposing so. With --others, others call the API, too. Each answer is then judged by itself: it
has to be the answer in some state, and nothing that was released may take a call or be shown.
With --partial there was more at the start than the world lines of a history say. With
--one-instant what one describe shows, and leaves out, was so at one and the same instant;
without it each resource at an instant of its own.

--follow goes on at the end of a file that grows, and prints findings as they come, until
it is interrupted. A call is judged a minute after it was read, for others that began
before it may still be open: one that takes longer makes the history broken.

A file of 8 MiB or more is judged by all cores where there are four or more, and the same is said
of it as by one. What is read once only, standard input from a pipe or a file with --follow, is
judged by one.

--split N/M judges the N-th of M parts of a file, so that M machines can share it. Each reads all
of it, twice, and judges the calls on its own resources: those that calls tie to each other are in
one part, an instance and each disk that was ever attached to it. --merge takes the lines that
the parts print with --json, and says what the whole comes to. Where what they leave possible of
the editions and readings has nothing in common, that is a finding: it is then worth judging the
whole, for a part does not know what another rules out, and may suppose too little.

With --json each line is one JSON object. Of a file, with Type "history":
  File, Verdict (good, bad, unknown, broken, unreadable), Calls (how many were judged),
  Findings and Broken (each with Call, its number, Line, At, Client, Operation, Answered, Why,
  and Expected: State, Edition, Readings, Answer, Rules, as ecsdisk rules --json has them),
  Shortest (the part of it that is impossible, as a script), Unjudged (calls on what a finding
  is about, or too much is possible of), Reasons (why not all is judged), Error (it cannot be
  read), Cut (where it ends within a call), Machines (what is left of the editions and
  readings), Supposed, Outside, Elsewhere (codes that are outside the machine, or only another
  edition's rule gives), Unheard, Skipped, Ignored (how often), Others, Partial, OneInstant (the
  flags), Lag (how old an answer has to be), Slow (detaches that took more than two minutes),
  Pending (what was never seen to be complete), Unsaid (what the history does not say)
With Type "passed" the File is passed over. With --follow a finding comes first by itself, with
Type "finding" and its File. Of a part it has Type "part", and besides Part, Sum (of the file),
Supposes (of the system), Text (of a finding, as it is printed without --json), Interrupted, and
Report, what --merge counts together.`,
		Example: `  ecsdisk check run.jsonl
  ecsdisk check --as fake --junit check.xml testdata
  ecsdisk check --split 2/8 --json run.jsonl > 2.json
  ecsdisk check --merge *.json
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
	word(c, &flags.as, "as", "string", "whose history it is: sim, fake or service", "sim", "fake", "service")
	defineEditionAs(c, "the edition of the documentation, where a history names none: a date or latest; without it, any")
	f.Lookup("edition").DefValue = ""
	f.Var(span.flag(&flags.lag), "lag", "how long ago what is shown, or what a refusal judges by, may have been so")
	f.Var(span.flag(&flags.bound), "bound", "how long after its start a call whose reply nobody heard may take effect")
	f.Lookup("lag").DefValue, f.Lookup("bound").DefValue = "", "" // those of --as
	number(f, &flags.budget, "budget", 0, 1, unbounded, "how much may be possible at a time of what depends on each other; past it the history is unknown")
	f.BoolVar(&flags.json, "json", false, "print JSON, a line for each file")
	f.BoolVar(&flags.follow, "follow", false, "go on at the end of a file that grows, until interrupted")
	f.BoolVar(&flags.others, "others", false, "others call the API, too, and change what there is")
	f.BoolVar(&flags.oneInstant, "one-instant", false, "what one describe shows was so at one and the same instant")
	f.BoolVar(&flags.partial, "partial", false, "the world lines say only a part of what there was at the start")
	f.Var(partNumber.flag(&flags.split), "split", "judge one part of each file only: 2/8 is the second of eight")
	f.BoolVar(&flags.merge, "merge", false, "read what --split --json has printed of all parts, and say what they come to")
	defineJUnit(c, &flags.junit)
	refuseTwice(c)
	exclusive(c, "split", "follow")
	exclusive(c, "split", "others")
	exclusive(c, "one-instant", "others")
	const histories = "without --merge"
	facets(c, facet{
		choice: func(c *cobra.Command, _ []string) string { return firstOf(c, histories, "merge") },
		only:   map[string][]string{"as": {histories}, "edition": {histories}, "lag": {histories}, "bound": {histories}, "budget": {histories}, "follow": {histories}, "others": {histories}, "one-instant": {histories}, "partial": {histories}, "split": {histories}},
	})
	return c
}

// ballast is how much memory is set apart that nobody ever touches, and that takes none: with it
// what is read and judged is swept up less often, as long as that is little.
const ballast = 16 << 20

// check judges histories and returns the worst of their statuses.
func check(c *cobra.Command, inputs []input, flags checkFlags) error {
	if flags.follow && len(inputs) != 1 {
		return misuse{errors.New("expected no --follow with several files, for one is read until it is interrupted")}
	}
	defer runtime.KeepAlive(make([]byte, ballast))
	out := bufio.NewWriter(c.OutOrStdout())
	k := &checker{command: c, flags: flags, out: out, suite: suite{Name: c.CommandPath()}, every: time.Second, patience: time.Minute, long: longFile}
	k.printer = &checkedText{out: out, paint: paletteOf(c.OutOrStdout())}
	if flags.json {
		k.printer = &checkedJSON{newJSONLines(out), flags.follow}
	}
	if flags.merge {
		k.merge(inputs)
		inputs = nil
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
	k.printer.total(k.suite.statuses)
	return k.suite.end(out, flags.junit)
}

// A checkedPrinter prints what came of histories.
type checkedPrinter interface {
	passed(file string)
	findings(name string, new []findingJSON)
	end(c *checked)
	total(statuses []status)
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
