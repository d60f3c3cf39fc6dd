package induct

import (
	"testing"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/pace"
)

var paced = []exploretest.Call{
	{Name: "Prove", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		r, err := Prove(c, Options{Worlds: []Size{{1, 1}}, Stride: 40, Workers: 1, Suspect: properties.Suspect{Step: c.Step}, Progress: tell})
		return exploretest.Joined(r.Unfinished, err)
	}, Work: map[string]int{"induction": 81*145 + 290*60}},
	{Name: "Prove, of few", Run: func(c *exploretest.Counting, tell func(pace.Progress)) error {
		r, err := Prove(c, Options{Worlds: []Size{{1, 2}}, Stride: 1 << 30, Workers: 1, Progress: tell})
		return exploretest.Joined(r.Unfinished, err)
	}, Work: map[string]int{"induction": 81 * 49 * 49}},
}

// TestPaced cancels every call that can take long, at any of its questions.
func TestPaced(t *testing.T) { exploretest.Paced(t, paced) }
