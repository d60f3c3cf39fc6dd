package explore

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

var paced = []exploretest.Call{
	{Name: "Explore", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		r, err := Explore(c, c.Counted(scope.Core(2, 3)), Options{Workers: 1, Progress: tell})
		return exploretest.Joined(r.Unfinished, err)
	}, Work: map[string]int{"table": 5652, "layout": 2744, "search": 2*227691/64 + 19*exploretest.AskEvery, "verification": 227691 + 256*44}},
	{Name: "Explore, with symmetry", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		r, err := Explore(c, c.Counted(scope.Core(2, 5)), Options{Workers: 2, Symmetry: true, Progress: tell})
		return exploretest.Joined(r.Unfinished, err)
	}, Work: map[string]int{"table": 6000, "layout": 2000, "search": 15 * exploretest.AskEvery, "verification": 256 * 60}},
	{Name: "Explore, without bitmaps", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		r, err := Explore(c, c.Counted(scope.Core(2, 6)), Options{Memory: 3 << 20, Progress: tell})
		if strings.HasPrefix(r.Unfinished, "the memory is used up") {
			r.Unfinished = ""
		}
		return exploretest.Joined(r.Unfinished, err)
	}, Work: map[string]int{"search": 20_000}},
	{Name: "Explore, with a counterexample", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		s := c.Counted(scope.Core(2, 4))
		s.Suspect.Step = func(s model.State, op model.Op) (model.State, model.Outcome) {
			c.Steps.Add(1)
			return model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInstanceUnlocked)}}.Step(s, op)
		}
		r, err := Explore(c, s, Options{Workers: 1, Progress: tell})
		return exploretest.Joined(r.Unfinished, err)
	}, Work: map[string]int{"table": 5000, "counterexample": 1}},
	{Name: "Certify", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		_, err := Certify(c, c.Counted(scope.Core(2, 2)), Options{Workers: 1, Progress: tell})
		return err
	}, Work: map[string]int{"hash": 15705}},
	{Name: "Verify", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		s := c.Counted(scope.Core(1, 3))
		return Certificate{Scope: s.Name, Inputs: s.Hash(), Counts: scope.Counts{States: 5859, Transitions: 44820, Depth: 13}, Set: "?"}.Verify(c, s, Options{Workers: 1, Progress: tell})
	}, Work: map[string]int{"hash": 5859}},
	{Name: "a scope too large", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		_, err := Explore(c, c.Counted(scope.Core(2, 40)), Options{Progress: tell})
		if large, ok := errors.AsType[*TooLargeError](err); ok && large.Fits != "" {
			return nil
		}
		return errors.Join(context.Canceled, err) // the estimate of what fits was stopped
	}, Work: map[string]int{"table": 50_000}},
}

// TestPaced cancels every call that can take long, at any of its questions.
func TestPaced(t *testing.T) { exploretest.Paced(t, paced) }
