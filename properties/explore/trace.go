package explore

import (
	"context"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// counterexample returns the script of the shortest way to a step on which a property
// does not hold.
func (s *search) counterexample() (script.Script, error) {
	ops, state, err := s.way(s.found.state, s.found.depth)
	if err != nil {
		return script.Script{}, err
	}
	last, err := s.violating(state)
	if err != nil {
		return script.Script{}, err
	}
	return s.scope.counterexample(append(ops, last)), nil
}

// counterexample returns the script of operations the last of which does not keep a
// property.
func (s *Scope) counterexample(ops []model.Op) script.Script {
	w := script.World{State: s.Start, Readings: s.Machine.Readings, Told: true}
	var steps []script.Step
	for _, op := range ops {
		steps = append(steps, script.Step{Op: op})
	}
	found, _, _ := s.Suspect.Script(w, steps)
	return found
}

// violating returns an operation on which a property does not hold in a state.
func (s *search) violating(state model.State) (model.Op, error) {
	checker, err := properties.NewChecker(properties.Subject{Start: s.scope.Start, Machine: s.scope.Machine, Step: s.scope.Suspect.Step})
	if err != nil {
		return nil, err
	}
	for _, op := range s.scope.Ops {
		after, o := s.scope.step(state, op)
		e := &sim.Event{Op: op, Outcome: o, Before: state, After: after}
		if checker.CheckStep(e) != nil || checker.CheckMachine(e) != nil {
			return op, nil
		}
	}
	return nil, fmt.Errorf("explore: the table has a step on which a property does not hold, but the machine has none: %s", s.found.bad.violation)
}

// way returns operations that lead from the start to the state of a number, which is
// known to be so many steps away, and the state itself.
func (s *search) way(target, depth int) ([]model.Op, model.State, error) {
	numbers, err := s.numbersTo(target, depth)
	if err != nil {
		return nil, model.State{}, err
	}
	state := s.scope.Start
	var ops []model.Op
next:
	for _, number := range numbers {
		for _, op := range s.scope.Ops {
			after, o := s.scope.step(state, op)
			if n, ok := s.numberOf(after); o.Accepted() && ok && n == number {
				state = after
				ops = append(ops, op)
				continue next
			}
		}
		return nil, model.State{}, fmt.Errorf("explore: the table has a step after %v that the machine does not make", ops)
	}
	return ops, state, nil
}

// numbersTo returns the numbers of the states on a shortest way, without the start. It
// searches again and keeps every depth, and then goes back: from which state of the
// depth before does a step lead here?
func (s *search) numbersTo(target, depth int) ([]int, error) {
	again := newSearch(s.layout, 1, 1<<62)
	size := int64(len(again.now)) * 8 * int64(depth)
	if s.sparse != nil || size > maxTrace {
		return nil, fmt.Errorf("explore: the scope is too large to find the way to what was found, at depth %d: %s", depth, s.found.bad.violation)
	}
	var depths [][]uint64
	ctx, stop := context.WithCancel(context.Background())
	again.progress = func() {
		if again.counts.Depth >= depth {
			stop()
			return
		}
		depths = append(depths, slices.Clone(again.now))
	}
	start := again.number(again.start())
	if depth > 0 {
		first := make([]uint64, len(again.now))
		first[start/64] |= 1 << (start % 64)
		depths = append(depths, first)
		again.run(ctx, start)
	}
	stop()
	numbers := make([]int, depth)
	for d := depth - 1; d >= 0; d-- {
		numbers[d] = target
		target = again.predecessor(depths[d], target)
	}
	return numbers, nil
}

// maxTrace is how many bytes the depths of a search may take.
const maxTrace = 2 << 30

// predecessor returns a state of a set from which a step leads to the target.
func (s *search) predecessor(states []uint64, target int) int {
	s.now = states
	found := -1
	w := newWorker(s)
	w.each = func(from, to int) {
		if to == target {
			found = from
		}
	}
	for b := 0; b < s.blocks && found < 0; b++ {
		w.block(b)
	}
	return found
}
