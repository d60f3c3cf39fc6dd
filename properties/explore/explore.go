package explore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/arg"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// Options are how to explore.
type Options struct {
	Symmetry bool  // count states that differ only in which of interchangeable resources is which once
	Workers  int   // how many at once; 0 is one a processor
	Memory   int64 // how many bytes the tables and the sets of states may take; 0 is 4 GiB
	Hash     bool  // hash the set of states, for a certificate: about a microsecond each

	Progress func(pace.Progress) // unless nil, is told how far it is
}

// defaultMemory is how much the tables and the sets of states may take, unless it is said.
const defaultMemory = 4 << 30

// A Result is what was explored, and what was found.
type Result struct {
	scope.Counts
	Scope          string
	Symmetry       bool
	Frontier       int           // states of the last depth
	Tables         int64         // bytes of the tables before the search
	Memory         int64         // bytes that the sets of states take
	Entries        int           // steps of the machine that the table has
	Elapsed        time.Duration // of the whole, the table included
	Hash           string        // of the set of states, if it was asked for
	Unfinished     string        // why not every reachable state was reached; empty when all were
	Violation      *properties.Violation
	Counterexample script.Script // the shortest on which the property does not hold
}

// Explore goes through every state of a scope, breadth first, and checks the
// properties of states and of steps on every state and every step. It stops at the
// first depth at which one does not hold. A scope that does not fit into the memory is a
// [TooLargeError]; that is estimated first.
func Explore(ctx context.Context, s scope.Scope, o Options) (Result, error) {
	r := Result{Scope: s.Name, Symmetry: o.Symmetry}
	t, err := pace.New(ctx, o.Progress)
	if err != nil {
		return r, err
	}
	if err = errors.Join(arg.From0("Options.Workers", o.Workers), arg.From0("Options.Memory", int(o.Memory))); err != nil {
		return r, err
	}
	if s, err = s.Check(1); err != nil {
		return r, err
	}
	err = exploreScope(t, &s, o, &r)
	r.Elapsed = t.Elapsed()
	if stop, ok := errors.AsType[*pace.Stopped](err); ok && r.Violation == nil {
		r.Unfinished, err = stop.Error(), nil
	}
	return r, err
}

// exploreScope fills in a report.
func exploreScope(t *pace.Task, s *scope.Scope, o Options, r *Result) error {
	l, err := layoutOf(t, s, o.Symmetry, cmp.Or(o.Memory, defaultMemory))
	if err != nil {
		return err
	}
	r.Entries, r.Tables = l.entries, int64(l.tables)
	p, err := t.Begin("search", 0)
	if err != nil {
		return err
	}
	search := newSearch(l, cmp.Or(o.Workers, runtime.GOMAXPROCS(0)), l.budget-int64(l.tables))
	err = search.run(p, l.number(l.start()))
	r.Counts, r.Frontier, r.Memory = search.counts, search.frontier, search.bytes()
	if search.full {
		r.Unfinished = fmt.Sprintf("the memory is used up at depth %d", search.counts.Depth+1)
	}
	if err == nil && search.found != nil {
		r.Violation = search.found.bad.violation
		if r.Counterexample, err = search.counterexample(t); err != nil {
			return fmt.Errorf("explore: %w, and there is no counterexample: %w", r.Violation, err)
		}
		return nil
	}
	if err == nil {
		if p, err = t.Begin("verification", 0); err == nil {
			err = search.verify(p, samples)
		}
	}
	if err == nil && o.Hash {
		if p, err = t.Begin("hash", search.counts.States); err == nil {
			r.Hash, err = search.hash(p)
		}
	}
	return err
}

// layoutOf returns the layout of a scope.
func layoutOf(t *pace.Task, s *scope.Scope, symmetry bool, memory int64) (*layout, error) {
	p, err := t.Begin("table", 0)
	if err != nil {
		return nil, err
	}
	l, err := outline(p, s, symmetry, memory)
	if large, ok := errors.AsType[*TooLargeError](err); ok {
		large.fitting(p, s, symmetry)
	}
	if err != nil {
		return nil, err
	}
	if p, err = t.Begin("layout", 0); err != nil {
		return nil, err
	}
	return l, l.fill(p)
}
