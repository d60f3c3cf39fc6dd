package history

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// ErrCut is the error, by errors.Is, of a file that ends within a call: it was cut, or is
// still being written. All calls before that have been yielded.
var ErrCut = errors.New("the file ends within a call")

// maxLine is how long a line of JSON may be, in bytes.
const maxLine = 16 << 20

// A Reader reads a history call by call, in memory that does not grow with it, unless it is of
// ActionTrail. What it makes
// of a call that was read before it may give again: what a [script.Call] points to must not
// be written to.
type Reader struct {
	name    string
	in      *bufio.Reader
	began   bool
	header  Header
	source  source
	at      time.Duration // the End of the call before
	tail    []string
	err     error // of the header
	isTrail bool  // it is of ActionTrail
	skipped map[string]*int
	ignored map[string]*int

	words map[string]string // interned
	asks  kept[*asked]
	shows kept[*shown]
	key   []byte

	plain      asked // of the latest plain line
	plainShown shown
	disks      slab[model.Disk]
	instances  slab[model.Instance]

	inRegion    map[book.Action][]*int // counts of what plain lines say besides
	attachments *int
}

// A source reads the calls of one form. It counts what is not judged.
type source interface {
	calls(r *Reader, yield func(script.Call, error) bool)
}

// NewReader returns a reader of a history in whichever of the forms it is, also compressed by
// gzip. The name is that of the file, for errors. It panics if in is nil.
func NewReader(name string, in io.Reader) *Reader {
	if in == nil {
		panic("history.NewReader: the reader is nil; expected one such as an *os.File")
	}
	return &Reader{name: name, in: bufio.NewReaderSize(in, 1<<16), skipped: map[string]*int{}, ignored: map[string]*int{}, words: map[string]string{}, inRegion: map[book.Action][]*int{}}
}

func (r *Reader) mustBeNew() {
	if r == nil || r.in == nil {
		panic("history.Reader: a reader of nothing; expected one from history.NewReader")
	}
}

// Header returns what the history says of itself. It reads no further than it has to.
func (r *Reader) Header() (Header, error) {
	r.mustBeNew()
	if !r.began {
		r.began = true
		r.err = r.begin()
	}
	return r.header, r.err
}

// begin finds out which form the history has, and reads its header.
func (r *Reader) begin() error {
	if magic, _ := r.in.Peek(2); string(magic) == "\x1f\x8b" {
		plain, err := gzip.NewReader(r.in)
		if err != nil {
			return r.cutAt(1, err)
		}
		r.in = bufio.NewReaderSize(plain, 1<<16)
	}
	switch first, err := r.peek(); {
	case err != nil && err != io.EOF:
		return r.cutAt(1, err)
	case first == '[':
		return r.beginTrail(nil)
	case first == '{':
		return r.beginJSON()
	}
	return r.beginText()
}

// peek returns the first byte that is no white space.
func (r *Reader) peek() (byte, error) {
	for n := 1; ; n++ {
		b, err := r.in.Peek(n)
		if len(b) < n {
			if err == bufio.ErrBufferFull {
				err = nil
			}
			return 0, err
		}
		if c := b[n-1]; space(b[n-1:n], 0) == 0 {
			return c, nil
		}
	}
}

// cutAt returns the error of reading a line: of one that a compressed file ends in, that it
// is cut.
func (r *Reader) cutAt(line int, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &cutError{script.SyntaxError{Name: r.name, Line: line, Column: 1, Problem: "the compressed file ends here; expected more of it"}}
	}
	return fmt.Errorf("%s:%d: %w", r.name, line, err)
}

// cutError is an [ErrCut] that says where.
type cutError struct{ script.SyntaxError }

func (e *cutError) Is(target error) bool { return target == ErrCut }

func (e *cutError) Unwrap() error { return &e.SyntaxError }

// Calls yields the calls in the order of their ends. An error ends them: a
// [*script.SyntaxError] that says where, with [ErrCut] where the file ends within a call, or
// one of reading.
func (r *Reader) Calls() iter.Seq2[script.Call, error] {
	r.mustBeNew()
	return func(yield func(script.Call, error) bool) {
		if _, err := r.Header(); err != nil {
			yield(script.Call{}, err)
			return
		}
		r.source.calls(r, yield)
	}
}

// Tail returns the comment and blank lines below what has been read.
func (r *Reader) Tail() []string {
	r.mustBeNew()
	return slices.Clone(r.tail)
}

