package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// failure explains why a replay is not green: what was asked, what was answered,
// what the machine requires, and why.
func (t *textPrinter) failure(e book.Edition, f *script.Failure) {
	p := &paragraphs{out: t.out, paint: t.paint.red}
	fmt.Fprintln(t.out)
	if f.Step.Op != nil {
		where := ""
		if f.Step.Line > 0 {
			where = fmt.Sprintf(", line %d", f.Step.Line)
		}
		p.say("asked", "%s at %s%s", f.Step.Op, sim.FormatDuration(f.Step.At), where)
	}
	if f.Err != nil {
		sayProperty(p, f.Err)
	} else {
		sayDivergence(p, e, f)
	}
	fmt.Fprintln(t.out)
}

// failureText returns why a replay is not green: in one line, and then in full.
func failureText(e book.Edition, f *script.Failure) string {
	var full strings.Builder
	(&textPrinter{out: &full, paint: newPalette(false)}).failure(e, f)
	where := inEdition(e)
	if f.Step.Line > 0 {
		where = fmt.Sprintf("line %d", f.Step.Line) + where
	}
	if where != "" {
		where = strings.TrimPrefix(where, ", ") + ": "
	}
	return where + f.Error() + "\n" + full.String()
}

// sayProperty explains a property that does not hold.
func sayProperty(p *paragraphs, err error) {
	v, ok := errors.AsType[*properties.Violation](err)
	if !ok {
		p.say("because", "%v", err)
		return
	}
	p.say("property", "%d, %s: %s", v.Property.Number(), v.Property, v.Property.Doc())
	p.say("here", "%s", v.Why)
}

// sayDivergence explains an answer that differs.
func sayDivergence(p *paragraphs, e book.Edition, f *script.Failure) {
	action := model.ActionOf(f.Step.Op)
	answered, required := contrast(f)
	label := "wanted"
	switch {
	case f.Step.GotOther != "" && f.Admission.Admitted:
		label, answered = "answered", f.Step.GotOther
	case isGot(f):
		label = "answered"
	}
	p.say(label, "%s", answered)
	switch {
	case f.Required.NotEnabled:
		p.say("required", "%v", model.ErrNotEnabled)
	case f.Required.Message != "":
		p.say("required", "%s: %s", required, f.Required.Message)
	default:
		p.say("required", "%s", required)
	}
	if f.Compared.Admitted {
		p.say("because", "the step has a got, which makes a script red; this one is admitted, so it can go")
	} else {
		p.say("because", "%s", f.Why())
	}
	for r := range f.Outcome.Broken().All() {
		p.say("broken", "%s (%s)", r.Row().Must, r)
		p.add(wordsOf(r.Row(), f.Outcome.Refusal(r)))
	}
	sayOthers(p, action, f)
	if f.Outcome.Facts()&book.DiskExisted != 0 {
		p.say("history", "the disk that it names existed once, and was released")
	}
	if f.Compared.Admitted {
		return
	}
	sayReadings(p, e, f)
}

// sayReadings says under which other readings the script would be green up to here, and what is
// known of them.
func sayReadings(p *paragraphs, e book.Edition, f *script.Failure) {
	of := ""
	if f.StepOnly {
		of = ", as far as this step alone tells: there are too many before it to run them again"
	}
	for _, c := range f.Readings {
		p.say("reading", "%s would explain it%s: %s", c, of, c.Doc())
		if known := c.Known(e); known != "" {
			p.add(known)
		}
	}
	if len(f.Readings) == 0 {
		p.say("reading", "no other reading explains it%s", of)
	}
}

// isGot reports whether the answer that differs is what a system under test got.
func isGot(f *script.Failure) bool { return f.Step.Got != nil && f.Admission.Admitted }

// contrast returns what was answered and what the machine requires, so that it is
// seen in what they differ.
func contrast(f *script.Failure) (answered, required string) {
	action := model.ActionOf(f.Step.Op)
	want, got, _ := script.Contrast(f.Required, f.Answered())
	return script.FormatAnswer(got, action), script.FormatAnswer(want, action)
}

// sayOthers says when the refusal that was answered would be right.
func sayOthers(p *paragraphs, action book.Action, f *script.Failure) {
	answered := f.Answered()
	if answered.Code == "" {
		return
	}
	known := false
	for r := range book.RulesOf(action) {
		row, own := r.Row(), f.Outcome.Refusal(r)
		if own.Code != answered.Code {
			continue
		}
		known = true
		if !f.Outcome.Broken().Has(r) {
			p.say("not broken", "%s (%s), else it would be %d %s", row.Must, r, own.Status, own.Code)
		}
	}
	if !known {
		p.say("not known", "no rule of %s gives %s", action, answered.Code)
	}
}

// wordsOf returns the words of the page that state a rule, and where they stand.
func wordsOf(row book.Row, own book.Refusal) string {
	source := fmt.Sprintf("%s; the code from %s (%s)", row.Clause, own.From, row.Source)
	if row.Quote == "" {
		return source
	}
	return "“" + row.Text() + "” " + source
}

// paragraphs prints paragraphs, each behind a label.
type paragraphs struct {
	out   io.Writer
	paint func(string) string
}

const labelWidth = 12

func (p *paragraphs) say(label, format string, args ...any) {
	fmt.Fprintf(p.out, "  %s%s%s\n", p.paint(label), strings.Repeat(" ", labelWidth-len(label)), fmt.Sprintf(format, args...))
}

// add adds a line to the paragraph.
func (p *paragraphs) add(line string) {
	fmt.Fprintf(p.out, "  %s%s\n", strings.Repeat(" ", labelWidth), line)
}

// list prints a paragraph of several lines, if there are any.
func (p *paragraphs) list(label string, lines []string) {
	for n, line := range lines {
		if n == 0 {
			p.say(label, "%s", line)
		} else {
			p.add(line)
		}
	}
}
