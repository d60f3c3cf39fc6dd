package conform

import (
	"errors"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// A session is one system, built anew, and the oracle that follows it.
type session struct {
	system System
	oracle *Oracle
	ids    ids
	now    time.Duration
	tally  *tally
}

// newSession builds the system in a world.
func newSession(build func(script.World) (System, error), w script.World, o Options) (*session, error) {
	system, err := build(w)
	if err != nil {
		return nil, err
	}
	s := &session{system: system, oracle: NewOracle(w, o), ids: newIDs(), tally: new(tally)}
	_, clocked := system.(Advancer)
	if _, settles := system.(Settler); !clocked && !settles {
		s.oracle.untimed()
	}
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
		s.oracle.now += d
		due := s.oracle.due(s.oracle.State())
		s.oracle.now -= d
		for _, id := range due {
			if err := told(settler, s.ids.op(model.Settle{ID: id}).(model.Settle).ID); err != nil {
				return err
			}
		}
	}
	s.oracle.Advance(d)
	return nil
}

// do makes one step: the system is asked, the oracle judges. The error is a
// [*Divergence], [ErrUnsupported], or one of the harness.
func (s *session) do(step script.Step) error {
	if err := s.advance(step.At); err != nil {
		return err
	}
	if step.Injected {
		return nil // nobody can make a system refuse so
	}
	op := s.ids.op(step.Op)
	if settle, ok := op.(model.Settle); ok {
		settler, ok := s.system.(Settler)
		if !ok {
			return nil // it settles when it likes
		}
		if err := told(settler, settle.ID); err != nil {
			return err
		}
		s.oracle.Settled(step.Op.(model.Settle).ID)
		return nil
	}
	if (model.Machine{}).Judge(s.oracle.State(), step.Op).Verdict() == model.NotEnabled {
		return nil // nothing that a caller could ask
	}
	got, err := ask(s.system, op)
	if err == nil || errors.Is(err, ErrUnsupported) {
		s.tally.count(op, got, err != nil)
	}
	if err != nil {
		return err
	}
	took := model.TookNone
	if got.Success() {
		took = model.TookEffect
	} else if got.Code == internalError {
		took = model.TookUnknown
	}
	s.ids.created(step.Op, got, took)
	return s.oracle.Observe(step.Op, s.ids.answer(got, func(id string) bool { return s.oracle.ever[id] }))
}

// internalError is the code of the refusal after which nobody knows whether the call
// took effect.
const internalError = "InternalError"

// told tells a system to settle a resource.
func told(s Settler, id string) error {
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

// lookAt describes what an operation names.
func (s *session) lookAt(op model.Op) error {
	if model.ActionOf(op).Describe() {
		return nil
	}
	for _, describe := range describes(op) {
		if err := s.do(script.Step{At: s.now, Op: describe}); err != nil && !errors.Is(err, ErrUnsupported) {
			return err
		}
	}
	return nil
}

// describes returns describes of the resources that an operation names.
func describes(op model.Op) (ops []model.Op) {
	instances, disks := model.IDs(op)
	if settle, ok := op.(model.Settle); ok {
		instances, disks = []model.InstanceID{model.InstanceID(settle.ID)}, []model.DiskID{model.DiskID(settle.ID)}
	}
	if len(instances) > 0 {
		ops = append(ops, model.DescribeInstances{InstanceIDs: instances})
	}
	if len(disks) > 0 {
		ops = append(ops, model.DescribeDisks{DiskIDs: disks})
	}
	return ops
}

// replay makes the steps of a script on a system built anew. A step that the system
// lacks is left out; what it lacks is returned. There is no session where the system
// cannot be built.
func replay(build func(script.World) (System, error), w script.World, steps []script.Step, o Options) (lacks model.ActionSet, _ *session, err error) {
	s, err := newSession(build, w, o)
	if err != nil {
		return 0, nil, err
	}
	for _, step := range steps {
		switch err := s.do(step); {
		case errors.Is(err, ErrUnsupported):
			lacks |= model.ActionSetOf(model.ActionOf(step.Op))
		case err != nil:
			return lacks, s, err
		}
	}
	return lacks, s, nil
}
