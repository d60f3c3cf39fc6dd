package conform

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// An Observer follows a system from outside: it is told what the system was asked and what it
// answered, one call after the other, and has the answers judged (package oracle). It
// remembers all that it was told, so that a [Divergence] has what led there.
//
// The system may settle when it likes, even inside a call; but see [Options.Instant]. The
// instant of an acceptance ends when time passes, see [Observer.Advance], when the resource is
// told to settle, and when an answer shows that it is still on its way: so it is told also
// where no clock is.
//
// An Observer is not safe for concurrent use.
type Observer struct {
	world    script.World
	options  Options
	judge    *oracle.Judge // nil: it is to be made again
	observed []observed
	now      time.Duration
	latest   likeliest
	lost     error
	instant  book.ActionSet // found to be complete in the instant of their acceptance
	late     []string       // statuses that were found to last longer than their delays
	filters  book.ActionSet // describes of which it is known that they ignore their filters
}

// observed is a call that an observer was told of.
type observed struct {
	at      time.Duration
	op      model.Op
	got     model.Answer
	passage *passage // of one that nothing explains
}

// call returns the call as one of a history.
func (c *observed) call() script.Call {
	return script.Call{Start: c.at, End: c.at, Op: c.op, Answer: c.got}
}

// NewObserver returns an observer of a system that starts in a world. It panics if an option
// is out of its range, or a delay of the world.
func NewObserver(w script.World, o Options) *Observer {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
	if o.Readings != nil {
		w.Machine.Readings = *o.Readings
	}
	observer := &Observer{world: w, options: o}
	observer.judging()
	return observer
}

// judging returns the judge, up to all that was observed.
func (o *Observer) judging() *oracle.Judge {
	if o.judge == nil {
		o.judge = o.judged(o.instant, o.late)
	}
	return o.judge
}

// judged returns a judge of all that was observed, for which actions may be complete in the
// instant of their acceptance, and statuses may last as long as they like.
func (o *Observer) judged(instant book.ActionSet, late []string) *oracle.Judge {
	w := o.world
	w.EditionStated = true
	if o.options.Readings == nil {
		w.Machine.Readings = book.Readings{} // all are open
	}
	j := oracle.New(w, true, o.options.supposed(w, instant, late))
	for n := range o.observed {
		o.observed[n].tell(j)
	}
	return j
}

// tell tells a judge of a call.
func (c *observed) tell(j *oracle.Judge) {
	if c.passage != nil {
		j.Pass(c.call())
		return
	}
	j.Do(c.call())
}

// State returns the state in which the system most likely is: one that needs few readings and
// little that nobody told.
func (o *Observer) State() model.State {
	s, _ := o.likeliest()
	return s
}

// likeliest returns the state in which the system most likely is, and the machine.
func (o *Observer) likeliest() (model.State, model.Machine) {
	j := o.judging()
	if l := &o.latest; l.judge != j || l.calls != len(o.observed) || l.at != o.now {
		*l = likeliest{judge: j, calls: len(o.observed), at: o.now}
		l.state, l.machine = j.State(o.now)
	}
	return o.latest.state, o.latest.machine
}

// A likeliest is what a system most likely is after some number of calls, at an instant.
type likeliest struct {
	judge   *oracle.Judge
	calls   int
	at      time.Duration
	state   model.State
	machine model.Machine
}

// may yields what a resource may be.
func (o *Observer) may(id string) iter.Seq[model.Resource] { return o.judging().Possible(id) }

// due returns the ids of what time settles within a duration.
func (o *Observer) due(d time.Duration) (ids []string) {
	now := o.State()
	later, _ := o.judging().State(o.now + d)
	for r := range now.Resources() {
		if status := now.Transitional(r.ID()); status != "" && later.Transitional(r.ID()) != status {
			ids = append(ids, r.ID())
		}
	}
	return ids
}

// Settled tells that a resource was told to settle, and did.
func (o *Observer) Settled(id string) {
	c := observed{at: o.now, op: model.Settle{ID: id}}
	o.judging().Do(c.call())
	o.observed = append(o.observed, c)
}

// Advance tells that time passed: what is due by the delays of the world, counted from when it
// was observed to begin, has then settled. It panics if the time is below zero.
func (o *Observer) Advance(d time.Duration) {
	if d < 0 {
		panic(fmt.Sprintf("conform: Observer.Advance by %s; expected no time below zero", d))
	}
	o.now += d
}

