package oracle

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A recorded history is one that a simulator has made.
type recorded struct {
	world script.World
	calls []script.Call
}

// text returns the history as a script.
func (r recorded) text() string {
	return fmt.Sprint(script.History{World: r.world, Calls: r.calls})
}

// A recording says what a simulated history may have.
type recording struct {
	machine   model.Machine
	delays    sim.Delays
	faults    bool // lost and dropped replies, internal errors, refusals of the environment, delays of one call
	lag       time.Duration
	told      bool // what settles is in the history
	clients   int
	ops       int
	instances int // at the start, at most
	disks     int
	reclaims  bool // nobody is told that the platform releases an instance
}

// record lets a simulator answer calls that are drawn.
func (c recording) record(src *rand.Rand) recorded {
	w := script.World{Machine: c.machine, EditionStated: true, Delays: c.delays}
	w.State = properties.DrawWorld(c.machine, src, c.instances, c.disks)
	var clock sim.Manual
	var calls []script.Call
	failed := func(e sim.Event) { // that a detach or an attach fails is told
		if action := model.ActionOf(e.Op); e.Due && action != book.ActionSettle && e.Outcome.Accepted() {
			calls = append(calls, script.Call{Start: e.At, End: e.At, Op: e.Op, Answer: e.Answer.Clone()})
		}
	}
	world := sim.New(&clock, w.State, sim.Config{Machine: c.machine, Delays: c.delays, Seed: src.Uint64(), Unmet: true, Observe: failed})
	if c.faults && src.IntN(8) == 0 {
		world.Arm(sim.Limit(1))
	}
	if c.faults && !c.told && src.IntN(8) == 0 { // of what is on its way, or was: as of a service, whose answers lag
		world.Arm(sim.Initializing(10 * time.Second))
	}
	g := properties.NewGenerator(c.machine, w.State, 0)
	now := time.Duration(0)
	pauses := []time.Duration{0, 0, 0, time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute}
	made := map[string]time.Duration{}
	ends := make([]time.Duration, c.clients)
	for range c.ops {
		pause := pauses[src.IntN(len(pauses))]
		clock.Add(pause)
		now += pause
		op := g.Draw(src, world.State())
		action := model.ActionOf(op)
		if action.Creates() && reused(world, op) {
			continue
		}
		e := world.Call(op, c.options(src, action)...)
		if e.Outcome.Verdict() == model.NotEnabled {
			continue
		}
		if !c.told && (action == book.ActionSettle || action == book.ActionReclaim && c.reclaims) {
			continue
		}
		call := heardOf(e)
		if call.Answer.Code == "IncorrectDiskStatus.Initializing" && e.Before.Resource(string(op.(model.DeleteDisk).DiskID)).Disk.Type == model.SystemDisk {
			continue // which is never Creating
		}
		earliest := time.Duration(0) // nobody names what is not made
		for id := range idsOf(op) {
			earliest = max(earliest, made[id])
			if action.Creates() {
				made[id] = now
			}
		}
		if !action.Event() && !action.Creates() && c.clients > 0 {
			who := src.IntN(c.clients)
			if ends[who] <= now {
				call.Client = fmt.Sprint("c", who)
				call.Start = ends[who] + time.Duration(src.Int64N(int64(now-ends[who]+1)))
				call.Start = max(call.Start, now-10*time.Second, earliest)
				call.End = now + time.Duration(src.IntN(10))*time.Second
				ends[who] = call.End + 1
			}
		}
		calls = append(calls, call)
	}
	slices.SortStableFunc(calls, func(a, b script.Call) int { return int(a.End - b.End) })
	return recorded{w, calls}
}

// options draws what goes wrong around a call.
func (c recording) options(src *rand.Rand, action book.Action) (all []sim.Option) {
	if c.faults && !action.Event() {
		switch src.IntN(14) {
		case 0:
			return []sim.Option{sim.Lost()}
		case 1:
			return []sim.Option{sim.Dropped()}
		case 2:
			return []sim.Option{sim.Late()}
		case 3:
			return []sim.Option{sim.Injected(model.Answer{Status: 400, Code: "Throttling"})}
		case 4:
			if c.told && sim.Starts(action) != nil { // else it may settle earlier, untold
				all = append(all, sim.Takes(sim.After(time.Duration(1+src.IntN(300))*time.Second)))
			}
		}
	}
	if c.lag > 0 && !action.Event() && !action.Creates() && src.IntN(3) == 0 {
		all = append(all, sim.Stale(time.Duration(1+src.Int64N(int64(c.lag)))))
	}
	return all
}

// heardOf returns what a caller hears of an event.
func heardOf(e sim.Event) script.Call {
	answer, err := e.Heard()
	c := script.Call{Start: e.At, End: e.At, Op: e.Op, Takes: e.Takes, Unheard: err == sim.ErrUnheard}
	if !c.Unheard {
		c.Answer = answer.Clone()
		c.Answer.Message = ""
		return c
	}
	switch op := e.Op.(type) { // nor the ids
	case model.CreateDisk:
		op.DiskID = ""
		c.Op = op
	case model.CreateInstance:
		op.InstanceID, op.SystemDiskID = "", ""
		c.Op = op
	}
	return c
}

// idsOf yields the ids that an operation names.
func idsOf(op model.Op) iter.Seq[string] {
	return func(yield func(string) bool) {
		instances, disks := model.IDs(op)
		for _, id := range instances {
			if !yield(string(id)) {
				return
			}
		}
		for _, id := range disks {
			if !yield(string(id)) {
				return
			}
		}
	}
}

// reused reports whether a creation is under an id that was there before.
func reused(w *sim.World, op model.Op) bool {
	for id := range idsOf(op) {
		if instance, disk := w.Existed(id); instance || disk {
			return true
		}
	}
	return false
}

// anyDelays draws delays of some statuses. A fake completes no attach and no detach in the instant
// of its acceptance.
func anyDelays(src *rand.Rand, fake bool) sim.Delays {
	all := sim.Delays{}
	for _, status := range sim.Statuses() {
		var d sim.Delay
		switch src.IntN(16) {
		case 0:
			d = sim.Never()
		case 1:
			d = sim.WhenTold()
		case 2:
			d = sim.Between(time.Duration(1+src.IntN(10))*time.Second, time.Duration(10+src.IntN(200))*time.Second)
		case 3:
			d = sim.After(time.Duration(1+src.IntN(60)) * time.Second)
		case 4:
			d = sim.After(0)
		case 5:
			d = sim.AfterDescribes(1 + src.IntN(3))
		default:
			continue
		}
		if fake && sim.CanFail(status) && d.Min == 0 && !d.Never && !d.Told {
			continue
		}
		if sim.CanFail(status) && src.IntN(4) == 0 {
			d = d.Failing(1 + src.IntN(2))
		}
		all[status] = d
	}
	return all
}

// anyMachine draws a machine of any edition and readings.
func anyMachine(src *rand.Rand) (m model.Machine) {
	editions := slices.Collect(book.AllEditions())
	m.Edition = editions[src.IntN(len(editions))]
	for c := range m.Edition.Choices() {
		if src.IntN(3) == 0 && c.Reading() != book.OrderFirst.Reading() {
			m.Readings = m.Readings.With(c)
		}
	}
	return m
}
