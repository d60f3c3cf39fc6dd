// Package pace has calls that can take long be interrupted, and say how far they are.
//
//	explore.Options{Progress: func(p pace.Progress) { … }} // to be told
//	errors.Is(err, pace.ErrUnfinished)                     // to ask whether all was looked at
//
// A call is a [Task], in which each goroutine has a [Pace] and says what it does:
//
//	t, err := pace.New(ctx, options.Progress)
//	p, err := t.Begin("search", len(states))
//	for range states {
//		if err := p.Did(1); err != nil { // a [Stopped] error
//			return err
//		}
//		p.Done++
//	}
package pace

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrUnfinished says that not every state was reached: the call was stopped, or a limit
// of states or memory is used up.
var ErrUnfinished = errors.New("explore: not every state was reached")

// A Progress says how far a call is that can take long. The options of such calls have a
// function that is told. It is called now and then, never twice at once, and should return
// soon.
type Progress struct {
	Phase    string        // what is under way, such as "table", "search" or "coverage"
	Done     int           // how many states the phase has found or looked at; in a table, steps of the machine
	Of       int           // of how many; 0 where that is not known
	Depth    int           // of a search: how many steps from the start it is
	Frontier int           // of a search: how many states are as far away
	Elapsed  time.Duration // since the call
}

// A Task is one call that can take long. It goes from phase to phase; each can be
// interrupted and tells how far it is.
type Task struct {
	ctx   context.Context
	tell  func(Progress)
	began time.Time

	mu sync.Mutex // guards what follows, and has tell called once at a time
	at Progress
}

// New begins a task. Unless tell is nil, it is told how far the task is. A context that is
// nil is an error.
func New(ctx context.Context, tell func(Progress)) (*Task, error) {
	if ctx == nil {
		return nil, errors.New("explore: the context is nil; expected one such as context.Background()")
	}
	return &Task{ctx: ctx, tell: tell, began: time.Now()}, nil
}

// Elapsed returns how long ago the task began.
func (t *Task) Elapsed() time.Duration { return time.Since(t.began) }

// Begin begins a phase that looks at this many, or 0 where that is not known. The error is
// why it should not.
func (t *Task) Begin(phase string, of int) (*Pace, error) {
	t.mu.Lock()
	t.at = Progress{Phase: phase, Of: of}
	t.mu.Unlock()
	p := t.Pace()
	return p, p.Ask()
}

// Of says of how many the phase is, where that is known later.
func (t *Task) Of(n int) {
	t.mu.Lock()
	t.at.Of = n
	t.mu.Unlock()
}

// Pace returns a pace for another goroutine of the same phase.
func (t *Task) Pace() *Pace { return &Pace{Task: t} }

// A Pace is what one goroutine does for a task.
type Pace struct {
	*Task
	Done int // what was found or looked at, and not told: to be counted up
	work int // since the context was asked
}

// askEvery is how much is done before the context is asked again: some milliseconds.
const askEvery = 1024

// Did counts work, of which a unit takes no more than some microseconds, such as a step
// of the machine. The error is why the phase should end.
func (p *Pace) Did(work int) error {
	if p.work += work; p.work < askEvery {
		return nil
	}
	return p.Ask()
}

// Ask asks the context, and tells how far the phase is. The error is a [Stopped] one.
func (p *Pace) Ask() error {
	p.work = 0
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Done += p.Done
	p.Done = 0
	if err := p.ctx.Err(); err != nil {
		p.work = askEvery // to ask again at once
		return &Stopped{p.at, context.Cause(p.ctx), err}
	}
	if p.tell != nil {
		p.at.Elapsed = p.Elapsed()
		p.tell(p.at)
	}
	return nil
}

// Searched says how far a search is, and asks.
func (p *Pace) Searched(states, depth, frontier int) error {
	p.mu.Lock()
	p.at.Done, p.at.Depth, p.at.Frontier = states, depth, frontier
	p.Done = 0
	p.mu.Unlock()
	return p.Ask()
}

// A Stopped error says where a call was interrupted. It is both the cause and the error
// of the context.
type Stopped struct {
	at         Progress
	cause, err error
}

func (s *Stopped) Error() string {
	where := "its " + s.at.Phase
	if s.at.Depth > 0 {
		where += fmt.Sprintf(" at depth %d", s.at.Depth)
	}
	return fmt.Sprintf("it was stopped in %s: %v", where, s.cause)
}

// Unwrap returns the cause and the error of the context.
func (s *Stopped) Unwrap() []error { return []error{s.cause, s.err} }
