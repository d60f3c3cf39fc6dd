package ecsapi

import (
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// A call is a request that is one for an action.
type call struct {
	*request
	action *action
	args   []arg
	world  *sim.World

	before  model.State // of what was applied
	event   sim.Event   // what came of it; of several operations the last
	applied bool        // whether there is an event

	values *[]wire.Value // what the objects of the answer are made in
}

// object returns an object of n fields, all of which are to be set. It is of use
// until the call is released.
func (c *call) object(fields int) wire.Object {
	if c.values == nil {
		c.values = values.Get().(*[]wire.Value)
	}
	all := *c.values
	if len(all)+fields > cap(all) { // those that were given out stay where they are
		all = make([]wire.Value, 0, max(2*cap(all), fields))
	}
	*c.values = all[:len(all)+fields]
	return wire.Object(all[len(all) : len(all)+fields : len(all)+fields])
}

// release gives back what the answer was made in.
func (c *call) release() {
	if c.values != nil && cap(*c.values) <= maxValues {
		*c.values = (*c.values)[:0]
		values.Put(c.values)
	}
	c.values = nil
}

// values are where the objects of answers are made, one answer after the other.
var values = sync.Pool{New: func() any { return new([]wire.Value) }}

// maxValues is how many may wait for the next answer.
const maxValues = 4096

// serve does what a call asks, and returns the answer. The server is locked.
func (s *Server) serve(c *call) (wire.Object, *refusal) {
	a := c.action
	if a.run != nil {
		return a.run(s, c)
	}
	if bad := s.apply(c, a.op(c)); bad != nil {
		return nil, bad
	}
	o := wire.Empty(a.fields)
	if id := c.event.Answer.DiskID; id != "" && a.name == "CreateDisk" {
		c.put(o, "DiskId", wire.Text(string(id)))
	}
	if id := c.event.Answer.InstanceID; id != "" {
		c.put(o, "InstanceId", wire.Text(string(id)))
	}
	return o, nil
}

// apply applies operations in the world, as one call, and takes note of what follows
// beside the machine. It returns what the caller hears, if that is a refusal.
func (s *Server) apply(c *call, ops ...model.Op) *refusal {
	var options []sim.Option
	token := c.arg("ClientToken")
	if token != nil {
		if b, ok := s.tokens[keyOf(c)]; ok {
			again := model.Answer{Status: 200, DiskID: b.disk, InstanceID: b.instance}
			if b.params != fingerprintOf(c) {
				again = mismatch
			}
			options = append(options, sim.Repeats(again))
		}
	}
	if len(ops) == 1 {
		c.event = s.world.Call(ops[0], options...)
		c.before = c.event.Before
	} else {
		events := s.world.CallAll(ops, options...)
		c.event, c.before = events[len(events)-1], events[0].Before
	}
	c.applied = true
	s.see(c.event.After, c.event.At)
	if c.event.Applied() && c.event.Outcome.Accepted() {
		if c.action.then != nil {
			c.action.then(s, c)
		}
		if token != nil {
			s.tokens[keyOf(c)] = bound{fingerprintOf(c), c.event.Answer.DiskID, c.event.Answer.InstanceID}
		}
	}
	if c.event.Reply.Unheard() {
		return nil
	}
	heard, _ := c.event.Heard()
	return refusalOf(heard)
}
