package main

import (
	"fmt"
	"io"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A textPrinter prints replays for people: a timeline, why it is not green, and a
// last line that says how it ended.
type textPrinter struct {
	flags   replayFlags
	out     io.Writer
	paint   palette
	several bool // scripts are replayed: each is headed
	started bool // one was
}

func (t *textPrinter) start(s source) {
	if t.flags.quiet {
		return
	}
	if t.started {
		fmt.Fprintln(t.out)
	}
	t.started = true
	if t.several || strings.Contains(s.name, fragment) {
		fmt.Fprintln(t.out, t.paint.bold("== "+s.name))
	}
}

// noteIndent puts a note below the operation that it is about.
const noteIndent = "           "

func (t *textPrinter) event(_ source, e *sim.Event, p *script.Performed) {
	head, details, _ := strings.Cut(e.Timeline(), "\n")
	if answer := e.Answer.String(); !e.Answer.Success() {
		head = strings.Replace(head, answer, t.paint.yellow(answer), 1)
	}
	fmt.Fprintln(t.out, head)
	for line := range strings.Lines(details) {
		fmt.Fprintln(t.out, t.paint.faint(strings.TrimSuffix(line, "\n")))
	}
	if note := noteOf(p); note != "" {
		fmt.Fprintln(t.out, noteIndent+t.paint.yellow("note: ")+note)
	}
}

// noteOf says why a step is admitted though it is not answered as the machine does.
func noteOf(p *script.Performed) string {
	switch {
	case p == nil || !p.Admission.Admitted:
		return ""
	case p.Admission.Exact: // the script says that it is injected, if there is anything to say
		return p.Admission.Why
	}
	action := model.ActionOf(p.Step.Op)
	return fmt.Sprintf("%s is admitted: %s; the machine's own answer is %s",
		script.FormatAnswer(p.Step.Want, action), p.Admission.Why, script.FormatAnswer(script.Stated(p.Required), action))
}

func (t *textPrinter) end(s source, report *script.Report, unjudged string, err error) {
	quiet, edition := t.flags.quiet, inEdition(s.world.Machine.Edition)
	if report.Failed != nil && !quiet {
		t.failure(s.world.Machine.Edition, report.Failed)
	}
	if t.flags.state && report.World != nil && !quiet {
		t.state(report.World)
	}
	switch {
	case err != nil:
		// The caller says what it is.
	case unjudged != "":
		fmt.Fprintf(t.out, "%s: %s%s: %s\n", s.name, t.paint.yellow("not judged"), edition, unjudged)
	case report.Green():
		until := ""
		if t.flags.until != nil {
			until = " until " + t.flags.until.String()
		}
		other := "" // the answers that no rule of the edition gives
		if report.Outside > 0 {
			other = fmt.Sprintf(", %d outside the machine", report.Outside)
		}
		if report.Elsewhere > 0 {
			other += fmt.Sprintf(", %d by another edition's rule", report.Elsewhere)
		}
		fmt.Fprintf(t.out, "%s: %s, %s%s%s%s\n", s.name, t.paint.green("green"), count(report.Steps, "step"), other, until, edition)
	case report.Failed.Step.Line > 0:
		fmt.Fprintf(t.out, "%s:%d: %s%s: %s\n", s.name, report.Failed.Step.Line, t.paint.red("not green"), edition, report.Failed)
	default:
		fmt.Fprintf(t.out, "%s: %s%s: %s\n", s.name, t.paint.red("not green"), edition, report.Failed)
	}
}

// state prints the world as it stands, in the notation of scripts.
func (t *textPrinter) state(w *sim.World) {
	state := w.State()
	fmt.Fprintf(t.out, "\n%s\n", t.paint.bold("state"))
	for line := range strings.Lines(script.World{State: state}.String()) {
		fmt.Fprint(t.out, "  "+line)
	}
	if state.Equal(model.State{}) {
		fmt.Fprintln(t.out, "  nothing")
	}
	if pending := w.Pending(); len(pending) > 0 {
		fmt.Fprintln(t.out, t.paint.bold("pending"))
		for _, p := range pending {
			fmt.Fprintln(t.out, "  "+p.String())
		}
	}
	fmt.Fprintln(t.out)
}

func (t *textPrinter) total(ended []status) {
	if len(ended) < 2 {
		return
	}
	n := countOf(ended)
	if !t.flags.quiet {
		fmt.Fprintln(t.out)
	}
	fmt.Fprintf(t.out, "%s: %d green, %d not green, %d cannot be read, %d not judged\n", count(len(ended), "script"), n[green], n[red], n[failed], n[unjudged])
}
