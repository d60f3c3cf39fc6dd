package properties

import (
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// timed draws one sequence in a world under a clock.
func (l *loop) timed(start model.State, g *Generator) *Found {
	f := &l.drawn
	*f = Found{World: script.World{State: start, Machine: l.search.Machine.Documented(), Delays: l.drawDelays(), Seed: uint64(l.src.IntN(drawRange))}}
	sampled := l.src.IntN(l.search.Ops)
	run, subject := l.search.Suspect.Begin(f.World, func(e *sim.Event) {
		if f.Violation == nil {
			f.Violation = l.checker.first(e, sampling(e.N, sampled))
		}
	})
	subject.Reached = &l.reached
	l.checker.begin(subject)
	g.Reset()
	s := script.Step{}
	for n := 0; n < l.search.Ops && f.Violation == nil; n++ {
		s = script.Step{At: s.At + l.drawPause(run.World, s.At)}
		s.Op = g.Draw(l.src, run.Until(s.At))
		l.drawOptions(&s)
		f.Steps = append(f.Steps, s)
		run.Do(s)
	}
	if f.Violation == nil {
		return nil
	}
	return f
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
func (l *loop) drawPause(w *sim.World, now time.Duration) time.Duration {
	c := l.src.IntN(8)
	if due, ok := w.NextDue(); ok && c < 3 {
		return max(due.Sub(time.Time{}.Add(now)), 0)
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
