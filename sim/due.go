package sim

import (
	"fmt"
	"time"

	"example.com/ecsdisk/model"
)

// A Pending is a resource whose status is transitional.
type Pending struct {
	ID     string
	Status string        // such as "Detaching"
	Since  time.Duration // when it entered that status, since the start of the world
	Delay  Delay         // how it settles
	Due    time.Duration // when it settles next, since the start, if the delay is a time
}

// Timed reports whether the clock alone settles it, at Due.
func (p Pending) Timed() bool { return p.Delay.timed() }

// String returns the pending resource in words, such as "d-1 Detaching since 10s,
// due 1m10s".
func (p Pending) String() string {
	s := fmt.Sprintf("%s %s since %s", model.QuoteID(p.ID), p.Status, FormatDuration(p.Since))
	if p.Timed() {
		return s + ", due " + FormatDuration(p.Due)
	}
	return s + ", settles " + p.Delay.String()
}

// RunOut settles everything that time settles: it moves the clock from one due
// instant to the next with advance, which is the Add of a [Manual] or of the user's
// own mock, up to a horizon from now. It returns what is left in a transitional
// status: what is due past the horizon, and what the clock can never settle. A
// clock that advance does not move is an error. It panics if advance is nil, or the
// horizon below zero.
func (w *World) RunOut(advance func(time.Duration), horizon time.Duration) ([]Pending, error) {
	w.mustBeNew()
	switch {
	case advance == nil:
		panic("sim.World.RunOut: advance is nil; expected the Add of the world's clock")
	case horizon < 0:
		panic(fmt.Sprintf("sim.World.RunOut: the horizon is %s; expected 0s or more", FormatDuration(horizon)))
	}
	end := w.clock.Now().Add(horizon)
	for {
		due, ok := w.NextDue()
		if !ok || due.After(end) {
			return w.Pending(), nil
		}
		now := w.clock.Now()
		advance(due.Sub(now))
		if w.clock.Now().Before(due) {
			return w.Pending(), fmt.Errorf("sim: the clock stands at %v after an advance of %v from %v; expected it at %v",
				w.clock.Now(), due.Sub(now), now, due)
		}
	}
}
