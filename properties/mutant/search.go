package mutant

import (
	"iter"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// steps yields every operation in every world; none, where it takes a clock to tell the mutant.
func (s *search) steps() iter.Seq2[model.State, model.Op] {
	return func(yield func(model.State, model.Op) bool) {
		if s.row.Suspect.Step == nil {
			return
		}
		var ops []model.Op
		for a := range s.asked() {
			ops = append(ops, opsOf(s.row.Machine, a)...)
		}
		for _, w := range worlds(s.row.Machine) {
			for _, op := range ops {
				if !yield(w, op) {
					return
				}
			}
		}
	}
}

// one takes one step. Where it is that of the documented machine, every property
// holds that looks at nothing else.
func (s *search) one(before model.State, op model.Op) {
	s.row.Steps++
	e := &s.event
	e.Op, e.Before = op, before
	e.After, e.Outcome = s.step(before, op)
	want, required := s.row.Machine.Step(before, op)
	if e.Outcome.Verdict() == required.Verdict() && e.After.Equal(want) {
		if e.Outcome.Broken().Difference(required.Broken()) != (book.RuleSet{}) {
			s.row.Codes = true
		}
		if e.Outcome.Action() != book.ActionDetachDisk {
			return
		}
	} else {
		s.row.Differs = true
	}
	for _, v := range s.checker.Each(e, properties.OfStep) {
		s.kill(v.Property, s.unclocked(before), []script.Step{{Op: op}})
	}
}

// sequences applies every operation after some that are a history, all properties on.
func (s *search) sequences() {
	lock, release := model.Lock{InstanceID: "i-1", Reason: model.LockSecurity}, model.DeleteInstance{InstanceID: "i-1", Force: true}
	detach, settle := model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Settle{ID: "d-1"}
	for _, before := range [][]model.Op{nil, {detach}, {detach, settle}, {detach, settle, lock}} {
		for a := range s.asked() {
			for _, op := range opsOf(s.row.Machine, a) {
				s.sequence(append(before[:len(before):len(before)], op))
			}
		}
		s.sequence(append(before[:len(before):len(before)], release))
	}
}

// sequence applies operations in the plain world. It goes on when a property does not
// hold: another that is checked alone would not see that.
func (s *search) sequence(ops []model.Op) {
	s.reset()
	start := plain()
	var steps []script.Step
	e := sim.Event{After: start}
	for n, op := range ops {
		steps = append(steps, script.Step{Op: op})
		e = sim.Event{N: n, Op: op, Before: e.After}
		e.After, e.Outcome = s.step(e.Before, op)
		of := properties.OfStep | properties.OfHistory
		if e.Before.Validate() == nil { // there are no other worlds to ask again in with other ids
			of |= properties.OfMachine
		}
		for _, v := range s.checker.Each(&e, of) {
			s.kill(v.Property, s.unclocked(start), steps)
		}
	}
}

// timed makes, under a clock, detaches that end otherwise than by completing, and
// newer ones of the same disk before the old one would have completed.
func (s *search) timed() {
	detach := func(i model.InstanceID) model.Op { return model.DetachDisk{InstanceID: i, DiskID: "d-1"} }
	attach := model.AttachDisk{InstanceID: "i-2", DiskID: "d-1"}
	release := model.DeleteInstance{InstanceID: "i-1", Force: true}
	show := model.DescribeDisks{}
	at := func(seconds int, op model.Op) script.Step {
		return script.Step{At: time.Duration(seconds) * time.Second, Op: op}
	}
	for _, steps := range [][]script.Step{
		{at(0, detach("i-1")), at(60, show), at(61, show)},
		{at(0, detach("i-1")), at(30, release), at(57, attach), at(60, show)},
		{at(0, detach("i-1")), at(30, release), at(30, attach), at(35, detach("i-2")), at(60, show), at(120, show)},
	} {
		s.clocked(script.World{State: plain(), Machine: s.row.Machine.Documented()}, steps)
	}
}

func (s *search) clocked(w script.World, steps []script.Step) {
	made := 0
	run, subject := s.row.Suspect.Begin(w, func(e *sim.Event) {
		for _, v := range s.checker.Each(e, properties.OfStep|properties.OfHistory) {
			s.kill(v.Property, w, steps[:made])
		}
	})
	if err := s.checker.Begin(subject); err != nil {
		panic(err)
	}
	for _, step := range steps {
		made++
		run.Do(step)
	}
}

// plain is the world of most histories: one disk on a running instance, and another
// instance for it to go to.
func plain() model.State { return small(model.Machine{})[0] }
