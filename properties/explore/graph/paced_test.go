package graph

import (
	"context"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

var paced = []exploretest.Call{
	{Name: "New", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		_, err := New(c, c.Counted(scope.Core(1, 2)), Options{Progress: tell})
		return err
	}, Work: map[string]int{"graph": 561 * 21}},
	{Name: "Coverage", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		g, err := New(context.Background(), c.Counted(scope.Core(1, 2)), Options{Progress: tell})
		if err != nil {
			return err
		}
		c.Steps.Store(0)
		_, err = g.Coverage(c)
		return err
	}, Work: map[string]int{"coverage": 561 * 21}},
	{Name: "Liveness", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		s := c.Counted(scope.Core(1, 3))
		s.Ops = append(s.Ops[:len(s.Ops):len(s.Ops)], model.Lock{InstanceID: "i-0", Reason: model.LockFinancial})
		g, err := New(context.Background(), s, Options{Progress: tell})
		if err != nil {
			return err
		}
		c.Steps.Store(0)
		_, err = g.Liveness(c)
		return err
	}, Work: map[string]int{"liveness": 5859 * (2 + 3*5)}},
	{Name: "Histories", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		_, err := Histories(c, c.Counted(scope.Core(1, 2)), Options{Progress: tell})
		return err
	}, Work: map[string]int{"histories": 561 * 21}},
	{Name: "Tour", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		_, _, err := Tour(c, scope.Core(1, 3), Options{Progress: tell})
		return err
	}, Work: map[string]int{"symmetry": 4 * 35, "graph": 1200 * 35, "transitions": 5000, "tour": 5000}},
	{Name: "Plan", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		s := scope.Core(1, 2)
		g, err := ParseGoal("i-0 Pending", s)
		if err != nil {
			return err
		}
		p, err := Plan(c, s, g, PlanOptions{Progress: tell})
		return exploretest.Joined(p.Unfinished, err)
	}, Work: map[string]int{"plan": 561 * 21}},
	{Name: "compare", Run: func(c *exploretest.Counting, _ func(pace.Progress)) error {
		d, err := compare(c, scope.Core(1, 2), book.HotAnyStatus)
		return exploretest.Joined(d.Unfinished, err)
	}},
	{Name: "Readings", Long: true, Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		differences, err := Readings(c, 0, tell)
		for _, d := range differences {
			if d.Unfinished != "" {
				return exploretest.Joined(d.Unfinished, err)
			}
		}
		return err
	}, Work: map[string]int{"readings": 15}},
}

// TestPaced cancels every call that can take long, at any of its questions.
func TestPaced(t *testing.T) { exploretest.Paced(t, paced) }
