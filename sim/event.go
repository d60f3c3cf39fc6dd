package sim

import (
	"slices"
	"time"

	"example.com/ecsdisk/model"
)

// An Event is one thing that happened: a call and its answer, or a settle that was
// due.
type Event struct {
	N     int           // the number of the event, from 0
	At    time.Duration // since the start of the world
	Op    model.Op
	Due   bool // it was noted and fell due; nobody asked for it
	Noted int  // of a Due event: the number of the event that noted it, -1 for the start

	Takes    *Delay        // the delay that the call was given for what it starts, if any
	Injected bool          // the answer is the environment's, or a fault's, and nothing took effect
	Stale    time.Duration // not zero: answered from the state of so long ago, unless that accepts it and it changes something
	Reply    Reply         // how the reply fared
	Cut      bool          // of an unheard one: the caller hears at once that there is none

	// What the machine says: of a stale call in the state of then, of one that was
	// injected or dropped what it would have said. The caller hears what
	// [Event.Heard] returns.
	Outcome model.Outcome
	Answer  model.Answer

	// Comment, unless empty, is what the event is in a script: a comment. It has the
	// number of the next event; nothing was asked of the machine, and nothing
	// changed. Op is nil, or a call that repeats an earlier one.
	Comment string

	// The states before and after. They are set while the event is observed, and in
	// what [World.Call] returns.
	Before, After model.State
}

// Judged reports whether the machine judged the call in the state before it, as it
// does unless the call was injected, stale or dropped.
func (e *Event) Judged() bool {
	return e.Comment == "" && !e.Injected && e.Stale == 0 && e.Reply != ReplyDropped
}

// Applied reports whether what was asked was applied to the state before it, whether
// or not that refused it.
func (e *Event) Applied() bool {
	return e.Judged() || e.Stale != 0 && e.Reply != ReplyDropped && e.Outcome.Accepted()
}

// clone returns a copy of the event that shares no memory that can be written to.
func (e Event) clone() Event {
	if e.Takes != nil {
		takes := *e.Takes
		e.Takes = &takes
	}
	switch op := e.Op.(type) {
	case model.DescribeDisks:
		op.DiskIDs = slices.Clone(op.DiskIDs)
		e.Op = op
	case model.DescribeInstances:
		op.InstanceIDs = slices.Clone(op.InstanceIDs)
		e.Op = op
	}
	e.Answer = e.Answer.Clone()
	return e
}

// A History is what a world was and all that happened to it, or the last of it. The
// states in between are not kept: they follow from it, see [History.Replay]. It is a
// copy, which may be written to.
type History struct {
	Start  model.State   // before the first of the events
	First  int           // how many events came before; above 0 where only the last are kept
	Since  time.Duration // the instant of the last of these
	Config Config        // without its Observe
	Events []Event
	End    View // the world at its end
}

// Replay calls observe with every event, its states set, as the machine makes them
// again. It panics if observe is nil.
func (h History) Replay(observe func(Event)) {
	if observe == nil {
		panic("sim.History.Replay: observe is nil; expected a function")
	}
	s := h.Start
	for _, e := range h.Events {
		e.Before = s
		if e.Applied() {
			s, _ = h.Config.step(s, e.Op)
		}
		e.After = s
		observe(e)
	}
}
