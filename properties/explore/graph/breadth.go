package graph

import (
	"errors"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
)

// A breadth is a breadth-first search through what is numbered from 0. It can be run again.
type breadth struct {
	queue []int32   // what was reached, the nearest first
	came  []arrival // by number: how it was reached first
	depth int       // how far from the nearest start is what is expanded
	level func(frontier int) error
}

// An arrival is the last transition of a shortest way: where from, and which one it is.
type arrival struct{ from, by int32 }

var (
	atStart = arrival{-1, -1}
	never   = arrival{-2, -2}
)

// run reaches the starts and then, from each that is reached, the nearest first, what
// expand does. It ends with the first error; unless level is nil it is asked before each
// depth.
func (b *breadth) run(starts []int32, expand func(n int32) error) error {
	for _, n := range b.queue {
		b.came[n] = never
	}
	b.queue, b.depth = b.queue[:0], 0
	for _, n := range starts {
		b.reach(n, atStart)
	}
	for at, end := 0, 0; at < len(b.queue); at++ {
		if at == end {
			if end = len(b.queue); at > 0 {
				b.depth++
			}
			if b.level != nil {
				if err := b.level(end - at); err != nil {
					return err
				}
			}
		}
		if err := expand(b.queue[at]); err != nil {
			return err
		}
	}
	return nil
}

// reach reaches a number, unless it was reached before.
func (b *breadth) reach(n int32, by arrival) (first bool) {
	for int(n) >= len(b.came) {
		b.came = append(b.came, never)
	}
	if b.came[n] != never {
		return false
	}
	b.came[n] = by
	b.queue = append(b.queue, n)
	return true
}

// reached reports whether a number was reached.
func (b *breadth) reached(n int) bool { return n < len(b.came) && b.came[n] != never }

// to returns the transitions of a shortest way, the last of which is given.
func (b *breadth) to(last arrival) (way []int32) {
	for ; last.from >= 0; last = b.came[last.from] {
		way = append(way, last.by)
	}
	slices.Reverse(way)
	return way
}

// A search is a breadth-first search for all states that operations lead to, each with what
// has to be remembered of the way. States of one key are one state; they are numbered in
// the order in which they are found.
type search[S any] struct {
	breadth
	pace    *pace.Pace
	ops     []model.Op
	key     func([]byte, S) []byte
	limit   int  // the most states; 0 is any number
	deepest int  // the most steps from the start; 0 is any number
	forget  bool // states that were expanded

	states []S
	number map[string]int32
	buffer []byte
}

// A search ends with these where there are more states, or steps, than there may be.
var (
	errStates = errors.New("more states than the limit")
	errSteps  = errors.New("more steps than the limit")
)

// run calls each with every operation in every state, from the starts on: none of them is
// another. What the operation leads to, it reaches.
func (s *search[S]) run(starts []S, each func(state S, op model.Op, by arrival) error) error {
	s.states, s.number = starts, map[string]int32{}
	var numbers []int32
	for n, start := range starts {
		s.number[string(s.key(nil, start))] = int32(n)
		numbers = append(numbers, int32(n))
	}
	s.level = func(frontier int) error {
		if s.deepest > 0 && s.depth == s.deepest {
			return errSteps
		}
		return s.pace.Searched(len(s.states), s.depth, frontier)
	}
	return s.breadth.run(numbers, func(n int32) error {
		for at, op := range s.ops {
			if err := s.pace.Did(1); err != nil {
				return err
			}
			if err := each(s.states[n], op, arrival{n, int32(at)}); err != nil {
				return err
			}
		}
		if s.forget {
			var none S
			s.states[n] = none
		}
		return nil
	})
}

// reach returns the number of a state, and whether it is reached for the first time.
func (s *search[S]) reach(to S, by arrival) (n int32, first bool, err error) {
	s.buffer = s.key(s.buffer[:0], to)
	n, known := s.number[string(s.buffer)]
	if known {
		return n, false, nil
	}
	if s.limit > 0 && len(s.states) == s.limit {
		return 0, false, errStates
	}
	n = int32(len(s.states))
	s.number[string(s.buffer)] = n
	s.states = append(s.states, to)
	s.pace.Done++
	return n, s.breadth.reach(n, by), nil
}

// startOf returns where the shortest way to a state starts.
func (s *search[S]) startOf(n int32) S {
	for s.came[n].from >= 0 {
		n = s.came[n].from
	}
	return s.states[n]
}

// opsTo returns the operations of a shortest way, the last of which is given.
func (s *search[S]) opsTo(last arrival) (ops []model.Op) {
	for _, at := range s.to(last) {
		ops = append(ops, s.ops[at])
	}
	return ops
}
