package script

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// maxLine is how long a line may be, in bytes.
const maxLine = 1 << 20

// How many errors are told of at a time, and how far to read on for them, in lines.
const (
	maxErrors = 10
	maxAhead  = 1000
)

// byteOrderMark is what some editors put at the start of a file.
const byteOrderMark = "\uFEFF"

// A Reader reads a script line by line: one of any length takes no more memory than
// its world. Call [Reader.World] first, then [Reader.Steps], or [Reader.Calls] for a
// history.
type Reader struct {
	name    string
	lines   *bufio.Scanner
	line    int
	world   *worldParser
	machine model.Machine // of the world
	at      time.Duration // of the step before
	stepped bool          // whether there was one
	calls   bool          // whether the lines are those of a history
	head    []string
	lead    []string // comment and blank lines since the last line that says something
	tokens  []token  // of the latest line that says something
	comment string   // behind them
	pushed  bool     // whether that line is still to be taken
	err     error    // what ended the reading
}

// NewReader returns a reader. The name is that of the file, for errors. It panics if r
// is nil.
func NewReader(name string, r io.Reader) *Reader {
	if r == nil {
		panic("script.NewReader: the reader is nil; expected one such as an *os.File")
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	return &Reader{name: name, lines: lines, world: newWorldParser(name)}
}

func (r *Reader) mustBeNew() {
	if r == nil || r.lines == nil {
		panic("script.Reader: a reader of nothing; expected one from script.NewReader")
	}
}

// next reads on to the next line that says something. It returns false at the end
// of the script or at an error.
func (r *Reader) next() bool {
	if r.pushed {
		r.pushed = false
		return true
	}
	for r.err == nil && r.lines.Scan() {
		says, p := r.scan()
		if p != nil {
			r.fail(r.syntaxError(p))
			return false
		}
		if says {
			return true
		}
	}
	if err := r.lines.Err(); err != nil && r.err == nil {
		r.err = err
		if errors.Is(err, bufio.ErrTooLong) {
			r.line++
			r.err = r.syntaxError(problemAt(1, "the line is too long; expected at most 1 MiB"))
		}
	}
	return false
}

// scan takes the line that was just read, and returns whether it says something.
func (r *Reader) scan() (says bool, _ *problem) {
	r.line++
	text := r.lines.Text()
	if r.line == 1 && strings.HasPrefix(text, byteOrderMark) {
		return false, problemAt(1, "a byte order mark; expected UTF-8 without one")
	}
	tokens, comment, p := scan(text, r.tokens[:0])
	if p != nil {
		return false, p
	}
	if r.tokens, r.comment = tokens, comment; len(tokens) == 0 {
		r.lead = append(r.lead, comment)
	}
	return len(tokens) > 0, nil
}

// fail ends the reading with errors. It reads on for a while, to tell of other mistakes
// at the same time.
func (r *Reader) fail(errs ...error) {
	for last := r.line + maxAhead; len(errs) < maxErrors; {
		says, p := r.pushed, (*problem)(nil)
		if r.pushed = false; !says {
			if r.line == last || !r.lines.Scan() {
				break
			}
			says, p = r.scan()
		}
		if says {
			p = r.mistake()
		}
		if p != nil {
			errs = append(errs, r.syntaxError(p))
		}
	}
	if r.err = errs[0]; len(errs) > 1 {
		r.err = errors.Join(errs...)
	}
}

// mistake returns what is wrong with a line behind one that is wrong. A world line
// may stand below what only looks like a step.
func (r *Reader) mistake() *problem {
	if isWorldLine(r.tokens) {
		if r.stepped {
			return nil
		}
		return r.world.line(r.line, r.tokens, note{})
	}
	if r.calls || r.world.anyEdition { // what it is read as
		c := Call{Start: r.at, End: r.at}
		p := parseCall(r.tokens, &c)
		if p == nil {
			r.at, r.stepped = c.End, true
		}
		return p
	}
	s := Step{At: r.at}
	p := parseStep(r.machine, r.tokens, &s)
	if p == nil {
		r.at, r.stepped = s.At, true
	}
	return p
}

func (r *Reader) syntaxError(p *problem) error {
	return &SyntaxError{Name: r.name, Line: r.line, Column: p.column, Problem: p.text}
}

// takeLead returns the comment lines above the present line.
func (r *Reader) takeLead() []string {
	lead := r.lead
	r.lead = nil
	return lead
}

// World reads the world lines.
func (r *Reader) World() (World, error) {
	r.mustBeNew()
	first := true
	for r.next() {
		if !isWorldLine(r.tokens) {
			r.pushed = true
			break
		}
		lead := r.takeLead()
		if first {
			r.head, lead, first = lead, nil, false
		}
		if p := r.world.line(r.line, r.tokens, note{lead, r.comment}); p != nil {
			r.fail(r.syntaxError(p))
		}
	}
	if r.err != nil {
		return World{}, r.err
	}
	if first { // there are none: what stands above the steps is the head
		r.head = r.takeLead()
	}
	w, faults := r.world.world()
	if faults != nil {
		if r.pushed {
			if p := r.mistake(); p != nil { // perhaps a world line too, and what is missing
				r.pushed, faults = false, []error{r.syntaxError(p)}
			}
		}
		r.fail(faults...)
	}
	r.machine = w.Machine
	r.calls = r.world.anyEdition
	r.world = newWorldParser(r.name) // the other may be large
	return w, r.err
}

// In sets the edition of a script that names none, before its world is read: without it,
// that is 2019-05-31.
func (r *Reader) In(e book.Edition) {
	r.mustBeNew()
	r.world.edition = e
}

// Script reads the whole, in place of World and Steps.
func (r *Reader) Script() (s Script, err error) {
	if s.World, err = r.World(); err != nil {
		return Script{}, err
	}
	s.Head = r.head
	for step, err := range r.Steps() {
		if err != nil {
			return Script{}, err
		}
		s.Steps = append(s.Steps, step)
	}
	s.Tail = r.lead
	return s, nil
}

// Steps yields the steps, which follow the world lines. An error ends them: a
// [*SyntaxError], or several joined, of lines that were read on, unless it is one of
// reading.
func (r *Reader) Steps() iter.Seq2[Step, error] {
	r.mustBeNew()
	return func(yield func(Step, error) bool) {
		for r.next() {
			s := Step{Line: r.line, At: r.at, Lead: r.takeLead(), Comment: r.comment}
			if p := parseStep(r.machine, r.tokens, &s); p != nil {
				r.fail(r.syntaxError(p))
				break
			}
			r.at, r.stepped = s.At, true
			if !yield(s, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Step{}, r.err)
		}
	}
}
