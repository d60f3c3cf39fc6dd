package sim

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/internal/met"
)

// Config is how a world behaves. The zero Config is the documented machine under
// the default readings and delays.
type Config struct {
	Machine model.Machine
	Delays  Delays // how statuses settle; what is missing, as in [DefaultDelays]
	Seed    uint64 // of the delays that are drawn

	// Order lists resources of the start world in the order in which those that are
	// in a transitional status entered it. The others follow: instances, then disks,
	// by id. An id of none is passed over: a world that is made smaller keeps its order.
	Order []string

	// Observe, unless nil, is called with every event, one at a time and in order,
	// before the call or the look that made it returns. Of several callers at
	// once, one calls it for all. Observe may look at the world and call it: the events of
	// that are observed next.
	Observe func(Event)

	// Keep is how many of the last events the history has; 0 is all, and [KeepNone]
	// none. A world that keeps few needs no more memory the longer it runs, but for
	// an id of each resource that ever was.
	Keep int

	// Unmet leaves what happens in the world out of what tests have met (see the package
	// documentation): nobody's client is at work there.
	Unmet bool

	// Step and KeepNotes make a world that is broken on purpose, a mutant, to show
	// that a test suite notices. Step takes the place of the machine's; with
	// KeepNotes, a settle still falls due after its status was left.
	Step      func(model.State, model.Op) (model.State, model.Outcome)
	KeepNotes bool
}

func (c *Config) step(s model.State, op model.Op) (model.State, model.Outcome) {
	if c.Step != nil {
		return c.Step(s, op)
	}
	return c.Machine.Step(s, op)
}

// respond is step, and what the machine requires to be answered.
func (c *Config) respond(s model.State, op model.Op) (model.State, model.Outcome, model.Answer) {
	after, o := c.step(s, op)
	return after, o, c.Machine.Answer(s, op, o)
}

// A World is the machine under a clock. Each call, and each look, reads the clock
// once and settles what is due by then before it does what was asked: there are no
// timers and no goroutines. It is safe for concurrent use.
type World struct {
	mu       sync.Mutex
	clock    Clock
	config   Config
	rng      *rand.Rand
	epoch    time.Time
	now      time.Duration // the latest instant seen
	state    model.State
	notes    notes
	kept     kept
	unseen   []Event                  // those that are still to be observed
	showing  bool                     // a caller is at it
	n        int                      // the number of the next event
	past     past                     // what the state was
	armed    []*armed                 // faults, in the order of arming
	arms     int                      // how many were armed
	created  map[string]time.Duration // when what is there was created, unless it is of the start
	released map[string]uint8         // ids that are gone, with a bit for each [model.Kind] of resource
	lastID   int
	met      *met.Record // of what tests meet; nil unless it is asked for
}

// New returns a world that starts now in the given state. It panics if there is no
// clock, no such machine, or no such number of events to keep, if the machine's edition
// cannot tell the state, and as [Delays.WithDefaults] does.
func New(clock Clock, s model.State, c Config) *World {
	if v := reflect.ValueOf(clock); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		panic(fmt.Sprintf("sim.New: the clock is nil (%T); expected one such as &sim.Manual{} or sim.Real{}", clock))
	}
	for _, err := range []error{c.Machine.Check(), c.Machine.CheckState(s)} {
		if err != nil {
			panic("sim.New: " + err.Error())
		}
	}
	if c.Keep < KeepNone {
		panic(fmt.Sprintf("sim.New: %d events to keep; expected a number of them, 0 for all, or KeepNone", c.Keep))
	}
	c.Delays, c.Order = c.Delays.WithDefaults(), slices.Clone(c.Order)
	w := &World{
		clock: clock, config: c, state: s, kept: kept{newer: segment{start: s}},
		rng:   rand.New(rand.NewPCG(c.Seed, 0)),
		epoch: clock.Now(), notes: notes{of: map[string]*note{}},
		past: newPast(s), created: map[string]time.Duration{}, released: map[string]uint8{},
	}
	if !c.Unmet && c.Step == nil && !c.KeepNotes {
		w.met = met.FromEnvironment()
	}
	noteOnce := func(id string) {
		if status := s.Transitional(id); status != "" && w.notes.of[id] == nil {
			w.note(id, status, c.Delays[status], -1)
		}
	}
	for _, id := range c.Order {
		noteOnce(id)
	}
	for i := range s.Instances() {
		noteOnce(string(i.ID))
	}
	for d := range s.Disks() {
		noteOnce(string(d.ID))
	}
	return w
}

// lock locks the world.
func (w *World) lock() {
	w.mustBeNew()
	w.mu.Lock()
}

func (w *World) mustBeNew() {
	if w == nil || w.clock == nil {
		panic("sim.World: a world without a clock; expected one from sim.New")
	}
}
