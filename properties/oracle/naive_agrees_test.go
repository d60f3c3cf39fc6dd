package oracle

import (
	"flag"
	"fmt"
	"maps"
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

// drawSmall returns a history of a few calls that a simulator of any edition and readings has
// answered, of one caller or of several, and with lists what the world was by and by.
func drawSmall(src *rand.Rand, ops, clients int, faults, lists bool) (script.World, []script.Call, trace) {
	w := script.World{Machine: anyMachine(src), EditionStated: true}
	for w.State = properties.DrawWorld(w.Machine, src, 2, 3); w.State.NumDisks() == 0 || w.State.NumDisks() > 3 || w.State.NumInstances() == 0; {
		w.State = properties.DrawWorld(w.Machine, src, 2, 3)
	}
	var clock sim.Manual
	world := sim.New(&clock, w.State, sim.Config{Machine: w.Machine, Seed: src.Uint64(), Unmet: true})
	g := properties.NewGenerator(w.Machine, w.State, book.ActionSetOf(book.ActionCreateDisk, book.ActionCreateInstance))
	told := src.IntN(2) == 0
	pauses := []time.Duration{0, 0, time.Second, 5 * time.Second, 30 * time.Second, time.Minute}
	ends := make([]time.Duration, clients)
	now := time.Duration(0)
	var calls []script.Call
	was := trace{machine: w.Machine}
	for tries := 0; len(calls) < ops && tries < 10*ops; tries++ {
		pause := pauses[src.IntN(len(pauses))]
		clock.Add(pause)
		now += pause
		op := g.Draw(src, world.State())
		if src.IntN(4) == 0 {
			op = seeing(src, w.State)
		}
		if lists && src.IntN(3) == 0 {
			op = model.DescribeDisks{}
		}
		was.at, was.states = append(was.at, now), append(was.states, world.State())
		action := model.ActionOf(op)
		if instances, disks := model.IDs(op); slices.Contains(instances, "unknown") && slices.Contains(disks, "unknown") {
			continue
		}
		if !told && action == book.ActionSettle { // what settles by itself has its time
			continue
		}
		var options []sim.Option
		if faults && !action.Event() {
			switch src.IntN(10) {
			case 0:
				options = append(options, sim.Lost())
			case 1:
				options = append(options, sim.Dropped())
			case 2:
				options = append(options, sim.Late())
			}
		}
		e := world.Call(op, options...)
		if e.Outcome.Verdict() == model.NotEnabled {
			continue
		}
		answer, err := e.Heard()
		c := script.Call{Start: now, End: now, Op: op, Unheard: err == sim.ErrUnheard}
		if !c.Unheard {
			c.Answer = answer.Clone()
			c.Answer.Message = ""
		}
		if _, list := op.(model.DescribeDisks); lists && clients > 1 {
			if c.Client = "c1"; list && ends[0] <= now {
				c.Client, c.Start, c.End = "c0", max(ends[0], now-time.Minute), now+time.Minute
				ends[0] = c.End + 1
			}
		} else if who := src.IntN(clients); clients > 1 && !action.Event() && ends[who] <= now {
			c.Client = fmt.Sprint("c", who)
			c.Start = max(ends[who], now-time.Duration(src.IntN(6))*time.Second)
			c.End = now + time.Duration(src.IntN(6))*time.Second
			ends[who] = c.End + 1
		}
		calls = append(calls, c)
	}
	slices.SortStableFunc(calls, func(a, b script.Call) int { return int(a.End - b.End) })
	w.Machine.Readings = book.Readings{} // what a history need not say
	return w, calls, was
}

// A trace is what the world was at some instants.
type trace struct {
	machine model.Machine
	at      []time.Duration
	states  []model.State
}

// mixUp has a list that takes its time show each disk as it was at an instant of its own. It
// reports whether there is one.
func (was trace) mixUp(src *rand.Rand, calls []script.Call) bool {
	for _, k := range src.Perm(len(calls)) {
		c := &calls[k]
		op, list := c.Op.(model.DescribeDisks)
		if !list || op.DiskIDs != nil || op.InstanceID != "" || op.Status != "" || c.Unheard || c.Start == c.End {
			continue
		}
		var during []model.State
		for n, at := range was.at {
			if at >= c.Start && at <= c.End {
				during = append(during, was.states[n])
			}
		}
		if len(during) < 2 {
			continue
		}
		c.Answer = c.Answer.Clone()
		for n := range c.Answer.Shown {
			_, _, a := was.machine.Respond(during[src.IntN(2)*(len(during)-1)], model.DescribeDisks{DiskIDs: []model.DiskID{model.DiskID(c.Answer.Shown[n].ID())}})
			if len(a.Shown) == 1 {
				c.Answer.Shown[n] = a.Shown[0]
			}
		}
		return true
	}
	return false
}

// seeing returns a describe of one resource of a world.
func seeing(src *rand.Rand, s model.State) model.Op {
	if src.IntN(4) == 0 {
		all := slices.Collect(s.Instances())
		return model.DescribeInstances{InstanceIDs: []model.InstanceID{all[src.IntN(len(all))].ID}}
	}
	all := slices.Collect(s.Disks())
	return model.DescribeDisks{DiskIDs: []model.DiskID{all[src.IntN(len(all))].ID}}
}

// alter changes the answer to one call: another code, something else that is shown, a success
// for a refusal. It reports whether there was one to change.
func alter(src *rand.Rand, calls []script.Call) bool {
	k := src.IntN(len(calls))
	c := &calls[k]
	action := model.ActionOf(c.Op)
	switch {
	case c.Unheard || action.Event() || action.Creates():
		return false
	case action.Describe():
		c.Answer = c.Answer.Clone()
		if len(c.Answer.Shown) == 0 {
			return false
		}
		at := src.IntN(len(c.Answer.Shown))
		shown := &c.Answer.Shown[at]
		if src.IntN(6) == 0 {
			c.Answer.Shown = slices.Delete(c.Answer.Shown, at, at+1)
			return true
		}
		if i := shown.Instance; i != nil {
			statuses := slices.Collect(model.InstanceStatuses())
			i.Status = statuses[src.IntN(len(statuses))]
			return true
		}
		if src.IntN(2) == 0 {
			shown.Disk.DeleteWithInstance = !shown.Disk.DeleteWithInstance
			return true
		}
		statuses := slices.Collect(model.DiskStatuses())
		if shown.Disk.Status = statuses[src.IntN(len(statuses))]; !shown.Disk.Status.Attached() {
			shown.Disk.InstanceID = ""
		}
		return true
	case !c.Answer.Success() && src.IntN(2) == 0:
		c.Answer = model.Answer{Status: 200}
		return true
	}
	var refusals []book.Refusal
	for r := range book.RulesOf(action) {
		refusals = append(refusals, r.Row().Refusals...)
	}
	r := refusals[src.IntN(len(refusals))]
	c.Answer = model.Answer{Status: r.Status, Code: r.Code}
	return true
}

var naives = flag.Int("naives", 200, "how many small histories to judge naively, too")

// The judge and its naive twin agree on small histories, possible and altered.
func TestNaive(t *testing.T) { agreesNaively(t, false) }

// So they do where one describe shows one instant. Of what was changed by calls that overlap, or by
// one call that changes several resources, the judge knows no order, and may be looser.
func TestNaiveOfOneInstant(t *testing.T) { agreesNaively(t, true) }

func agreesNaively(t *testing.T, oneInstant bool) {
	counts := map[string]int{}
	failures := 0
	for n := range *naives {
		if testing.Short() && n == 30 {
			break
		}
		src := rand.New(rand.NewPCG(7, uint64(n)))
		clients := 1 + n%3
		ops := 3 + src.IntN(4)
		if oneInstant {
			ops += 3
		}
		w, calls, was := drawSmall(src, ops, clients, n%2 == 1, oneInstant)
		altered := n%4 != 0 && (oneInstant && was.mixUp(src, calls) || alter(src, calls))
		o, err := As("fake", w)
		if err != nil {
			t.Fatal(err)
		}
		o.OneInstant = oneInstant
		possible, ok := judgeNaively(w, calls, o, false)
		if !ok {
			counts["too large"]++
			continue
		}
		r := judged(recorded{w, calls}, o)
		counts[fmt.Sprintf("clients %d altered %t possible %t %s", clients, altered, possible, r.Verdict())]++
		if !altered && !possible {
			t.Errorf("history %d is the simulator's own, and not possible\n%s", n, recorded{w, calls}.text())
		}
		if r.Verdict() == Unknown {
			counts["unknown"]++
		}
		apart := o // each resource is of an instant of its own
		apart.OneInstant = false
		if oneInstant && r.Verdict() == Bad && judged(recorded{w, calls}, apart).Verdict() == Good {
			counts["bad for the one instant alone"]++
		}
		if r.Verdict() == Unknown || (r.Verdict() == Good) == possible {
			continue
		}
		if loosely, ok := judgeNaively(w, calls, o, true); !possible && ok && loosely {
			counts["looser: other disks of the instance, what it was, or order at an instant"]++
			continue
		}
		if loosely, ok := judgeNaively(w, calls, apart, true); oneInstant && !possible && ok && loosely {
			counts["looser: order of what overlaps"]++
			continue
		}
		disagrees := func(calls []script.Call) bool {
			fewer, ok := judgeNaively(w, calls, o, !possible)
			r := judged(recorded{w, calls}, o)
			return ok && len(calls) > 0 && fewer == possible && (possible && r.Verdict() == Bad || !possible && r.Verdict() == Good)
		}
		for k := 0; k < len(calls); k++ {
			if fewer := slices.Delete(slices.Clone(calls), k, k+1); disagrees(fewer) {
				calls, k = fewer, -1
			}
		}
		t.Errorf("history %d: the naive judge says that it is possible: %t\n%v\n%s", n, possible, judged(recorded{w, calls}, o).Findings, recorded{w, calls}.text())
		if failures++; failures == 6 {
			break
		}
	}
	if left := counts["too large"] + counts["unknown"]; left > *naives/20 {
		t.Errorf("%d of %d histories were not judged by both; expected at most a twentieth", left, *naives)
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		t.Log(key, counts[key])
	}
}
