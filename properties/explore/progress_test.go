package explore

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
)

// pacing returns the pace of a task that nothing stops.
func pacing(t testing.TB) *pace {
	t.Helper()
	task, err := newTask(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := task.begin("test", 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A counting context is canceled when it was asked so often. It counts how often it was,
// and how many steps were made in between.
type counting struct {
	context.Context
	until int64 // is answered with nil
	asked atomic.Int64

	steps atomic.Int64 // of the machine, since it was asked
	most  atomic.Int64 // of them
}

func (c *counting) Err() error {
	c.most.Store(max(c.most.Load(), c.steps.Swap(0)))
	if c.asked.Add(1) > c.until {
		return context.Canceled
	}
	return nil
}

// step is the documented machine, whose steps are counted.
func (c *counting) step(s model.State, op model.Op) (model.State, model.Outcome) {
	c.steps.Add(1)
	return model.Machine{}.Step(s, op)
}

// counted returns a scope the steps of which are counted.
func (c *counting) counted(s Scope) Scope {
	s.Suspect = properties.Suspect{Step: c.step}
	return s
}

func joined(unfinished string, err error) error {
	if unfinished != "" {
		err = errors.Join(err, errors.New(unfinished))
	}
	return err
}

// paced is every call that can take long, with the least work that its phases are: what
// their loops go through, as the scope is known to be, so that a loop in which nothing is
// asked is found out.
var paced = []struct {
	name string
	run  func(c *counting, tell func(Progress)) error
	work map[string]int
}{
	{"Explore", func(c *counting, tell func(Progress)) error {
		r, err := Explore(c, c.counted(Core(2, 3)), Options{Workers: 1, Progress: tell})
		return joined(r.Unfinished, err)
	}, map[string]int{"table": 5652, "layout": 2744, "search": 2*227691/64 + 19*askEvery, "verification": 227691 + 256*44}},
	{"Explore, with symmetry", func(c *counting, tell func(Progress)) error {
		r, err := Explore(c, c.counted(Core(2, 5)), Options{Workers: 2, Symmetry: true, Progress: tell})
		return joined(r.Unfinished, err)
	}, map[string]int{"table": 6000, "layout": 2000, "search": 15 * askEvery, "verification": 256 * 60}},
	{"Explore, without bitmaps", func(c *counting, tell func(Progress)) error {
		r, err := Explore(c, c.counted(Core(2, 6)), Options{Memory: 3 << 20, Progress: tell})
		if strings.HasPrefix(r.Unfinished, "the memory is used up") {
			r.Unfinished = ""
		}
		return joined(r.Unfinished, err)
	}, map[string]int{"search": 20_000}},
	{"Explore, with a counterexample", func(c *counting, tell func(Progress)) error {
		s := c.counted(Core(2, 4))
		s.Suspect.Step = func(s model.State, op model.Op) (model.State, model.Outcome) {
			c.steps.Add(1)
			return model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInstanceUnlocked)}}.Step(s, op)
		}
		r, err := Explore(c, s, Options{Workers: 1, Progress: tell})
		return joined(r.Unfinished, err)
	}, map[string]int{"table": 5000, "counterexample": 1}},
	{"Certify", func(c *counting, tell func(Progress)) error {
		_, err := Certify(c, c.counted(Core(2, 2)), Options{Workers: 1, Progress: tell})
		return err
	}, map[string]int{"hash": 15705}},
	{"Verify", func(c *counting, tell func(Progress)) error {
		s := c.counted(Core(1, 3))
		return Certificate{Scope: s.Name, Inputs: s.hash(), Counts: Counts{5859, 44820, 13}, Set: "?"}.Verify(c, s, Options{Workers: 1, Progress: tell})
	}, map[string]int{"hash": 5859}},
	{"a scope too large", func(c *counting, tell func(Progress)) error {
		_, err := Explore(c, c.counted(Core(2, 40)), Options{Progress: tell})
		if large, ok := errors.AsType[*TooLargeError](err); ok && large.Fits != "" {
			return nil
		}
		return errors.Join(context.Canceled, err) // the estimate of what fits was stopped
	}, map[string]int{"table": 50_000}},
	{"NewGraph", func(c *counting, tell func(Progress)) error {
		_, err := NewGraph(c, c.counted(Core(1, 2)), GraphOptions{Progress: tell})
		return err
	}, map[string]int{"graph": 561 * 21}},
	{"Coverage", func(c *counting, tell func(Progress)) error {
		g, err := NewGraph(context.Background(), c.counted(Core(1, 2)), GraphOptions{Progress: tell})
		if err != nil {
			return err
		}
		c.steps.Store(0)
		_, err = g.Coverage(c)
		return err
	}, map[string]int{"coverage": 561 * 21}},
	{"Liveness", func(c *counting, tell func(Progress)) error {
		s := c.counted(Core(1, 3))
		s.Ops = append(s.Ops[:len(s.Ops):len(s.Ops)], model.Lock{InstanceID: "i-0", Reason: model.LockFinancial})
		g, err := NewGraph(context.Background(), s, GraphOptions{Progress: tell})
		if err != nil {
			return err
		}
		c.steps.Store(0)
		_, err = g.Liveness(c)
		return err
	}, map[string]int{"liveness": 5859 * (2 + 3*5)}},
	{"Histories", func(c *counting, tell func(Progress)) error {
		r, err := Histories(c, c.counted(Core(1, 2)), GraphOptions{Progress: tell})
		return joined(r.Unfinished, err)
	}, map[string]int{"histories": 561 * 21}},
	{"Tour", func(c *counting, tell func(Progress)) error {
		_, _, err := Tour(c, Core(1, 3), TourOptions{Progress: tell})
		return err
	}, map[string]int{"symmetry": 4 * 35, "graph": 1200 * 35, "transitions": 5000, "tour": 5000}},
	{"Plan", func(c *counting, tell func(Progress)) error {
		p, err := Plan(c, Core(1, 2), GoalOf("nothing", func(model.State) bool { return false }), PlanOptions{Progress: tell})
		return joined(p.Unfinished, err)
	}, map[string]int{"plan": 561 * 21}},
	{"Compare", func(c *counting, _ func(Progress)) error {
		d, err := Compare(c, Core(1, 2), book.HotAnyStatus)
		return joined(d.Unfinished, err)
	}, nil},
	{"Readings", func(c *counting, tell func(Progress)) error {
		differences, err := Readings(c, tell)
		for _, d := range differences {
			if d.Unfinished != "" {
				return joined(d.Unfinished, err)
			}
		}
		return err
	}, map[string]int{"readings": 15}},
	{"Inductive", func(c *counting, tell func(Progress)) error {
		r, err := Inductive(c, InductiveOptions{Instances: 1, Disks: 1, Stride: 40, Workers: 1, Suspect: properties.Suspect{Step: c.step}, Progress: tell})
		return joined(r.Unfinished, err)
	}, map[string]int{"induction": 81*145 + 290*60}},
	{"Inductive, of few", func(c *counting, tell func(Progress)) error {
		r, err := Inductive(c, InductiveOptions{Instances: 1, Disks: 2, Stride: 1 << 30, Workers: 1, Progress: tell})
		return joined(r.Unfinished, err)
	}, map[string]int{"induction": 81 * 49 * 49}},
}

