package properties

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Found is a sequence on which a property does not hold, as it was drawn:
// [Suspect.Counterexample] makes it short.
type Found struct {
	World     script.World
	Steps     []script.Step
	Violation *Violation
}

// everything is what is checked at one event of each sequence.
const everything = OfState | OfStep | OfHistory | OfMachine

// sampling returns what is checked at an event of a sequence, in which the machine is
// asked again at one.
func sampling(n, sampled int) Kind {
	if n == sampled {
		return everything
	}
	return everything &^ OfMachine
}

// Sequence draws operations, applies each by the subject's own Step and checks all
// properties, those of machines at the one that is sampled, without a clock. It returns
// the sequence up to the first property that does not hold, or nil. The start must be
// well-formed, and the generator be one for it.
func (c *Checker) Sequence(s Subject, src Source, g *Generator, ops, sampled int) *Found {
	c.begin(s)
	g.Reset()
	c.ops = c.ops[:0]
	e := &c.event
	e.After = s.Start
	for n := range ops {
		e.N, e.Before = n, e.After
		e.Op = g.Draw(src, e.Before)
		c.ops = append(c.ops, e.Op)
		e.After, e.Outcome = c.current.next(e.Before, e.Op)
		if v := c.first(e, sampling(n, sampled)); v != nil {
			return c.found(s, v)
		}
	}
	return nil
}

// found returns the sequence that was drawn last.
func (c *Checker) found(s Subject, v *Violation) *Found {
	f := &Found{World: script.World{State: s.Start, Machine: s.Machine.Documented(), Told: true}, Violation: v}
	for _, op := range c.ops {
		// Without an id a creation is not enabled; but a world finds it one.
		if op != model.Op(model.CreateDisk{}) && op != model.Op(model.CreateInstance{}) {
			f.Steps = append(f.Steps, script.Step{Op: op})
		}
	}
	return f
}
