package sim

import (
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
)

// A View is a world as it stands at one instant.
type View struct {
	At      time.Duration // since the start of the world
	State   model.State
	Pending []Pending // what is in a transitional status, in the order of entry
}

// Look returns the world as it stands now. Like everything that looks at a world it
// settles what is due by now, which is observed and in the history as ever, and it is
// no call: it is in no history and counts for no "after n describes".
func (w *World) Look() View {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	return w.view()
}

func (w *World) view() View {
	v := View{At: w.now, State: w.state}
	for _, n := range slices.SortedFunc(maps.Values(w.notes.of), byEntry) {
		v.Pending = append(v.Pending, Pending{ID: n.id, Status: n.status, Since: n.since, Delay: n.delay, Due: n.due})
	}
	return v
}

// State returns the state now.
func (w *World) State() model.State {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	return w.state
}

// Pending returns what is in a transitional status now, in the order of entry.
func (w *World) Pending() []Pending { return w.Look().Pending }

// NextDue returns the next instant at which something is due, which is later than
// now; ok is false when the clock alone will settle nothing more.
func (w *World) NextDue() (due time.Time, ok bool) {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	if len(w.notes.due) == 0 {
		return time.Time{}, false
	}
	return w.epoch.Add(w.notes.due[0].due), true
}

// LastDue returns the last instant at which something is due, as far as is noted: a
// settle that is to fail may be noted again later.
func (w *World) LastDue() (due time.Time, ok bool) {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	if len(w.notes.due) == 0 {
		return time.Time{}, false
	}
	last := w.notes.due[0].due
	for _, n := range w.notes.due {
		last = max(last, n.due)
	}
	return w.epoch.Add(last), true
}

// Existed reports whether there was an instance, and whether there was a disk, of this id
// that has been released. An id is that of both when a caller reuses it.
func (w *World) Existed(id string) (instance, disk bool) {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	k := w.released[id]
	return k&(1<<model.KindInstance) != 0, k&(1<<model.KindDisk) != 0
}

// Epoch returns the instant at which the world started.
func (w *World) Epoch() time.Time {
	w.mustBeNew()
	return w.epoch
}
