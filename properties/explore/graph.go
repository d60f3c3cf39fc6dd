package explore

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Graph is every state of a small scope, and every transition between them. It is
// what the analyses are made of that have to look back or ahead.
type Graph struct {
	scope  Scope
	counts Counts
	states []model.State // nearest to the start first
	first  []int         // by state: where its transitions begin; one more at the end
	edges  []edge
	way    []arrival // by state: how it was reached first
	tell   func(Progress)
}

// An edge is a transition, without the state that it leaves.
type edge struct{ op, to int32 }

// An arrival is the last transition of a shortest way to a state.
type arrival struct{ from, op int32 }

// DefaultLimit is how many transitions a graph may have, unless it is said.
const DefaultLimit = 1_000_000

// GraphOptions are how to go through a scope that keeps every state.
type GraphOptions struct {
	Limit    int            // how many transitions there may be, or for [Histories] states; 0 is [DefaultLimit]
	Progress func(Progress) // unless nil, is told how far it is: of a graph, also in its analyses
}

// NewGraph returns the graph of a scope. One that is above the limit is an error.
func NewGraph(ctx context.Context, s Scope, o GraphOptions) (*Graph, error) {
	t, err := newTask(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if s, err = s.ready(1); err != nil {
		return nil, err
	}
	return newGraph(t, s, o.Limit, nil)
}

func (o GraphOptions) check() error {
	if o.Limit < 0 || o.Limit > math.MaxInt32 {
		return fmt.Errorf("explore: the limit of a graph is %d; expected from 0 to %d", o.Limit, math.MaxInt32)
	}
	return nil
}

// newGraph is NewGraph in which states are one state that symmetries make the same.
func newGraph(t *task, s Scope, limit int, symmetries []renaming) (*Graph, error) {
	if limit == 0 {
		limit = DefaultLimit
	}
	g := &Graph{scope: s, way: []arrival{{-1, -1}}, tell: t.tell}
	p, err := t.begin("graph", 0)
	if err != nil {
		return nil, s.failed(err)
	}
	key := appendKey
	if symmetries != nil {
		key = leastKey(symmetries, p)
	}
	g.states, g.counts, err = breadthFirst(s.Start, key, func(n int, state model.State, reach func(model.State) int) error {
		g.first = append(g.first, len(g.edges))
		p.done++
		for op := range s.Ops {
			if err := p.did(1); err != nil {
				return s.failed(err)
			}
			after, changed := s.transition(state, op)
			if !changed {
				continue
			}
			to := reach(after)
			if to == len(g.way) {
				g.way = append(g.way, arrival{int32(n), int32(op)})
			}
			g.edges = append(g.edges, edge{int32(op), int32(to)})
		}
		if len(g.edges) > limit {
			return fmt.Errorf("%w: the graph of %s has more than %d transitions: explore it without one, or a smaller scope", ErrUnfinished, s.Name, limit)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.first = append(g.first, len(g.edges))
	return g, nil
}

// failed says of which scope an error is.
func (s *Scope) failed(err error) error { return fmt.Errorf("explore: %s: %w", s.Name, err) }

// transition makes an operation of the scope; changed is false unless it is accepted
// and the state after it is another one.
func (s *Scope) transition(state model.State, op int) (after model.State, changed bool) {
	after, o := s.step(state, s.Ops[op])
	return after, o.Accepted() && !after.Equal(state)
}

// Counts returns how large the graph is.
func (g *Graph) Counts() Counts { return g.counts }

// analysis begins an analysis of the graph.
func (g *Graph) analysis(ctx context.Context, phase string, of int) (*task, *pace, error) {
	if g == nil || g.states == nil {
		return nil, nil, errors.New("explore: there is no graph; expected one that NewGraph returned")
	}
	t, err := newTask(ctx, g.tell)
	if err != nil {
		return nil, nil, err
	}
	p, err := t.begin(phase, of)
	if err != nil {
		return nil, nil, g.scope.failed(err)
	}
	return t, p, nil
}

// from yields the transitions that leave a state.
func (g *Graph) from(state int) []edge { return g.edges[g.first[state]:g.first[state+1]] }

// backwards returns, by state, the states that transitions come from.
func (g *Graph) backwards(p *pace) (func(state int) []int32, error) {
	first := make([]int, len(g.states)+1)
	for n := range g.states {
		if err := p.did(1); err != nil {
			return nil, err
		}
		for _, e := range g.from(n) {
			first[e.to+1]++
		}
	}
	for n := range g.states {
		first[n+1] += first[n]
	}
	sources, next := make([]int32, len(g.edges)), slices.Clone(first)
	for from := range g.states {
		if err := p.did(1); err != nil {
			return nil, err
		}
		for _, e := range g.from(from) {
			sources[next[e.to]] = int32(from)
			next[e.to]++
		}
	}
	return func(state int) []int32 { return sources[first[state]:first[state+1]] }, nil
}

// wayTo returns the operations of a shortest way to a state.
func (g *Graph) wayTo(state int) []model.Op { return g.scope.opsTo(g.way, g.way[state]) }

// opsTo returns the operations of a shortest way, the last of which is given.
func (s *Scope) opsTo(way []arrival, last arrival) (ops []model.Op) {
	for at := last; at.from >= 0; at = way[at.from] {
		ops = append(ops, s.Ops[at.op])
	}
	slices.Reverse(ops)
	return ops
}

// script returns operations, from the start of the scope, as a script, with the answers
// of the documented machine, and those of the explored one where they differ.
func (s *Scope) script(head string, ops ...model.Op) script.Script {
	made := script.Script{Head: []string{"# " + head}, World: s.world()}
	documented, explored := s.Start, s.Start
	for _, op := range ops {
		var required model.Answer
		documented, _, required = s.Machine.Respond(documented, op)
		after, got := s.step(explored, op)
		step := script.StepOf(sim.Event{Op: op, Answer: required})
		if want, g, differ := script.Contrast(step.Want, s.Machine.Answer(explored, op, got)); differ {
			step.Want, step.Got = want, &g
		}
		explored = after
		made.Steps = append(made.Steps, step)
	}
	return made
}

// world returns where scripts of the scope start.
func (s *Scope) world() script.World {
	return script.World{State: s.Start, Machine: s.Machine.Documented(), Told: true}
}
