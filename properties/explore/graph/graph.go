package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// A Graph is every state of a small scope, and every transition between them. It is
// what the analyses that look back or ahead start from.
type Graph struct {
	scope scope.Scope
	search[model.State]
	first []int // by state: where its transitions begin; one more at the end
	edges []edge
	tell  func(pace.Progress)
}

// An edge is a transition, without the state that it leaves.
type edge struct{ op, to int32 }

// DefaultLimit is how many transitions a graph may have, unless it is said.
const DefaultLimit = 1_000_000

// Options are how to go through a scope that keeps every state.
type Options struct {
	Limit    int                 // how many transitions there may be, or for [Histories] states; 0 is [DefaultLimit]
	Progress func(pace.Progress) // unless nil, is told how far it is: of a graph, also in its analyses
}

// New returns the graph of a scope. One that is above the limit is an error.
func New(ctx context.Context, s scope.Scope, o Options) (*Graph, error) {
	t, err := o.begin(ctx, &s)
	if err != nil {
		return nil, err
	}
	return newGraph(t, s, o, appendKey)
}

// begin begins to go through a scope, in which it fills in what that may leave out.
func (o Options) begin(ctx context.Context, s *scope.Scope) (*pace.Task, error) {
	t, err := pace.New(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	if o.Limit < 0 || o.Limit > math.MaxInt32 {
		return nil, fmt.Errorf("explore: the limit of a graph is %d; expected from 0 to %d", o.Limit, math.MaxInt32)
	}
	*s, err = s.Check(1)
	return t, err
}

func appendKey(b []byte, s model.State) []byte { return s.AppendKey(b) }

// newGraph is New with states of one key as one state.
func newGraph(t *pace.Task, s scope.Scope, o Options, key func([]byte, model.State) []byte) (*Graph, error) {
	p, err := t.Begin("graph", 0)
	if err != nil {
		return nil, s.Failed(err)
	}
	g := &Graph{scope: s, search: search[model.State]{pace: p, ops: s.Ops, key: key}, tell: o.Progress}
	limit := cmp.Or(o.Limit, DefaultLimit)
	err = g.run([]model.State{s.Start}, func(state model.State, op model.Op, by arrival) error {
		if int(by.from) == len(g.first) {
			g.first = append(g.first, len(g.edges))
		}
		after, changed := s.Transition(state, op)
		if !changed {
			return nil
		}
		if len(g.edges) == limit {
			return fmt.Errorf("%w: the graph of %s has more than %d transitions, too many to keep; take a smaller scope", pace.ErrUnfinished, s.Name, limit)
		}
		to, _, err := g.reach(after, by)
		g.edges = append(g.edges, edge{by.by, to})
		return err
	})
	if err != nil {
		if !errors.Is(err, pace.ErrUnfinished) {
			err = s.Failed(err)
		}
		return nil, err
	}
	g.first = append(g.first, len(g.edges))
	return g, nil
}

// Counts returns how large the graph is.
func (g *Graph) Counts() scope.Counts {
	return scope.Counts{States: len(g.states), Transitions: len(g.edges), Depth: g.depth}
}

// analysis begins an analysis of the graph.
func (g *Graph) analysis(ctx context.Context, phase string, of int) (*pace.Pace, error) {
	if g == nil || g.states == nil {
		return nil, errors.New("explore: there is no graph; expected one that New returned")
	}
	t, err := pace.New(ctx, g.tell)
	if err != nil {
		return nil, err
	}
	p, err := t.Begin(phase, of)
	if err != nil {
		return nil, g.scope.Failed(err)
	}
	return p, nil
}

// from yields the transitions that leave a state.
func (g *Graph) from(state int) []edge { return g.edges[g.first[state]:g.first[state+1]] }

// backwards returns, by state, the states that transitions come from.
func (g *Graph) backwards(p *pace.Pace) (func(state int) []int32, error) {
	first := make([]int, len(g.states)+1)
	for n := range g.states {
		if err := p.Did(1); err != nil {
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
		if err := p.Did(1); err != nil {
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
func (g *Graph) wayTo(state int) []model.Op { return g.opsTo(g.came[state]) }
