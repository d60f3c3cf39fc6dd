package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

func printExplanation(out io.Writer, paint palette, e *explanation) {
	at, answer := sim.FormatDuration(e.event.At), e.event.Answer
	fmt.Fprintf(out, "%s at %s in %s: %s\n", paint.bold(e.event.Op.String()), at, e.file, verdict(paint, answer))
	switch {
	case answer.NotEnabled:
		fmt.Fprintf(out, "\n  %v\n", model.ErrNotEnabled)
	case answer.Code == "":
		_, details, _ := strings.Cut(e.event.Timeline(), "\n")
		fmt.Fprint(out, details)
	}
	n := 0
	for r := range e.event.Outcome.Broken().All() {
		n++
		row, own := r.Row(), e.event.Outcome.Refusal(r)
		fmt.Fprintf(out, "\n%d. %s (%s)\n", n, row.Must, r)
		p := &paragraphs{out: out, paint: paint.faint}
		p.say("source", "%s", wordsOf(row, own))
		p.say("answer", "%d %s: %s", own.Status, own.Code, own.Message)
		for n, line := range standing(e.event.Before, e.event.Op, row) {
			if n == 0 {
				p.say("stands", "%s", line)
			} else {
				p.add("%s", line)
			}
		}
		for n, line := range e.mends(r) {
			if n == 0 {
				p.say("mended by", "%s", line)
			} else {
				p.add("%s", line)
			}
		}
	}
	if len(e.pending) > 0 {
		fmt.Fprintln(out, "\npending")
		for _, p := range e.pending {
			fmt.Fprintln(out, "  "+p.String())
		}
	}
	switch {
	case e.acceptedAt != nil:
		fmt.Fprintf(out, "\ntime alone mends it: accepted from %s on\n", sim.FormatDuration(*e.acceptedAt))
	case answer.Code != "":
		fmt.Fprintf(out, "\ntime alone does not mend it\n")
	}
	if e.way != nil {
		fmt.Fprintln(out, "\na shortest way to where it is accepted")
		for n, step := range e.way {
			fmt.Fprintf(out, "%3d. %s\n", n+1, step)
		}
	}
	for n, a := range e.readings {
		if n == 0 {
			fmt.Fprintln(out, "\nunder another reading")
		}
		fmt.Fprintf(out, "  %s: %s\n", a.choice, a.answer)
	}
}

// verdict says whether an operation would be accepted.
func verdict(paint palette, a model.Answer) string {
	switch {
	case a.NotEnabled:
		return paint.yellow("not enabled")
	case a.Code != "":
		return paint.yellow("refused") + ", " + a.String()
	}
	return paint.green("accepted")
}

// mends says what mends a broken rule: time, and when, or the calls and events that do.
func (e *explanation) mends(r book.Rule) (lines []string) {
	if at, mended := e.mendedAt[r]; mended {
		return []string{fmt.Sprintf("time (at %s, in %s)", sim.FormatDuration(at), sim.FormatDuration(at-e.event.At))}
	}
	if e.untimed.Has(r) {
		lines = append(lines, "a settle that the clock does not bring")
	}
	left := map[book.Action]int{}
	if !e.untimed.Has(r) && e.keepingWay() && len(e.remedies[r]) > 0 && e.remedies[r][0].destroys {
		lines = append(lines, "the steps below, which release nothing")
	}
	for _, one := range e.remedies[r] {
		action := model.ActionOf(one.op)
		if left[action]++; left[action] <= mostRemedies {
			lines = append(lines, one.String())
		}
	}
	for action := range book.Actions() {
		if n := left[action] - mostRemedies; n > 0 {
			lines = append(lines, fmt.Sprintf("%s of %s", action, count(n, "other")))
		}
	}
	if lines != nil {
		return lines
	}
	general := mendText(r.Row(), "time")
	if r.Row().Mend == 0 {
		return []string{general}
	}
	return []string{"no one call or event from here", "in general: " + general}
}

// keepingWay reports whether there is a way that destroys nothing.
func (e *explanation) keepingWay() bool {
	return e.way != nil && !slices.ContainsFunc(e.way, func(r remedy) bool { return r.destroys })
}

// mostRemedies is how many remedies of one action are told.
const mostRemedies = 3

// What the facts of a rule are about.
var (
	instanceFacts = between(book.InstanceGiven, book.ForcedOnRunning)
	diskFacts     = between(book.DiskGiven, book.Flagged)
)

