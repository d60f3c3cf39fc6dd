package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// remembered is a state with a ghost: two sequences that lead to one state may have
// different things to be remembered.
type remembered struct {
	state model.State
	ghost properties.Ghost
}

func appendRemembered(b []byte, r remembered) []byte {
	b = r.state.AppendKey(b)
	for _, disk := range slices.Sorted(maps.Keys(r.ghost)) {
		b = fmt.Appendf(b, "%q%q", disk, r.ghost[disk])
	}
	return b
}

// A HistoryReport says what was gone through, and what was found.
type HistoryReport struct {
	scope.Counts   // of states with their ghosts
	Elapsed        time.Duration
	Violation      *properties.Violation
	Counterexample script.Script // the shortest on which the property does not hold
}

// Histories goes through every state of a small scope together with what has to be
// remembered of the way to it, and checks the history property that needs no clock,
// [properties.DetachedDiskSurvivesRelease], on every step of every sequence. Counts are
// of states with their ghosts. More of them than the limit are an error.
func Histories(ctx context.Context, s scope.Scope, o Options) (r HistoryReport, _ error) {
	t, err := o.begin(ctx, &s)
	if err != nil {
		return r, err
	}
	p, err := t.Begin("histories", 0)
	if err != nil {
		return r, s.Failed(err)
	}
	h := search[remembered]{pace: p, ops: s.Ops, key: appendRemembered, limit: cmp.Or(o.Limit, DefaultLimit)}
	err = h.run([]remembered{{s.Start, properties.Ghost{}}}, func(m remembered, op model.Op, by arrival) error {
		after, o := s.Step(m.state, op)
		ghost := maps.Clone(m.ghost)
		if broken := ghost.Check(s.Machine, &sim.Event{Op: op, Outcome: o, Before: m.state, After: after}); broken != nil {
			if r.Counterexample, err = s.Counterexample(h.opsTo(by)); err != nil {
				return err
			}
			r.Violation = broken.(*properties.Violation)
			return broken
		}
		if !o.Accepted() || after.Equal(m.state) {
			return nil
		}
		r.Transitions++
		_, _, err := h.reach(remembered{after, ghost}, by)
		return err
	})
	r.States, r.Depth = len(h.states), h.depth
	r.Elapsed = t.Elapsed()
	switch {
	case r.Violation != nil:
		return r, nil
	case err == errStates:
		return r, fmt.Errorf("%w: %s has more than %d states with what is remembered of them", pace.ErrUnfinished, s.Name, h.limit)
	case err != nil:
		return r, s.Failed(err)
	}
	return r, nil
}
