package explore

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// TestTooLarge has scopes that cannot be explored: that is found out with little work and
// memory, and said with what would fit.
func TestTooLarge(t *testing.T) {
	for _, tt := range []struct {
		scope    Scope
		symmetry bool
		memory   int64
		want     string
	}{
		{Core(2, 60), false, 0, "core(2,60) has more combinations of values than can be numbered; core(2,8) would fit in 4.0 GiB"},
		{Core(2, 60), true, 0, "core(2,60) has more combinations of values than can be numbered; core(2,16) would fit in 4.0 GiB"},
		{Core(2, 16), true, 64 << 20, "core(2,16) needs about 991.9 MiB for its tables; the memory is 64.0 MiB; core(2,10) would fit in 64.0 MiB"},
		{Core(60, 2), true, 0, "core(60,2) has more combinations of values than can be numbered; core(7,2) would fit in 4.0 GiB"},
		{Core(1, 60), true, 1 << 30, "core(1,60) needs about 221.7 GiB for its tables; the memory is 1.0 GiB; core(1,29) would fit"},
		{Core(2, 3), true, 1 << 10, "core(2,3) needs more than 1.2 KiB for its tables; the memory is 1.0 KiB"},
	} {
		c := &counting{Context: context.Background(), until: math.MaxInt64}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Explore(c, c.counted(tt.scope), Options{Symmetry: tt.symmetry, Memory: tt.memory})
		runtime.ReadMemStats(&after)
		if _, ok := errors.AsType[*TooLargeError](err); !ok || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", tt.scope.Name, err, tt.want)
		}
		if asked, bytes := c.asked.Load(), after.TotalAlloc-before.TotalAlloc; asked > 4000 || bytes > 2<<30 {
			t.Errorf("%s: it asks %d times and allocates %s before it says so", tt.scope.Name, asked, sizeText(int64(bytes)))
		}
	}
	changed := Core(2, 60)
	changed.Ops = changed.Ops[1:]
	if _, err := Explore(t.Context(), changed, Options{}); err == nil || strings.Contains(err.Error(), "would fit") {
		t.Errorf("of a scope that is core no more: %v", err)
	}
}

// TestEstimate has each layout take what was estimated.
func TestEstimate(t *testing.T) {
	for _, s := range []Scope{Core(1, 1), Core(2, 3), Core(3, 2), Core(2, 5), Every(1), full()} {
		for _, symmetry := range []bool{false, true} {
			l := layoutOf(t, &s, symmetry)
			bytes := 4 * len(l.innerNumber)
			for _, c := range l.classes {
				bytes += len(c.elements) + 4*len(c.minus) + 4*len(c.plus)
			}
			for _, held := range l.held {
				bytes += len(held)
			}
			made := map[*uint32]bool{}
			for _, maps := range l.maps {
				for _, m := range maps {
					if m != nil && !made[&m[0]] {
						made[&m[0]] = true
						bytes += 4 * len(m)
					}
				}
			}
			if l.order != nil {
				for _, p := range l.order.pairs {
					for _, exchanged := range p.exchanged {
						bytes += 4 * len(exchanged)
					}
				}
				for _, trees := range l.order.bits {
					bytes += 8 * len(trees)
				}
			}
			if bytes != l.tables || l.numbers != l.blocks*l.size || l.bitmaps != 3*8*(l.blocks*l.size/64)+l.blocks {
				t.Errorf("%s, symmetry %t: %d bytes and %d numbers; estimated %d, %d", s.Name, symmetry, bytes, l.blocks*l.size, l.tables, l.numbers)
			}
		}
	}
	for r := 1; r < 9; r++ {
		for m := range 9 {
			if got, want := multisetsOf(m, r), choose(m+r-1, m); got != want {
				t.Errorf("%d multisets of %d out of %d; expected %d", got, m, r, want)
			}
		}
	}
	if multisetsOf(45, 40) != maxNumber || times(1<<40, 1<<40) != maxNumber || plus(maxNumber, maxNumber) != maxNumber {
		t.Error("what is too large is taken for less")
	}
}

