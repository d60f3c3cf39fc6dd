package sim

import (
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
)

// KeepNone, as [Config.Keep], keeps no history.
const KeepNone = -1

// kept is the events that are kept, in two parts of which the older goes as a whole. So
// a state is remembered only where a part starts.
type kept struct{ older, newer segment }

// segment is events in a row, the state before them, and what was before.
type segment struct {
	start  model.State
	first  int           // how many events came before
	since  time.Duration // the instant of the last of these
	events []Event
}

// roll starts a new part of the history when the present one is full.
func (w *World) roll() {
	k := &w.kept
	if n := len(k.newer.events); n == 0 || n < w.config.Keep || w.config.Keep <= 0 {
		return
	}
	last, gone := k.newer.events[len(k.newer.events)-1], k.older.events
	if gone == nil {
		gone = make([]Event, 0, w.config.Keep)
	}
	k.older = k.newer
	k.newer = segment{start: w.state, first: w.n, since: last.At, events: gone[:0]} // in the memory of the part that goes
	if k.newer.first == k.older.first {                                             // it is comments only
		k.newer.since = k.older.since
	}
}

// keep keeps the event in the history.
func (w *World) keep(e Event) {
	if w.config.Keep == KeepNone {
		return
	}
	e = e.clone()
	e.Before, e.After = model.State{}, model.State{}
	w.kept.newer.events = append(w.kept.newer.events, e)
}

// last returns as many of the events that are kept as there are to be, with the state
// before them.
func (w *World) last() segment {
	keep := w.config.Keep
	if keep == KeepNone {
		return segment{start: w.state, first: w.n, since: w.now}
	}
	s := w.kept.newer
	if older := w.kept.older; older.events != nil {
		s = older
		s.events = slices.Concat(older.events, w.kept.newer.events)
	}
	for keep > 0 && len(s.events) > keep {
		e := &s.events[0]
		if e.Applied() {
			s.start, _ = w.config.step(s.start, e.Op)
		}
		if e.Comment == "" {
			s.first, s.since = e.N+1, e.At
		}
		s.events = s.events[1:]
	}
	return s
}

// History returns what happened up to now, or the last of it: see [Config.Keep]. It
// copies all of it: to see each event once, have it observed.
func (w *World) History() History {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	c := w.config
	c.Observe, c.Delays, c.Order = nil, maps.Clone(c.Delays), slices.Clone(c.Order)
	last := w.last()
	events := make([]Event, len(last.events))
	for n, e := range last.events {
		events[n] = e.clone()
	}
	return History{Start: last.start, First: last.first, Since: last.since, Config: c, Events: events, End: w.view()}
}
