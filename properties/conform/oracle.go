package conform

import (
	"maps"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Options are how an oracle judges.
type Options struct {
	Strict model.Strictness

	// Readings, unless nil, are those that the system has to keep to. By default an
	// oracle admits every reading, in each call by itself.
	Readings *model.Readings

	// OnlyTold says that nothing settles in the system unless it is told to, or is
	// due by its clock. By default anything may settle at any time.
	OnlyTold bool
}

// An Oracle follows a system from outside: it is told what the system was asked and
// what it answered, and says whether the documented machine could have answered so.
//
// The system may settle when it likes, even inside a call. An observation is right
// when some set of settles, from a state in which the system may be, explains it;
// the oracle then goes on from there. It keeps every state in which the system may
// be, with as little settled as the observations allow: what may have settled
// already may as well settle later.
//
// An Oracle is not safe for concurrent use.
type Oracle struct {
	world      script.World
	options    Options
	delays     sim.Delays
	now        time.Duration
	candidates []candidate
	ever       map[string]bool          // ids that there are or were
	entered    map[string]time.Duration // id and transitional status: since when, at the latest
}

// NewOracle returns an oracle for a system that starts in a world.
func NewOracle(w script.World, o Options) *Oracle {
	oracle := &Oracle{world: w, options: o, ever: map[string]bool{}, entered: map[string]time.Duration{}}
	oracle.delays = sim.DefaultDelays()
	maps.Copy(oracle.delays, w.Config().Delays)
	first := candidate{state: w.State, readings: w.Readings}
	if o.Readings != nil {
		first.readings = *o.Readings
	}
	oracle.candidates = []candidate{first}
	oracle.noteEntered(model.State{}, w.State)
	return oracle
}

// named returns the answer to a describe of one resource with its id.
func named(op model.Op, a model.Answer) model.Answer {
	instances, disks := model.IDs(op)
	if len(disks) == 1 && len(a.Disks) == 1 && a.Disks[0].ID == "" {
		a.Disks = slices.Clone(a.Disks)
		a.Disks[0].ID = disks[0]
	}
	if len(instances) == 1 && len(a.Instances) == 1 && a.Instances[0].ID == "" {
		a.Instances = slices.Clone(a.Instances)
		a.Instances[0].ID = instances[0]
	}
	return a
}

// untimed says that no clock settles anything in the system.
func (o *Oracle) untimed() {
	o.world.Told = true
	o.delays = sim.Told()
}

// State returns the state in which the system most likely is: the one that needs the
// fewest readings and settles to be explained.
func (o *Oracle) State() model.State { return o.candidates[0].state }

// Readings returns the readings that are not the default ones and that it takes to
// explain the system so far.
func (o *Oracle) Readings() model.Readings { return o.candidates[0].readings }

// Script returns what was observed so far: a script that the documented machine, with
// what the oracle found out, answers just so.
func (o *Oracle) Script() script.Script { return o.script(o.candidates[0]) }

func (o *Oracle) script(c candidate) script.Script {
	s := script.Script{World: o.world}
	s.World.Readings = c.readings
	s.Steps, _ = c.steps.all()
	return s
}

// Observe tells what the system answered to an operation. Of what a describe shows
// the fields that are Stated count; the id may be left out where one resource is
// asked for. The error is a [*Divergence] when no state in which the system may be
// explains the answer.
func (o *Oracle) Observe(op model.Op, got model.Answer) error {
	action := model.ActionOf(op)
	got = named(op, got)
	var next []candidate
	for _, c := range o.candidates {
		for _, m := range o.machines(action, c.readings) {
			found, err := o.explain(c, m, op, got)
			if err != nil {
				return err
			}
			next = append(next, found...)
		}
	}
	if len(next) == 0 {
		return o.diverge(op, got)
	}
	for _, c := range next {
		o.noteEntered(o.candidates[0].state, c.state)
	}
	o.candidates = fewest(next)
	return nil
}

// machines returns the machines that may judge a call, the likeliest first: the
// documented one under the readings taken so far and, where every reading is
// admitted, under each other that bears on the action.
func (o *Oracle) machines(action model.Action, r model.Readings) []model.Machine {
	all := []model.Machine{{Readings: r}}
	if o.options.Readings != nil {
		return all
	}
	for _, c := range bearing[action] {
		for _, m := range all { // those that there are so far
			if m.Readings = m.Readings.With(c); !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// bearing has, by action, the choices of the readings that make a difference to it.
var bearing = func() (choices [model.ActionAttachFailed + 1][]model.Choice) {
	bears := func(a model.Action, c model.Choice) {
		for other := range model.Choices() {
			if !c.Default() && other.Reading() == c.Reading() && !slices.Contains(choices[a], other) {
				choices[a] = append(choices[a], other)
			}
		}
	}
	bears(model.ActionDescribeDisks, model.VisibleInUse)
	for r := range model.Rules() {
		for _, v := range r.Row().Under {
			bears(r.Action(), v.Choice)
		}
	}
	for e := range model.Effects() {
		bears(e.Row().Action, e.Row().Only)
		bears(e.Row().Action, e.Row().Not)
	}
	return choices
}()
