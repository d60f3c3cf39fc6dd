package exploretest

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// AskEvery is how much a pace does before it asks the context.
const AskEvery = 1024

// Pacing returns the pace of a task that nothing stops.
func Pacing(t testing.TB) *pace.Pace {
	t.Helper()
	task, err := pace.New(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := task.Begin("test", 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A Counting context is canceled when it was asked so often. It counts how often it was,
// and how many steps were taken in between.
type Counting struct {
	context.Context
	Until int64 // is answered with nil
	Asked atomic.Int64

	Steps atomic.Int64 // of the machine, since it was asked
	most  atomic.Int64 // of them
}

func (c *Counting) Err() error {
	c.most.Store(max(c.most.Load(), c.Steps.Swap(0)))
	if c.Asked.Add(1) > c.Until {
		return context.Canceled
	}
	return nil
}

// Step is the documented machine, whose steps are counted.
func (c *Counting) Step(s model.State, op model.Op) (model.State, model.Outcome) {
	c.Steps.Add(1)
	return model.Machine{}.Step(s, op)
}

// Counted returns a scope the steps of which are counted.
func (c *Counting) Counted(s scope.Scope) scope.Scope {
	s.Suspect = properties.Suspect{Step: c.Step}
	return s
}

// Joined returns an error that says, too, why something is unfinished, if it is.
func Joined(unfinished string, err error) error {
	if unfinished != "" {
		err = errors.Join(err, errors.New(unfinished))
	}
	return err
}

// A Call is one that can take long, with the least work that its phases are: what their
// loops go through, as the scope is known to be, so that a loop in which nothing is asked
// is found out.
type Call struct {
	Name string
	Long bool // it takes so long that it is canceled twice only
	Run  func(c *Counting, tell func(pace.Progress)) error
	Work map[string]int
}

// Paced cancels every call at each of its questions, or evenly over them, in every
// phase. It ends there: it asks only some times more, and makes few steps. The
// number of questions is what the work of each phase makes it, whatever the time.
func Paced(t *testing.T, calls []Call) {
	t.Helper()
	for _, p := range calls {
		whole := &Counting{Context: context.Background(), Until: 1 << 60}
		questions := map[string]int{}
		var phases []string
		last := pace.Progress{}
		if err := p.Run(whole, func(at pace.Progress) {
			if questions[at.Phase]++; questions[at.Phase] == 1 {
				phases = append(phases, at.Phase)
			}
			if at.Phase == last.Phase && (at.Done < last.Done || at.Elapsed < last.Elapsed) || at.Of > 0 && at.Done > at.Of {
				t.Errorf("%s: the progress is %+v after %+v", p.Name, at, last)
			}
			last = at
		}); err != nil && !strings.Contains(err.Error(), "does not hold") {
			t.Errorf("%s: %v", p.Name, err)
		}
		for phase, work := range p.Work {
			if questions[phase] < max(work/AskEvery, 1) {
				t.Errorf("%s: the context is asked %d times in its %s (of %v), which is work for %d", p.Name, questions[phase], phase, phases, work/AskEvery)
			}
		}
		if most := whole.most.Load(); most > 3*AskEvery {
			t.Errorf("%s: %d steps are made before the context is asked again", p.Name, most)
		}
		all := whole.Asked.Load()
		every := max(1, all/5)
		if p.Long || testing.Short() {
			every = all/2 + 1
		}
		for n := int64(0); n < all*9/10 || n == 0; n += every { // workers ask a few times more or less from run to run
			c := &Counting{Context: context.Background(), Until: n}
			err := p.Run(c, nil)
			if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
				t.Errorf("%s, canceled at question %d of %d: %v", p.Name, n, all, err)
			}
			if more := c.Asked.Load() - n; more > 128 || c.Steps.Load() > AskEvery {
				t.Errorf("%s, canceled at question %d of %d: asks %d times more, and makes %d steps", p.Name, n, all, more, c.Steps.Load())
			}
		}
	}
}
