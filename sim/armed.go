package sim

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// Armed is a fault that waits for its call, or that is in force.
type Armed struct {
	N     int // its number, from 1 in the order of arming
	Fault Fault
	Seen  int // how many calls that it fits got as far as its place
	Fired int // at how many of them it fired
}

// armed is Armed with the stream that it draws from.
type armed struct {
	Armed
	rng *rand.Rand
}

// Arm arms a fault, and returns the number by which it is disarmed. Where several fit
// one call in one place, the one that was armed first fires there. It panics for the
// zero Fault.
func (w *World) Arm(f Fault) (n int) {
	must(f)
	w.lock()
	defer w.mu.Unlock()
	w.arms++
	w.armed = append(w.armed, newArmed(w.arms, f))
	return w.arms
}

// newArmed gives a fault a stream of its own: arming one moves no delay, nor what
// another draws.
func newArmed(n int, f Fault) *armed {
	a := &armed{Armed: Armed{N: n, Fault: f}}
	if f.p != 0 || f.kind == faultTakes && n > 0 {
		a.rng = rand.New(rand.NewPCG(f.seed, uint64(n)))
	}
	return a
}

// Disarm takes a fault back; ok is false if none of the number is armed.
func (w *World) Disarm(n int) (ok bool) {
	w.lock()
	defer w.mu.Unlock()
	return w.disarm(n)
}

func (w *World) disarm(n int) bool {
	at := slices.IndexFunc(w.armed, func(a *armed) bool { return a.N == n })
	if at >= 0 {
		w.armed = slices.Delete(w.armed, at, at+1)
	}
	return at >= 0
}

// Armed returns the faults that are armed, in the order of arming. One that was used up
// is none of them.
func (w *World) Armed() []Armed {
	w.lock()
	defer w.mu.Unlock()
	var all []Armed
	for _, a := range w.armed {
		all = append(all, a.Armed)
	}
	return all
}

// decide returns whether the fault is to fire at a call that got as far as its place.
func (a *armed) decide() bool {
	a.Seen++
	if a.Fault.p != 0 {
		return a.rng.Float64() < a.Fault.p
	}
	return a.Seen >= a.Fault.nth
}

// strike returns the fault that fires in a place at a call, or rather at those of its
// operations that are given, of the faults that the call reaches; nil if none does. A
// fault decides once a call and, but for a refusal, is of the whole call. One that was
// said about the call comes before those that are armed.
func (w *World) strike(c *call, at place, ops []model.Op, reaches func(*Fault) bool) *armed {
	if c.struck[at] != nil || len(w.armed) == 0 && len(c.own) == 0 || c.action.Event() {
		return c.struck[at]
	}
	for _, all := range [][]*armed{c.own, w.armed} {
		for _, a := range all {
			f := &a.Fault
			if places[f.kind] == at && slices.ContainsFunc(ops, f.fits) && reaches(f) && c.decide(a) && c.struck[at] == nil {
				c.struck[at] = a
			}
		}
	}
	if a := c.struck[at]; a != nil {
		if a.Fired++; a.Fault.p == 0 && !a.Fault.standing() {
			w.disarm(a.N)
		}
	}
	return c.struck[at]
}

func (c *call) decide(a *armed) bool {
	fires, decided := c.decided[a]
	if !decided {
		fires = a.decide()
		if c.decided == nil {
			c.decided = map[*armed]bool{}
		}
		c.decided[a] = fires
	}
	return fires
}

// refuses reports whether there is something for a fault to refuse.
func (w *World) refuses(f *Fault, op model.Op) bool {
	switch f.kind {
	case faultInitializing:
		var id string
		switch op := op.(type) {
		case model.DeleteInstance:
			id = string(op.InstanceID)
		case model.DeleteDisk:
			id = string(op.DiskID)
		}
		created, ok := w.created[id]
		return ok && w.now-created < f.for_
	case faultLimit:
		detach, ok := op.(model.DetachDisk)
		detaching := 0
		for d := range w.state.DisksOf(detach.InstanceID) {
			if d.Status == model.Detaching {
				detaching++
			}
		}
		return ok && detaching >= f.limit
	}
	return true
}

// refusal returns what a fault answers to an action.
func (w *World) refusal(f *Fault, action book.Action) model.Answer {
	switch {
	case f.kind == faultLimit:
		return w.config.Machine.TooManyDetaching()
	case f.kind == faultInitializing && action == book.ActionDeleteInstance:
		return initializing(book.DeleteInstanceReleasable)
	case f.kind == faultInitializing:
		return initializing(book.DeleteDiskAvailable)
	}
	a := f.refusal
	if documented, ok := book.FindCode(action, a.Status, a.Code); ok && a.Message == "" && a.Status != 0 {
		a.Message = documented.Message()
	}
	return a
}

// initializing returns the refusal of what is being created that a rule has beside its
// own. Where no page has a message for it, it is that of the rule's own.
func initializing(r book.Rule) model.Answer {
	all := r.Row().Refusals
	a := all[slices.IndexFunc(all, func(a book.Refusal) bool { return strings.HasSuffix(a.Code, ".Initializing") })]
	return model.Answer{Status: a.Status, Code: a.Code, Message: cmp.Or(a.Message, all[0].Message)}
}
