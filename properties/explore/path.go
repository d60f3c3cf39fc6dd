package explore

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// PlanOptions are how far a search over the machine itself goes: it keeps every state.
type PlanOptions struct {
	States int // 0 is a million
	Depth  int // 0 is any

	// Destroy looks for the shortest way of all, though it may destroy what the goal
	// does not ask for. Otherwise ways that destroy nothing come first, longer or not,
	// and others only where all of these were looked at.
	Destroy bool

	Progress func(Progress) // unless nil, is told how far the search is
}

func (o PlanOptions) check() error {
	if o.States < 0 || o.States > math.MaxInt32 {
		return fmt.Errorf("explore: PlanOptions.States is %d; expected from 0 to %d", o.States, math.MaxInt32)
	}
	return from0("PlanOptions.Depth", o.Depth)
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
// state that has a goal, first among those that destroy nothing that the goal does not
// ask for ([PlanOptions].Destroy), breadth first over the documented machine itself. A scope
// without operations has those of [Ops] that can matter to the goal.
func Plan(ctx context.Context, s Scope, g Goal, o PlanOptions) (Path, error) {
	task, err := newTask(ctx, o.Progress)
	if err != nil {
		return Path{}, err
	}
	if err := errors.Join(o.check(), s.documented("a plan")); err != nil {
		return Path{}, err
	}
	if len(g.wants) == 0 {
		return Path{}, errors.New("explore: the goal is empty; expected one of ParseGoal, or of GoalOf with a predicate")
	}
	all := s.Ops == nil
	if s, err = s.ready(0); err != nil {
		return Path{}, err
	}
	if all {
		if path, never := g.never(task, &s); never {
			return path, nil
		}
		s.Ops = g.relevant(s.Ops)
	}
	if o.Destroy {
		path, _ := s.shortest(task, g, o, s.Machine.Step, "plan", "# The shortest way")
		return path, nil
	}
	path, limited := s.shortest(task, g, o, g.keeping(s.Machine.Step), "plan", "# The shortest way")
	if path.Reached || path.Unfinished != "" && !limited {
		return path, nil
	}
	other, _ := s.shortest(task, g, o, s.Machine.Step, "plan that destroys", "# No way to it destroys nothing. The shortest")
	return other, nil
}

// shortest looks for the shortest way by a step; limited reports that it was looked for
// as far as the depth allows. The first line of its script begins as head says.
func (s *Scope) shortest(task *task, g Goal, o PlanOptions, step func(model.State, model.Op) (model.State, model.Outcome), phase, head string) (path Path, limited bool) {
	t := tree{phase: phase, ops: s.Ops, step: step}
	t.grow(task, s.Start, o, func(at int, state model.State) bool {
		shows, ok := g.in(s.Machine, state, s.Ops)
		if ok {
			path.Reached, path.Ops = true, t.to(at)
			s.path(&path, g, shows, head)
		}
		return !ok
	})
	path.States, path.Depth, path.Unfinished = len(t.nodes), t.depth, t.unfinished
	return path, t.unfinished != "" && o.Depth > 0 && t.depth == o.Depth
}

// path fills in the script of a way to a goal, with what shows that it is reached, and
// what the way destroys.
func (s *Scope) path(p *Path, g Goal, shows []script.Step, head string) {
	p.Script.World = script.World{State: s.Start, Readings: s.Machine.Readings, Told: true}
	state := s.Start
	for _, op := range p.Ops {
		after, o := s.Machine.Step(state, op)
		p.Script.Steps = append(p.Script.Steps, script.Step{Op: op, Want: s.Machine.Answer(state, op, o)})
		p.Destroys = append(p.Destroys, g.destroys(state, after, o.Action())...)
		state = after
	}
	p.Script.Steps = append(p.Script.Steps, shows...)
	if len(p.Destroys) > 0 {
		var ids []string
		for _, id := range p.Destroys {
			ids = append(ids, model.QuoteID(id))
		}
		p.Script.Head = append(p.Script.Head, "# This way destroys what it was not asked to: "+strings.Join(ids, ", ")+".")
	}
	p.Script.Head = append(p.Script.Head, fmt.Sprintf("%s (steps: %d) to: %s.", head, len(p.Ops), g))
}

// A tree is a breadth-first search over a machine itself that remembers how each state
// was reached.
type tree struct {
	phase      string
	ops        []model.Op
	step       func(model.State, model.Op) (model.State, model.Outcome)
	nodes      []branch
	depth      int
	unfinished string
}

// A branch is the step by which a state was reached first.
type branch struct {
	from int32 // the state before
	op   int32
}

// grow calls visit with every state that can be reached, the nearest first, until it
// returns false or a limit is reached.
func (t *tree) grow(task *task, start model.State, o PlanOptions, visit func(at int, s model.State) bool) {
	if o.States == 0 {
		o.States = defaultStates
	}
	t.nodes = []branch{{from: -1}}
	p, err := task.begin(t.phase, 0)
	if err != nil {
		t.unfinished = err.Error()
		return
	}
	if !visit(0, start) {
		return
	}
	seen := map[string]bool{start.Key(): true}
	var key []byte
	frontier, first := []model.State{start}, 0 // states of one depth, and the number of the first
	for len(frontier) > 0 {
		if o.Depth > 0 && t.depth == o.Depth {
			t.unfinished = fmt.Sprintf("the limit is %d steps", o.Depth)
			return
		}
		if err := p.reached(len(t.nodes), t.depth+1, len(frontier)); err != nil {
			t.unfinished = err.Error()
			return
		}
		var next []model.State
		for n, state := range frontier {
			for at, op := range t.ops {
				if err := p.did(1); err != nil {
					t.unfinished = err.Error()
					return
				}
				after, outcome := t.step(state, op)
				if !outcome.Accepted() {
					continue
				}
				if key = after.AppendKey(key[:0]); seen[string(key)] {
					continue
				}
				if len(t.nodes) == o.States {
					t.unfinished = fmt.Sprintf("the limit is %d states", o.States)
					return
				}
				seen[string(key)] = true
				t.nodes = append(t.nodes, branch{int32(first + n), int32(at)})
				p.done++
				next = append(next, after)
				if !visit(len(t.nodes)-1, after) {
					t.depth++
					return
				}
			}
		}
		first += len(frontier)
		if frontier = next; len(next) > 0 {
			t.depth++
		}
	}
}

// to returns the operations on the way to a state.
func (t *tree) to(at int) []model.Op {
	var ops []model.Op
	for ; t.nodes[at].from >= 0; at = int(t.nodes[at].from) {
		ops = append(ops, t.ops[t.nodes[at].op])
	}
	slices.Reverse(ops)
	return ops
}