// Skipped counts what has been read and is not judged, by why: calls of which something is
// not modelled, and what was left out of others.
func (r *Reader) Skipped() map[string]int {
	r.mustBeNew()
	return counts(r.skipped)
}

// Ignored counts what has been read and means nothing here, by what it is: such as fields
// that the format does not have.
func (r *Reader) Ignored() map[string]int {
	r.mustBeNew()
	return counts(r.ignored)
}

// Unknown says what a history cannot know, in words: of itself, or because of what it is made
// from.
func (r *Reader) Unknown() (all []string) {
	h, _ := r.Header()
	if !h.Known {
		all = append(all, "the world at its start")
	}
	if !h.World.EditionStated {
		all = append(all, "the edition")
	}
	if r.isTrail {
		all = append(all, "how long a call took: an event has one instant, to the second, and those of one second stand as in the file", "the HTTP status of a refusal",
			"calls that are not recorded, as most describes are not", "what the platform did by itself: a detach that failed, an instance that it released", "calls of which no event was made")
	}
	return all
}

func counts(of map[string]*int) map[string]int {
	all := map[string]int{}
	for why, n := range of {
		if *n > 0 {
			all[why] = *n
		}
	}
	return all
}

// maxReasons is how many different reasons are told apart.
const maxReasons = 1000

// counter returns the count of a reason.
func (r *Reader) counter(of map[string]*int, why string) *int {
	n := of[why]
	if n == nil && len(of) >= maxReasons {
		why = "others"
		n = of[why]
	}
	if n == nil {
		n = new(int)
		of[why] = n
	}
	return n
}

// count counts what of a call is not judged, whatever it is of.
func (r *Reader) count(c *script.Call) {
	all := c.LeftOut
	if c.Skipped != "" {
		all = []string{c.Skipped}
	}
	for _, why := range all {
		for why := range strings.SplitSeq(why, ", ") {
			why, _, _ = strings.Cut(why, " of ")
			*r.counter(r.skipped, short(why))++
		}
	}
}

// How many words are interned, and of which length at most.
const (
	maxWords = 1 << 16
	maxWord  = 1 << 7
)

// intern returns a word: the same for the same bytes, so that it takes no memory.
func (r *Reader) intern(b []byte) string {
	if w, ok := r.words[string(b)]; ok {
		return w
	}
	w := string(b)
	if len(w) > maxWord {
		return w
	}
	if len(r.words) == maxWords {
		clear(r.words)
	}
	r.words[w] = w
	return w
}

// A kept is a store of what was made of texts. It forgets what has not been asked for for long.
type kept[T any] struct{ young, old map[string]T }

// How much is kept, and of which size at most.
const (
	maxKept = 1 << 14
	maxKey  = 1 << 10
)

func (k *kept[T]) get(key []byte) (v T, ok bool) {
	if v, ok = k.young[string(key)]; ok {
		return v, true
	}
	if v, ok = k.old[string(key)]; ok {
		k.put(key, v)
	}
	return v, ok
}

func (k *kept[T]) put(key []byte, v T) {
	if len(key) > maxKey {
		return
	}
	if k.young == nil || len(k.young) == maxKept {
		k.old, k.young = k.young, make(map[string]T)
	}
	k.young[string(key)] = v
}

// asked returns what a line asks.
func (r *Reader) asked(l *line, op []byte) (*asked, *problem) {
	params, withheld := l.value(fieldParams), l.value(fieldWithheld)
	if withheld == nil {
		if a := r.readPlain(op, params); a != nil {
			return a, nil
		}
	}
	r.key = append(append(append(append(append(r.key[:0], op...), 0), params...), 0), withheld...)
	if a, ok := r.asks.get(r.key); ok {
		return a, nil
	}
	var object *node
	if params != nil {
		n, _, bad := parse(l.text, l.at[fieldParams], 1)
		if bad != nil {
			return nil, bad
		}
		if n.kind != '{' {
			return nil, l.wrong(fieldParams, "an object")
		}
		object = &n
	}
	names, bad := l.list(fieldWithheld)
	if bad != nil {
		return nil, bad
	}
	a := r.readAsked(string(op), object, names)
	r.asks.put(r.key, a)
	return a, nil
}

