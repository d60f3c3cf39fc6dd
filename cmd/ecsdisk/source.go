package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"example.com/ecsdisk/sim/script"
)

// A source is a script as it is found in a file, or why it cannot be read.
type source struct {
	name  string
	world script.World
	steps iter.Seq2[script.Step, error] // read one by one
	err   error
}

// stdinName is what stands for standard input among file names.
const stdinName = "-"

// eachSource calls do with the scripts of a file: with itself or, of the log of a
// test, with those that it holds.
func eachSource(file string, stdin io.Reader, do func(source)) {
	in, name := stdin, "stdin"
	if file != stdinName {
		f, err := os.Open(file)
		if err != nil {
			do(source{name: file, err: err})
			return
		}
		defer f.Close()
		in, name = f, file
	}
	start := &beginning{in: in}
	s := newSource(name, start)
	if s.err == nil {
		start.forget()
		do(s)
		return
	}
	// What does not start as a script does may be the log of a test.
	logged, err := fromLog(name, io.MultiReader(bytes.NewReader(start.kept), in))
	switch {
	case err != nil:
		do(source{name: name, err: err})
	case len(logged) == 0:
		do(s)
	}
	for _, s := range logged {
		do(s)
	}
}

// newSource reads the world and the first step: a text that has both is a script.
func newSource(name string, in io.Reader) source {
	r := script.NewReader(name, in)
	s := source{name: name}
	if s.world, s.err = r.World(); s.err != nil {
		return s
	}
	for step, err := range r.Steps() {
		s.err = err
		s.steps = func(yield func(script.Step, error) bool) {
			if yield(step, nil) {
				r.Steps()(yield) // goes on where the first step was read
			}
		}
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

// maxLog is how long a log may be, in bytes.
const maxLog = 64 << 20

// fromLog returns the scripts that a log holds.
func fromLog(name string, in io.Reader) ([]source, error) {
	log, err := io.ReadAll(io.LimitReader(in, maxLog+1))
	if err == nil && len(log) > maxLog {
		err = fmt.Errorf("%s: it is no script, and too long for the log of a test; expected at most %d MiB", name, maxLog>>20)
	}
	var scripts []source
	for _, f := range script.FromLog(log) {
		scripts = append(scripts, newSource(name+fragment+f.Name, bytes.NewReader(f.Text)))
	}
	if err == nil && len(scripts) == 0 {
		if err = script.Unended(log); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}
	return scripts, err
}

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
