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

	Takes    *Delay // the delay that the call was given for what it starts, if any
	Injected bool   // the answer is the environment's and nothing took effect
	Outcome  model.Outcome
	Answer   model.Answer

	// The states before and after. They are set only while the event is observed.
	Before, After model.State
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
	e.Answer.Disks, e.Answer.Instances = slices.Clone(e.Answer.Disks), slices.Clone(e.Answer.Instances)
	return e
}

// A History is what a world was and all that happened to it. The states in between
// are not kept: they follow from it, see [History.Replay]. It is a copy: whoever has
// it may write to it.
type History struct {
	Start  model.State
	Config Config // without its Observe
	Events []Event
}

// Replay calls observe with every event, its states set, as the machine makes them
// again.
func (h History) Replay(observe func(Event)) {
	s := h.Start
	for _, e := range h.Events {
		e.Before = s
		if !e.Injected {
			s, _ = h.Config.step(s, e.Op)
		}
		e.After = s
		observe(e)
	}
}
