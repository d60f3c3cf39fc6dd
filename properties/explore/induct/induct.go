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
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/arg"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Size is how large a world is: the most instances and the most disks in a state.
type Size struct{ Instances, Disks int }

// String returns the size as "at most 1 instance and 2 disks".
func (w Size) String() string {
	return fmt.Sprintf("at most %s and %s", count(w.Instances, "instance"), count(w.Disks, "disk"))
}

// covers reports whether every state of another size is one of this.
func (w Size) covers(v Size) bool { return w.Instances >= v.Instances && w.Disks >= v.Disks }

// Whole are the worlds from which properties follow for worlds of every size. All that an
// operation concerns together is a state of the second; the first has two disks on one
// instance.
var Whole = []Size{{1, 2}, {2, 1}}

// Options are how to check that properties are preserved.
type Options struct {
	Machine model.Machine      // the documented machine to judge by
	Suspect properties.Suspect // the machine that is checked; by default Machine itself
	Worlds  []Size             // nil is Whole
	Stride  int                // check one state in this many, drawn evenly; 0 is every state
	Workers int                // how many at once; 0 is one a processor

	Progress func(pace.Progress) // unless nil, is told how far it is
}

// A Proof is what was checked, and what was found.
type Proof struct {
	Checked        []Checked  // world by world
	Follows        []Argument // what follows for worlds of every size
	Assumed        []string   // what that rests on besides; or what larger worlds would
	Elapsed        time.Duration
	Unfinished     string // why not all states were checked; empty when all were, but for the stride
	Violation      *properties.Violation
	Counterexample script.Script // a world and one step in it
}

// Checked is what was checked in one world.
type Checked struct {
	Size
	States  int // well-formed states, reachable or not
	Ops     int // operations that were applied in each
	Crowded int // steps in worlds of more disks, or of an instance more
	Applied int // how many steps the machine was asked for; the rest is what it does to their parts
}

