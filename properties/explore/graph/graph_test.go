package graph

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

func graphOf(t testing.TB, s scope.Scope) *Graph {
	t.Helper()
	g, err := New(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestGraph makes the way to every state again: it leads there, and none is longer than
// the one to a state that was found later.
func TestGraph(t *testing.T) {
	g := graphOf(t, scope.Core(1, 2))
	want, _ := exploretest.Search(g.scope, nil)
	if g.Counts() != want || len(g.edges) != want.Transitions {
		t.Errorf("%+v and %d edges; expected %+v", g.Counts(), len(g.edges), want)
	}
	back, err := g.backwards(exploretest.Pacing(t))
	if err != nil {
		t.Fatal(err)
	}
	length := 0
	for n, state := range g.states {
		ops := g.wayTo(n)
		if len(ops) < length {
			t.Fatalf("the way to state %d has %d steps, less than those before it", n, len(ops))
		}
		length = len(ops)
		at := g.scope.Start
		for _, op := range ops {
			at, _ = g.scope.Machine.Step(at, op)
		}
		if !at.Equal(state) {
			t.Fatalf("%v does not lead to state %d", ops, n)
		}
		for _, from := range back(n) {
			leads := false
			for _, e := range g.from(int(from)) {
				leads = leads || int(e.to) == n
			}
			if !leads {
				t.Fatalf("no transition leads from state %d to %d", from, n)
			}
		}
	}
	if length != want.Depth {
		t.Errorf("the longest way has %d steps; expected %d", length, want.Depth)
	}
}

func TestGraphLimits(t *testing.T) {
	if _, err := New(t.Context(), scope.Core(1, 1), Options{Limit: 307}); err == nil || !strings.Contains(err.Error(), "core(1,1) has more than 307 transitions") {
		t.Errorf("error %v; expected the limit", err)
	}
	if _, err := New(t.Context(), scope.Core(1, 1), Options{Limit: 308}); err != nil {
		t.Error(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := New(ctx, scope.Core(1, 1), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v; expected that it was canceled", err)
	}
}

// TestBreadthFirst counts something that is no scope: the numbers below 100, each of
// which leads to its double and to what follows it.
func TestBreadthFirst(t *testing.T) {
	key := func(b []byte, n int) []byte { return append(b, byte(n)) }
	states, c, _ := breadthFirst(1, key, func(_, n int, reach func(int) int) error {
		for _, to := range []int{2 * n, n + 1} {
			if to < 100 {
				reach(to)
			}
		}
		return nil
	})
	if c != (scope.Counts{States: 99, Transitions: 49 + 98, Depth: 11}) || states[0] != 1 {
		t.Errorf("%+v; expected 99 numbers, 147 transitions and a depth of 11, to 95", c)
	}
}
