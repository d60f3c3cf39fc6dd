package explore

import (
	"context"
	"runtime"
	"time"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Options are how to explore.
type Options struct {
	Symmetry bool  // count states that differ only in which of interchangeable resources is which once
	Workers  int   // how many at once; 0 is one a processor
	Memory   int64 // how many bytes the sets of states may take; 0 is 4 GiB
	Hash     bool  // hash the set of states, for a certificate: about a microsecond each

	Progress func(Progress) // unless nil, is told how far it is
}

// defaultMemory is how much the sets of states may take, unless it is said.
const defaultMemory = 4 << 30

// A Report is what was explored, and what was found.
type Report struct {
	Counts
	Scope          string
	Symmetry       bool
	Frontier       int           // states of the last depth
	Memory         int64         // bytes that the sets of states take
	Entries        int           // steps of the machine that the table was made of
	Elapsed        time.Duration // of the whole, the table included
	Hash           string        // of the set of states, if it was asked for
	Unfinished     string        // why not every reachable state was reached; empty when all were
	Violation      *properties.Violation
	Counterexample script.Script // the shortest on which the property does not hold
}

// Explore goes through every state of a scope, breadth first, and checks the
// properties of states and of steps on every state and every step. It stops at the
// first depth at which one does not hold.
func Explore(ctx context.Context, s Scope, o Options) (Report, error) {
	start := time.Now()
	r := Report{Scope: s.Name, Symmetry: o.Symmetry}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Memory == 0 {
		o.Memory = defaultMemory
	}
	t, err := tabulate(&s)
	if err != nil {
		return r, err
	}
	l, err := arrange(t, o.Symmetry)
	if err != nil {
		return r, err
	}
	r.Entries = t.entries
	search := newSearch(l, o.Workers, o.Memory)
	told, err := newTask(ctx, o.Progress)
	if err != nil {
		return r, err
	}
	p, err := told.begin("search", 0)
	search.progress = func() { _ = p.reached(search.counts.States, search.counts.Depth, search.frontier) }
	search.run(ctx, l.number(l.start()))
	if search.found == nil {
		err = search.verify(samples)
	} else {
		r.Violation = search.found.bad.violation
		r.Counterexample, err = search.counterexample()
	}
	if o.Hash && err == nil {
		r.Hash, err = search.hash()
	}
	search.report(&r, start)
	return r, err
}

// report fills in how far the search is.
func (s *search) report(r *Report, start time.Time) {
	r.Counts, r.Frontier, r.Memory, r.Unfinished = s.counts, s.frontier, s.memory(), s.unfinished
	r.Elapsed = time.Since(start)
}
