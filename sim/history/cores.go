package history

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"maps"
	"slices"

	"example.com/ecsdisk/sim/script"
)

// CallsOver yields what [Reader.Calls] does, and has several goroutines make calls of lines of
// JSON, a block of lines at a time. It is of a file that is there: of what is still written it
// yields no call before a block is. Other forms are read by one.
func (r *Reader) CallsOver(goroutines int) iter.Seq2[script.Call, error] {
	r.mustBeNew()
	return func(yield func(script.Call, error) bool) {
		_, err := r.Header()
		j, ok := r.source.(*jsonLines)
		if err != nil || !ok || goroutines < 2 {
			r.Calls()(yield)
			return
		}
		r.callsOver(j, goroutines, blockSize, yield)
	}
}

// blockSize is about how many bytes of lines are read at a time.
const blockSize = 1 << 18

// A block is some lines.
type block struct {
	text             []byte
	line             int   // that before the first
	err              error // why there is no block behind it, unless nil
	calls            []script.Call
	plain            bool // each line is a call
	skipped, ignored map[string]int
	made             chan struct{}
}

// callsOver reads blocks, has calls be made of them, and yields these in order.
func (r *Reader) callsOver(j *jsonLines, goroutines, size int, yield func(script.Call, error) bool) {
	line := j.line
	if j.again != nil && !r.callsOf(j, bytes.NewReader(nil), yield) {
		return
	}
	stop := make(chan struct{})
	defer close(stop)
	free := make(chan *block, 2*goroutines)
	for range cap(free) {
		free <- new(block)
	}
	todo, inOrder := make(chan *block, cap(free)), make(chan *block, cap(free))
	go cutBlocks(r.in, line, size, free, todo, inOrder, stop)
	for range goroutines {
		go func() {
			w := NewReader(r.name, bytes.NewReader(nil))
			for b := range todo {
				w.make(b)
				close(b.made)
			}
		}()
	}
	for b := range inOrder {
		<-b.made
		if !r.yields(j, b, yield) || b.err != nil {
			return
		}
		free <- b
	}
}

// cutBlocks cuts a text into blocks, until it is told to stop.
func cutBlocks(in io.Reader, line, size int, free, todo, inOrder chan *block, stop chan struct{}) {
	defer close(todo)
	var rest []byte
	for {
		var b *block
		select {
		case b = <-free:
		case <-stop:
			return
		}
		*b = block{text: append(b.text[:0], rest...), line: line, calls: b.calls[:0], made: make(chan struct{})}
		last := -1
		for b.err == nil && (len(b.text) < size || last < 0 && len(b.text) <= maxLine) {
			b.text = slices.Grow(b.text, size)
			var n int
			n, b.err = in.Read(b.text[len(b.text):cap(b.text)])
			b.text = b.text[:len(b.text)+n]
			last = bytes.LastIndexByte(b.text, '\n')
		}
		if b.err == nil && last >= 0 {
			rest = append(rest[:0], b.text[last+1:]...)
			b.text = b.text[:last+1]
		} else if b.err == nil {
			b.err = io.EOF // the line is too long, and that is said of it
		}
		line += bytes.Count(b.text, []byte{'\n'})
		todo <- b
		inOrder <- b
		if b.err != nil {
			return
		}
	}
}

// make makes calls of the lines of a block, if each is one, as if it began the history: that is
// the same unless the first ends before the call above it.
func (r *Reader) make(b *block) {
	skipped, ignored := counts(r.skipped), counts(r.ignored)
	j := &jsonLines{line: b.line}
	r.in.Reset(bytes.NewReader(b.text))
	r.at = 0
	for {
		text, err := j.read(r)
		if err == io.EOF {
			break
		}
		if err != nil || j.l.cut(text) != nil || !j.l.has(fieldOp) && !j.l.has(fieldScript) {
			return
		}
		c := script.Call{Line: j.line, Start: r.at, End: r.at}
		if r.call(&j.l, &c) != nil {
			return
		}
		r.at = c.End
		b.calls = append(b.calls, c)
	}
	b.plain = len(r.skipped)+len(r.ignored) < maxReasons/2 // else which are told apart depends on what came before
	b.skipped, b.ignored = since(skipped, r.skipped), since(ignored, r.ignored)
}

// since returns what was counted more than before.
func since(before map[string]int, now map[string]*int) map[string]int {
	more := counts(now)
	for why, n := range before {
		if more[why] -= n; more[why] == 0 {
			delete(more, why)
		}
	}
	return more
}

// yields yields the calls of a block. Where not each line is plain, or one comes too early, they
// are read here, one after the other.
func (r *Reader) yields(j *jsonLines, b *block, yield func(script.Call, error) bool) bool {
	again := !b.plain || len(r.tail) > 0 || b.err != nil && b.err != io.EOF || len(r.skipped)+len(r.ignored) >= maxReasons/2
	if again || len(b.calls) > 0 && b.calls[0].End < r.at {
		in := io.Reader(bytes.NewReader(b.text))
		if b.err != nil {
			in = io.MultiReader(in, failing{b.err})
		}
		j.line = b.line
		return r.callsOf(j, in, yield)
	}
	for of, all := range map[*map[string]*int]map[string]int{&r.skipped: b.skipped, &r.ignored: b.ignored} {
		for _, why := range slices.Sorted(maps.Keys(all)) {
			*r.counter(*of, why) += all[why]
		}
	}
	for n := range b.calls {
		if r.at = b.calls[n].End; !yield(b.calls[n], nil) {
			return false
		}
	}
	return true
}

// callsOf yields the calls of a part of the text, and reports whether there may be more.
func (r *Reader) callsOf(j *jsonLines, in io.Reader, yield func(script.Call, error) bool) bool {
	whole, more := r.in, true
	r.in = bufio.NewReaderSize(in, 1<<16)
	defer func() { r.in = whole }()
	j.calls(r, func(c script.Call, err error) bool {
		more = yield(c, err) && err == nil
		return more
	})
	return more
}

// A failing reader ends by an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
