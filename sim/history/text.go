package history

import (
	"bytes"
	"errors"
	"io"

	"example.com/ecsdisk/sim/script"
)

// textLines are lines of a script.
type textLines struct {
	lines *script.Reader
	input *unended
}

// beginText reads the world of a script.
func (r *Reader) beginText() error {
	t := &textLines{input: &unended{in: r.in}}
	t.lines = script.NewReader(r.name, t.input)
	t.lines.OfAnyEdition()
	r.source = t
	w, err := t.lines.World()
	if err != nil {
		return t.failed(r, err)
	}
	head, _ := t.lines.Comments()
	r.header.takeHead(head)
	r.header.setWorld(w)
	return nil
}

func (t *textLines) calls(r *Reader, yield func(script.Call, error) bool) {
	for c, err := range t.lines.Calls() {
		if err != nil {
			err = t.failed(r, err)
		} else {
			r.count(&c)
		}
		if !yield(c, err) {
			return
		}
	}
	_, r.tail = t.lines.Comments()
}

// failed returns the error of a reading: of a wrong line at the end of a file, which does not
// end as one, that it is cut.
func (t *textLines) failed(r *Reader, err error) error {
	var wrong *script.SyntaxError
	switch _, several := err.(interface{ Unwrap() []error }); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return r.cutAt(t.input.lines+1, err)
	case !errors.As(err, &wrong):
		return r.cutAt(t.input.lines+1, err)
	case !several && t.input.open && wrong.Line == t.input.lines+1:
		return &cutError{*wrong}
	}
	return err
}

// unended notes whether the last line that was read ended as one.
type unended struct {
	in    io.Reader
	lines int
	open  bool
}

func (u *unended) Read(b []byte) (n int, err error) {
	n, err = u.in.Read(b)
	if n > 0 {
		u.lines += bytes.Count(b[:n], []byte("\n"))
		u.open = b[n-1] != '\n'
	}
	return n, err
}
