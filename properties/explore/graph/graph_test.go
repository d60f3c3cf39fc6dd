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
// which leads to its double and to what follows it; and runs twice.
func TestBreadthFirst(t *testing.T) {
	var b breadth
	for _, tt := range []struct {
		starts         []int32
		reached, depth int
	}{{[]int32{1}, 99, 11}, {[]int32{40, 90}, 60, 39}} {
		n, last := 0, int32(0)
		_ = b.run(tt.starts, func(at int32) error {
			n, last = n+1, at
			for by, to := range []int32{2 * at, at + 1} {
				if to < 100 {
					b.reach(to, arrival{at, int32(by)})
				}
			}
			return nil
		})
		if n != tt.reached || b.depth != tt.depth || b.reached(39) != (len(tt.starts) == 1) {
			t.Errorf("from %v: %d numbers, the last %d, and a depth of %d; expected %+v", tt.starts, n, last, b.depth, tt)
		}
		if way := b.to(b.came[last]); len(way) != b.depth {
			t.Errorf("from %v: the way to %d is %v; expected %d", tt.starts, last, way, b.depth)
		}
	}
}
