package explain

import (
	"context"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// An Explanation is what there is to say of an operation in a world.
type Explanation struct {
	Event   sim.Event     // that it would be
	Pending []sim.Pending // after it

	// What time alone does to a refusal.
	MendedAt   map[book.Rule]time.Duration
	AcceptedAt *time.Duration
	Untimed    book.RuleSet // mended by settles that the clock does not bring

	Remedies map[book.Rule][]Remedy // of what time does not mend
	Way      []Remedy               // of several steps, where one does not do
	Readings []Alternative          // under which it would be answered otherwise

	Unjudged string // what was not looked at for something that mends it, and why; or ""
}

// Options are what advice may do.
type Options struct {
	Release bool // release what was not asked for: then the shortest comes first
}

// Op asks a world for an operation and explains what comes of it: what it changes or which
// rules it breaks, what mends them from there, and what would be answered under another
// reading. m is the documented machine of the world. It lets time pass by the clock of the
// world, which is of no further use. The error is the context's.
func Op(ctx context.Context, m model.Machine, world *sim.World, clock *sim.Manual, op model.Op, o Options) (*Explanation, error) {
	before := world.State()
	e := &Explanation{Event: sim.Event{At: clock.Now().Sub(world.Epoch()), Op: op, Before: before, Outcome: m.Judge(before, op)}}
	e.Event.Answer, _ = world.Do(op)
	e.Event.After, e.Pending = world.State(), world.Pending()
	e.Readings = alternatives(m, before, op)
	if e.Event.Answer.Code == "" {
		return e, nil
	}
	if err := e.wait(ctx, m, world, clock); err != nil {
		return nil, err
	}
	return e, e.mend(ctx, m, o)
}

// horizon is how far an explanation looks ahead.
const horizon = 365 * 24 * time.Hour

// wait lets time pass, and notes when a rule is no longer broken; at the end, what
// would be mended if everything that is left settled.
func (e *Explanation) wait(ctx context.Context, m model.Machine, world *sim.World, clock *sim.Manual) error {
	e.MendedAt = map[book.Rule]time.Duration{}
	end := clock.Now().Add(horizon)
	for e.AcceptedAt == nil {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		due, ok := world.NextDue()
		if !ok || due.After(end) {
			break
		}
		clock.Set(due)
		at := due.Sub(world.Epoch())
		outcome := m.Judge(world.State(), e.Event.Op)
		for r := range e.Event.Outcome.Broken().All() {
			if _, mended := e.MendedAt[r]; !mended && !outcome.Broken().Has(r) {
				e.MendedAt[r] = at
			}
		}
		if outcome.Accepted() {
			e.AcceptedAt = &at
		}
	}
	state := world.State()
	for _, p := range world.Pending() {
		state, _ = m.Step(state, model.Settle{ID: p.ID})
	}
	left := m.Judge(state, e.Event.Op).Broken()
	var mended []book.Rule
	for r := range e.Event.Outcome.Broken().All() {
		if _, timed := e.MendedAt[r]; !timed && !left.Has(r) {
			mended = append(mended, r)
		}
	}
	e.Untimed = book.RuleSetOf(mended...)
	return nil
}

// mend finds what mends a refusal that time alone does not.
func (e *Explanation) mend(ctx context.Context, m model.Machine, o Options) (err error) {
	if e.Event.Answer.Code == "" || e.AcceptedAt != nil {
		return nil
	}
	d := newMender(m, e.Event.Before, e.Event.Op, o.Release)
	e.Remedies = map[book.Rule][]Remedy{}
	enough, keeping := false, false // is there a remedy that does, and one that destroys nothing
	for r := range d.now.All() {
		if _, timed := e.MendedAt[r]; timed {
			continue
		}
		e.Remedies[r] = d.remedies(r)
		for _, one := range e.Remedies[r] {
			enough = enough || one.Accepts
			keeping = keeping || one.Accepts && (!one.Destroys || o.Release)
		}
	}
	if !keeping && (!enough || d.now.Difference(e.Untimed).Len() > 0) {
		e.Way, e.Unjudged, err = d.way(ctx, enough)
	}
	return err
}

// An Alternative is how an operation would be answered under another reading.
type Alternative struct {
	Choice book.Choice
	Answer string // as a script has it
}

// alternatives returns the readings under which an operation would be answered otherwise.
func alternatives(m model.Machine, s model.State, op model.Op) (found []Alternative) {
	_, _, answer := m.Respond(s, op)
	for c := range book.Choices() {
		other := m
		other.Readings = m.Readings.With(c)
		_, _, otherwise := other.Respond(s, op)
		if _, shown, differ := script.Contrast(answer, otherwise); differ {
			found = append(found, Alternative{c, script.FormatAnswer(shown, model.ActionOf(op))})
		}
	}
	return found
}
