package script

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
)

// maxLine is how long a line may be, in bytes.
const maxLine = 1 << 20

// byteOrderMark is what some editors put at the start of a file.
const byteOrderMark = "\uFEFF"

// A Reader reads a script line by line: one of any length takes no more memory than
// its world. Call [Reader.World] first, then [Reader.Steps].
type Reader struct {
	name    string
	lines   *bufio.Scanner
	line    int
	at      time.Duration // of the step before
	head    []string
	lead    []string // comment and blank lines since the last line that says something
	tokens  []token  // of the latest line that says something
	comment string   // behind them
	pushed  bool     // whether that line is still to be taken
	err     error    // what ended the reading
}

// NewReader returns a reader. The name is that of the file, for errors.
func NewReader(name string, r io.Reader) *Reader {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	return &Reader{name: name, lines: lines}
}

// next reads on to the next line that says something. It returns false at the end
// of the script or at an error.
func (r *Reader) next() bool {
	if r.pushed {
		r.pushed = false
		return true
	}
	for r.err == nil && r.lines.Scan() {
		r.line++
		line := r.lines.Text()
		tokens, comment, p := scan(line, r.tokens[:0])
		if r.line == 1 && strings.HasPrefix(line, byteOrderMark) {
			p = problemAt(1, "a byte order mark; expected UTF-8 without one")
		}
		if p != nil {
			r.err = r.syntaxError(p)
			return false
		}
		r.tokens, r.comment = tokens, comment
		if len(tokens) > 0 {
			return true
		}
		r.lead = append(r.lead, comment)
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
	p := newWorldParser(r.name)
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
		if problem := p.line(r.line, r.tokens, note{lead, r.comment}); problem != nil {
			r.err = r.syntaxError(problem)
			break
		}
	}
	if r.err != nil {
		return World{}, r.err
	}
	if first { // there are none: what stands above the steps is the head
		r.head = r.takeLead()
	}
	w, err := p.world()
	r.err = err
	return w, err
}

// Steps yields the steps, which follow the world lines. An error ends them.
func (r *Reader) Steps() iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		for r.next() {
			s := Step{Line: r.line, At: r.at, Lead: r.takeLead(), Comment: r.comment}
			if p := parseStep(r.tokens, &s); p != nil {
				r.err = r.syntaxError(p)
				break
			}
			r.at = s.At
			if !yield(s, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Step{}, r.err)
		}
	}
}
