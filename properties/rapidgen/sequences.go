package rapidgen

import (
	"cmp"
	"math/rand/v2"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
	"pgregory.net/rapid"
)

// Sequences are sequences of operations, each in a world of its own and without a
// clock, on which all properties are checked. Worlds are small by default, so that the
// operations of one short sequence meet. It is not safe for concurrent use.
type Sequences struct {
	Machine   model.Machine      // the documented machine to judge by
	Suspect   properties.Suspect // the machine under test; by default Machine itself
	Ops       int                // operations in a sequence; 0 is 30
	Instances int                // the most in a world; 0 is 2
	Disks     int                // the most in a world; 0 is 4

	// Reached, unless nil, counts what the sequences reach.
	Reached *properties.Reached

	starts  []start
	checker properties.Checker
	found   *properties.Found
}

// A start is a world and the generator for the sequences that start there, which
// costs more to make than a sequence.
type start struct {
	state     model.State
	generator *properties.Generator
}

// numStarts is how many start worlds there are. They are the same in every run, so
// that a seed of rapid's says everything.
const numStarts = 64

// Check draws a sequence and fails the test when a property does not hold. It is a
// body for rapid.Check.
func (s *Sequences) Check(t *rapid.T) {
	if s.starts == nil {
		s.init()
	}
	src := Source(t)
	pick := src.IntN(numStarts * s.Ops)
	from, sampled := s.starts[pick%numStarts], pick/numStarts
	subject := properties.Subject{Start: from.state, Machine: s.Machine, Step: s.Suspect.Step, Reached: s.Reached}
	if found := s.checker.Sequence(subject, src, from.generator, s.Ops, sampled); found != nil {
		s.found = found
		t.Fatalf("%v\n%s", found.Violation, s.asDrawn())
	}
}

func (s *Sequences) init() {
	s.Ops = cmp.Or(s.Ops, 30)
	s.Suspect = s.Suspect.Of(s.Machine)
	src := rand.New(rand.NewPCG(1, 0))
	for range numStarts {
		state := properties.DrawWorld(s.Machine, src, cmp.Or(s.Instances, 2), cmp.Or(s.Disks, 4))
		s.starts = append(s.starts, start{state, properties.NewGenerator(s.Machine, state, 0)})
	}
}

// asDrawn returns the sequence that failed, with the answers that the documented
// machine gives.
func (s *Sequences) asDrawn() script.Script {
	return script.Script{World: s.found.World, Steps: s.found.Steps}.Update()
}

// Found returns the last sequence on which a property did not hold, or nil. After
// rapid.Check that is the one that rapid has shrunk to.
func (s *Sequences) Found() *properties.Found { return s.found }

// Keep has the test, once it is through, keep the shortest script of what it found,
// as a [conform.Recorder] does: rapid runs a body that fails hundreds of times.
func (s *Sequences) Keep(t interface {
	conform.Outer
	conform.TB
}) {
	r := conform.NewRecorder(t)
	t.Cleanup(func() {
		if s.found != nil {
			r.Start(t, s.shortest)
		}
	})
}

// shortest returns the shortest script of what was found; of a machine that does not
// do again what it did, the sequence as it was drawn.
func (s *Sequences) shortest() script.Script {
	if short, _, ok := s.Suspect.Counterexample(s.found.World, s.found.Steps); ok {
		return short
	}
	return s.asDrawn()
}
