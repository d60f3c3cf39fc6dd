package explore

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// counterexample returns the script of the shortest way to a step on which a property
// does not hold.
func (s *search) counterexample(t *pace.Task) (script.Script, error) {
	p, err := t.Begin("counterexample", 0)
	if err != nil {
		return script.Script{}, err
	}
	ops, state, err := s.way(p, s.found.state, s.found.depth)
	if err != nil {
		return script.Script{}, err
	}
	last, err := s.violating(p, state)
	if err != nil {
		return script.Script{}, err
	}
	return s.scope.Counterexample(append(ops, last))
}

// violating returns an operation on which a property does not hold in a state.
func (s *search) violating(p *pace.Pace, state model.State) (model.Op, error) {
	checker, err := s.scope.Checker()
	if err != nil {
		return nil, err
	}
	for _, op := range s.scope.Ops {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		after, o := s.scope.Step(state, op)
		e := &sim.Event{Op: op, Outcome: o, Before: state, After: after}
		if checker.Check(e, properties.OfStep|properties.OfMachine) != nil {
			return op, nil
		}
	}
	return nil, fmt.Errorf("explore: the table has a step on which a property does not hold, but the machine has none: %s", s.found.bad.violation)
}

// way returns operations that lead from the start to the state of a number, which is
// known to be depth steps away, and the state itself.
func (s *search) way(p *pace.Pace, target, depth int) ([]model.Op, model.State, error) {
	numbers, err := s.numbersTo(p, target, depth)
	if err != nil {
		return nil, model.State{}, err
	}
	state := s.scope.Start
	var ops []model.Op
next:
	for _, number := range numbers {
		for _, op := range s.scope.Ops {
			if err := p.Did(1); err != nil {
				return nil, model.State{}, err
			}
			after, o := s.scope.Step(state, op)
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
// searches again and keeps the depths, and then goes back: from which state of the depth
// before does a step lead here? Where not all depths fit into the memory, it keeps the last
// of them, and searches once more for those before.
func (s *search) numbersTo(p *pace.Pace, target, depth int) ([]int, error) {
	s.seen, s.before, s.now = nil, nil, nil // their place is needed
	if s.sparse != nil {
		s.sparse = newSparse(0)
	}
	numbers := make([]int, depth)
	for d := depth; d > 0; {
		again, kept, err := s.depths(p, d)
		if err != nil {
			return nil, err
		}
		for ; len(kept) > 0; kept = kept[:len(kept)-1] {
			d--
			numbers[d] = target
			if target, err = again.predecessor(p, kept[len(kept)-1], target); err != nil {
				return nil, err
			}
			p.Done++
		}
	}
	return numbers, nil
}

// depths searches again and returns the states of the last depths before one: as many
// depths as fit into the memory, but one at least.
func (s *search) depths(p *pace.Pace, depth int) (again *search, kept [][]int, err error) {
	room := s.budget - int64(s.tables)
	again = newSearch(s.layout, s.workers, room)
	if room -= again.bytes(); again.sparse != nil {
		room = math.MaxInt64 // what a slot takes has its share in the lists
	}
	if err := again.begin(p, s.number(s.start())); err != nil {
		return nil, nil, err
	}
	var taken int64
	for d := range depth {
		states, err := again.present(p)
		if err != nil {
			return nil, nil, err
		}
		kept = append(kept, states)
		for taken += int64(len(states)) * 8; taken > room && len(kept) > 1; kept = kept[1:] {
			taken -= int64(len(kept[0])) * 8
		}
		if d+1 == depth {
			break
		}
		if _, err := again.deeper(p); err != nil {
			return nil, nil, err
		}
	}
	return again, kept, nil
}

// present returns the states of the present depth.
func (s *search) present(p *pace.Pace) ([]int, error) {
	if s.sparse != nil {
		return slices.Clone(s.sparse.then), nil
	}
	states := make([]int, 0, s.frontier)
	for at, word := range s.now {
		if at%64 == 0 {
			if err := p.Did(1); err != nil {
				return nil, err
			}
		}
		for ; word != 0; word &= word - 1 {
			states = append(states, at*64+bits.TrailingZeros64(word))
		}
	}
	return states, nil
}

// predecessor returns a state of some from which a step leads to the target.
func (s *search) predecessor(p *pace.Pace, states []int, target int) (int, error) {
	found := -1
	w := newWorker(s, p)
	w.each = func(from, to int) {
		if to == target {
			found = from
		}
	}
	for len(states) > 0 && found < 0 {
		n := min(len(states), 1<<10)
		if err := w.list(states[:n]); err != nil {
			return 0, err
		}
		states = states[n:]
	}
	if found < 0 {
		return 0, fmt.Errorf("explore: no step leads to state %d, which was reached", target)
	}
	return found, nil
}
