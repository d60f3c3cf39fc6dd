package sim

import (
	"slices"

	"example.com/ecsdisk/model"
)

// record adds an event to the history, and to those that are still to be observed, and
// moves the world to the state after it. It returns the number of the event.
func (w *World) record(e Event, after model.State) int {
	w.roll()
	e.N = w.n
	if e.Comment == "" {
		w.n++
	}
	before := w.state
	w.keep(e)
	w.state = after
	if e.Applied() && (e.Outcome.Accepted() || w.config.Step != nil) && !model.ActionOf(e.Op).Describe() {
		w.past.keep(e.At, after)
	}
	if w.config.Observe != nil {
		e = e.clone()
		e.Before, e.After = before, after
		w.unseen = append(w.unseen, e)
	}
	return e.N
}

// show has the events observed that still are to be. Meanwhile the world is not
// locked; what happens in it then is observed by the same caller.
func (w *World) show() {
	if w.showing || len(w.unseen) == 0 {
		return
	}
	shown := 0
	defer func() { // also when the observer panics or ends its goroutine
		w.unseen, w.showing = slices.Delete(w.unseen, 0, shown), false
	}()
	for w.showing = true; shown < len(w.unseen); {
		e := w.unseen[shown]
		w.unseen[shown] = Event{} // its states may be large
		shown++
		w.observe(e)
	}
}

func (w *World) observe(e Event) {
	w.mu.Unlock()
	defer w.mu.Lock()
	w.config.Observe(e)
}
