package oracle

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
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

// A way of recording says what a simulated history may have.
type recording struct {
	machine  model.Machine
	delays   sim.Delays
	faults   bool // lost and dropped replies, internal errors, throttling
	lag      time.Duration
	told     bool // what the environment does is in the history
	clients  int
	ops      int
	reclaims bool // nobody is told that the platform releases an instance
}

func (c recording) record(src *rand.Rand) recorded {
	w := script.World{Machine: c.machine, EditionStated: true, Delays: c.delays}
	w.State = properties.DrawWorld(c.machine, src, 3, 5)
	var clock sim.Manual
	world := sim.New(&clock, w.State, sim.Config{Machine: c.machine, Delays: c.delays, Seed: src.Uint64(), Unmet: true})
	g := properties.NewGenerator(c.machine, w.State, 0)
	var calls []script.Call
	now := time.Duration(0)
	pauses := []time.Duration{0, 0, 0, time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute}
	made := map[string]time.Duration{}
	ends := make([]time.Duration, max(c.clients, 1))
	for range c.ops {
		pause := pauses[src.IntN(len(pauses))]
		clock.Add(pause)
		now += pause
		op := g.Draw(src, world.State())
		action := model.ActionOf(op)
		if action.Creates() && reused(world, op) {
			continue
		}
		var options []sim.Option
		if c.faults && !action.Event() {
			switch src.IntN(12) {
			case 0:
				options = append(options, sim.Lost())
			case 1:
				options = append(options, sim.Dropped())
			case 2:
				options = append(options, sim.Late())
			case 3:
				options = append(options, sim.Injected(model.Answer{Status: 400, Code: "Throttling"}))
			}
		}
		if c.lag > 0 && !action.Event() && !action.Creates() && len(options) == 0 && src.IntN(3) == 0 {
			options = append(options, sim.Stale(time.Duration(1+src.Int64N(int64(c.lag)))))
		}
		e := world.Call(op, options...)
		if e.Outcome.Verdict() == model.NotEnabled {
			continue
		}
		if !c.told && (action == book.ActionSettle || action == book.ActionReclaim && c.reclaims) {
			continue
		}
		answer, err := e.Heard()
		call := script.Call{Start: now, End: now, Op: op, Unheard: err == sim.ErrUnheard}
		if !call.Unheard {
			call.Answer = answer.Clone()
			call.Answer.Message = ""
		}
		earliest := time.Duration(0)
		instances, disks := model.IDs(op)
		for _, id := range instances {
			earliest = max(earliest, made[string(id)])
		}
		for _, id := range disks {
			earliest = max(earliest, made[string(id)])
		}
		if action.Creates() {
			for _, id := range instances {
				made[string(id)] = now
			}
			for _, id := range disks {
				made[string(id)] = now
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
		if call.Unheard {
			if action.Creates() {
				switch o := op.(type) {
				case model.CreateDisk:
					o.DiskID = ""
					call.Op = o
				case model.CreateInstance:
					o.InstanceID, o.SystemDiskID = "", ""
					call.Op = o
				}
			}
		}
		calls = append(calls, call)
	}
	slices.SortStableFunc(calls, func(a, b script.Call) int { return int(a.End - b.End) })
	return recorded{w, calls}
}

// reused reports whether a creation is under an id that was there before.
func reused(w *sim.World, op model.Op) bool {
	instances, disks := model.IDs(op)
	for _, id := range instances {
		if a, b := w.Existed(string(id)); a || b {
			return true
		}
	}
	for _, id := range disks {
		if a, b := w.Existed(string(id)); a || b {
			return true
		}
	}
	return false
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

// judged returns the report of a judge on a history.
func judged(r recorded, o Options) Report {
	j := New(r.world, true, o)
	j.Follow(slices.Values(r.calls))
	return j.Report()
}

// open takes out of a world what a history need not say.
func (r recorded) open() recorded {
	r.world.Machine, r.world.EditionStated = model.Machine{}, false
	r.world.Delays = nil
	return r
}

var histories = flag.Int("histories", 100, "how many simulated histories to judge in each way")

// Histories that the simulator makes, of any edition and under any readings, are good: as of a
// run of its own, of a fake and of the service, with callers that overlap, lost replies,
// internal errors and answers that lag.
func TestSound(t *testing.T) {
	if testing.Short() {
		*histories = min(*histories, 20)
	}
	counts := map[string]int{}
	for _, as := range []string{"sim", "fake", "service"} {
		for n := range *histories {
			src := rand.New(rand.NewPCG(1, uint64(n)))
			c := recording{machine: anyMachine(src), told: as != "service", reclaims: as == "service", ops: 40}
			switch n % 4 {
			case 1:
				c.faults = true
			case 2:
				c.clients = 1 + src.IntN(8)
			case 3:
				c.clients, c.faults = 1+src.IntN(8), true
			}
			if as == "service" && n%2 == 0 {
				c.lag = 20 * time.Second
			}
			r := c.record(src)
			o, err := As(as, r.world)
			if err != nil {
				t.Fatal(err)
			}
			if as != "sim" {
				r = r.open()
			}
			report := judged(r, o)
			counts[fmt.Sprint(as, " ", n%4, " ", report.Verdict())]++
			if v := report.Verdict(); v == Bad || len(report.Broken) > 0 {
				t.Errorf("as %s, seed %d, %+v: %v\n%s\n%s", as, n, c, report.Findings, report.Broken, r.text())
				break
			}
		}
	}
	t.Log(counts)
}