// Prove applies every operation in every well-formed state of small worlds, whether
// anything leads there or not, and checks the properties of states and of steps. As each
// step preserves them from each state, they hold on sequences of any length.
func Prove(ctx context.Context, o Options) (r Proof, _ error) {
	t, err := pace.New(ctx, o.Progress)
	if err != nil {
		return r, err
	}
	if o.Worlds == nil {
		o.Worlds = Whole
	}
	err = errors.Join(arg.From0("induct.Options.Stride", o.Stride), arg.From0("induct.Options.Workers", o.Workers))
	for _, w := range o.Worlds {
		err = errors.Join(err, arg.From0("induct.Size.Instances", w.Instances), arg.From0("induct.Size.Disks", w.Disks))
	}
	if err != nil {
		return r, err
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.Stride, o.Suspect = max(o.Stride, 1), o.Suspect.Of(o.Machine)
	if _, err := t.Begin("induction", 0); err != nil {
		r.Unfinished = err.Error()
	}
	for _, world := range o.Worlds {
		if r.Unfinished != "" || r.Violation != nil {
			break
		}
		if err := r.world(t, o, world); err != nil {
			return r, err
		}
	}
	if r.Follows, r.Assumed = nil, assumed(o); r.Unfinished == "" && r.Violation == nil && o.whole() {
		r.Follows = arguments
	}
	r.Elapsed = t.Elapsed()
	return r, nil
}

// world checks one world.
func (r *Proof) world(t *pace.Task, o Options, world Size) error {
	ops := everyOp(o.Machine, world.Instances, world.Disks)
	known := &parts{all: map[string]*part{}}
	workers := make([]inductor, o.Workers)
	var first atomic.Int64
	first.Store(math.MaxInt64)
	var all sync.WaitGroup
	for n := range workers {
		prover, err := newProver(o, world, ops, known)
		if err != nil {
			return err
		}
		w := &workers[n]
		w.options, w.world, w.prover, w.turn, w.first, w.pace = o, world, prover, n, &first, t.Pace()
		all.Go(func() { w.stopped = w.run() })
	}
	all.Wait()
	c := Checked{Size: world, Ops: len(ops)}
	var broken *sim.Event
	for _, w := range workers {
		c.States += w.states
		c.Crowded += w.crowded
		c.Applied += w.prover.asked
		if w.broken != nil && w.at == first.Load() {
			broken = w.broken
		}
		if w.stopped != nil {
			r.Unfinished = w.stopped.Error()
		}
	}
	r.Checked = append(r.Checked, c)
	if broken == nil {
		return nil
	}
	start := script.World{State: broken.Before, Machine: o.Machine.Documented(), Told: true}
	found, violation, ok := o.Suspect.Counterexample(start, []script.Step{{Op: broken.Op}})
	if !ok {
		return fmt.Errorf("explore: %s does not preserve a property in a state, but does when it is asked again", broken.Op)
	}
	r.Counterexample, r.Violation = found, violation
	return nil
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
	world   Size
	prover  *prover
	turn    int
	pace    *pace.Pace
	stopped error // why it came to no end

	states, crowded int
	at              int64 // the number of the state in which a property is not preserved
	broken          *sim.Event
	first           *atomic.Int64 // the least such number of all workers
}

func (w *inductor) run() (err error) {
	wanted := func(n int) (mine, more bool) {
		err = w.pace.Did(1)
		return w.mine(n), err == nil
	}
	for n, state := range wellFormed(w.options.Machine, w.world.Instances, w.world.Disks, wanted) {
		if int64(n) > w.first.Load() {
			return nil
		}
		w.states++
		w.pace.Done++
		w.prover.enter(state)
		if w.prover.mirrored() {
			continue
		}
		if w.broken, err = w.check(drawn(n)); err != nil {
			return err
		}
		if w.broken != nil {
			w.at = int64(n)
			for least := w.first.Load(); w.at < least && !w.first.CompareAndSwap(least, w.at); {
				least = w.first.Load()
			}
			return nil
		}
	}
	if err == nil {
		err = w.pace.Ask() // tells the rest
	}
	return err
}

const (
	farEvery   = 64 // one state in this many is asked for a step that leaves out two resources or more
	crowdEvery = 8  // and for what an instance with more disks does to a disk of another one
)

// check applies every operation in the state that the prover is in.
func (w *inductor) check(drawn int) (*sim.Event, error) {
	for n, a := range w.prover.shape() {
		if a.others > 1 && drawn%farEvery != 0 {
			continue // it does what it does without one of them, which is another state
		}
		if err := w.pace.Did(1); err != nil {
			return nil, err
		}
		op := w.prover.ops[n]
		if bad := w.prover.apply(op, a); bad != nil {
			return bad, nil
		}
		if a.others > 0 || !w.world.covers(Whole[1]) {
			continue
		}
		besides, bad := w.besides(op, drawn)
		if w.crowded += besides; bad != nil {
			return bad, nil
		}
		if err := w.pace.Did(besides); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// besides applies an operation that concerns all of the state in worlds of more resources
// that it concerns as well. It returns how many worlds that were.
func (w *inductor) besides(op model.Op, drawn int) (n int, broken *sim.Event) {
	if n, broken = w.prover.third(op); broken != nil {
		return n, broken
	}
	attach, is := op.(model.AttachDisk)
	if !is {
		return n, nil
	}
	least, most := 1, model.DefaultDataDisks
	if w.prover.state.NumInstances() > 1 {
		if drawn%crowdEvery != 0 {
			return n, nil
		}
		least = 1 + drawn/crowdEvery%most
		most = least
	}
	crowded, broken := w.prover.crowd(attach, model.DefaultDataDisks, least, most)
	if n += crowded; broken == nil && book.FieldMaxDataDisks.Editions().Has(w.options.Machine.Edition) {
		limit := 1 + drawn/crowdEvery%model.MostDataDisks
		crowded, broken = w.prover.crowd(attach, limit, limit-1, limit)
		n += crowded
	}
	return n, broken
}

// drawn returns a number that says nothing of where a state stands among its neighbours.
func drawn(n int) int { return int(uint64(n) * 0x9E3779B97F4A7C15 >> 33) }

// mine reports whether it is the turn of a state.
func (w *inductor) mine(n int) bool {
	return drawn(n)%w.options.Stride == 0 && n%w.options.Workers == w.turn
}
