package properties

import (
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// timed makes one sequence in a world under a clock.
func (l *loop) timed(start model.State, g *Generator) (err error) {
	l.world = script.World{State: start, Machine: l.search.Machine.Documented(), Delays: l.drawDelays(), Seed: uint64(l.src.IntN(drawRange))}
	l.steps = nil
	config := l.world.Config()
	config.Step, config.KeepNotes = l.search.Suspect.Step, l.search.Suspect.KeepNotes
	config.Keep, config.Unmet = sim.KeepNone, true
	subject := SubjectOf(start, config)
	subject.Reached = &l.reached
	l.checker.reset(subject)
	sampled := l.src.IntN(l.search.Ops)
	config.Observe = func(e sim.Event) {
		if err != nil {
			return
		}
		l.event = e
		err = l.checker.Check(&l.event)
		if err == nil && e.N == sampled {
			err = l.checker.CheckMachine(&l.event)
		}
	}
	clock := new(sim.Manual)
	epoch := clock.Now()
	w := sim.New(clock, start, config)
	for n := 0; n < l.search.Ops && err == nil; n++ {
		clock.Add(l.drawPause(w, clock))
		s := script.Step{At: clock.Now().Sub(epoch), Op: g.Draw(l.src, w.State())}
		l.drawOptions(&s)
		l.steps = append(l.steps, s)
		w.Do(s.Op, s.Options()...)
	}
	return err
}

// drawDelays makes some statuses settle otherwise than by default.
func (l *loop) drawDelays() sim.Delays {
	d := sim.Delays{}
	for _, status := range sim.Statuses() {
		if l.src.IntN(8) == 0 {
			d[status] = l.drawDelay()
		}
	}
	return d
}

func (l *loop) drawDelay() sim.Delay {
	var d sim.Delay
	switch l.src.IntN(6) {
	case 0:
		return sim.Never()
	case 1:
		d = sim.AfterDescribes(1 + l.src.IntN(3))
	case 2:
		d = sim.Between(time.Duration(l.src.IntN(10))*time.Second, time.Duration(10+l.src.IntN(50))*time.Second)
	case 3:
		d = sim.WhenTold()
	default:
		d = sim.After(time.Duration(l.src.IntN(60)) * time.Second)
	}
	if l.src.IntN(4) == 0 {
		d = d.Failing([...]int{1, 2, 12}[l.src.IntN(3)])
	}
	return d
}

// drawPause returns how far the clock moves before the next call: often not at all,
// often just to where something falls due.
func (l *loop) drawPause(w *sim.World, clock *sim.Manual) time.Duration {
	c := l.src.IntN(8)
	if due, ok := w.NextDue(); ok && c < 3 {
		return max(due.Sub(clock.Now()), 0)
	}
	switch c {
	case 3:
		return time.Duration(l.src.IntN(10)) * time.Second
	case 4:
		return time.Duration(l.src.IntN(90)) * time.Second
	}
	return 0
}

// drawOptions gives a call of the API a delay of its own, an injected refusal or
// another fault, now and then.
func (l *loop) drawOptions(s *script.Step) {
	event := model.ActionOf(s.Op).Event()
	switch l.src.IntN(16) {
	case 0:
		if !event {
			d := l.drawDelay()
			s.Takes = &d
		}
	case 1:
		if refusal := environment[l.src.IntN(len(environment))]; !event {
			s.Want, s.Injected = refusal, true
		}
	case 2:
		if !event {
			l.drawFault(s)
		}
	}
}

// drawFault has something go wrong around a call.
func (l *loop) drawFault(s *script.Step) {
	switch l.src.IntN(4) {
	case 0:
		s.Stale = time.Duration(1+l.src.IntN(90)) * time.Second
	case 1:
		s.Reply = sim.ReplyLost
	case 2:
		s.Reply = sim.ReplyDropped
	case 3:
		s.Reply = sim.ReplyLate
	}
}

var environment = model.EnvironmentRefusals()
