package explore

import (
	"fmt"
	"math/bits"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
)

// samples is of how many states an exploration compares the steps that its table gives
// with those of the machine. Of a small scope that is every state.
const samples = 256

// verify compares the steps from some of the states that were reached, which are
// spread over all, with those of the machine there.
func (s *search) verify(p *pace.Pace, samples int) error {
	every := max(s.counts.States/samples, 1)
	n := 0
	for state := range s.reached {
		if err := p.Did(1); err != nil {
			return err
		}
		if n++; n%every != 0 {
			continue
		}
		p.Done++
		if err := s.verifyState(p, state); err != nil {
			return err
		}
	}
	return nil
}

// reached yields the states that were reached, in the order of their numbers or, where
// they are in a hash table, in its order.
func (s *search) reached(yield func(state int) bool) {
	if s.sparse != nil {
		for _, v := range s.sparse.slots {
			if v != 0 && !yield(int(v-1)) {
				return
			}
		}
		return
	}
	for at, word := range s.seen {
		for ; word != 0; word &= word - 1 {
			if !yield(at*64 + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}

// verifyState compares the steps from one state.
func (s *search) verifyState(p *pace.Pace, number int) error {
	state, err := s.stateOf(number)
	if err != nil {
		return fmt.Errorf("explore: the table reaches a state that is not well-formed: %w", err)
	}
	table, steps := s.successors(p, number)
	var machine []int
	transitions := 0
	for _, op := range s.scope.Ops {
		if err := p.Did(1); err != nil {
			return err
		}
		after, changed := s.scope.Transition(state, op)
		if !changed {
			continue
		}
		transitions++
		to, ok := s.numberOf(after)
		if !ok || !slices.Contains(table, to) {
			return disagree(state, op, "leads where no step of the table does")
		}
		machine = append(machine, to)
	}
	slices.Sort(machine)
	if machine = slices.Compact(machine); !slices.Equal(machine, table) {
		return disagree(state, nil, fmt.Sprintf("leads to %d states; the table has %d", len(machine), len(table)))
	}
	if s.order == nil && len(s.classes) == len(s.disks) && steps != transitions {
		return disagree(state, nil, fmt.Sprintf("takes %d steps; the table has %d", transitions, steps))
	}
	return nil
}

// successors returns the states to which steps of the table lead, in order, and how
// many steps there are.
func (s *search) successors(p *pace.Pace, state int) (to []int, steps int) {
	w := newWorker(s, p)
	w.each = func(_, state int) { to = append(to, state) }
	w.transitions = 0
	w.plan.make(state / s.size)
	w.takeApartOuter(state % s.size)
	w.takeApartInner(state % s.size % s.inner)
	w.state(state)
	slices.Sort(to)
	return slices.Compact(to), w.transitions
}

func disagree(s model.State, op model.Op, how string) error {
	what := "the machine"
	if op != nil {
		what = op.String()
	}
	j, err := s.MarshalJSON()
	if err != nil {
		return err
	}
	return fmt.Errorf("explore: the table is not what the machine does: %s %s, in %s", what, how, j)
}
