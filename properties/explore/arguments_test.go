package explore_test

import (
	"context"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/induct"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// TestArguments says of every argument what is wrong with it.
func TestArguments(t *testing.T) {
	core := scope.Core(1, 1)
	goal, err := graph.ParseGoal("i-0 Pending", core)
	if err != nil {
		t.Fatal(err)
	}
	suspect := exploretest.Broken(core, book.Omission{})
	explored := func(s scope.Scope, o explore.Options) error { _, err := explore.Explore(t.Context(), s, o); return err }
	planned := func(s scope.Scope, g graph.Goal, o graph.PlanOptions) error {
		_, err := graph.Plan(t.Context(), s, g, o)
		return err
	}
	toured := func(s scope.Scope, o graph.Options) error { _, _, err := graph.Tour(t.Context(), s, o); return err }
	inducted := func(o induct.Options) error { _, err := induct.Prove(t.Context(), o); return err }
	second := func(_ any, err error) error { return err }
	var none context.Context
	for want, err := range map[string]error{
		"Options.Workers is -1":           explored(core, explore.Options{Workers: -1}),
		"Options.Memory is -2":            explored(core, explore.Options{Memory: -2}),
		"operation 2 of 2 is nil":         explored(scope.Scope{Start: core.Start, Ops: []model.Op{core.Ops[0], nil}}, explore.Options{}),
		"no resources and no operations":  explored(scope.Scope{}, explore.Options{}),
		"the context is nil":              second(explore.Explore(none, core, explore.Options{})),
		"PlanOptions.States is -1":        planned(core, goal, graph.PlanOptions{States: -1}),
		"PlanOptions.Depth is -1":         planned(core, goal, graph.PlanOptions{Depth: -1}),
		"the goal is empty":               planned(core, graph.Goal{}, graph.PlanOptions{}),
		"a plan is of the documented":     planned(suspect, goal, graph.PlanOptions{}),
		"a tour is of the documented":     toured(suspect, graph.Options{}),
		"the limit of a graph is -3":      toured(core, graph.Options{Limit: -3}),
		"the limit of a graph is -4":      second(graph.New(t.Context(), core, graph.Options{Limit: -4})),
		"the limit of a graph is -5":      second(graph.Histories(t.Context(), core, graph.Options{Limit: -5})),
		"there is no graph":               second(new(graph.Graph).Coverage(t.Context())),
		"there is no graph; expected one": second((*graph.Graph)(nil).Liveness(t.Context())),
		"induct.Size.Instances is -1":     inducted(induct.Options{Worlds: []induct.Size{{Instances: -1}}}),
		"induct.Size.Disks is -1":         inducted(induct.Options{Worlds: []induct.Size{{Disks: -1}}}),
		"induct.Options.Stride is -1":     inducted(induct.Options{Stride: -1}),
		"induct.Options.Workers is -1":    inducted(induct.Options{Workers: -1}),
		"the certificate is empty":        explore.Certificate{}.Verify(t.Context(), core, explore.Options{}),
		"it has 1048577 operations":       explored(scope.Scope{Start: core.Start, Ops: make([]model.Op, 1<<20+1)}, explore.Options{}),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "explore: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	for name, make := range map[string]func(){"core(-1,1)": func() { scope.Core(-1, 1) }, "core(1,513)": func() { scope.Core(1, 513) }, "every(-1)": func() { scope.Every(-1) }} {
		func() {
			defer func() {
				if said, _ := recover().(string); !strings.HasPrefix(said, "explore: "+name+": expected from 0 to 512") {
					t.Errorf("%s: %q", name, said)
				}
			}()
			make()
		}()
	}
	if r, err := explore.Explore(t.Context(), scope.Scope{Start: core.Start}, explore.Options{}); err != nil || r.States <= 75 {
		t.Errorf("without operations: %+v %v; expected all that there are", r.Counts, err)
	}
}
