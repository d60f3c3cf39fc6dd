package properties

import (
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Run is a world under a clock of its own, in which a suspect performs steps. It keeps
// nothing of what happened.
type Run struct {
	World *sim.World

	clock sim.Manual // from the zero time on
	event sim.Event
}

// Begin returns the world of a script as the suspect performs it, and what that is as a
// subject. Each event is given to observe, which must not keep it.
func (s Suspect) Begin(w script.World, observe func(*sim.Event)) (*Run, Subject) {
	r := new(Run)
	config := w.Config()
	config.Step, config.KeepNotes = s.Step, s.KeepNotes
	config.Keep, config.Unmet = sim.KeepNone, true
	config.Observe = func(e sim.Event) {
		r.event = e
		observe(&r.event)
	}
	r.World = sim.New(&r.clock, w.State, config)
	return r, SubjectOf(w.State, config)
}

// Until sets the clock to an instant and returns the state then.
func (r *Run) Until(at time.Duration) model.State {
	r.clock.Set(time.Time{}.Add(at))
	return r.World.State()
}

// Do sets the clock to the instant of a step, performs the step, whatever it wants to be
// answered, and returns the answer.
func (r *Run) Do(s script.Step) model.Answer {
	r.clock.Set(time.Time{}.Add(s.At))
	return r.World.Call(s.Op, s.Options()...).Answer
}
