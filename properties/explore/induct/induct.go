// Package induct starts from every well-formed state of a small world, whether anything
// leads there or not: what each step preserves holds on sequences of any length.
//
//	r, err := induct.Prove(ctx, induct.Options{Instances: 1, Disks: 1})
//	// r.Violation and a r.Counterexample of one step; r.Assumed, what a proof rests on
package induct

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/arg"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Options are how to check that properties are preserved.
type Options struct {
	Machine   model.Machine      // the documented machine to judge by
	Suspect   properties.Suspect // the machine that is checked; by default Machine itself
	Instances int                // the most in a state
	Disks     int                // the most in a state
	Stride    int                // check one state in so many, drawn evenly; 0 is every state
	Workers   int                // how many at once; 0 is one a processor

	Progress func(pace.Progress) // unless nil, is told how far it is
}

// An Report is what was checked, and what was found.
type Report struct {
	States         int // well-formed states, reachable or not
	Ops            int // operations that were made in each
	Steps          int
	Assumed        []string // what a proof for any world rests on besides
	Elapsed        time.Duration
	Unfinished     string // why not all states were checked; empty when all were, but for the stride
	Violation      *properties.Violation
	Counterexample script.Script // a world and one step in it
}

// Prove applies every operation in every well-formed state of a small world, whether
// anything leads there or not, and checks the properties of states and of steps. As each
// step preserves them from each state, they hold on sequences of any length.
func Prove(ctx context.Context, o Options) (Report, error) {
	t, err := pace.New(ctx, o.Progress)
	if err != nil {
		return Report{}, err
	}
	if err := errors.Join(arg.From0("induct.Options.Instances", o.Instances), arg.From0("induct.Options.Disks", o.Disks),
		arg.From0("induct.Options.Stride", o.Stride), arg.From0("induct.Options.Workers", o.Workers)); err != nil {
		return Report{}, err
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Stride == 0 {
		o.Stride = 1
	}
	ops := everyOp(o.Instances, o.Disks)
	r := Report{Ops: len(ops), Assumed: assumed(o)}
	if _, err := t.Begin("induction", 0); err != nil {
		r.Unfinished = err.Error()
		return r, nil
	}
	workers := make([]inductor, o.Workers)
	var first atomic.Int64
	first.Store(math.MaxInt64)
	var all sync.WaitGroup
	for n := range workers {
		checker, err := properties.NewChecker(properties.Subject{Machine: o.Machine, Step: o.Suspect.Step})
		if err != nil {
			return r, err
		}
		w := &workers[n]
		w.options, w.ops, w.checker, w.turn, w.first, w.pace = o, ops, checker, n, &first, t.Pace()
		all.Go(func() { w.stopped = w.run() })
	}
	all.Wait()
	var broken *sim.Event
	for _, w := range workers {
		r.States += w.states
		r.Steps += w.steps
		if w.broken != nil && w.at == first.Load() {
			broken = w.broken
		}
		if w.stopped != nil {
			r.Unfinished = w.stopped.Error()
		}
	}
	if broken != nil {
		world := script.World{State: broken.Before, Machine: o.Machine.Documented(), Told: true}
		found, violation, ok := o.Suspect.Counterexample(world, []script.Step{{Op: broken.Op}})
		if !ok {
			return r, fmt.Errorf("explore: %s does not preserve a property in a state, but does when it is asked again", broken.Op)
		}
		r.Counterexample, r.Violation = found, violation
	}
	r.Elapsed = t.Elapsed()
	return r, nil
}

// assumed returns what a proof for worlds of any size rests on besides.
func assumed(o Options) []string {
	a := []string{
		"ids are names only (property 14)",
		"lock reasons but security and financial refuse nothing, and a category decides only what Portable is at creation",
		fmt.Sprintf("no instance has %d disks", model.MaxDataDisks),
		fmt.Sprintf("an operation does in a larger world what it does among at most %s and %s: it names one of each, and a release does the same to each disk of the instance",
			count(o.Instances, "instance"), count(o.Disks, "disk")),
		"property 10 follows from 1, 7 and 8",
	}
	if o.Stride > 1 {
		a = append(a, fmt.Sprintf("the states that were not checked are no different: it was one in %d", o.Stride))
	}
	return a
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// An inductor checks the states whose turn it is, up to the first in which a step does
// not preserve a property.
type inductor struct {
	options Options
	ops     []model.Op
	checker *properties.Checker
	turn    int
	pace    *pace.Pace
	stopped error // why it came to no end

	states, steps int
	at            int64 // the number of the state in which a property is not preserved
	broken        *sim.Event
	first         *atomic.Int64 // the least such number of all workers
}

func (w *inductor) run() (err error) {
	machine := scope.Scope{Machine: w.options.Machine, Suspect: w.options.Suspect}
	wanted := func(n int) (mine, more bool) {
		err = w.pace.Did(1)
		return w.mine(n), err == nil
	}
	for n, state := range wellFormed(w.options.Instances, w.options.Disks, wanted) {
		if int64(n) > w.first.Load() {
			return nil
		}
		w.states++
		w.pace.Done++
		for _, op := range w.ops {
			if err := w.pace.Did(1); err != nil {
				return err
			}
			after, o := machine.Step(state, op)
			e := sim.Event{Op: op, Outcome: o, Before: state, After: after}
			w.steps++
			if w.checker.Check(&e, properties.OfStep) != nil {
				w.at, w.broken = int64(n), &e
				for least := w.first.Load(); w.at < least && !w.first.CompareAndSwap(least, w.at); {
					least = w.first.Load()
				}
				return nil
			}
		}
	}
	if err == nil {
		err = w.pace.Ask() // tells the rest
	}
	return err
}

// mine reports whether it is the turn of a state. Which are left out is no matter of
// where a state stands among its neighbours.
func (w *inductor) mine(n int) bool {
	drawn := int(uint64(n) * 0x9E3779B97F4A7C15 >> 33)
	return drawn%w.options.Stride == 0 && n%w.options.Workers == w.turn
}
