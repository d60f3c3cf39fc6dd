package script

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// FromHistory returns what happened in a world as a script: its calls, and the
// answers that they got. What fell due is not in it: that follows from the delays.
// A history that goes on after its last call ends with a describe that no call was:
// the script ends at the same instant, in the same state, with the same pending.
//
// The last of a history is told: what fell due is in it, as settles. A stale answer from
// before it is a comment, for its state is not kept.
func FromHistory(h sim.History) Script {
	if h.First > 0 {
		h = told(h)
	}
	s := Script{World: WorldOf(h.Start, h.Config)}
	if h.First > 0 {
		s.Head = []string{"# What happened up to " + sim.FormatDuration(h.Since) + " is not kept."}
	}
	var last time.Duration
	var settled []sim.Event // since the last call
	for _, e := range h.Events {
		switch {
		case e.Comment != "":
			s.Tail = append(s.Tail, CommentOf(e)...)
		case e.Due:
			settled = append(settled, e)
		default:
			step := StepOf(e)
			step.Lead, s.Tail = s.Tail, nil
			s.Steps = append(s.Steps, step)
			last, settled = e.At, nil
		}
	}
	if h.End.At > last {
		end := ending(h, settled)
		end.Lead, s.Tail = s.Tail, nil
		s.Steps = append(s.Steps, end)
	}
	return s
}

// told returns a history in which nothing settles but by the step of an event.
func told(h sim.History) sim.History {
	h.Config.Delays, h.Config.Seed = sim.Told(), 0
	h.Events = slices.Clone(h.Events)
	for n := range h.Events {
		e := &h.Events[n]
		e.Due, e.Takes = false, nil
		switch {
		case e.Comment != "" || e.Stale == 0 || e.At-e.Stale >= h.Since:
		case e.Applied() && !model.ActionOf(e.Op).Describe():
			e.Stale = 0 // it was accepted now as it was then
		default:
			e.Comment = string(StepOf(*e).appendAnswers([]byte(e.Op.String() + "   ")))
		}
	}
	return h
}

// WorldOf returns the world of a start state and a configuration. It is told where
// that leaves fewer delays to state.
func WorldOf(start model.State, c sim.Config) World {
	w := World{State: start, Order: c.Order, Machine: c.Machine.Documented(), EditionStated: c.Machine.Edition != 0, Seed: c.Seed}
	defaults, told := sim.DefaultDelays(), sim.Told()
	asDefault, asTold := sim.Delays{}, sim.Delays{}
	for status, d := range defaults {
		if stated, ok := c.Delays[status]; ok {
			d = stated
		}
		if !sim.CanFail(status) {
			d.Fails = 0 // which is ignored, and which no script can say
		}
		if d != defaults[status] {
			asDefault[status] = d
		}
		if d != told[status] {
			asTold[status] = d
		}
	}
	w.Delays = asDefault
	if w.Told = len(asTold) < len(asDefault); w.Told {
		w.Delays = asTold
	}
	return w
}

// maxComment is how much of a line of a comment a script holds, in bytes.
const maxComment = 1000

// CommentOf returns the lines of an event that is a comment, such as
// "# 10s: no such signature". What a script cannot hold is escaped, as Go quotes it.
func CommentOf(e sim.Event) (lines []string) {
	for line := range strings.Lines(e.Comment) {
		if line = strings.TrimRight(line, "\r\n"); unreadable(line, 0) != nil {
			line = strconv.Quote(line)
			line = line[1 : len(line)-1]
		}
		if len(line) > maxComment {
			line = strings.ToValidUTF8(line[:maxComment], "") + "…"
		}
		lines = append(lines, strings.TrimRight("# "+sim.FormatDuration(e.At)+": "+line, " \t"))
	}
	return lines
}

// StepOf returns the step of an event that is no comment. One of the environment starts nothing that
// could take time, and only a detach or an attach can fail.
func StepOf(e sim.Event) Step {
	s := Step{At: e.At, Op: e.Op, Takes: e.Takes, Want: Stated(e.Answer), Injected: e.Injected, Stale: e.Stale, Reply: e.Reply}
	switch action := model.ActionOf(e.Op); {
	case action.Event():
		s.Takes = nil
	case s.Takes != nil && s.Takes.Fails > 0 && !slices.ContainsFunc(sim.Starts(action), sim.CanFail):
		d := s.Takes.Failing(0)
		s.Takes = &d
	}
	return s
}

// Stated returns an answer as a script states it: of what a describe shows the id,
// where there are several, the status, the instance, and what is not usual: a
// DeleteWithInstance that is true, and locks.
func Stated(a model.Answer) model.Answer {
	return restate(a, model.Answer{})
}

// restate returns an answer that states, of each resource that is shown, the fields
// that another answer states of it, or those that [Stated] would.
func restate(a, like model.Answer) model.Answer {
	a.Message, a.DiskID, a.InstanceID = "", "", ""
	several := len(a.Shown) > 1
	a.Shown = slices.Clone(a.Shown)
	for n := range a.Shown {
		r := &a.Shown[n]
		r.Stated = usual(several)
		switch d, i := r.Disk, r.Instance; {
		case d != nil:
			if d.InstanceID != "" {
				r.Stated |= book.FieldsOf(book.FieldInstanceID)
			}
			if d.DeleteWithInstance {
				r.Stated |= book.FieldsOf(book.FieldDeleteWithInstance)
			}
		case i != nil && i.Locks != 0:
			r.Stated |= book.FieldsOf(book.FieldOperationLocks)
		}
		for _, e := range like.Shown {
			if shows := e.Shows(); e.ID() == r.ID() || len(like.Shown) == 1 && !several && !shows.Has(book.FieldID) {
				r.Stated = shows | usual(several)
			}
		}
	}
	return a
}

// usual returns the fields that are always stated.
func usual(several bool) book.Fields {
	if several {
		return book.FieldsOf(book.FieldID, book.FieldStatus)
	}
	return book.FieldsOf(book.FieldStatus)
}

// Update returns the script with the answers that the machine gives: where a step
// wants another one, that is replaced. What a describe should show is stated in the
// fields in which it was stated before. What a system under test got stays.
func (s Script) Update() Script {
	s.Steps = slices.Clone(s.Steps)
	at := 0
	r := &replay{report: new(Report), goOn: true}
	r.options = Options{Strict: model.Exactly, Observe: func(_ *sim.Event, p *Performed) {
		if p == nil {
			return
		}
		if step := &s.Steps[at]; !p.Admission.Admitted {
			step.Want = restate(p.Required, step.Want)
			if step.Reply == sim.ReplyLate && !step.Want.Success() {
				step.Reply = sim.ReplyHeard // only what is accepted is late
			}
		}
		at++
	}}
	if err := r.run(s.World, All(s.Steps)); err != nil {
		panic("script: steps in memory cannot fail: " + err.Error())
	}
	return s
}
