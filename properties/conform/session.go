package conform

import (
	"errors"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A session is one system, built anew, and the observer that follows it.
type session struct {
	system   System
	world    script.World // as the observer has it
	observer *Observer
	ids      ids
	now      time.Duration
	tally    *tally
	typed    bool                   // no call that lacks a parameter is asked
	goOn     func(*Divergence) bool // whether to go on past it, where that can be
	met      []*Divergence          // of these
	calls    int                    // that were judged
	moving   map[string]bool        // what was shown last to be attached or detached
}

// newSession builds the system in a world. When told, only the system's own clock settles
// what the world says to be due; else one that can be told to settle is told.
func newSession(c Config, w script.World, told bool, goOn func(*Divergence) bool) (*session, error) {
	system, err := c.New(w)
	switch {
	case err != nil:
		return nil, err
	case system == nil:
		return nil, errors.New("conform: Config.New returned no system and no error; expected one of them")
	}
	_, clocked := system.(Advancer)
	_, settles := system.(Settler)
	if settles && c.Untold == model.Absent {
		c.Untold = model.False
	}
	if !clocked && (told || !settles) {
		w.Told, w.Delays = true, nil // no clock settles anything
	}
	s := &session{system: system, world: w, observer: NewObserver(w, c.Options), ids: newIDs(w.State), tally: new(tally), typed: c.Typed, goOn: goOn, moving: map[string]bool{}}
	return s, nil
}

// advance lets time pass up to an instant. A system with a clock settles by it what
// is due; one that can be told is told.
func (s *session) advance(to time.Duration) error {
	d := to - s.now
	if d <= 0 {
		return nil
	}
	s.now = to
	if clock, ok := s.system.(Advancer); ok {
		clock.Advance(d)
	} else if settler, ok := s.system.(Settler); ok {
		for _, id := range s.observer.due(d) {
			if op, named := s.ids.op(model.Settle{ID: id}); named {
				if err := tellToSettle(settler, op.(model.Settle).ID); err != nil {
					return err
				}
			}
		}
	}
	s.observer.Advance(d)
	return nil
}

// wait lets time pass, and looks at what that has settled.
func (s *session) wait(d time.Duration) error {
	before := s.observer.State()
	if err := s.advance(s.now + d); err != nil {
		return err
	}
	var settled resources
	for change := range model.Diff(before, s.observer.State()) {
		if change.After.Disk != nil {
			settled.disks = append(settled.disks, change.After.Disk.ID)
		}
		if change.After.Instance != nil {
			settled.instances = append(settled.instances, change.After.Instance.ID)
		}
	}
	return s.lookAt(settled)
}

// do runs one step: the system is asked, the answer is judged. The error is a
// [*Divergence], [ErrUnsupported], or one of the harness.
func (s *session) do(step script.Step) error {
	if err := s.advance(step.At); err != nil {
		return err
	}
	if step.Injected || step.Reply == sim.ReplyDropped {
		return nil // nobody can make a system refuse so, and what is dropped never gets there
	}
	op, named := s.ids.op(step.Op)
	if !named {
		if err := s.look(); err != nil {
			return err
		}
		if op, named = s.ids.op(step.Op); !named {
			return nil // the system has not got it, or does not show it
		}
	}
	if settle, ok := op.(model.Settle); ok {
		settler, ok := s.system.(Settler)
		switch {
		case step.Comment == inferred:
			return nil // nobody told it to: what comes next shows it
		case !ok:
			return s.await(step.Op.(model.Settle).ID)
		}
		if err := tellToSettle(settler, settle.ID); err != nil {
			return err
		}
		s.observer.Settled(step.Op.(model.Settle).ID)
		return nil
	}
	if _, askable := s.judged(step.Op); !askable {
		return nil
	}
	got, err := ask(s.system, op)
	if err == nil || errors.Is(err, ErrUnsupported) {
		s.tally.count(s.world.Machine.Edition, op, got, err != nil)
	}
	if err != nil {
		return err
	}
	s.calls++
	took := model.TookNone
	if got.Success() {
		took = model.TookEffect
	} else if got.Code == model.InternalError {
		took = model.TookUnknown
	}
	got = s.ids.answer(s.ids.created(s.observer.State(), step.Op, got, took), s.observer.may)
	for _, r := range got.Shown {
		s.moving[r.ID()] = sim.CanFail(r.Status())
	}
	return s.judge(step.Op, got)
}

// judged returns the outcome of an operation where the system most likely is, and whether
// it is anything that a caller could ask there.
func (s *session) judged(op model.Op) (_ model.Outcome, askable bool) {
	o := s.world.Machine.Judge(s.observer.State(), op)
	return o, o.Verdict() != model.NotEnabled && !(s.typed && o.LacksParameter())
}

// await waits until a resource has settled in a system that cannot be told to: by letting
// time pass, twice as long each time, and by looking. One that has not settled by then
// settles when it likes.
func (s *session) await(id string) error {
	defer func(calls int) { s.calls = calls }(s.calls) // of the script's own
	_, clocked := s.system.(Advancer)
	for pause := time.Second; pause <= longest && s.observer.State().Transitional(id) != ""; pause *= 2 {
		if clocked {
			if err := s.advance(s.now + pause); err != nil {
				return err
			}
		}
		if err := s.lookAt(resourcesOf(s.observer.State(), model.Settle{ID: id})); err != nil {
			return err
		}
	}
	return nil
}

// judge has the observer judge an answer, and goes on past a divergence where that is
// wanted and can be.
func (s *session) judge(op model.Op, got model.Answer) error {
	err := s.observe(op, got)
	for {
		d, diverged := err.(*Divergence)
		if !diverged || !s.goOn(d) {
			return err
		}
		s.met = append(s.met, d)
		again, ok := s.observer.pass(d, op, got)
		if !ok {
			return err
		}
		if !again {
			return nil
		}
		err = s.observe(op, got)
	}
}

// observe has the observer judge an answer, and counts it if it is admitted.
func (s *session) observe(op model.Op, got model.Answer) error {
	err := s.observer.Observe(op, got)
	if err == nil {
		s.tally.admitted(s.world.Machine.Edition, op, got)
	}
	return err
}

// tellToSettle tells a system to settle a resource.
func tellToSettle(s Settler, id string) error {
	if err := s.Settle(id); !errors.Is(err, model.ErrNotEnabled) {
		return err
	}
	return nil
}

// look describes everything that there is.
func (s *session) look() error {
	for _, op := range []model.Op{model.DescribeInstances{}, model.DescribeDisks{}} {
		if err := s.do(script.Step{At: s.now, Op: op}); err != nil && !errors.Is(err, ErrUnsupported) {
			return err
		}
	}
	return nil
}

// lookAt describes resources.
func (s *session) lookAt(at resources) error {
	for _, describe := range at.describes() {
		if err := s.do(script.Step{At: s.now, Op: describe}); err != nil && !errors.Is(err, ErrUnsupported) {
			return err
		}
	}
	return nil
}

// resources are those that an operation bears on.
type resources struct {
	instances []model.InstanceID
	disks     []model.DiskID
}

// resourcesOf returns what an operation names, and the disks of an instance that is to
// be released, and those that it left behind. A describe bears on nothing.
func resourcesOf(s model.State, op model.Op) (r resources) {
	switch op := op.(type) {
	case model.DescribeDisks, model.DescribeInstances:
		return resources{}
	case model.Settle:
		if s.Resource(op.ID).Instance != nil {
			return resources{instances: []model.InstanceID{model.InstanceID(op.ID)}}
		}
		return resources{disks: []model.DiskID{model.DiskID(op.ID)}}
	case model.DeleteInstance:
		r.disks = disksOf(s, op.InstanceID)
	case model.Reclaim:
		r.disks = disksOf(s, op.InstanceID)
	}
	instances, disks := model.IDs(op)
	return resources{instances, append(r.disks, disks...)}
}

// disksOf returns the disks that are attached to an instance, and those of which it is the
// source.
func disksOf(s model.State, id model.InstanceID) (disks []model.DiskID) {
	for d := range s.DisksOf(id) {
		disks = append(disks, d.ID)
	}
	for d := range s.DisksFrom(id) {
		if d.InstanceID != id {
			disks = append(disks, d.ID)
		}
	}
	return disks
}

// describes returns a describe of each resource: one that is needless can then be left
// out of a script. A disk comes first: of a detach the very next answer should tell.
func (r resources) describes() (ops []model.Op) {
	for _, id := range r.disks {
		ops = append(ops, model.KindDisk.Describe(string(id)))
	}
	for _, id := range r.instances {
		ops = append(ops, model.KindInstance.Describe(string(id)))
	}
	return ops
}

// replay runs the steps of a script on a system built anew. A step that the system
// lacks is left out; what it lacks is returned. There is no session where the system
// cannot be built.
func replay(c Config, w script.World, steps []script.Step, goOn func(*Divergence) bool) (lacks book.ActionSet, _ *session, err error) {
	s, err := newSession(c, w, false, goOn)
	if err != nil {
		return 0, nil, err
	}
	for _, step := range steps {
		switch err := s.do(step); {
		case errors.Is(err, ErrUnsupported):
			lacks |= book.ActionSetOf(model.ActionOf(step.Op))
		case err != nil:
			return lacks, s, err
		}
	}
	return lacks, s, nil
}