// TestNumOps has as many operations as are said to be.
func TestNumOps(t *testing.T) {
	for _, s := range []Scope{Core(0, 0), Core(2, 3), Core(0, 2), Core(3, 0), Every(1), worldOf("instance i Running OperationLocks=recycling\ndisk d In_use i\n")} {
		if got, want := numOps(s.Start), len(Ops(s.Start)); got != want {
			t.Errorf("%s: %d operations; it has %d", s.Name, got, want)
		}
	}
}

// TestArguments says of every argument what is wrong with it.
func TestArguments(t *testing.T) {
	core, goal := Core(1, 1), GoalOf("none", func(model.State) bool { return false })
	suspect := broken(core, book.Omission{})
	explored := func(s Scope, o Options) error { _, err := Explore(t.Context(), s, o); return err }
	planned := func(s Scope, g Goal, o PlanOptions) error { _, err := Plan(t.Context(), s, g, o); return err }
	toured := func(s Scope, o TourOptions) error { _, _, err := Tour(t.Context(), s, o); return err }
	inducted := func(o InductiveOptions) error { _, err := Inductive(t.Context(), o); return err }
	second := func(_ any, err error) error { return err }
	var none context.Context
	for want, err := range map[string]error{
		"Options.Workers is -1":            explored(core, Options{Workers: -1}),
		"Options.Memory is -2":             explored(core, Options{Memory: -2}),
		"operation 2 of 2 is nil":          explored(Scope{Start: core.Start, Ops: []model.Op{core.Ops[0], nil}}, Options{}),
		"no resources and no operations":   explored(Scope{}, Options{}),
		"the context is nil":               second(Explore(none, core, Options{})),
		"PlanOptions.States is -1":         planned(core, goal, PlanOptions{States: -1}),
		"PlanOptions.Depth is -1":          planned(core, goal, PlanOptions{Depth: -1}),
		"the goal is empty":                planned(core, Goal{}, PlanOptions{}),
		"of GoalOf with a predicate":       planned(core, GoalOf("nil", nil), PlanOptions{}),
		"a plan is of the documented":      planned(suspect, goal, PlanOptions{}),
		"a tour is of the documented":      toured(suspect, TourOptions{}),
		"TourOptions.MaxSteps is -1":       toured(core, TourOptions{MaxSteps: -1}),
		"the limit of a graph is -3":       toured(core, TourOptions{Limit: -3}),
		"the limit of a graph is -4":       second(NewGraph(t.Context(), core, GraphOptions{Limit: -4})),
		"the limit of a graph is -5":       second(Histories(t.Context(), core, GraphOptions{Limit: -5})),
		"there is no graph":                second(new(Graph).Coverage(t.Context())),
		"there is no graph; expected one":  second((*Graph)(nil).Liveness(t.Context())),
		"InductiveOptions.Instances is -1": inducted(InductiveOptions{Instances: -1}),
		"InductiveOptions.Disks is -1":     inducted(InductiveOptions{Disks: -1}),
		"InductiveOptions.Stride is -1":    inducted(InductiveOptions{Stride: -1}),
		"InductiveOptions.Workers is -1":   inducted(InductiveOptions{Workers: -1}),
		"a comparison of readings is of":   second(Compare(t.Context(), suspect, book.HotAnyStatus)),
		"the certificate is empty":         Certificate{}.Verify(t.Context(), core, Options{}),
		"it has 1048577 operations":        explored(Scope{Start: core.Start, Ops: make([]model.Op, maxOps+1)}, Options{}),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "explore: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	for name, make := range map[string]func(){"core(-1,1)": func() { Core(-1, 1) }, "core(1,513)": func() { Core(1, 513) }, "every(-1)": func() { Every(-1) }} {
		func() {
			defer func() {
				if said, _ := recover().(string); !strings.HasPrefix(said, "explore: "+name+": expected from 0 to 512") {
					t.Errorf("%s: %q", name, said)
				}
			}()
			make()
		}()
	}
	if r, err := Explore(t.Context(), Scope{Start: core.Start}, Options{}); err != nil || r.States <= wants["core(1,1)"].States {
		t.Errorf("without operations: %+v %v; expected all that there are", r.Counts, err)
	}
}
