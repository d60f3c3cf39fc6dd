package sim

import (
	"fmt"
	"strconv"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// Do applies an operation or an event now, and returns what its caller hears: see
// [Event.Heard]. A creation whose id is empty gets one from a counter, which never
// repeats one; it is in the answer. Do panics if a fault is said about an event, and if the
// machine's edition cannot tell the operation.
func (w *World) Do(op model.Op, options ...Option) (model.Answer, error) {
	return w.Call(op, options...).Heard()
}

// Call applies an operation or an event as [World.Do] does, and returns all that there
// is to say of it, with the states before and after.
func (w *World) Call(op model.Op, options ...Option) Event {
	c := w.newCall([]model.Op{op}, options)
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	e := w.finish(c, w.judge(c, op))
	w.show()
	return e
}

// CallAll applies several operations as one call: StartInstance, StopInstance,
// RebootInstance or DeleteInstance, of different instances. All take effect at one
// instant, and there is an event for each. Or one is refused, and nothing takes effect:
// there is one event, of the first that is refused in the order given. What goes wrong
// around the call goes wrong around all of it. CallAll panics for other operations.
func (w *World) CallAll(ops []model.Op, options ...Option) []Event {
	mustStandTogether(ops)
	c := w.newCall(ops, options)
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	events := w.callAll(c, ops)
	w.show()
	return events
}

func (w *World) callAll(c *call, ops []model.Op) (events []Event) {
	for _, op := range ops {
		if e := w.judge(c, op); !e.Answer.Success() && e.Reply != ReplyDropped {
			return []Event{w.finish(c, e)}
		}
	}
	for _, op := range ops {
		for w.settleNext(w.now) { // what the one before started and what takes no time
		}
		events = append(events, w.finish(c, w.judge(c, op)))
	}
	return events
}

// mustStandTogether panics unless no outcome of the operations depends on another's.
func mustStandTogether(ops []model.Op) {
	named := map[model.InstanceID]bool{}
	for _, op := range ops {
		action := model.ActionOf(op)
		switch action {
		case book.ActionStartInstance, book.ActionStopInstance, book.ActionRebootInstance, book.ActionDeleteInstance:
		default:
			panic(fmt.Sprintf("sim: %v in one call with others; expected StartInstance, StopInstance, RebootInstance or DeleteInstance", action))
		}
		ids, _ := model.IDs(op)
		for _, id := range ids {
			if named[id] {
				panic(fmt.Sprintf("sim: instance %s is named twice in one call; expected different ones", id))
			}
			named[id] = true
		}
		if first := model.ActionOf(ops[0]); action != first {
			panic(fmt.Sprintf("sim: %v and %v in one call; expected one action", first, action))
		}
	}
	if len(ops) == 0 {
		panic("sim: a call of no operations; expected one at least")
	}
}

// judge goes through the places of the package doc up to the rules, and returns what
// comes of an operation. Nothing has changed yet, but for what a describe was to show
// settled.
func (w *World) judge(c *call, op model.Op) (e Event) {
	e = Event{At: w.now, Op: op, Takes: c.takes, Before: w.state, After: w.state}
	if c.repeats == nil {
		last := w.lastID
		e.Op = w.name(op)
		defer func() { // an id is taken by what is created
			if !e.Applied() || !e.Outcome.Accepted() {
				w.lastID = last
			}
		}()
	}
	all := func(*Fault) bool { return true }
	if dropped := w.strike(c, placeDropped, c.ops, all); dropped != nil {
		e.Reply, e.Cut = ReplyDropped, dropped.Fault.cut
	}
	switch {
	case c.repeats != nil:
		e.Answer = *c.repeats
		e.Comment = fmt.Sprintf("%v is a repetition, answered %v", op, e.Answer)
		return e
	case e.Reply == ReplyDropped:
		_, e.Outcome, e.Answer = w.config.Machine.Respond(w.state, e.Op)
		return e
	}
	if refused := w.strike(c, placeRefuse, []model.Op{e.Op}, func(f *Fault) bool { return w.refuses(f, e.Op) }); refused != nil {
		e.Injected, e.Outcome, e.Answer = true, w.config.Machine.Judge(w.state, e.Op), w.refusal(&refused.Fault, c.action)
		return e
	}
	if stale := w.strike(c, placeStale, c.ops, all); stale != nil {
		e.Stale = stale.Fault.for_
		then := w.past.at(w.now - e.Stale)
		_, e.Outcome, e.Answer = w.config.respond(then, e.Op)
		if c.action.Describe() || e.Outcome.Verdict() == model.Refused {
			return e
		}
	}
	if c.action.Describe() {
		w.countDescribe(e.Op)
		e.Before = w.state
	}
	e.After, e.Outcome, e.Answer = w.config.respond(w.state, e.Op)
	return e
}

// finish goes through the places behind the rules: the effect, and the reply.
func (w *World) finish(c *call, e Event) Event {
	if e.Takes == nil && (len(w.armed) > 0 || c.struck[placeTakes] != nil) && e.starts() {
		if takes := w.strike(c, placeTakes, c.ops, func(*Fault) bool { return true }); takes != nil {
			e.Takes = takes.delay()
		}
	}
	if e.Reply == ReplyHeard {
		accepted := e.Applied() && e.Outcome.Accepted()
		reply := w.strike(c, placeReply, c.ops, func(f *Fault) bool { return f.kind == faultLost || accepted })
		switch {
		case reply == nil:
		case reply.Fault.kind == faultLate:
			e.Reply = ReplyLate
		default:
			e.Reply, e.Cut = ReplyLost, reply.Fault.cut
		}
	}
	if e.Comment != "" && e.Reply != ReplyHeard {
		e.Comment += ", " + e.Reply.String()
	}
	e.N = w.record(e, e.After)
	if e.Applied() {
		w.noteChanges(e.Before, e.Takes, e.N)
	}
	if w.met != nil {
		w.meet(c, &e)
	}
	return e
}

// starts reports whether the call put something into a transitional status.
func (e *Event) starts() bool {
	for change := range model.Diff(e.Before, e.After) {
		if is, was := change.After.Transitional(), change.Before.Transitional(); is != "" && is != was {
			return true
		}
	}
	return false
}

// delay returns the delay of a takes as it is this time.
func (a *armed) delay() *Delay {
	d := a.Fault.delay
	if d.timed() {
		d.Min = d.draw(a.rng)
		d.Max = d.Min
	}
	return &d
}

// Comment puts a comment into the history, where a script has it at this place: of a
// call, say, that did not get as far as the machine. It panics for an empty text.
func (w *World) Comment(text string) {
	if text == "" {
		panic("sim.World.Comment: a comment without text; expected a line")
	}
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	w.record(Event{At: w.now, Comment: text}, w.state)
	w.show()
}

// name gives a creation the ids that it lacks.
func (w *World) name(op model.Op) model.Op {
	switch op := op.(type) {
	case model.CreateDisk:
		if op.DiskID == "" {
			op.DiskID = model.DiskID(w.newID("d-", ""))
		}
		return op
	case model.CreateInstance:
		if op.InstanceID == "" {
			op.InstanceID = model.InstanceID(w.newID("i-", string(op.SystemDiskID)))
		}
		if op.SystemDiskID == "" {
			op.SystemDiskID = model.DiskID(w.newID("d-", string(op.InstanceID)))
		}
		return op
	}
	return op
}

// newID returns the next id that no resource has or had, and that is not taken by
// the call itself.
func (w *World) newID(prefix, taken string) string {
	for {
		w.lastID++
		id := prefix + strconv.Itoa(w.lastID)
		if w.state.Resource(id).None() && w.released[id] == 0 && id != taken {
			return id
		}
	}
}
