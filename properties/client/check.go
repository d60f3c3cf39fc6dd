package client

import (
	"fmt"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// Promises are what the promises of a client are about in one run. With the zero Promises it
// said nothing, nothing is precious and nothing may be left over.
type Promises struct {
	// Detached has of each disk when the client said, with success, that it is detached. An
	// instant is since the start of the world, as the At of [sim.World.Look].
	Detached map[model.DiskID][]time.Duration

	Precious []string // ids of disks and instances
	Leaves   []string // ids of what may be left over: resources that the client made
	Again    int      // how often the client may ask again for what time never mends; 0 is 3
}

// Verify checks the history of a world, up to now, and reports each breach as an error of the
// test. It panics if there is no test or no world, and as Check does.
func (p Promises) Verify(t interface {
	Helper()
	Errorf(format string, args ...any)
}, w *sim.World) {
	switch {
	case t == nil:
		panic("client.Promises.Verify: t is nil; expected a test such as *testing.T")
	case w == nil:
		panic("client.Promises.Verify: the world is nil; expected one such as sim.New makes")
	}
	t.Helper()
	for _, b := range p.Check(w.History()) {
		t.Errorf("%s", b)
	}
}

// Check returns the breaches in a history, in the order of events: each call that breaks a
// promise, but of calls that are asked again and again one. It panics if the history is without
// its first events, if a precious id is that of nothing the world ever had, if an instant is
// outside the history, or if Again is below zero.
func (p Promises) Check(h sim.History) []Breach {
	if h.First > 0 {
		panic(fmt.Sprintf("client.Promises.Check: a history without its first %d events; expected all, as sim.Config.Keep of 0 keeps them", h.First))
	}
	c := checker{watch: p.watch(), machine: h.Config.Machine, made: map[string]Breach{}}
	for disk, instants := range p.Detached {
		for _, at := range instants {
			if at < 0 || at > h.End.At {
				panic(fmt.Sprintf("client.Promises.Check: %s is said to be detached at %s; expected an instant from 0s to %s, the end", disk, sim.FormatDuration(at), sim.FormatDuration(h.End.At)))
			}
			was, _ := h.Start.Disk(disk)
			c.said = append(c.said, &saying{disk, Breach{At: at}, was, was.Status.Attached()})
		}
	}
	h.Replay(c.event)
	for _, s := range c.said {
		if s.held {
			c.breach(Detached, s.at, string(s.disk), "disk %s is %s, of %s", s.disk, s.was.Status, s.was.InstanceID)
		}
	}
	for _, id := range p.Precious {
		if _, made := c.made[id]; !made && h.Start.Resource(id).None() {
			panic(fmt.Sprintf("client.Promises.Check: %s is precious, and the world never had it; expected the id of a disk or an instance", model.QuoteID(id)))
		}
	}
	for r := range h.End.State.Resources() {
		at, made := c.made[r.ID()]
		withInstance := r.Disk != nil && r.Disk.Type == model.SystemDisk && r.Disk.Status.Attached()
		if made && !withInstance && !slices.Contains(p.Leaves, r.ID()) {
			c.breach(Clean, at, r.ID(), "%s %s is left over, %s at the end", r.Kind(), r.ID(), r.Status())
		}
	}
	return c.breaches()
}

// A checker goes through a history.
type checker struct {
	watch
	machine model.Machine
	said    []*saying
	made    map[string]Breach // where each resource was made
}

// A saying is that a disk is detached.
type saying struct {
	disk model.DiskID
	at   Breach
	was  model.Disk // at the end of the instant
	held bool       // it was attached in each state of the instant
}

// event looks at one event, whose states are set.
func (c *checker) event(e sim.Event) {
	for _, s := range c.said {
		if e.At <= s.at.At {
			s.at.N = e.N + 1
			s.was, _ = e.After.Disk(s.disk)
			s.held = s.was.Status.Attached() && (s.held || e.At < s.at.At)
		}
	}
	if e.Comment != "" {
		return
	}
	at := Breach{N: e.N, At: e.At, Op: e.Op}
	if attach, ok := e.Op.(model.AttachDisk); ok {
		if d, _ := e.Before.Disk(attach.DiskID); d.Status == model.Detaching {
			c.breach(AttachesWhenDetached, at, string(d.ID), "disk %s is Detaching from %s", d.ID, d.InstanceID)
		}
	}
	for change := range model.Diff(e.Before, e.After) {
		if id := change.ID(); change.Before.None() {
			c.made[id] = at
		} else if change.After.None() && slices.Contains(c.Precious, id) {
			c.breach(Precious, at, id, "%s %s is released", change.Kind(), id)
		}
	}
	if e.Applied() && e.Outcome.Accepted() {
		c.accepted(e.Op)
	} else if rule, ok := e.Outcome.Rule(); ok && e.Judged() && e.Reply == sim.ReplyHeard {
		var rules []book.Rule
		if c.hopeless(&e, rule) {
			rules = append(rules, rule)
		}
		c.refused(at, rules, fmt.Sprintf("%s (%s)", rule, rule.Row().Must))
	}
}

// hopeless reports whether time never mends the rule that refused a call: neither if what is on
// its way comes to stay nor if it goes.
func (c *checker) hopeless(e *sim.Event, rule book.Rule) bool {
	stays, goes := e.Before, e.Before
	for r := range e.Before.Resources() {
		if r.Transitional() != "" {
			stays, _ = c.machine.Step(stays, model.DetachFailed{DiskID: model.DiskID(r.ID())})
			stays, _ = c.machine.Step(stays, model.Settle{ID: r.ID()})
			goes, _ = c.machine.Step(goes, model.AttachFailed{DiskID: model.DiskID(r.ID())})
			goes, _ = c.machine.Step(goes, model.Settle{ID: r.ID()})
		}
	}
	return c.machine.Judge(stays, e.Op).Broken().Has(rule) && c.machine.Judge(goes, e.Op).Broken().Has(rule)
}
