package properties

import (
	"math/rand/v2"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A Search draws sequences from a seed and checks all properties of each. The same
// search finds the same.
type Search struct {
	Machine   model.Machine                                            // the documented machine to judge by
	Step      func(model.State, model.Op) (model.State, model.Outcome) // the machine under test; nil is Machine's own
	Seed      uint64
	Sequences int // how many sequences
	Ops       int // operations in a sequence; 0 is 30
	Instances int // the most in a world; 0 is 4
	Disks     int // the most in a world; 0 is 8

	// Progress, unless nil, is called after every sequence with what was reached so
	// far; the search ends when it returns false.
	Progress func(*Reached) bool
}

// numWorlds is how many start worlds a search draws. Sequences go round them.
const numWorlds = 64

// Sequence is a start state and operations on it.
type Sequence struct {
	Start model.State
	Ops   []model.Op
}

// Run searches until a property is violated or the sequences are through. It returns
// what was reached and, when a property does not hold, the sequence up to there, as
// it was drawn.
func (s Search) Run() (reached *Reached, failed *Sequence, err error) {
	defaultTo(&s.Ops, 30)
	defaultTo(&s.Instances, 4)
	defaultTo(&s.Disks, 8)
	reached = new(Reached)
	if s.Step == nil {
		s.Step = s.Machine.Step
	}
	pcg := rand.NewPCG(s.Seed, 0)
	src := rand.New(pcg)
	var starts [numWorlds]model.State
	var generators [numWorlds]*Generator
	for i := range starts {
		starts[i] = DrawWorld(src, s.Instances, s.Disks)
		generators[i] = NewGenerator(s.Machine, starts[i], 0)
	}
	l := loop{search: &s, reached: reached, src: src, ops: make([]model.Op, 0, s.Ops)}
	for n := range s.Sequences {
		pcg.Seed(s.Seed, uint64(n)+1)
		if err := l.sequence(starts[n%numWorlds], generators[n%numWorlds]); err != nil {
			return reached, &Sequence{starts[n%numWorlds], l.ops}, err
		}
		if s.Progress != nil && !s.Progress(reached) {
			break
		}
	}
	return reached, nil, nil
}

// loop is what the sequences of a search share.
type loop struct {
	search  *Search
	reached *Reached
	src     *rand.Rand
	checker Checker
	event   sim.Event
	ops     []model.Op
}

func (l *loop) sequence(start model.State, g *Generator) error {
	l.ops = l.ops[:0]
	if err := l.checker.Reset(Subject{Start: start, Machine: l.search.Machine, Step: l.search.Step, Reached: l.reached}); err != nil {
		return err
	}
	g.Reset()
	state := start
	sampled := l.src.IntN(l.search.Ops)
	e := &l.event
	for n := range l.search.Ops {
		op := g.Draw(l.src, state)
		l.ops = append(l.ops, op)
		e.N, e.Op, e.Before = n, op, state
		state, e.Outcome = l.search.Step(state, op)
		e.After = state
		if err := l.checker.Check(e); err != nil {
			return err
		}
		if n == sampled {
			if err := l.checker.CheckMachine(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func defaultTo(n *int, def int) {
	if *n == 0 {
		*n = def
	}
}