func between(first, last book.Facts) book.Facts { return last<<1 - first }

// standing returns what a rule is about as it stands now: of each resource that the
// operation names, or that holds the disk that it names, all fields.
func standing(s model.State, op model.Op, row book.Row) (lines []string) {
	about := row.Holds.Any | row.Holds.None | row.Needs
	instances, disks := model.IDs(op)
	if about&diskFacts != 0 {
		for _, id := range disks {
			if d, ok := s.Disk(id); ok {
				lines = append(lines, shown(model.Resource{Disk: &d}))
			} else {
				lines = append(lines, "there is no disk "+model.QuoteID(string(id)))
			}
		}
	}
	if len(instances) == 0 && len(disks) == 1 {
		if d, _ := s.Disk(disks[0]); d.InstanceID != "" {
			instances = []model.InstanceID{d.InstanceID}
		}
	}
	if about&instanceFacts != 0 {
		for _, id := range instances {
			if i, ok := s.Instance(id); ok {
				lines = append(lines, shown(model.Resource{Instance: &i}))
			} else {
				lines = append(lines, "there is no instance "+model.QuoteID(string(id)))
			}
			if about&(book.BelowLimit|book.NoneInTransit) != 0 {
				for d := range s.DisksOf(id) {
					lines = append(lines, shown(model.Resource{Disk: &d}))
				}
			}
		}
	}
	return lines
}

// shown returns all fields in the notation of scripts.
func shown(r model.Resource) string {
	action := book.ActionDescribeInstances
	if r.Kind() == model.KindDisk {
		action = book.ActionDescribeDisks
	}
	return r.Kind().String() + " " + script.FormatAnswer(model.Answer{Shown: []model.Shown{{Resource: r}}}, action)
}

// explanationJSON is an explanation as JSON has it.
type explanationJSON struct {
	File       string
	At         string
	Operation  string
	Accepted   bool
	Answer     string
	Changes    []changeJSON      `json:",omitempty"`
	Broken     []brokenJSON      `json:",omitempty"`
	AcceptedAt string            `json:",omitempty"`
	Way        []remedyJSON      `json:",omitempty"`
	Readings   []alternativeJSON `json:",omitempty"`
	Pending    []pendingJSON     `json:",omitempty"`
	Unjudged   string            `json:",omitempty"`
}

type brokenJSON struct {
	ruleJSON
	Stands   []string     `json:",omitempty"`
	MendedAt string       `json:",omitempty"`
	Remedies []remedyJSON `json:",omitempty"`
}

type remedyJSON struct {
	Operation   string
	Instead     bool     `json:",omitempty"` // of the refused call
	Time        bool     `json:",omitempty"` // has to pass first
	Environment bool     `json:",omitempty"` // no call does it
	Releases    []string `json:",omitempty"`
}

type alternativeJSON struct{ Reading, Answer string }

func remediesOf(remedies []remedy) (all []remedyJSON) {
	for _, r := range remedies {
		all = append(all, remedyJSON{r.op.String(), r.instead, r.time, model.ActionOf(r.op).Event(), r.releases})
	}
	return all
}

func printExplanationJSON(out io.Writer, e *explanation) {
	j := explanationJSON{File: e.file, At: sim.FormatDuration(e.event.At), Operation: e.event.Op.String(),
		Accepted: e.event.Answer.Success(), Answer: script.FormatAnswer(e.event.Answer, model.ActionOf(e.event.Op)), Pending: pendingOf(e.pending), Unjudged: e.unjudged}
	for c := range model.Diff(e.event.Before, e.event.After) {
		j.Changes = append(j.Changes, changeOf(c))
	}
	for r := range e.event.Outcome.Broken().All() {
		b := brokenJSON{ruleJSON: ruleOf(r), Stands: standing(e.event.Before, e.event.Op, r.Row())}
		if at, mended := e.mendedAt[r]; mended {
			b.MendedAt = sim.FormatDuration(at)
		}
		b.Remedies = remediesOf(e.remedies[r])
		j.Broken = append(j.Broken, b)
	}
	if e.acceptedAt != nil {
		j.AcceptedAt = sim.FormatDuration(*e.acceptedAt)
	}
	j.Way = remediesOf(e.way)
	for _, a := range e.readings {
		j.Readings = append(j.Readings, alternativeJSON{a.choice.String(), a.answer})
	}
	encodeJSON(out, j)
}
