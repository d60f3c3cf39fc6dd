package graph

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/scope"
)

// breadthFirst goes through all that can be reached from a start, nearest first. States
// of one key are one state; they are numbered in the order in which they are found, the
// start with 0. From each, expand makes the transitions: for every one it calls reach,
// which returns the number of the state that it leads to.
func breadthFirst[S any](start S, key func([]byte, S) []byte, expand func(n int, s S, reach func(S) int) error) (states []S, c scope.Counts, err error) {
	var k []byte
	number := map[string]int{string(key(nil, start)): 0}
	states = []S{start}
	reach := func(to S) int {
		c.Transitions++
		k = key(k[:0], to)
		n, known := number[string(k)]
		if !known {
			n = len(states)
			number[string(k)] = n
			states = append(states, to)
		}
		return n
	}
	for n, end := 0, 1; n < len(states); n++ {
		if n == end {
			c.Depth, end = c.Depth+1, len(states)
		}
		if err = expand(n, states[n], reach); err != nil {
			break
		}
	}
	c.States = len(states)
	return states, c, err
}

func appendKey(b []byte, s model.State) []byte { return s.AppendKey(b) }
