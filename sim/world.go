package sim

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.com/ecsdisk/model"
)

// Config is how a world behaves. The zero Config is the documented machine under
// the default readings and delays.
type Config struct {
	Machine model.Machine
	Delays  Delays // how statuses settle; what is missing, as in [DefaultDelays]
	Seed    uint64 // of the delays that are drawn

	// Order lists resources of the start world in the order in which those that are
	// in a transitional status entered it. The others follow: instances, then disks,
	// by id.
	Order []string

	// Observe, unless nil, is called with every event while the world is locked: it
	// must not call the world.
	Observe func(Event)

	// Forget keeps no history.
	Forget bool

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

// A World is the machine under a clock. Each call reads the clock once, settles
// what is due by then, and then does what was asked: there are no timers and no
// goroutines. It is safe for concurrent use.
type World struct {
	mu       sync.Mutex
	clock    Clock
	config   Config
	rng      *rand.Rand
	epoch    time.Time
	now      time.Duration // the latest instant seen
	start    model.State
	state    model.State
	notes    notes
	events   []Event
	n        int                       // the number of the next event
	released map[string]bool           // ids that are gone
	next     map[model.Action][]Option // options for calls to come
	lastID   int
}

// New returns a world that starts now in the given state. It panics if the delays
// name a status that is not transitional.
func New(clock Clock, s model.State, c Config) *World {
	c.Delays, c.Order = c.Delays.WithDefaults(), slices.Clone(c.Order)
	w := &World{
		clock: clock, config: c, start: s, state: s,
		rng:   rand.New(rand.NewPCG(c.Seed, 0)),
		epoch: clock.Now(), notes: notes{of: map[string]*note{}},
		released: map[string]bool{}, next: map[model.Action][]Option{},
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

// Next says an option about the next call of an action. Said more than once they
// queue, one a call. It panics, as Do does, if a refusal is injected into an event.
func (w *World) Next(action model.Action, option Option) {
	callOf(action, []Option{option})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next[action] = append(w.next[action], option)
}

// Do makes an operation or an event now. The error is a [*model.Refusal] with the
// broken rules, or [model.ErrNotEnabled]. A creation whose id is empty gets one
// from a counter, which never repeats one; it is in the answer. Do panics if a
// refusal is injected into an event.
func (w *World) Do(op model.Op, options ...Option) (model.Answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	action := model.ActionOf(op)
	if queue := w.next[action]; len(queue) > 0 {
		w.next[action] = queue[1:]
		options = slices.Concat(queue[:1], options)
	}
	c := callOf(action, options)
	w.settleDue()
	op = w.name(op)
	if c.injected != nil {
		return w.inject(op, c)
	}
	before := w.state
	if action.Describe() {
		w.countDescribe(op)
		before = w.state
	}
	after, o := w.config.step(before, op)
	answer := w.config.Machine.Answer(after, op, o)
	w.record(Event{At: w.now, Op: op, Takes: c.takes, Outcome: o, Answer: answer}, after)
	w.noteChanges(before, c.takes, w.n-1)
	err := answer.Err()
	if refusal, ok := err.(*model.Refusal); ok {
		refusal.Broken = o.Broken()
	}
	return answer, err
}

// inject answers a call without asking the machine to make it.
func (w *World) inject(op model.Op, c call) (model.Answer, error) {
	o := w.config.Machine.Judge(w.state, op)
	w.record(Event{At: w.now, Op: op, Takes: c.takes, Injected: true, Outcome: o, Answer: *c.injected}, w.state)
	return *c.injected, c.injected.Err()
}

// record makes the event history and moves the world to the state after it.
func (w *World) record(e Event, after model.State) {
	e.N = w.n
	w.n++
	if !w.config.Forget {
		w.events = append(w.events, e.clone())
	}
	before := w.state
	w.state = after
	if w.config.Observe != nil {
		e = e.clone()
		e.Before, e.After = before, after
		w.config.Observe(e)
	}
}

// Tick settles what is due by now and asks nothing.
func (w *World) Tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settleDue()
}

// State returns the state as of the last call. Looking is no call: nothing settles
// by it.
func (w *World) State() model.State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state
}

// History returns what happened up to the last call. It copies all of it: whoever
// wants each event once has it observed.
func (w *World) History() History {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.config
	c.Observe, c.Delays, c.Order = nil, maps.Clone(c.Delays), slices.Clone(c.Order)
	events := make([]Event, len(w.events))
	for n, e := range w.events {
		events[n] = e.clone()
	}
	return History{Start: w.start, Config: c, Events: events}
}

// Epoch returns the instant at which the world started.
func (w *World) Epoch() time.Time { return w.epoch }

// Existed reports whether there was a resource of this id that has been released.
func (w *World) Existed(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.released[id]
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
		_, isInstance := w.state.Instance(model.InstanceID(id))
		_, isDisk := w.state.Disk(model.DiskID(id))
		if !isInstance && !isDisk && !w.released[id] && id != taken {
			return id
		}
	}
}
