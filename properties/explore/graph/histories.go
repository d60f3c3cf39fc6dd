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

func (r remembered) appendKey(b []byte) []byte {
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
	t, err := pace.New(ctx, o.Progress)
	if err != nil {
		return r, err
	}
	if err := o.check(); err != nil {
		return r, err
	}
	if s, err = s.Check(1); err != nil {
		return r, err
	}
	limit := cmp.Or(o.Limit, DefaultLimit)
	p, err := t.Begin("histories", 0)
	if err != nil {
		return r, s.Failed(err)
	}
	way := []arrival{{-1, -1}}
	_, r.Counts, err = breadthFirst(remembered{s.Start, properties.Ghost{}},
		func(b []byte, m remembered) []byte { return m.appendKey(b) },
		func(n int, m remembered, reach func(remembered) int) error {
			if len(way) > limit {
				return fmt.Errorf("%w: %s has more than %d states with what is remembered of them", pace.ErrUnfinished, s.Name, limit)
			}
			p.Done++
			for op := range s.Ops {
				if err := p.Did(1); err != nil {
					return s.Failed(err)
				}
				after, o := s.Step(m.state, s.Ops[op])
				ghost := maps.Clone(m.ghost)
				if err := ghost.Check(&sim.Event{Op: s.Ops[op], Outcome: o, Before: m.state, After: after}); err != nil {
					r.Violation = err.(*properties.Violation)
					r.Counterexample = s.Counterexample(opsTo(&s, way, arrival{int32(n), int32(op)}))
					return err
				}
				if !o.Accepted() || after.Equal(m.state) {
					continue
				}
				if to := reach(remembered{after, ghost}); to == len(way) {
					way = append(way, arrival{int32(n), int32(op)})
				}
			}
			return nil
		})
	r.Elapsed = t.Elapsed()
	if r.Violation != nil {
		return r, nil
	}
	return r, err
}
