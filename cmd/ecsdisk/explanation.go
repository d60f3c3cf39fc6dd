package main

import (
	"fmt"
	"io"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explain"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

func printExplanation(out io.Writer, paint palette, file string, edition book.Edition, e *explain.Explanation) {
	at, answer := sim.FormatDuration(e.Event.At), e.Event.Answer
	fmt.Fprintf(out, "%s at %s in %s: %s\n", paint.bold(e.Event.Op.String()), at, file+inEdition(edition), verdict(paint, answer))
	switch {
	case answer.NotEnabled:
		fmt.Fprintf(out, "\n  %v\n", model.ErrNotEnabled)
	case answer.Code == "":
		_, details, _ := strings.Cut(e.Event.Timeline(), "\n")
		fmt.Fprint(out, details)
	}
	n := 0
	for r := range e.Event.Outcome.Broken().All() {
		n++
		row, own := r.Row(), e.Event.Outcome.Refusal(r)
		fmt.Fprintf(out, "\n%d. %s (%s)\n", n, row.Must, r)
		p := &paragraphs{out: out, paint: paint.faint}
		p.say("source", "%s", wordsOf(row, own))
		p.say("answer", "%d %s: %s", own.Status, own.Code, own.Message)
		p.list("stands", e.Stands(r))
		p.list("mended by", e.Mends(r))
	}
	if len(e.Pending) > 0 {
		fmt.Fprintln(out, "\npending")
		for _, p := range e.Pending {
			fmt.Fprintln(out, "  "+p.String())
		}
	}
	switch {
	case e.AcceptedAt != nil:
		fmt.Fprintf(out, "\ntime alone mends it: accepted from %s on\n", sim.FormatDuration(*e.AcceptedAt))
	case answer.Code != "":
		fmt.Fprintf(out, "\ntime alone does not mend it\n")
	}
	if e.Way != nil {
		fmt.Fprintln(out, "\na shortest way to where it is accepted")
		for n, step := range e.Way {
			fmt.Fprintf(out, "%3d. %s\n", n+1, step)
		}
	}
	for n, a := range e.Readings {
		if n == 0 {
			fmt.Fprintln(out, "\nunder another reading")
		}
		fmt.Fprintf(out, "  %s: %s\n", a.Choice, a.Answer)
		if known := a.Choice.Known(edition); known != "" {
			fmt.Fprintf(out, "    %s\n", paint.faint(known))
		}
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

// explanationJSON is an explanation as JSON has it.
type explanationJSON struct {
	File       string
	Edition    string `json:",omitempty"` // where it is not the default one
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

type alternativeJSON struct {
	Reading, Answer string
	Known           string `json:",omitempty"` // what the pages and the field say of it
}

func remediesOf(remedies []explain.Remedy) (all []remedyJSON) {
	for _, r := range remedies {
		all = append(all, remedyJSON{r.Op.String(), r.Instead, r.Time, model.ActionOf(r.Op).Event(), r.Releases})
	}
	return all
}

func printExplanationJSON(out io.Writer, s source, e *explain.Explanation) {
	j := explanationJSON{File: s.name, Edition: otherEdition(s.world.Machine.Edition), At: sim.FormatDuration(e.Event.At), Operation: e.Event.Op.String(),
		Accepted: e.Event.Answer.Success(), Answer: script.FormatAnswer(e.Event.Answer, model.ActionOf(e.Event.Op)), Pending: pendingOf(e.Pending), Unjudged: e.Unjudged}
	for c := range model.Diff(e.Event.Before, e.Event.After) {
		j.Changes = append(j.Changes, changeOf(c))
	}
	for r := range e.Event.Outcome.Broken().All() {
		b := brokenJSON{ruleJSON: ruleOf(r), Stands: e.Stands(r)}
		if at, mended := e.MendedAt[r]; mended {
			b.MendedAt = sim.FormatDuration(at)
		}
		b.Remedies = remediesOf(e.Remedies[r])
		j.Broken = append(j.Broken, b)
	}
	if e.AcceptedAt != nil {
		j.AcceptedAt = sim.FormatDuration(*e.AcceptedAt)
	}
	j.Way = remediesOf(e.Way)
	for _, a := range e.Readings {
		j.Readings = append(j.Readings, alternativeJSON{a.Choice.String(), a.Answer, a.Choice.Known(s.world.Machine.Edition)})
	}
	encodeJSON(out, j)
}
