package explore

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
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

// Histories goes through every state of a small scope together with what has to be
// remembered of the way to it, and checks the history property that needs no clock,
// [properties.DetachedDiskSurvivesRelease], on every step of every sequence. Counts are
// of states with their ghosts. More of them than the limit are an error.
func Histories(ctx context.Context, s Scope, o GraphOptions) (r Report, _ error) {
	t, err := newTask(ctx, o.Progress)
	if err != nil {
		return r, err
	}
	if err := o.check(); err != nil {
		return r, err
	}
	if s, err = s.ready(1); err != nil {
		return r, err
	}
	limit := cmp.Or(o.Limit, DefaultLimit)
	r.Scope = s.Name
	p, err := t.begin("histories", 0)
	if err != nil {
		return r, s.failed(err)
	}
	way := []arrival{{-1, -1}}
	_, r.Counts, err = breadthFirst(remembered{s.Start, properties.Ghost{}},
		func(b []byte, m remembered) []byte { return m.appendKey(b) },
		func(n int, m remembered, reach func(remembered) int) error {
			if len(way) > limit {
				return fmt.Errorf("%w: %s has more than %d states with what is remembered of them", ErrUnfinished, s.Name, limit)
			}
			p.done++
			for op := range s.Ops {
				if err := p.did(1); err != nil {
					return s.failed(err)
				}
				after, o := s.step(m.state, s.Ops[op])
				ghost := maps.Clone(m.ghost)
				if err := ghost.Check(&sim.Event{Op: s.Ops[op], Outcome: o, Before: m.state, After: after}); err != nil {
					r.Violation = err.(*properties.Violation)
					r.Counterexample = s.counterexample(s.opsTo(way, arrival{int32(n), int32(op)}))
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
	r.Elapsed = time.Since(t.began)
	if r.Violation != nil {
		return r, nil
	}
	return r, err
}
