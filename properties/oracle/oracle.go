package oracle

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Options are how an oracle judges.
type Options struct {
	Strict model.Strictness

	// Readings, unless nil, are those that the system has to keep to. By default an
	// oracle admits every reading, in each call by itself. R-order is one of them: unless
	// they have [book.OrderAnyBroken], only the first broken rule may give the code.
	Readings *book.Readings

	// Inside refuses a code that is outside the machine, or another edition's rule's (see
	// [book.Class]), unless only the verdict counts. By default it is admitted: the machine
	// cannot tell that it is wrong.
	Inside bool

	// OnlyTold says that nothing settles in the system unless it is told to, or is
	// due by its clock. By default anything may settle at any time.
	OnlyTold bool

	// Instant admits a detach or an attach that is complete in the instant of its
	// acceptance. By default it is a divergence: a client that takes success for
	// detached is right there, and wrong on the real service. A sim.World with a delay
	// of 0 is such a system.
	Instant bool

	// Untold says whether a detach or an attach may have failed without anybody being
	// told, once an answer has shown it to be on its way: never in the instant of its
	// acceptance. Absent is true, but not of a [Settler], nor with OnlyTold.
	Untold model.Flag
}

// Validate says which option is out of its range, and what was expected.
func (o Options) Validate() error {
	switch {
	case o.Strict > model.Exactly:
		return fmt.Errorf("oracle: Options.Strict is %d; expected one of the constants of model.Strictness", o.Strict)
	case o.Untold > model.True:
		return fmt.Errorf("oracle: Options.Untold is %d; expected model.Absent, model.False or model.True", o.Untold)
	}
	return nil
}

// An Oracle follows a system from outside: it is told what the system was asked and
// what it answered, and says whether the documented machine could have answered so.
//
// The system may settle when it likes, even inside a call; but see [Options.Instant].
// An observation is right when some set of settles, from a state in which the system
// may be, explains it; the oracle then goes on from there. It keeps every state in
// which the system may be, with as little settled as the observations allow: what may
// have settled already may as well settle later. Where these get too many it gives up,
// with [ErrLost], and is of no further use.
//
// The instant of an acceptance ends when time passes, see [Oracle.Advance], when the
// resource is told to settle, and when an answer shows that it is still on its way: so
// it is told also where no clock is.
//
// An Oracle is not safe for concurrent use.
type Oracle struct {
	world      script.World
	options    Options
	delays     sim.Delays
	now        time.Duration
	candidates []candidate
	lost       error          // why it has lost track
	instant    book.ActionSet // may be complete in the instant of their acceptance
	filters    book.ActionSet // describes of which it is known that they ignore their filters
}

// New returns an oracle for a system that starts in a world. It panics if an
// option is out of its range.
func New(w script.World, o Options) *Oracle {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
	oracle := &Oracle{world: w, options: o}
	oracle.delays = w.Config().Delays.WithDefaults()
	if o.Instant {
		oracle.instant = book.ActionSetOf(book.ActionDetachDisk, book.ActionAttachDisk)
	}
	first := candidate{own: w.Machine}.move(w.State, 0, false)
	if o.Readings != nil {
		first.own.Readings = *o.Readings
	}
	oracle.candidates = []candidate{first}
	return oracle
}

