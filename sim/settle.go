package sim

import (
	"cmp"
	"container/heap"
	"iter"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A note is what the world noted when a resource entered a transitional status: how
// and when it settles.
type note struct {
	id     string
	status string
	delay  Delay
	since  time.Duration // when the status was entered
	due    time.Duration // when it settles next, if the delay is timed
	order  int           // of entry
	event  int           // the number of the event that entered it; -1 the start
	fails  int           // how many settles are still to fail
	shown  int           // how many describes have shown it
	at     int           // where it is in the heap, if the delay is timed
}

// notes holds the latest note of each resource and, by due instant, those of them
// that are timed. A mutant that keeps notes has others in due, too.
type notes struct {
	of    map[string]*note
	due   []*note // a heap by (due, order)
	count int
}

func (n *notes) Len() int           { return len(n.due) }
func (n *notes) Less(i, j int) bool { return n.due[i].before(n.due[j]) }
func (n *notes) Swap(i, j int) {
	n.due[i], n.due[j] = n.due[j], n.due[i]
	n.due[i].at, n.due[j].at = i, j
}
func (n *notes) Push(x any) {
	x.(*note).at = len(n.due)
	n.due = append(n.due, x.(*note))
}
func (n *notes) Pop() any {
	last := len(n.due) - 1
	popped := n.due[last]
	n.due[last] = nil
	n.due = n.due[:last]
	return popped
}

func (n *note) before(m *note) bool {
	return cmp.Or(cmp.Compare(n.due, m.due), byEntry(n, m)) < 0
}

func byEntry(n, m *note) int { return cmp.Compare(n.order, m.order) }

// note notes how a status just entered settles, in place of what was noted before.
func (w *World) note(id, status string, d Delay, event int) {
	if !CanFail(status) {
		d.Fails = 0
	}
	n := &note{id: id, status: status, delay: d, since: w.now, order: w.notes.count, event: event, fails: d.Fails}
	w.notes.count++
	w.enqueue(n, w.now, 0)
}

// enqueue puts the note down as the resource's latest, due after its delay from
// now, or after least if that is longer.
func (w *World) enqueue(n *note, now, least time.Duration) {
	w.notes.of[n.id] = n
	if n.delay.timed() {
		n.due = after(now, max(n.delay.draw(w.rng), least))
		heap.Push(&w.notes, n)
	}
}

// drop takes back what was noted of a resource whose status was left.
func (w *World) drop(id string) {
	n := w.notes.of[id]
	if n == nil {
		return
	}
	delete(w.notes.of, id)
	w.meetLong(n, w.now)
	if n.delay.timed() && !w.config.KeepNotes {
		heap.Remove(&w.notes, n.at)
	}
}

// noteChanges notes what a call put into a transitional status, drops the notes of
// what it took out of one, and remembers what it released.
func (w *World) noteChanges(before model.State, takes *Delay, event int) {
	for c := range model.Diff(before, w.state) {
		id := c.ID()
		if c.After.None() {
			delete(w.created, id)
			w.released[id] |= 1 << c.Kind()
		} else if c.Before.None() {
			w.created[id] = w.now
		}
		is, was := c.After.Transitional(), c.Before.Transitional()
		if is == was {
			continue
		}
		w.drop(id)
		if is == "" {
			continue
		}
		d := w.config.Delays[is]
		if takes != nil {
			d = *takes
		}
		w.note(id, is, d, event)
	}
}

// settleDue reads the clock and settles all that is due by then, each at its own
// instant. Between two that are observed others may call the world, and later.
func (w *World) settleDue() {
	for now := w.clock.Now().Sub(w.epoch); w.settleNext(max(w.now, now)); w.show() {
	}
}

// settleNext settles what is next due by an instant, and reports whether there was any.
func (w *World) settleNext(now time.Duration) bool {
	w.now = now
	batch := w.popDue(now)
	if len(batch) > 0 {
		w.settle(batch)
	}
	return len(batch) > 0
}

// popDue takes the next due notes off the heap, as many as can settle in one batch:
// until one is to fail; those of one instant only, if the state between two may still
// be asked for; one by one, if they are observed or another machine's.
func (w *World) popDue(now time.Duration) []*note {
	single := w.config.Observe != nil || w.config.Step != nil
	var batch []*note
	for len(w.notes.due) > 0 && w.notes.due[0].due <= now {
		n := w.notes.due[0]
		if len(batch) > 0 && (n.fails > 0 || single || n.due != batch[0].due && n.due > now-MaxStale) {
			break
		}
		heap.Pop(&w.notes)
		batch = append(batch, n)
		if n.fails > 0 {
			break
		}
	}
	return batch
}

// settle applies the settles of a batch, several at once.
func (w *World) settle(batch []*note) {
	for _, n := range batch {
		delete(w.notes.of, n.id)
		w.meetLong(n, n.due)
	}
	if w.met != nil {
		defer func(before model.State) { w.meetChanges(before, w.state, book.ActionSettle) }(w.state)
	}
	if len(batch) == 1 {
		n := batch[0]
		op := n.op()
		after, o := w.config.step(w.state, op)
		w.record(w.dueEvent(n, op, o), after)
		w.again(n)
		return
	}
	at := 0
	if w.config.Keep != KeepNone {
		w.kept.newer.events = slices.Grow(w.kept.newer.events, len(batch))
	}
	after := w.config.Machine.StepAll(w.state, ops(batch), func(op model.Op, o model.Outcome) {
		n := batch[at]
		at++
		e := w.dueEvent(n, op, o)
		e.N = w.n
		w.n++
		w.keep(e)
	})
	w.state = after
	w.past.keep(batch[len(batch)-1].due, after)
}

func ops(batch []*note) iter.Seq[model.Op] {
	return func(yield func(model.Op) bool) {
		for _, n := range batch {
			if !yield(n.op()) {
				return
			}
		}
	}
}

func (w *World) dueEvent(n *note, op model.Op, o model.Outcome) Event {
	return Event{At: n.due, Op: op, Due: true, Noted: n.event, Outcome: o, Answer: w.config.Machine.Answer(w.state, op, o)}
}

// op returns what falls due: a settle, or a failure.
func (n *note) op() model.Op {
	switch {
	case n.fails > 0 && n.status == model.Detaching.String():
		return model.DetachFailed{DiskID: model.DiskID(n.id)}
	case n.fails > 0 && n.status == model.Attaching.String():
		return model.AttachFailed{DiskID: model.DiskID(n.id)}
	}
	return model.Settle{ID: n.id}
}

// again notes a settle that failed and left the status as it was (R-failed-detach
// retries): it is tried again after the delay, or a second if that is longer.
func (w *World) again(n *note) {
	if n.fails == 0 || w.state.Transitional(n.id) != n.status {
		return
	}
	n.fails--
	n.shown = 0
	w.enqueue(n, n.due, minRetry)
}

// countDescribe counts what a describe is about to show, and settles first what it
// is to show settled.
func (w *World) countDescribe(op model.Op) {
	if len(w.notes.of) == 0 {
		return // nothing counts
	}
	var due []*note
	for _, id := range w.shownIDs(op) {
		n := w.notes.of[id]
		if n == nil || !n.delay.counted() {
			continue
		}
		if n.shown++; n.shown >= n.delay.Describes {
			n.due = w.now
			due = append(due, n)
		}
	}
	slices.SortFunc(due, byEntry)
	for _, n := range due {
		w.settle([]*note{n})
	}
}

func (w *World) shownIDs(op model.Op) (ids []string) {
	_, _, a := w.config.Machine.Respond(w.state, op)
	for _, r := range a.Shown {
		ids = append(ids, r.ID())
	}
	return ids
}
