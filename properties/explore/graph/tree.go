package graph

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/pace"
)

// A tree is a search over a machine itself.
type tree struct {
	search[branch]
	phase      string
	step       func(model.State, model.Op) (model.State, model.Outcome)
	unfinished string // why it is a part

	// With costs no way takes more of them than most, and above is the least that a step
	// left out would have come to. A state is there once for each cost of a way to it.
	costs func(before, after model.State, action book.Action) (ids []string)
	most  int
	above int
}

// A branch is a state, and the cost of a way to it.
type branch struct {
	state model.State
	cost  int
}

// newTree returns a tree of operations as a machine applies them.
func newTree(phase string, ops []model.Op, step func(model.State, model.Op) (model.State, model.Outcome)) *tree {
	key := func(b []byte, to branch) []byte {
		return binary.AppendUvarint(to.state.AppendKey(b), uint64(to.cost))
	}
	return &tree{search: search[branch]{ops: ops, key: key, forget: true}, phase: phase, step: step}
}

// errEnough ends a search that found what it was for.
var errEnough = errors.New("it is found")

// grow calls visit with every state that can be reached, the nearest first, until it
// returns false or a limit is reached.
func (t *tree) grow(task *pace.Task, start model.State, o PlanOptions, visit func(s model.State, by arrival) bool) {
	t.limit, t.deepest, t.states = cmp.Or(o.States, defaultStates), o.Depth, []branch{{state: start}}
	var err error
	if t.pace, err = task.Begin(t.phase, 0); err == nil && visit(start, atStart) {
		err = t.run([]branch{{state: start}}, func(from branch, op model.Op, by arrival) error {
			return t.branch(from, op, by, visit)
		})
	}
	switch err {
	case nil, errEnough:
	case errStates:
		t.unfinished = fmt.Sprintf("the limit is %d states", t.limit)
	case errSteps:
		t.unfinished = fmt.Sprintf("the limit is %d steps", t.deepest)
	default:
		t.unfinished = err.Error()
	}
}

// branch applies an operation, and visits the state that it leads to.
func (t *tree) branch(from branch, op model.Op, by arrival, visit func(s model.State, by arrival) bool) error {
	after, outcome := t.step(from.state, op)
	if !outcome.Accepted() {
		return nil
	}
	cost := from.cost
	if t.costs != nil {
		if cost += len(t.costs(from.state, after, outcome.Action())); cost > t.most {
			if t.above == 0 || cost < t.above {
				t.above = cost
			}
			return nil
		}
	}
	_, first, err := t.reach(branch{after, cost}, by)
	if err == nil && first && !visit(after, by) {
		return errEnough
	}
	return err
}
