package script

import (
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A Run is a world under a clock of its own, in which steps are performed one by one. It
// keeps nothing of what happened.
type Run struct {
	World *sim.World

	clock sim.Manual // from the zero time on
	event sim.Event
}

// Begin begins a run from a state, as [sim.New] makes a world; the configuration's Keep,
// Unmet and Observe are the run's. Each event is given to observe, which must not keep it.
func Begin(start model.State, c sim.Config, observe func(*sim.Event)) *Run {
	if observe == nil {
		panic("script.Begin: nobody observes the run; expected a function")
	}
	r := new(Run)
	c.Keep, c.Unmet = sim.KeepNone, true
	c.Observe = func(e sim.Event) {
		r.event = e
		observe(&r.event)
	}
	r.World = sim.New(&r.clock, start, c)
	return r
}

// Until sets the clock to an instant, since the start, and returns the state then: what is
// due has settled.
func (r *Run) Until(at time.Duration) model.State {
	r.clock.Set(time.Time{}.Add(at))
	return r.World.State()
}

// Do sets the clock to the instant of a step, performs the step, whatever it wants to be
// answered, and returns the answer.
func (r *Run) Do(s Step) model.Answer {
	r.clock.Set(time.Time{}.Add(s.At))
	return r.World.Call(s.Op, s.Options()...).Answer
}