// TestPaced cancels every call at each of its questions, or evenly over them, in every
// phase. It ends there: it asks only some times more, and makes few steps. The
// number of questions is what the work of each phase makes it, whatever the time.
func TestPaced(t *testing.T) {
	for _, p := range paced {
		whole := &counting{Context: context.Background(), until: 1 << 60}
		questions := map[string]int{}
		var phases []string
		last := Progress{}
		if err := p.run(whole, func(at Progress) {
			if questions[at.Phase]++; questions[at.Phase] == 1 {
				phases = append(phases, at.Phase)
			}
			if at.Phase == last.Phase && (at.Done < last.Done || at.Elapsed < last.Elapsed) || at.Of > 0 && at.Done > at.Of {
				t.Errorf("%s: the progress is %+v after %+v", p.name, at, last)
			}
			last = at
		}); err != nil && !errors.Is(err, ErrMismatch) && !strings.Contains(err.Error(), "does not hold") {
			t.Errorf("%s: %v", p.name, err)
		}
		for phase, work := range p.work {
			if questions[phase] < max(work/askEvery, 1) {
				t.Errorf("%s: the context is asked %d times in its %s (of %v), which is work for %d", p.name, questions[phase], phase, phases, work/askEvery)
			}
		}
		if most := whole.most.Load(); most > 3*askEvery {
			t.Errorf("%s: %d steps are made before the context is asked again", p.name, most)
		}
		all := whole.asked.Load()
		every := max(1, all/5)
		if p.name == "Readings" || testing.Short() {
			every = all/2 + 1
		}
		for n := int64(0); n < all*9/10 || n == 0; n += every { // workers ask a few times more or less from run to run
			c := &counting{Context: context.Background(), until: n}
			err := p.run(c, nil)
			if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
				t.Errorf("%s, canceled at question %d of %d: %v", p.name, n, all, err)
			}
			if more := c.asked.Load() - n; more > 128 || c.steps.Load() > askEvery {
				t.Errorf("%s, canceled at question %d of %d: asks %d times more, and makes %d steps", p.name, n, all, more, c.steps.Load())
			}
		}
	}
}
