package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// A checked is what came of one history.
type checked struct {
	name             string
	report           oracle.Report
	skipped, ignored map[string]int
	unsaid           []string
	shortest         string        // the shortest part that is impossible, if it is found
	findings         []findingJSON // of the report
	broken           []findingJSON // what is wrong with the history itself
	others, partial  bool          // it is supposed that others act, too; that there was more at the start
	oneInstant       bool          // that one describe shows one instant
	part             *partOf       // the part of it that is judged, unless it is all
	cut              error         // where the file ends within a call
	err              error         // it cannot be read, or not to its end
	why              string        // it is not judged, or not to its end
}

// fail notes at which error the reading ended.
func (c *checked) fail(err error) *checked {
	switch {
	case errors.Is(err, errInterrupted):
		c.why = "it was interrupted"
	case errors.Is(err, history.ErrCut):
		c.cut = err
	default:
		c.err = err
	}
	return c
}

// take takes what a judge says.
func (c *checked) take(r oracle.Report) {
	c.report = r
	c.findings, c.broken = findingsOf(r.Findings), append(findingsOf(r.Broken), c.broken...)
}

// minimise finds the shortest part of the first calls that is impossible. Of a part of the
// history it is what makes that part's first finding impossible.
func (c *checked) minimise(w script.World, known bool, first []script.Call, o oracle.Options) {
	w, calls := o.Minimise(w, known, first)
	if slices.ContainsFunc(calls, func(call script.Call) bool { return call.Line == c.findings[0].Line }) {
		c.shortest = script.History{World: w, Calls: calls}.String()
	}
}

// judged returns the verdict on what was judged.
func (c *checked) judged() oracle.Verdict {
	if len(c.findings) > 0 {
		return oracle.Bad
	}
	return c.report.Verdict()
}

// status returns the exit status that a history stands for: what is wrong with it itself comes
// before what is wrong with the system.
func (c *checked) status() status {
	switch v := c.judged(); {
	case c.err != nil || len(c.broken) > 0:
		return failed
	case v == oracle.Bad:
		return red
	case v == oracle.Unknown || c.why != "":
		return unjudged
	}
	return green
}

// verdict returns what the history is, in a word.
func (c *checked) verdict() string {
	switch s := c.status(); {
	case c.err != nil:
		return "unreadable"
	case s == failed:
		return "broken"
	case s == unjudged:
		return oracle.Unknown.String()
	}
	return c.judged().String()
}

// reasons says why not all of a history is judged.
func (c *checked) reasons() (all []string) {
	if c.why != "" {
		all = append(all, c.why)
	}
	all = append(all, c.report.GivenUp...)
	if len(all) == 0 && c.status() == unjudged {
		all = append(all, "there is no call that can be judged")
	}
	return all
}

// maxMachines is how many sets of editions and readings a line says.
const maxMachines = 3

// line says all of it in one line.
func (c *checked) line(paint palette) string {
	colour := [...]func(string) string{green: paint.green, red: paint.red, failed: paint.red, unjudged: paint.yellow}[c.status()]
	name := c.name
	if c.part != nil {
		name += ": part " + c.part.Part
	}
	text := fmt.Sprintf("%s: %s, %s", name, colour(c.verdict()), count(c.report.Calls, "call"))
	if why := c.reasons(); why != nil {
		text += ": " + strings.Join(why, ", ")
	}
	say := func(what string, each ...string) {
		if len(each) > 0 {
			text += "; " + what + " " + strings.Join(each, ", ")
		}
	}
	if c.cut != nil {
		say("cut at", c.cut.Error())
	}
	if machines := c.report.Machines; len(machines) > maxMachines {
		say("only with", fmt.Sprintf("one of %d, such as %s", len(machines), machines[0]))
	} else if len(machines) > 0 {
		say("only with", strings.Join(machines, ", or "))
	}
	supposed := times(c.report.Supposed)
	if c.partial {
		supposed = append(supposed, "that there was more at the start")
	}
	if c.oneInstant {
		supposed = append(supposed, "that one describe shows one instant")
	}
	switch {
	case c.others:
		supposed = append(supposed, "that others act, too")
	case c.status() == red:
		supposed = append(supposed, "that nobody else acts")
	}
	say("supposed", supposed...)
	if c.report.Lag > 0 {
		say("an answer of", sim.FormatDuration(c.report.Lag)+" ago")
	}
	say("about a minute was", durations(c.report.Slow)...)
	if c.report.Unheard > 0 {
		say("unheard", count(c.report.Unheard, "call"))
	}
	say("outside the machine", times(c.report.Outside)...)
	say("by another edition's rule", times(c.report.Elsewhere)...)
	if c.report.Unjudged > 0 {
		say("given up", count(c.report.Unjudged, "call"))
	}
	say("never seen complete:", some(c.report.Pending)...)
	say("skipped", times(c.skipped)...)
	say("ignored", times(c.ignored)...)
	say("it does not say", c.unsaid...)
	return text
}

