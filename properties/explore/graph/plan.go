package graph

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/internal/arg"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// PlanOptions are how far a search over the machine itself goes: it keeps every state.
type PlanOptions struct {
	States int // 0 is a million
	Depth  int // 0 is any

	// Destroy looks for the shortest way of all, though it may destroy what the goal
	// does not ask for. Otherwise ways that destroy the least come first, longer or not,
	// and others only where all of these were looked at.
	Destroy bool

	Progress func(pace.Progress) // unless nil, is told how far the search is
}

func (o PlanOptions) check() error {
	if o.States < 0 || o.States > math.MaxInt32 {
		return fmt.Errorf("explore: PlanOptions.States is %d; expected from 0 to %d", o.States, math.MaxInt32)
	}
	return arg.From0("PlanOptions.Depth", o.Depth)
}

// defaultStates is how many states a search over the machine itself keeps.
const defaultStates = 1_000_000

// A Path is the shortest way to a goal or, where none was found, how far it was
// looked for.
type Path struct {
	Reached    bool
	Ops        []model.Op    // from the start to a state that has the goal
	Script     script.Script // them, and what shows that the goal is reached
	Destroys   []string      // ids of what they release or initialize again, and the goal does not ask for
	States     int           // how many were found
	Depth      int           // how many steps the last of them is away
	Near       bool          // they are only those of the resources that decide whether the operation wanted is accepted, and in none it is
	Unfinished string        // why no more were; empty when the goal is reached, or cannot be
}

// Plan looks for the shortest sequence of operations from the start of a scope to a
// state that has a goal, among those that destroy the least that the goal does not ask
// for ([PlanOptions].Destroy), breadth first over the documented machine itself. A scope
// without operations has those of [scope.Ops] that can matter to the goal.
func Plan(ctx context.Context, s scope.Scope, g Goal, o PlanOptions) (Path, error) {
	task, err := pace.New(ctx, o.Progress)
	if err != nil {
		return Path{}, err
	}
	if err := errors.Join(o.check(), s.Documented("a plan")); err != nil {
		return Path{}, err
	}
	if len(g.wants) == 0 {
		return Path{}, errors.New("explore: the goal is empty; expected one of ParseGoal")
	}
	all := s.Ops == nil
	if s, err = s.Check(0); err != nil {
		return Path{}, err
	}
	if all {
		if path, never := g.never(task, &s); never {
			return path, nil
		}
		s.Ops = g.relevant(s.Ops)
	}
	if o.Destroy {
		return shortest(&s, newTree("plan", s.Ops, s.Machine.Step), task, g, o), nil
	}
	return cheapest(&s, task, g, o), nil
}

// cheapest looks for the shortest of the ways that destroy the least. The shortest way of
// all says how much that is at most, and whether there is any.
func cheapest(s *scope.Scope, task *pace.Task, g Goal, o PlanOptions) Path {
	var overall *Path
	for phase, most := "plan", 0; ; {
		t := newTree(phase, s.Ops, s.Machine.Step)
		t.costs, t.most = g.destroys, most
		path := shortest(s, t, task, g, o)
		within := t.unfinished == "" || o.Depth > 0 && t.depth == o.Depth // all ways at this cost were looked at
		if path.Reached || !within || t.above == 0 {
			return path
		}
		if overall == nil {
			all := shortest(s, newTree("plan that destroys", s.Ops, s.Machine.Step), task, g, o)
			overall = &all
		}
		if !overall.Reached || t.above >= len(overall.Destroys) {
			return *overall
		}
		phase, most = fmt.Sprintf("plan that destroys %d", t.above), t.above
	}
}

// shortest looks for the shortest way in a tree.
func shortest(s *scope.Scope, t *tree, task *pace.Task, g Goal, o PlanOptions) (path Path) {
	t.grow(task, s.Start, o, func(state model.State, by arrival) bool {
		shows, ok := g.in(s.Machine, state, s.Ops)
		if ok {
			path.Reached, path.Ops = true, t.opsTo(by)
			path.fill(s, g, shows)
		}
		return !ok
	})
	path.States, path.Depth, path.Unfinished = len(t.states), t.depth, t.unfinished
	if path.Reached {
		path.Depth = len(path.Ops)
	}
	return path
}

// fill fills in the script of a way to a goal, with what shows that it is reached, and
// what the way destroys. What the operation that is wanted destroys besides is said.
func (p *Path) fill(s *scope.Scope, g Goal, shows []script.Step) {
	p.Script = s.Script("", p.Ops...)
	p.Script.Head = nil
	state := s.Start
	for _, op := range p.Ops {
		after, o := s.Machine.Step(state, op)
		p.Destroys = append(p.Destroys, g.destroys(state, after, o.Action())...)
		state = after
	}
	p.Script.Steps = append(p.Script.Steps, shows...)
	warn := func(words string, ids []string) {
		for n := range ids {
			ids[n] = model.QuoteID(ids[n])
		}
		if len(ids) > 0 {
			p.Script.Head = append(p.Script.Head, fmt.Sprintf("# %s: %s.", words, strings.Join(ids, ", ")))
		}
	}
	warn("This way destroys what it was not asked to", slices.Clone(p.Destroys))
	if n := len(shows); n > 0 {
		op := shows[n-1].Op
		after, o := s.Machine.Step(state, op)
		warn("The operation that is wanted destroys more than it names", unnamed(op, g.destroys(state, after, o.Action())))
	}
	p.Script.Head = append(p.Script.Head, fmt.Sprintf("# The shortest way (steps: %d) to: %s.", len(p.Ops), g))
}