// named returns an answer with the ids that it need not tell. One to a creation must
// not tell another: that of a resource which is there cannot have been created.
func (o *Oracle) named(op model.Op, a model.Answer) (model.Answer, error) {
	action, kind := model.ActionOf(op), model.KindInstance
	if action == book.ActionDescribeDisks {
		kind = model.KindDisk
	}
	for n, r := range a.Shown {
		if action.Describe() && (r.None() || r.Kind() != kind) {
			return a, fmt.Errorf("oracle: the answer to %s has in Shown[%d] a Resource without %s; expected one with it", op, n, kind)
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
	_, diskThere := o.State().Disk(a.DiskID)
	_, instanceThere := o.State().Instance(a.InstanceID)
	otherDisk := a.DiskID != "" && !slices.Contains(disks, a.DiskID)
	otherInstance := a.InstanceID != "" && !slices.Contains(instances, a.InstanceID)
	switch {
	case otherDisk && diskThere || otherInstance && instanceThere:
		return model.Answer{NotEnabled: true}, nil
	case otherDisk || otherInstance:
		return a, fmt.Errorf("oracle: the answer to %s tells another id, %s%s; observe the creation under that", op, a.InstanceID, a.DiskID)
	}
	return a, nil
}

// State returns the state in which the system most likely is: the one that needs the
// fewest readings and settles to be explained.
func (o *Oracle) State() model.State { return o.candidates[0].state }

// States yields every state in which the system may be, the likeliest first.
func (o *Oracle) States() iter.Seq[model.State] {
	return func(yield func(model.State) bool) {
		for _, c := range o.candidates {
			if !yield(c.state) {
				return
			}
		}
	}
}

// Due returns the ids of what time settles within a duration, in the likeliest state.
func (o *Oracle) Due(d time.Duration) []string { return o.due(o.candidates[0], o.now+d) }

// Moving reports whether a call that was accepted has put a resource on its way, and an
// answer has shown it there since.
func (o *Oracle) Moving(id string) bool {
	t := o.candidates[0].transit[id]
	return t.accepted && t.shown
}

// Readings returns the readings that are not the default ones and that it takes to
// explain the system so far.
func (o *Oracle) Readings() book.Readings { return o.candidates[0].own.Readings }

// Script returns what was observed so far, as a script with the answers that the
// documented machine gives under the readings that the oracle found out. A system need
// not keep to one reading: a step that takes another one than the script has says so.
func (o *Oracle) Script() script.Script { return o.script(o.candidates[0]) }

func (o *Oracle) script(c candidate) script.Script {
	s := script.Script{World: o.world}
	s.World.Machine = c.own
	for _, t := range c.steps.all() {
		s.Steps = append(s.Steps, t.under(c.own))
	}
	return s
}

// under returns the step as it stands in a script of another machine.
func (t *trace) under(other model.Machine) script.Step {
	own := t.machine
	if own == other || t.step.Injected {
		return t.step
	}
	to, _, answer := own.Respond(t.state, t.step.Op)
	otherTo, _, otherAnswer := other.Respond(t.state, t.step.Op)
	if _, _, differ := script.Contrast(answer, otherAnswer); differ || !to.Equal(otherTo) {
		t.step.Comment = "# only under " + strings.Join(instead(own, other, t.step.Op), ", ")
	}
	return t.step
}

// instead returns the choices that a machine makes where another one makes others, of
// those that bear on an operation.
func instead(of, other model.Machine, op model.Op) (names []string) {
	for _, c := range bearing[model.ActionOf(op)] {
		if of.Readings.With(c) == of.Readings && other.Readings.With(c) != other.Readings {
			names = append(names, c.String())
		}
	}
	return names
}

// Observe tells what the system answered to an operation. A creation is told with the
// id that the system chose. Of what a describe shows the fields that are Stated count;
// the id may be left out where one resource is asked for. Of a refusal without an HTTP
// status the code counts. The error is a [*Divergence] when no state in which the
// system may be explains the answer, and [ErrLost] when it may be in too many.
func (o *Oracle) Observe(op model.Op, got model.Answer) error {
	if o.lost != nil {
		return o.lost
	}
	got, err := o.named(op, got)
	if err != nil {
		return err
	}
	asked, ignored := ignoredBy(op, got)
	if ignored != "" && !o.filters.Has(model.ActionOf(op)) {
		return o.divergeByFilter(op, got, ignored)
	}
	next, err := o.explained(op, asked)
	if err != nil {
		o.lost = err
		return err
	}
	if len(next) == 0 || next[0].doubtful() {
		return o.diverge(op, asked)
	}
	certain := slices.IndexFunc(next, candidate.doubtful)
	if certain < 0 {
		certain = len(next)
	}
	if certain > maxStates {
		o.lost = fmt.Errorf("%w: after %s it may be in %d states", ErrLost, op, certain)
		return o.lost
	}
	o.candidates = next[:min(len(next), maxStates)]
	return nil
}

// explained returns the candidates that come of those that there are by an answer, the
// best first.
func (o *Oracle) explained(op model.Op, got model.Answer) (next []candidate, _ error) {
	for _, c := range o.candidates {
		for _, m := range o.machines(model.ActionOf(op), c.own) {
			found, err := o.explain(c, m, op, got)
			if err != nil {
				return nil, err
			}
			next = append(next, found...)
		}
	}
	return fewest(next), nil
}

// machines returns the machines that may judge a call, the likeliest first: one's own
// under the readings taken so far and, where every reading is admitted, under each other
// that bears on the action.
func (o *Oracle) machines(action book.Action, own model.Machine) []model.Machine {
	all := []model.Machine{own}
	if o.options.Readings != nil {
		return all
	}
	for _, c := range bearing[action] {
		if !c.Editions().Has(own.Edition) {
			continue
		}
		for _, m := range all { // those that there are so far
			if m.Readings = m.Readings.With(c); !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// bearing has, by action, the choices of the readings that make a difference to it. Which of
// several refusals is given is a matter of comparison.
var bearing = func() map[book.Action][]book.Choice {
	choices := map[book.Action][]book.Choice{}
	for a := range book.Actions() {
		for c := range book.Choices() {
			if c.Reading() != book.OrderFirst.Reading() && c.Bears(a) {
				choices[a] = append(choices[a], c)
			}
		}
	}
	return choices
}()
