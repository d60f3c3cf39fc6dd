package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A source is a script as it is found in a file, or why it cannot be read.
type source struct {
	name  string
	world script.World
	steps iter.Seq2[script.Step, error] // read one by one
	ahead bool                          // they were read once before
	last  int                           // then, the line of the last; 0 if there is none
	err   error
}

// stdinName is what stands for standard input among file names.
const stdinName = "-"

// eachSource calls do with the scripts of a file: with itself or, of the log of a
// test, with those that it holds. It says what is wrong with one, goes on with the next,
// and returns the worst that they came to.
func eachSource(c *cobra.Command, file string, do func(source) error) error {
	worst, misused := green, error(nil)
	readSources(c.Context(), file, c.InOrStdin(), editionOf(c), func(s source) {
		err := do(s)
		if _, ok := errors.AsType[misuse](err); ok {
			misused = err
			return
		}
		worst = worse(worst, conclude(c.ErrOrStderr(), err))
	})
	if misused != nil {
		return misused
	}
	return worst.err()
}

// readSources calls do with the scripts of a file. The edition is that of a script that names
// none.
func readSources(ctx context.Context, file string, stdin io.Reader, e book.Edition, do func(source)) {
	if err := interrupted(ctx); err != nil {
		do(source{name: nameOf(file), err: err})
		return
	}
	name := nameOf(file)
	in, done, err := opened(ctx, file, stdin)
	if err != nil {
		do(source{name: name, err: err})
		return
	}
	defer done()
	if f, _ := regular(in); f != nil && file != stdinName {
		readTwice(ctx, name, f, e, do)
		return
	}
	ahead, err := io.ReadAll(io.LimitReader(in, maxAhead))
	switch {
	case err != nil:
		do(source{name: name, err: err})
	case len(ahead) < maxAhead:
		readTwice(ctx, name, bytes.NewReader(ahead), e, do)
	default:
		readOnce(ctx, name, io.MultiReader(bytes.NewReader(ahead), in), e, do)
	}
}

// opened returns what a file name stands for, and how to close it. Reading from what may be long in
// coming, such as what is typed, ends with a context.
func opened(ctx context.Context, file string, stdin io.Reader) (in io.Reader, done func(), err error) {
	in, done = stdin, func() {}
	if file != stdinName {
		f, err := open(file)
		if err != nil {
			return nil, nil, err
		}
		in, done = f, func() { f.Close() }
	}
	if f, _ := regular(in); f == nil {
		in = waitFor(ctx, in)
	}
	return in, done, nil
}

// regular returns a reader as the file that it is, with its size, if it is a regular one.
func regular(in io.Reader) (f *os.File, size int64) {
	f, ok := in.(*os.File)
	if !ok {
		return nil, 0
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0
	}
	return f, info.Size()
}

// open opens a file that was named as an argument.
func open(file string) (*os.File, error) {
	if file == "" {
		return nil, errors.New(`"": expected the name of a file`)
	}
	return os.Open(file)
}

// maxAhead is how long a text may be that comes once, such as standard input, to be read
// to its end before anything is made of it.
const maxAhead = 1 << 20

// nameOf returns what a file is called in what is printed.
func nameOf(file string) string {
	if file == stdinName {
		return "stdin"
	}
	return file
}

// readTwice reads a text to its end first, so that a mistake anywhere in it is told before
// anything is made of what stands above it.
func readTwice(ctx context.Context, name string, in io.ReadSeeker, e book.Edition, do func(source)) {
	s := newSource(ctx, name, in, e)
	starts := s.err == nil
	if starts {
		s.readAhead()
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		s.err = err
	}
	switch {
	case s.err == nil:
		again := newSource(ctx, name, in, e)
		again.ahead, again.last = true, s.last
		do(again)
	case starts:
		do(s)
	default:
		orLog(ctx, s, in, e, do)
	}
}

// readAhead goes through the steps, and notes where they end and by which error.
func (s *source) readAhead() {
	for step, err := range s.steps {
		if s.err = err; err == nil {
			s.last = step.Line
		}
	}
}

// has returns an error if it is known of a position that the steps end before it.
func (s source) has(at *script.Position) error {
	if at == nil || !s.ahead {
		return nil
	}
	return s.in(at.Past(s.last))
}

// readOnce reads a text that may be of any length.
func readOnce(ctx context.Context, name string, in io.Reader, e book.Edition, do func(source)) {
	start := &beginning{in: in}
	s := newSource(ctx, name, start, e)
	if s.err != nil {
		orLog(ctx, s, io.MultiReader(bytes.NewReader(start.kept), in), e, do)
		return
	}
	start.forget()
	do(s)
}

// orLog calls do with the scripts that a text holds which does not start as a script
// does: it may be the log of a test.
func orLog(ctx context.Context, s source, in io.Reader, e book.Edition, do func(source)) {
	if errors.Is(s.err, errInterrupted) {
		do(s)
		return
	}
	logged, err := fromLog(s.name, in)
	switch {
	case err != nil:
		do(source{name: s.name, err: err})
	case len(logged) == 0:
		do(s)
	}
	for _, l := range logged {
		name := s.name + fragment + l.name
		if l := newSource(ctx, name, bytes.NewReader(l.text), e); l.err != nil {
			do(l)
			continue
		}
		readTwice(ctx, name, bytes.NewReader(l.text), e, do)
	}
}

// newSource reads the world and the first step: a text that has both is a script.
func newSource(ctx context.Context, name string, in io.Reader, e book.Edition) source {
	r := script.NewReader(name, in)
	r.In(e)
	s := source{name: name}
	if s.world, s.err = r.World(); s.err != nil {
		return s
	}
	for step, err := range r.Steps() {
		s.err = err
		s.steps = untilDone(ctx, func(yield func(script.Step, error) bool) {
			if yield(step, nil) {
				r.Steps()(yield) // goes on where the first step was read
			}
		})
		return s
	}
	if s.steps = script.All(nil); s.world.String() == "" {
		s.err = fmt.Errorf("%s: there is no script; expected a world and steps", name)
	}
	return s
}

// in says of an error in which script it is, unless that says so itself.
func (s source) in(err error) error {
	_, placed := errors.AsType[*script.SyntaxError](err)
	if _, ofFile := errors.AsType[*fs.PathError](err); err == nil || placed || ofFile {
		return err
	}
	return fmt.Errorf("%s: %w", s.name, err)
}

// fragment is between the name of a log and that of a script in it.
const fragment = "#"

// A beginning keeps what is read from it until it is told to forget.
type beginning struct {
	in        io.Reader
	kept      []byte
	forgotten bool
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	if !b.forgotten {
		b.kept = append(b.kept, p[:n]...)
	}
	return n, err
}

func (b *beginning) forget() { b.kept, b.forgotten = nil, true }
