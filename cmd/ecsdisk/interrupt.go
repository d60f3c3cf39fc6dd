package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/ecsdisk/sim/script"
)

// errInterrupted is the cause of a context that ended because of a signal.
var errInterrupted = errors.New("interrupted")

// signals returns a context that the first Ctrl-C or SIGTERM ends. The second ends the
// process, as if there were no handler.
func signals() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-heard
		signal.Stop(heard)
		cancel(errInterrupted)
	}()
	return ctx
}

// grace is how long a command that is interrupted may take to say how far it came.
const grace = 900 * time.Millisecond

// within runs a command, and waits for no longer than its grace when the context ends.
func within(ctx context.Context, grace time.Duration, stderr io.Writer, run func() status) status {
	done := make(chan status, 1)
	go func() { done <- run() }()
	select {
	case s := <-done:
		return s
	case <-ctx.Done():
	}
	select {
	case s := <-done:
		return s
	case <-time.After(grace):
		return conclude(stderr, errInterrupted)
	}
}

// interrupted returns the cause of a context that has ended; nil while it goes on.
func interrupted(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return errInterrupted
}

// untilDone yields steps until a context ends.
func untilDone(ctx context.Context, steps iter.Seq2[script.Step, error]) iter.Seq2[script.Step, error] {
	return func(yield func(script.Step, error) bool) {
		for step, err := range steps {
			if ended := interrupted(ctx); ended != nil {
				yield(script.Step{}, ended)
				return
			}
			if !yield(step, err) {
				return
			}
		}
	}
}

// A waiting reader reads what may be long in coming, such as what is typed, until its
// context ends.
type waiting struct {
	ctx  context.Context
	in   io.Reader
	read chan chunk // of the read that is under way, if there is one
	text []byte     // into which that reads
}

type chunk struct {
	text []byte
	err  error
}

// waitingChunk is how much is read at once.
const waitingChunk = 64 << 10

func waitFor(ctx context.Context, in io.Reader) *waiting { return &waiting{ctx: ctx, in: in} }

// Read reads in another goroutine, which may be left behind.
func (w *waiting) Read(p []byte) (int, error) {
	if w.read == nil {
		w.read = make(chan chunk, 1)
		if w.text == nil {
			w.text = make([]byte, waitingChunk)
		}
		text := w.text[:min(len(p), waitingChunk)]
		go func() {
			n, err := w.in.Read(text)
			w.read <- chunk{text[:n], err}
		}()
	}
	select {
	case c := <-w.read:
		w.read = nil
		return copy(p, c.text), c.err
	case <-w.ctx.Done():
		return 0, errInterrupted
	}
}
