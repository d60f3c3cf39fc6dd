package explore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Progress says how far a call is that can take long. Whatever takes long can be given a
// function that is told: [Options], [GraphOptions], [TourOptions], [PlanOptions] and
// [InductiveOptions] have it. It is called now and then, never twice at once, and should
// return soon.
type Progress struct {
	Phase    string        // what is under way, such as "table", "search" or "coverage"
	Done     int           // how many states the phase has found or looked at; in a table, steps of the machine
	Of       int           // of how many; 0 where that is not known
	Depth    int           // of a search: how many steps from the start it is
	Frontier int           // of a search: how many states are as far away
	Elapsed  time.Duration // since the call
}

// A task is one call that can take long. It goes from phase to phase; each can be
// interrupted and tells how far it is.
type task struct {
	ctx   context.Context
	tell  func(Progress)
	began time.Time

	mu sync.Mutex // guards what follows, and has tell called once at a time
	at Progress
}

func newTask(ctx context.Context, tell func(Progress)) (*task, error) {
	if ctx == nil {
		return nil, errors.New("explore: the context is nil; expected one such as context.Background()")
	}
	return &task{ctx: ctx, tell: tell, began: time.Now()}, nil
}

// begin begins a phase that looks at so many, or 0. The error is why it should not.
func (t *task) begin(phase string, of int) (*pace, error) {
	t.mu.Lock()
	t.at = Progress{Phase: phase, Of: of}
	t.mu.Unlock()
	p := t.pace()
	return p, p.ask()
}

// of says of how many the phase is, where that is known later.
func (t *task) of(n int) {
	t.mu.Lock()
	t.at.Of = n
	t.mu.Unlock()
}

// pace returns a pace for another goroutine of the same phase.
func (t *task) pace() *pace { return &pace{task: t} }

// A pace is what one goroutine does for a task.
type pace struct {
	*task
	work int // since the context was asked
	done int // that was not told
}

// askEvery is how much is done before the context is asked again: some milliseconds.
const askEvery = 1024

// did counts work, of which a unit takes no more than some microseconds, such as a step
// of the machine. The error is why the phase should end.
func (p *pace) did(work int) error {
	if p.work += work; p.work < askEvery {
		return nil
	}
	return p.ask()
}

// ask asks the context, and tells how far the phase is.
func (p *pace) ask() error {
	p.work = 0
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Done += p.done
	p.done = 0
	if err := p.ctx.Err(); err != nil {
		p.work = askEvery // to ask again at once
		return &stopped{p.at, context.Cause(p.ctx), err}
	}
	p.say()
	return nil
}

// say tells how far the phase is; the task is locked.
func (p *pace) say() {
	if p.tell != nil {
		p.at.Elapsed = time.Since(p.began)
		p.tell(p.at)
	}
}

// reached says how far a search is, and asks.
func (p *pace) reached(states, depth, frontier int) error {
	p.mu.Lock()
	p.at.Done, p.at.Depth, p.at.Frontier = states, depth, frontier
	p.done = 0
	p.mu.Unlock()
	return p.ask()
}

// A stopped error says where a call was interrupted. It is both the cause and the error
// of the context.
type stopped struct {
	at         Progress
	cause, err error
}

func (s *stopped) Error() string {
	where := "its " + s.at.Phase
	if s.at.Depth > 0 {
		where += fmt.Sprintf(" at depth %d", s.at.Depth)
	}
	return fmt.Sprintf("it was stopped in %s: %v", where, s.cause)
}

func (s *stopped) Unwrap() []error { return []error{s.cause, s.err} }
