package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

type replayFlags struct {
	until                              *script.Position
	state, strict, json, update, quiet bool
	junit                              string
}

func replayCommand() *cobra.Command {
	var flags replayFlags
	c := &cobra.Command{
		Use:   "replay FILE...",
		Short: "Replay scripts, and explain what is not green",
		Long: `replay runs scripts on the documented machine, with all properties on, and prints what
happened: when, what was asked, what was answered, which rule was broken, and what
changed.

A FILE is a script, the log of a go test that shows scripts, or - for standard input. A
directory is every file in it, and in those below, whose name ends in .script.

A script is not green when a step wants an answer that the machine does not admit, when a
step has a got, or when a property does not hold: replay then explains what was asked,
what was answered, what the machine requires and why. A script without a step, or none up
to --until, has nothing to judge.

--until stops after a line of the script, or after everything at an instant, and
--state prints the state there, and what is pending until when. A documented code
about something that the machine does not have is admitted and counted. So is one by which a
rule of another edition refuses what was asked, and it is counted apart. --strict wants
exactly the machine's own answers. --update first rewrites the files with the answers that the
machine gives. --quiet prints only the last line of each script.

With --json each line is one JSON object. Of an event, with Type "event":
  File, Line (0 of what fell due), At, Operation, Due, Takes, Answer, Injected,
  Broken (rules), Wanted and Note (where the script's answer is not the machine's
  own), Changes (Kind, Id and Fields, each with From and To)
and last of each script, with Type "script":
  File, Edition (unless it is 2019-05-31), Green, Steps, Outside (how many steps were
  answered with a code outside the machine), Elsewhere (how many as only another
  edition's rule refuses them), Error (it cannot be read), Unjudged (what
  was not judged, and why), Failed (Line, At, Operation, Answered, Required, Broken (as
  ecsdisk rules --json has them), Readings, Property, Why), and with --state State and
  Pending (Id, Status, Since, Delay, Due)`,
		Example: `  ecsdisk replay testdata/page.script
  ecsdisk replay test.log
  ecsdisk replay page.script --until 30s --state
  ecsdisk replay --quiet --strict testdata`,
		Args: arguments(1, math.MaxInt, "FILE..."),
		RunE: func(c *cobra.Command, args []string) error {
			return replay(c, args, flags)
		},
	}
	f := c.Flags()
	f.Var(position.flag(&flags.until), "until", "stop after a line of the script, or after everything at an instant")
	f.BoolVar(&flags.state, "state", false, "print the state at the end, and what is pending until when")
	defineEdition(c)
	f.BoolVar(&flags.strict, "strict", false, "want exactly the machine's own answers")
	f.BoolVar(&flags.json, "json", false, "print JSON, a line for each event and each script")
	f.BoolVar(&flags.update, "update", false, "first rewrite the files with the answers that the machine gives")
	f.BoolVarP(&flags.quiet, "quiet", "q", false, "print only the last line of each script")
	defineJUnit(c, &flags.junit)
	refuseTwice(c)
	exclusive(c, "update", "until")
	exclusive(c, "update", "json")
	exclusive(c, "update", "strict") // what is updated is exactly the machine's own
	facets(c, facet{
		func(c *cobra.Command, _ []string) string {
			if flags.quiet && !flags.json {
				return "with --quiet"
			}
			return "without --quiet"
		},
		map[string][]string{"state": {"without --quiet", "with --quiet --json"}},
	})
	return c
}

// replay replays files and returns the worst of their statuses.
func replay(c *cobra.Command, files []string, flags replayFlags) error {
	out := bufio.NewWriter(c.OutOrStdout())
	r := &replayer{flags: flags, out: out, stderr: c.ErrOrStderr(), suite: suite{Name: c.CommandPath()}}
	inputs := slices.DeleteFunc(inputsOf(files, scriptEndings), func(in input) bool { return in.passed })
	r.printer = &textPrinter{flags: flags, out: out, paint: paletteOf(c.OutOrStdout()), several: len(inputs) > 1}
	if flags.json {
		r.printer = &jsonPrinter{newJSONLines(out), flags.state}
	}
	for _, in := range inputs {
		updated, err := "", in.err
		switch {
		case in.empty:
			r.unjudged(source{name: in.file}, nothingIn(scriptEndings))
			continue
		case err == nil && flags.update:
			updated, err = update(in.file, editionOf(c))
		}
		if err != nil {
			r.out.WriteString(updated)
			r.suite.add(in.file, failed, err.Error())
			r.complain(err)
			continue
		}
		readSources(c.Context(), in.file, c.InOrStdin(), editionOf(c), func(s source) { r.script(s, updated) })
	}
	r.printer.total(r.suite.statuses)
	return r.suite.end(out, flags.junit)
}

// scriptEndings are how the names of scripts in a directory end.
var scriptEndings = []string{".script"}

// A printer prints replays.
type printer interface {
	start(s source)
	event(s source, e *sim.Event, p *script.Performed)
	end(s source, report *script.Report, unjudged string, err error)
	total(statuses []status)
}

// A replayer replays scripts one after the other.
type replayer struct {
	flags   replayFlags
	out     *bufio.Writer
	stderr  io.Writer
	printer printer
	suite   suite
}

// unjudged says why there is nothing to judge.
func (r *replayer) unjudged(s source, why string) {
	r.printer.start(s)
	r.printer.end(s, new(script.Report), why, nil)
	r.suite.add(s.name, unjudged, why)
}

// complain writes an error below what was printed before it.
func (r *replayer) complain(err error) {
	r.out.Flush() // its error stays, and is found at the end
	complain(r.stderr, err)
}

// script replays one script, of which was said how it was updated.
func (r *replayer) script(s source, updated string) {
	r.printer.start(s)
	if !r.flags.quiet {
		r.out.WriteString(updated)
	}
	report, err := new(script.Report), cmp.Or(s.err, s.has(r.flags.until))
	if err == nil {
		o := script.Options{Until: r.flags.until, Strict: r.flags.strictness()}
		if !r.flags.quiet {
			o.Observe = func(e *sim.Event, p *script.Performed) { r.printer.event(s, e, p) }
		}
		report, err = properties.Replay(s.world, s.steps, o)
		err = s.in(err)
	}
	why := notReplayed(report, r.flags, err)
	if why != "" {
		err = nil
	}
	r.printer.end(s, report, why, err)
	switch {
	case why != "":
		r.suite.add(s.name, unjudged, why)
	case err != nil:
		r.complain(err)
		r.suite.add(s.name, failed, err.Error())
	case report.Green():
		r.suite.add(s.name, green, "")
	default:
		r.suite.add(s.name, red, failureText(s.world.Machine.Edition, report.Failed))
	}
}

// notReplayed says why a script is not judged, or not to its end; nothing, if it is.
func notReplayed(report *script.Report, flags replayFlags, err error) string {
	switch {
	case errors.Is(err, errInterrupted):
		return fmt.Sprintf("it was interrupted after %s", count(report.Steps, "step"))
	case err != nil || report.Failed != nil || report.Steps > 0:
		return ""
	case flags.until != nil:
		return "there is no step until " + flags.until.String()
	}
	return "there is no step"
}

func (f replayFlags) strictness() model.Strictness {
	if f.strict {
		return model.Exactly
	}
	return model.ByStatus
}

// count returns a number of things in words.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
