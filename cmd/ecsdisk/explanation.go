package main

import (
	"fmt"
	"io"
	"strings"

	"example.com/ecsdisk/model"
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
		row := r.Row()
		fmt.Fprintf(out, "\n%d. %s (%s)\n", n, row.Must, r)
		p := &paragraphs{out: out, paint: paint.faint}
		p.say("source", "%s", wordsOf(row))
		p.say("answer", "%d %s: %s", row.Status, row.Code, row.Message)
		for n, line := range standing(e.event.Before, e.event.Op, row) {
			if n == 0 {
				p.say("stands", "%s", line)
			} else {
				p.add("%s", line)
			}
		}
		p.say("mended by", "%s", e.mend(r))
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

// mend says what can mend a broken rule, and when, if time does.
func (e *explanation) mend(r model.Rule) string {
	at, mended := e.mendedAt[r]
	switch {
	case e.untimed.Has(r):
		return mendText(r.Row(), "a settle that the clock does not bring")
	case !mended:
		return mendText(r.Row(), "")
	}
	return mendText(r.Row(), fmt.Sprintf("time (at %s, in %s)", sim.FormatDuration(at), sim.FormatDuration(at-e.event.At)))
}

// What the facts of a rule are about.
var (
	instanceFacts = between(model.InstanceGiven, model.ForcedOnRunning)
	diskFacts     = between(model.DiskGiven, model.Flagged)
)

func between(first, last model.Facts) model.Facts { return last<<1 - first }

// standing returns what a rule is about as it stands now: of each resource that the
// operation names, or that holds the disk that it names, all fields.
func standing(s model.State, op model.Op, row model.Row) (lines []string) {
	about := row.Holds.Any | row.Holds.None | row.Needs
	instances, disks := model.IDs(op)
	if about&diskFacts != 0 {
		for _, id := range disks {
			if d, ok := s.Disk(id); ok {
				lines = append(lines, "disk "+showDisk(d))
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
				lines = append(lines, "instance "+showInstance(i))
			} else {
				lines = append(lines, "there is no instance "+model.QuoteID(string(id)))
			}
			if about&(model.BelowLimit|model.NoneInTransit) != 0 {
				for d := range s.DisksOf(id) {
					lines = append(lines, "disk "+showDisk(d))
				}
			}
		}
	}
	return lines
}

// showDisk and showInstance return all fields in the notation of scripts.

func showDisk(d model.Disk) string {
	return script.FormatAnswer(model.Answer{Disks: []model.ShownDisk{{Disk: d}}}, model.ActionDescribeDisks)
}

func showInstance(i model.Instance) string {
	return script.FormatAnswer(model.Answer{Instances: []model.ShownInstance{{Instance: i}}}, model.ActionDescribeInstances)
}

// explanationJSON is an explanation as JSON has it.
type explanationJSON struct {
	File       string
	At         string
	Operation  string
	Accepted   bool
	Answer     string
	Changes    []changeJSON  `json:",omitempty"`
	Broken     []brokenJSON  `json:",omitempty"`
	AcceptedAt string        `json:",omitempty"`
	Pending    []pendingJSON `json:",omitempty"`
}

type brokenJSON struct {
	ruleJSON
	Stands   []string `json:",omitempty"`
	MendedAt string   `json:",omitempty"`
}

func printExplanationJSON(out io.Writer, e *explanation) error {
	j := explanationJSON{File: e.file, At: sim.FormatDuration(e.event.At), Operation: e.event.Op.String(),
		Accepted: e.event.Answer.Success(), Answer: script.FormatAnswer(e.event.Answer, model.ActionOf(e.event.Op)), Pending: pendingOf(e.pending)}
	for c := range model.Diff(e.event.Before, e.event.After) {
		j.Changes = append(j.Changes, changeOf(c))
	}
	for r := range e.event.Outcome.Broken().All() {
		b := brokenJSON{ruleJSON: ruleOf(r), Stands: standing(e.event.Before, e.event.Op, r.Row())}
		if at, mended := e.mendedAt[r]; mended {
			b.MendedAt = sim.FormatDuration(at)
		}
		j.Broken = append(j.Broken, b)
	}
	if e.acceptedAt != nil {
		j.AcceptedAt = sim.FormatDuration(*e.acceptedAt)
	}
	return encodeJSON(out, j)
}
