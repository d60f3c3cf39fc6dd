package properties

import (
	"cmp"
	"math/rand/v2"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
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

// Found is a sequence on which a property does not hold, as it was drawn:
// [Suspect.Counterexample] makes it short.
type Found struct {
	World     script.World
	Steps     []script.Step
	Violation *Violation
}

// numWorlds is how many start worlds a search draws. Sequences go round them.
const numWorlds = 64

// Run searches until a property is violated or the sequences are through. It returns
// what was reached and, when a property does not hold, the sequence up to there.
func (s Search) Run() (*Reached, *Found) {
	s.Ops, s.Instances, s.Disks = cmp.Or(s.Ops, 30), cmp.Or(s.Instances, 4), cmp.Or(s.Disks, 8)
	if s.Suspect.Step == nil {
		s.Suspect.Step = s.Machine.Step
	}
	pcg := rand.NewPCG(s.Seed, 0)
	l := loop{search: s, reached: new(Reached), src: rand.New(pcg)}
	var starts [numWorlds]model.State
	var generators [numWorlds]*Generator
	for i := range starts {
		starts[i] = DrawWorld(l.src, s.Instances, s.Disks)
		generators[i] = NewGenerator(s.Machine, starts[i], 0)
	}
	sequence := l.untimed
	if s.Timed {
		sequence = l.timed
	}
	for n := range s.Sequences {
		pcg.Seed(s.Seed, uint64(n)+1)
		at := n % numWorlds
		generators[at].Reset()
		if err := sequence(starts[at], generators[at]); err != nil {
			return l.reached, &Found{l.world, l.steps, err.(*Violation)}
		}
		if s.Progress != nil && !s.Progress(n+1, l.reached) {
			break
		}
	}
	return l.reached, nil
}

// loop is what the sequences of a search share.
type loop struct {
	search  Search
	reached *Reached
	src     *rand.Rand
	checker Checker
	event   sim.Event
	ops     []model.Op

	// The sequence at hand, once it has failed.
	world script.World
	steps []script.Step
}

// untimed makes one sequence without a clock.
func (l *loop) untimed(start model.State, g *Generator) error {
	l.ops = l.ops[:0]
	step := l.search.Suspect.Step
	err := l.checker.Reset(Subject{Start: start, Machine: l.search.Machine, Step: step, Reached: l.reached})
	state := start
	sampled := l.src.IntN(l.search.Ops)
	e := &l.event
	for n := 0; n < l.search.Ops && err == nil; n++ {
		op := g.Draw(l.src, state)
		l.ops = append(l.ops, op)
		e.N, e.Op, e.Before = n, op, state
		state, e.Outcome = step(state, op)
		e.After = state
		if err = l.checker.Check(e); err == nil && n == sampled {
			err = l.checker.CheckMachine(e)
		}
	}
	if err != nil {
		l.world = script.World{State: start, Readings: l.search.Machine.Readings, Told: true}
		for _, op := range l.ops {
			l.steps = append(l.steps, script.Step{Op: op})
		}
	}
	return err
}
