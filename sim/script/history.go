package script

import (
	"bytes"
	"iter"
	"slices"
	"strings"
)

// A History is what was asked of a system and what it answered: a world that it started
// from, as far as that is known, and calls in the order in which they were answered.
type History struct {
	Head  []string // the comment and blank lines above everything else, as they stand
	World World
	Calls []Call
	Tail  []string // those below everything else
}

// String returns the history in its canonical form, as a script is. Reading it gives the
// history again.
func (h History) String() string {
	rows := make([]row, len(h.Calls))
	for n := range h.Calls {
		rows[n] = h.Calls[n].row()
	}
	return textOf(h.Head, h.World, rows, h.Tail)
}

// String returns the call as one line, without the comments around it.
func (c Call) String() string {
	c.Lead, c.Comment = nil, ""
	return strings.TrimSuffix(string(c.Append(nil)), "\n")
}

// Append appends the lines of the call, with its comments, to b: those of
// [History.String], but for the width of their columns.
func (c Call) Append(b []byte) []byte {
	buffer := bytes.NewBuffer(b)
	writeRows(buffer, []row{c.row()})
	return buffer.Bytes()
}

// row returns the line of a call.
func (c *Call) row() row {
	r := row{lead: c.Lead, at: string(c.appendTime(nil)), comment: c.Comment}
	switch {
	case c.Skipped != "":
		r.action, r.params, _ = strings.Cut(c.words(), " ")
	case c.Op == nil:
		panic("script.Call: a call at " + r.at + " without an operation; expected one such as model.DetachDisk, or why it is skipped")
	default:
		r.ask(c.Op, c.Takes)
		r.answer = string(c.appendHeard(nil))
	}
	r.answer = strings.TrimPrefix(string(c.appendSource([]byte(r.answer))), " ")
	return r
}

// OfAnyEdition makes a script that names no edition one of any, as a history is, before its
// world is read: what some edition has is no error there.
func (r *Reader) OfAnyEdition() {
	r.mustBeNew()
	r.world.anyEdition = true
}

// Calls yields the lines of a history, which follow the world lines; see [Reader.Steps] for
// the errors. Any script is a history, too: of it the calls say what was heard. An edition
// rules out no call here.
func (r *Reader) Calls() iter.Seq2[Call, error] {
	r.mustBeNew()
	r.calls = true
	return func(yield func(Call, error) bool) {
		for r.next() {
			c := Call{Line: r.line, Start: r.at, End: r.at, Lead: r.takeLead(), Comment: r.comment}
			if p := parseCall(r.tokens, &c); p != nil {
				r.fail(r.syntaxError(p))
				break
			}
			r.at, r.stepped = c.End, true
			if !yield(c, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Call{}, r.err)
		}
	}
}

// History reads the whole as a history of any edition, in place of World and Calls.
func (r *Reader) History() (h History, err error) {
	r.OfAnyEdition()
	if h.World, err = r.World(); err != nil {
		return History{}, err
	}
	for c, err := range r.Calls() {
		if err != nil {
			return History{}, err
		}
		h.Calls = append(h.Calls, c)
	}
	h.Head, h.Tail = r.Comments()
	return h, nil
}

// Comments returns the comment and blank lines above everything else, once the world is
// read, and those below what has been read.
func (r *Reader) Comments() (head, tail []string) {
	r.mustBeNew()
	return slices.Clone(r.head), slices.Clone(r.lead)
}
