package properties

import (
	"fmt"
	"math"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// history is what the history properties remember of the events so far.
type history struct {
	delays   sim.Delays                     // nil without a clock
	retries  bool                           // R-failed-detach retries
	left     Ghost                          // completed detaches, and from where
	entered  map[string]int                 // under a clock: the event that entered the present transitional status
	deadline map[model.DiskID]time.Duration // under a clock: when an accepted detach has to be over
	earliest time.Duration                  // no deadline is before it
}

const noDeadline = time.Duration(math.MaxInt64)

func (h *history) reset(s Subject) {
	h.delays = s.Delays
	h.retries = s.Machine.Readings.Has(book.FailedDetachRetries)
	clear(h.left)
	clear(h.entered)
	clear(h.deadline)
	h.earliest = noDeadline
	if h.left == nil {
		h.left, h.entered, h.deadline = map[model.DiskID]model.InstanceID{}, map[string]int{}, map[model.DiskID]time.Duration{}
	}
	if s.Delays == nil {
		return
	}
	for i := range s.Start.Instances() {
		if i.Status.Transitional() {
			h.entered[string(i.ID)] = -1
		}
	}
	for d := range s.Start.Disks() {
		if d.Status.Transitional() {
			h.entered[string(d.ID)] = -1
		}
		if d.Status == model.Detaching {
			h.expect(d.ID, 0, s.Delays[model.Detaching.String()])
		}
	}
}

// A Ghost is what has to be remembered of a sequence to judge
// [DetachedDiskSurvivesRelease]: of each disk whose detach completed, from which
// instance that was, until the disk is attached again.
type Ghost map[model.DiskID]model.InstanceID

// Check checks [DetachedDiskSurvivesRelease] at one event, as the edition of a machine has it,
// and keeps the ghost up to date: a search that goes through states carries one along with
// each. The error is a [*Violation].
func (g Ghost) Check(m model.Machine, e *sim.Event) error {
	if e.Comment != "" {
		return nil
	}
	s := step{Event: e, machine: m, action: model.ActionOf(e.Op), changes: slices.Collect(model.Diff(e.Before, e.After))}
	if f := g.survives(&s); f.clause != holds {
		return f.violation(&s)
	}
	return nil
}

func detachedSurvivesRelease(s *step) fault { return s.history.left.survives(s) }

// survives keeps note of the detached disks and checks that each that was detached
// from an instance is there after that instance's release.
func (g Ghost) survives(s *step) fault {
	for i := range s.changes {
		b, a := s.changes[i].Before.Disk, s.changes[i].After.Disk
		switch {
		case b == nil:
		case a == nil:
			if id := releasedBy(s.Op); id != "" && g[b.ID] == id && !(b.DeleteWithInstance && boundEditions().Has(s.machine.Edition)) {
				return fault{detachedSurvives, fmt.Sprintf("disk %s was detached from %s, and went with it", b.ID, id)}
			}
			delete(g, b.ID)
		case b.Status == model.Detaching && a.Status == model.Available && s.action == book.ActionSettle:
			g[a.ID] = b.InstanceID
		case !b.Status.Attached() && a.Status.Attached():
			delete(g, a.ID)
		}
	}
	return fault{}
}

// ownDetach checks that what falls due was noted for the status that it ends.
func ownDetach(s *step) fault {
	if s.history.delays == nil || !s.Due || !s.accepted {
		return fault{}
	}
	id := ""
	switch op := s.Op.(type) {
	case model.Settle:
		id = op.ID
	case model.DetachFailed:
		id = string(op.DiskID)
	case model.AttachFailed:
		id = string(op.DiskID)
	}
	broken := completionIsNotOfNewer
	switch at, ok := s.history.entered[id]; {
	case !ok:
		broken = completionIsOfSomething
	case at == s.Noted:
		return fault{}
	}
	return fault{broken, fmt.Sprintf("what fell due for %s was noted at event %d, and its present status was not entered there", id, s.Noted)}
}

// overdue checks that no detach goes on past its deadline. What falls due at one
// instant settles before anything else happens there.
func overdue(s *step) fault {
	h := &s.history
	if h.delays == nil {
		return fault{}
	}
	over := func(deadline time.Duration) bool { return s.At > deadline || s.At == deadline && !s.Due }
	if !over(h.earliest) {
		return fault{}
	}
	h.earliest = noDeadline
	first := model.DiskID("")
	for id, deadline := range h.deadline {
		if over(deadline) && (first == "" || id < first) {
			first = id
		}
		h.earliest = min(h.earliest, deadline)
	}
	if first == "" {
		return fault{}
	}
	return fault{detachIsOverInTime, fmt.Sprintf("disk %s is still Detaching at %s; its detach had to end by %s", first, s.At, h.deadline[first])}
}

// note remembers which event entered which status, and until when an accepted detach has
// to be over.
func (h *history) note(s *step) {
	if h.delays == nil {
		return
	}
	for i := range s.changes {
		id := s.changes[i].ID()
		was, is := s.Before.Transitional(id), s.After.Transitional(id)
		if is == was {
			continue
		}
		delete(h.entered, id)
		delete(h.deadline, model.DiskID(id))
		if is != "" {
			h.entered[id] = s.N
		}
		if is == model.Detaching.String() {
			d := h.delays[is]
			if s.Takes != nil {
				d = *s.Takes
			}
			h.expect(model.DiskID(id), s.At, d)
		}
	}
}

// expect notes the deadline of a detach that was accepted at an instant. A delay
// that is no time has none.
func (h *history) expect(id model.DiskID, at time.Duration, d sim.Delay) {
	if latest, ok := d.Latest(at, h.retries); ok {
		h.deadline[id] = latest
		h.earliest = min(h.earliest, latest)
	}
}