// maxPending is how many resources a line says that were on their way at the end.
const maxPending = 5

// some returns the first few of all, and how many more there are.
func some(all []string) []string {
	if len(all) <= maxPending {
		return all
	}
	return append(slices.Clone(all[:maxPending]), fmt.Sprintf("and %d more", len(all)-maxPending))
}

// durations returns at least how long each disk was on its way.
func durations(all map[string]time.Duration) (each []string) {
	for _, id := range slices.Sorted(maps.Keys(all)) {
		each = append(each, fmt.Sprintf("at least %s of %s", sim.FormatDuration(all[id]), model.QuoteID(id)))
	}
	return each
}

// times returns each of what was counted, the most frequent first, with how often it was.
func times(counted map[string]int) (all []string) {
	for _, what := range slices.SortedFunc(maps.Keys(counted), func(a, b string) int {
		return cmp.Or(counted[b]-counted[a], strings.Compare(a, b))
	}) {
		all = append(all, fmt.Sprintf("%s (%d)", what, counted[what]))
	}
	return all
}

// text says what is wrong with the history: each finding in one line, and then in full.
func (c *checked) text() string {
	var lines []string
	if c.err != nil {
		lines = append(lines, c.err.Error())
	}
	for _, f := range slices.Concat(c.broken, c.findings) {
		lines = append(lines, f.Text)
	}
	if c.shortest != "" {
		lines = append(lines, "the shortest part that is impossible:", strings.TrimSuffix(indented(c.shortest), "\n"))
	}
	return strings.Join(append(lines, c.line(newPalette(false))), "\n")
}

// complaints returns why a file is no history, each with its place.
func (c *checked) complaints() (all []error) {
	if c.err != nil {
		all = append(all, c.err)
	}
	for _, f := range c.broken {
		all = append(all, &script.SyntaxError{Name: c.name, Line: f.Line, Column: 1, Problem: f.Why})
	}
	return all
}

// A checkedText prints what came of histories for people.
type checkedText struct {
	out   io.Writer
	paint palette
}

func (t *checkedText) passed(file string) { fmt.Fprintf(t.out, "%s: passed over\n", file) }

func (t *checkedText) findings(name string, all []findingJSON) {
	for _, f := range all {
		head, rest, _ := strings.Cut(f.Text, "\n")
		fmt.Fprintf(t.out, "%s: %s\n", name, t.paint.red(head))
		if rest != "" {
			fmt.Fprintln(t.out, rest)
		}
	}
}

func (t *checkedText) end(c *checked) {
	if c.shortest != "" {
		fmt.Fprintf(t.out, "%s: the shortest part that is impossible:\n%s", c.name, indented(c.shortest))
	}
	fmt.Fprintln(t.out, c.line(t.paint))
}

// indented returns a history as it stands in a report.
func indented(history string) (text string) {
	for line := range strings.Lines(history) {
		text += strings.TrimRight("    "+line, " \n") + "\n"
	}
	return text
}

func (t *checkedText) total(ended []status) {
	if len(ended) < 2 {
		return
	}
	n := countOf(ended)
	fmt.Fprintf(t.out, "%d histories: %d good, %d bad, %d broken or unreadable, %d unknown\n", len(ended), n[green], n[red], n[failed], n[unjudged])
}
