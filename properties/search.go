package properties

import (
	"cmp"
	"fmt"
	"math/rand/v2"

	"example.com/ecsdisk/model"
)

// A Search draws sequences from a seed and checks all properties of each. The same
// search finds the same.
type Search struct {
	Machine   model.Machine // the documented machine to judge by
	Suspect   Suspect       // the machine under test; by default Machine itself
	Timed     bool          // under a clock, with delays that are drawn; else each settle is an operation
	Seed      uint64
	Sequences int // how many sequences
	Ops       int // operations in a sequence; 0 is 30
	Instances int // the most in a world; 0 is 4
	Disks     int // the most in a world; 0 is 8

	// Progress, unless nil, is called after every sequence with how many there were
	// and what they reached; the search ends when it returns false.
	Progress func(sequences int, reached *Reached) bool
}

// numWorlds is how many start worlds a search draws. Sequences go round them.
const numWorlds = 512

// Run searches until a property is violated or the sequences are through. It returns
// what was reached and, when a property does not hold, the sequence up to there. It
// panics unless there are sequences to draw: a search of none would find nothing wrong.
func (s Search) Run() (*Reached, *Found) {
	if s.Sequences < 1 || s.Ops < 0 || s.Instances < 0 || s.Disks < 0 {
		panic(fmt.Sprintf("properties.Search: %d sequences of %d operations, with %d instances and %d disks; expected 1 sequence or more, and no number below 0",
			s.Sequences, s.Ops, s.Instances, s.Disks))
	}
	l := newLoop(s)
	sequence := l.untimed
	if s.Timed {
		sequence = l.timed
	}
	for n := range s.Sequences {
		if found := sequence(l.begin(n)); found != nil {
			return &l.reached, found
		}
		if s.Progress != nil && !s.Progress(n+1, &l.reached) {
			break
		}
	}
	return &l.reached, nil
}

// loop is what the sequences of a search share.
type loop struct {
	search     Search
	pcg        *rand.PCG // behind src
	src        Source
	starts     [numWorlds]model.State
	generators [numWorlds]*Generator // by start; nil until that is drawn
	shared     map[[2]int]*Generator // by the numbers of instances and of disks, which say their ids

	reached Reached
	checker Checker
	drawn   Found // under a clock, the sequence at hand
}

func newLoop(s Search) *loop {
	s.Ops, s.Instances, s.Disks = cmp.Or(s.Ops, 30), cmp.Or(s.Instances, 4), cmp.Or(s.Disks, 8)
	s.Suspect = s.Suspect.Of(s.Machine)
	pcg := rand.NewPCG(0, 0)
	return &loop{search: s, pcg: pcg, src: rand.New(pcg), shared: map[[2]int]*Generator{}}
}

// begin returns the start world of sequence n, and the generator of its operations.
// Each world and each sequence has a seed of its own.
func (l *loop) begin(n int) (model.State, *Generator) {
	at := n % numWorlds
	if l.generators[at] == nil {
		l.pcg.Seed(l.search.Seed, ^uint64(at))
		start := drawWorld(l.search.Machine, l.src, l.search.Instances, l.search.Disks, at%fullWorlds == 0)
		ids := [2]int{start.NumInstances(), start.NumDisks()}
		if l.shared[ids] == nil {
			l.shared[ids] = NewGenerator(l.search.Machine, start, 0)
		}
		l.starts[at], l.generators[at] = start, l.shared[ids]
	}
	l.pcg.Seed(l.search.Seed, uint64(n))
	return l.starts[at], l.generators[at]
}

// untimed draws one sequence without a clock.
func (l *loop) untimed(start model.State, g *Generator) *Found {
	subject := Subject{Start: start, Machine: l.search.Machine, Step: l.search.Suspect.Step, Reached: &l.reached}
	return l.checker.Sequence(subject, l.src, g, l.search.Ops, l.src.IntN(l.search.Ops))
}
