package sim

import (
	"strings"
	"unicode/utf8"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// String returns the history as a timeline for people, with what each event changed.
// See [Event.Timeline].
func (h History) String() string {
	var b strings.Builder
	h.Replay(func(e Event) { b.WriteString(e.Timeline()) })
	return b.String()
}

// Timeline returns the event in lines for people, each with its end of line. The
// first says when, what and the answer; a settle that nobody asked for is marked
// (due). Below it are the broken rules, in the words of the page where it has any,
// what a describe showed, and what changed. Changes are there only if the states of
// the event are set.
func (e Event) Timeline() string {
	at := pad(FormatDuration(e.At), timeWidth)
	switch {
	case e.Comment != "":
		return at + "# " + e.Comment + "\n"
	case e.Op == nil:
		panic("sim.Event.Timeline: an event without an operation; expected one that a world made")
	}
	var b strings.Builder
	what := e.Op.String()
	if e.Takes != nil {
		what += " takes=" + e.Takes.String()
	}
	if e.Due {
		what = "(due) " + what
	}
	line := at + what
	if !e.Due || !e.Answer.Success() {
		line = pad(line, timeWidth+opWidth) + e.Answer.String()
	}
	if e.Injected {
		line += " injected"
	}
	if e.Stale != 0 {
		line += " stale=" + FormatDuration(e.Stale)
	}
	if e.Reply != ReplyHeard {
		line += " " + e.Reply.String()
	}
	b.WriteString(line + "\n")
	if !e.Injected {
		appendBroken(&b, e.Outcome.Broken())
	}
	appendShown(&b, e)
	for c := range model.Diff(e.Before, e.After) {
		b.WriteString(indent + change(c) + "\n")
	}
	return b.String()
}

// Columns of a timeline. What is longer pushes the rest to the right.
const (
	timeWidth = 7
	opWidth   = 50
)

var indent = strings.Repeat(" ", timeWidth+4)

// pad fills text up to a column, with at least two spaces.
func pad(text string, column int) string {
	return text + strings.Repeat(" ", max(2, column-utf8.RuneCountInString(text)))
}

func appendBroken(b *strings.Builder, broken book.RuleSet) {
	for rule := range broken.All() {
		row := rule.Row()
		b.WriteString(indent + "broken: " + row.Must + " (" + rule.String() + ")\n")
		if row.Quote != "" {
			b.WriteString(indent + "  “" + row.Text() + "” " + row.Clause + "\n")
		}
	}
}

func appendShown(b *strings.Builder, e Event) {
	a := e.Answer
	if model.ActionOf(e.Op).Describe() && a.Success() && len(a.Shown) == 0 {
		b.WriteString(indent + "shows none\n")
	}
	for _, r := range a.Shown {
		b.WriteString(indent + "shows " + inShort(r.Resource) + "\n")
	}
}

// inShort returns a resource as far as its life may change it, in the notation of a
// script.
func inShort(r model.Resource) string {
	fields := book.FieldsOf(book.FieldID, book.FieldStatus)
	switch {
	case r.Disk != nil:
		fields |= book.FieldsOf(book.FieldInstanceID, book.FieldDeleteWithInstance)
	case r.Instance.Locks != 0:
		fields |= book.FieldsOf(book.FieldOperationLocks)
	}
	return r.Text(fields)
}

// change returns a change in one line: what came or went, or each field with its
// value before and after.
func change(c model.Change) string {
	switch {
	case c.Before.None():
		return "created " + inShort(c.After)
	case c.After.None():
		return "released " + inShort(c.Before)
	}
	return c.String()
}