// Observe tells what the system answered to an operation. A creation is told with the
// id that the system chose. Of what a describe shows the fields that are Stated count;
// the id may be left out where one resource is asked for. Of a refusal without an HTTP
// status the code counts. The error is a [*Divergence] when nothing that the system may be
// explains the answer, which then is as if it had not been, and [ErrLost] when it may be too
// much; from then on it always is.
func (o *Observer) Observe(op model.Op, got model.Answer) error {
	action := model.ActionOf(op)
	if o.lost != nil {
		return o.lost
	}
	got, err := o.named(op, got)
	if err != nil {
		return err
	}
	var ignored string
	asked := got
	if len(got.Shown) > 0 {
		asked, ignored = ignoredBy(op, got)
		asked = asked.Clone()
	}
	if ignored != "" && !o.filters.Has(action) {
		return o.divergeByFilter(op, got, ignored)
	}
	c := observed{at: o.now, op: op, got: asked}
	j := o.judging()
	if j.Do(c.call()); j.Verdict() == oracle.Unknown {
		o.lost = fmt.Errorf("%w: after %s", ErrLost, op)
		return o.lost
	}
	if j.Verdict() == oracle.Bad || action.Creates() && len(j.Report().Broken) > 0 {
		o.judge = nil
		return o.diverge(&c, j.Report())
	}
	o.observed = append(o.observed, c)
	return nil
}

// named returns an answer with the ids that it need not tell. One to a creation must
// not tell another: that of a resource which is there cannot have been created.
func (o *Observer) named(op model.Op, a model.Answer) (model.Answer, error) {
	if len(a.Shown) == 0 && a.DiskID == "" && a.InstanceID == "" {
		return a, nil
	}
	action, kind := model.ActionOf(op), model.KindInstance
	if action == book.ActionDescribeDisks {
		kind = model.KindDisk
	}
	for n, r := range a.Shown {
		if action.Describe() && (r.None() || r.Kind() != kind) {
			return a, fmt.Errorf("conform: the answer to %s has in Shown[%d] a Resource without %s; expected one with it", op, n, kind)
		}
	}
	instances, disks := model.IDs(op)
	switch {
	case len(a.Shown) != 1 || a.Shown[0].ID() != "":
	case len(disks) == 1 && a.Shown[0].Disk != nil:
		a = a.Clone()
		a.Shown[0].Disk.ID = disks[0]
	case len(instances) == 1 && a.Shown[0].Instance != nil:
		a = a.Clone()
		a.Shown[0].Instance.ID = instances[0]
	}
	if !a.Success() || action.Describe() {
		return a, nil
	}
	otherDisk := a.DiskID != "" && !slices.Contains(disks, a.DiskID)
	otherInstance := a.InstanceID != "" && !slices.Contains(instances, a.InstanceID)
	if !otherDisk && !otherInstance {
		return a, nil
	}
	s := o.State()
	_, diskThere := s.Disk(a.DiskID)
	_, instanceThere := s.Instance(a.InstanceID)
	if otherDisk && diskThere || otherInstance && instanceThere {
		return model.Answer{NotEnabled: true}, nil
	}
	return a, fmt.Errorf("conform: the answer to %s tells another id, %s%s; observe the creation under that", op, a.InstanceID, a.DiskID)
}

// Script returns what was observed so far, as a script with the answers that the documented
// machine gives under the readings that were found out, and with what settled or failed and
// nobody told.
func (o *Observer) Script() script.Script {
	_, m := o.likeliest()
	t, ok := o.trace(m, nil)
	if !ok {
		return o.heard()
	}
	return o.scriptOf(t)
}

// scripted returns the world as a script has it: what was found to last longer than its delay
// settles there when it is told to.
func (o *Observer) scripted() script.World {
	w := o.world
	if len(o.late) > 0 {
		if w.Delays = maps.Clone(w.Delays); w.Delays == nil {
			w.Delays = sim.Delays{}
		}
		for _, status := range o.late {
			w.Delays[status] = sim.Delay{Told: true}
		}
	}
	return w
}

// scriptOf returns the script of a trace.
func (o *Observer) scriptOf(t trace) script.Script {
	s := script.Script{World: o.scripted(), Steps: t.steps}
	s.World.Machine = t.machine
	return s
}

// heard returns what was observed as it was heard.
func (o *Observer) heard() script.Script {
	s := script.Script{World: o.scripted(), Head: []string{"# As it was heard: what settled or failed untold is not in it."}}
	_, s.World.Machine = o.likeliest()
	for _, c := range o.observed {
		s.Steps = append(s.Steps, script.Step{At: c.at, Op: c.op, Want: script.Stated(c.got)})
	}
	return s
}

// ignoredBy returns what of an answer a describe asks for, and the names of the filters
// that the rest does not pass, if there is any.
func ignoredBy(op model.Op, got model.Answer) (asked model.Answer, ignored string) {
	asked, failed, _ := filter(op, got)
	slices.Sort(failed)
	return asked, strings.Join(failed, ", ")
}