// shown returns what a line shows.
func (r *Reader) shown(l *line, describe book.Action) (*shown, *problem) {
	if s := r.showPlain(describe, l.value(fieldShown)); s != nil {
		return s, nil
	}
	r.key = append(append(r.key[:0], byte(describe)), l.value(fieldShown)...)
	if s, ok := r.shows.get(r.key); ok {
		return s, nil
	}
	n, _, bad := parse(l.text, l.at[fieldShown], 1)
	if bad != nil {
		return nil, bad
	}
	if n.kind != '{' {
		return nil, l.wrong(fieldShown, "an object")
	}
	s := r.readShown(describe, &n)
	r.shows.put(r.key, s)
	return s, nil
}

// beginJSON reads the first line of JSON, which tells what the others are.
func (r *Reader) beginJSON() error {
	j := &jsonLines{}
	text, err := j.read(r)
	if err != nil {
		return err
	}
	l := new(line)
	bad := l.cut(text)
	if isTrail(l, bad) {
		if j.ended {
			text = append(slices.Clone(text), '\n')
		}
		return r.beginTrail(text)
	}
	if bad != nil {
		return j.fault(r, bad)
	}
	r.source = j
	if l.has(fieldOp) || l.has(fieldScript) {
		j.again = slices.Clone(text) // there is no header
		return nil
	}
	if bad := r.readHeader(l); bad != nil {
		return j.failed(r, bad)
	}
	return nil
}

// jsonLines are lines of JSON.
type jsonLines struct {
	line   int
	ended  bool   // whether the line ended as one, and not with the file
	again  []byte // the first line, if it is to be read again
	buffer []byte
	l      line
}

// read returns the next line that is not blank, which holds until the next is read.
func (j *jsonLines) read(r *Reader) (text []byte, err error) {
	for {
		j.line++
		text, err = r.in.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			j.buffer = append(j.buffer[:0], text...)
			for err == bufio.ErrBufferFull {
				if len(j.buffer) > maxLine {
					return nil, j.failed(r, &problem{1, "the line is too long; expected at most 16 MiB"})
				}
				text, err = r.in.ReadSlice('\n')
				j.buffer = append(j.buffer, text...)
			}
			text = j.buffer
			if cap(j.buffer) > 1<<20 {
				j.buffer = nil // such lines are rare
			}
		}
		j.ended = err == nil
		switch {
		case err == io.EOF && space(text, 0) == len(text):
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, r.cutAt(j.line, err)
		case len(text) > maxLine:
			return nil, j.failed(r, &problem{1, "the line is too long; expected at most 16 MiB"})
		case space(text, 0) < len(text):
			for text[len(text)-1] == '\n' || text[len(text)-1] == '\r' {
				text = text[:len(text)-1]
			}
			return text, nil
		}
	}
}

// failed returns the error of the line.
func (j *jsonLines) failed(r *Reader, bad *problem) error {
	return &script.SyntaxError{Name: r.name, Line: j.line, Column: max(bad.column, 1), Problem: bad.text}
}

// fault returns the error of a line that is no object: at the end of a file, which does not end
// as one, that it is cut.
func (j *jsonLines) fault(r *Reader, bad *problem) error {
	err := j.failed(r, bad)
	if j.ended {
		return err
	}
	return &cutError{*err.(*script.SyntaxError)}
}

// calls reads line by line.
func (j *jsonLines) calls(r *Reader, yield func(script.Call, error) bool) {
	c := new(script.Call)
	for {
		*c = script.Call{Start: r.at, End: r.at}
		is, err := j.next(r, c)
		switch {
		case err == io.EOF:
			return
		case err != nil:
			yield(script.Call{}, err)
			return
		case !is:
			continue
		}
		if len(r.tail) > 0 {
			c.Lead, r.tail = append(r.tail, c.Lead...), nil
		}
		if r.at = c.End; !yield(*c, nil) {
			return
		}
	}
}

// next reads the next line as a call; is is false if that has only comments.
func (j *jsonLines) next(r *Reader, c *script.Call) (is bool, err error) {
	text := j.again
	if j.again = nil; text == nil {
		if text, err = j.read(r); err != nil {
			return false, err
		}
	}
	if bad := j.l.cut(text); bad != nil {
		return false, j.fault(r, bad)
	}
	c.Line = j.line
	if !j.l.has(fieldOp) && !j.l.has(fieldScript) && j.l.has(fieldLead) {
		if bad := r.comments(&j.l, c); bad != nil {
			return false, j.failed(r, bad)
		}
		r.tail = append(r.tail, c.Lead...)
		return false, nil
	}
	if bad := r.call(&j.l, c); bad != nil {
		return false, j.failed(r, bad)
	}
	return true, nil
}
