package judge

import (
	"errors"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

var sequences = flag.Int("sequences", 1000, "how many sequences to put to the judge and to the oracle")

// What a quiet caller is told the judge and the oracle judge alike: at the same call, or not
// at all. Half of the answers are made wrong at one place.
func TestAgreesWithOracle(t *testing.T) {
	if testing.Short() {
		*sequences = min(*sequences, 100)
	}
	counts := map[string]int{}
	for n := range *sequences {
		src := rand.New(rand.NewPCG(3, uint64(n)))
		m := anyMachine(src)
		r := quiet(src, m)
		if n%2 == 0 {
			spoil(src, r.calls)
		}
		want, lost := byOracle(r)
		if lost {
			counts["lost"]++
			continue
		}
		got := byJudge(r)
		if got != want {
			t.Errorf("seed %d: the judge finds call %d, the oracle call %d\n%s", n, got, want, r.text())
			if counts["disagree"]++; counts["disagree"] > 3 {
				break
			}
		}
		if want > 0 {
			counts["bad"]++
		}
	}
	t.Logf("%v of %d", counts, *sequences)
}

// quiet records what one caller is told by a world whose clock moves.
func quiet(src *rand.Rand, m model.Machine) recorded {
	w := script.World{Machine: m, EditionStated: true}
	w.State = properties.DrawWorld(m, src, 2, 3)
	var clock sim.Manual
	world := sim.New(&clock, w.State, sim.Config{Machine: m, Seed: src.Uint64(), Unmet: true})
	g := properties.NewGenerator(m, w.State, book.ActionSetOf(book.ActionSettle, book.ActionDetachFailed, book.ActionAttachFailed))
	var calls []script.Call
	now := time.Duration(0)
	for range 12 {
		pause := []time.Duration{0, 0, time.Second, 30 * time.Second, 2 * time.Minute}[src.IntN(5)]
		clock.Add(pause)
		now += pause
		op := g.Draw(src, world.State())
		if model.ActionOf(op).Creates() && reused(world, op) {
			continue
		}
		e := world.Call(op)
		if e.Outcome.Verdict() == model.NotEnabled {
			continue
		}
		answer, _ := e.Heard()
		answer.Message = ""
		calls = append(calls, script.Call{Start: now, End: now, Op: op, Answer: answer.Clone()})
	}
	return recorded{w, calls}
}

// spoil makes one answer another.
func spoil(src *rand.Rand, calls []script.Call) {
	if len(calls) == 0 {
		return
	}
	c := &calls[src.IntN(len(calls))]
	action := model.ActionOf(c.Op)
	switch {
	case action.Event() || action.Creates():
	case action.Describe() && len(c.Answer.Shown) > 0:
		shown := slices.Clone(c.Answer.Shown)
		s := shown[0]
		s.Resource = s.Resource.Clone()
		if s.Disk != nil {
			s.Disk.Status = []model.DiskStatus{model.Available, model.InUse, model.Detaching, model.Attaching}[src.IntN(4)]
		} else {
			s.Instance.Status = []model.InstanceStatus{model.Running, model.Stopped, model.Starting}[src.IntN(3)]
		}
		shown[0] = s
		c.Answer.Shown = shown
	case action.Describe():
	case src.IntN(2) == 0:
		c.Answer = model.Answer{Status: 200}
	default:
		c.Answer = []model.Answer{{Status: 403, Code: "IncorrectDiskStatus"}, {Status: 403, Code: "IncorrectInstanceStatus"},
			{Status: 404, Code: "InvalidDiskId.NotFound"}, {Status: 403, Code: "InstanceLockedForSecurity"}, {Status: 403, Code: "DependencyViolation"}}[src.IntN(5)]
	}
}

// byOracle returns the number of the call, from 1, that diverges; 0 for none.
func byOracle(r recorded) (at int, lost bool) {
	r.world.Told = true // what settles does so when it likes
	o := oracle.New(r.world, oracle.Options{Readings: &r.world.Machine.Readings})
	now := time.Duration(0)
	for n, c := range r.calls {
		if c.Start > now {
			o.Advance(c.Start - now)
			now = c.Start
		}
		err := o.Observe(c.Op, c.Answer)
		var d *oracle.Divergence
		switch {
		case errors.As(err, &d):
			return n + 1, false
		case err != nil:
			return 0, true
		}
	}
	return 0, false
}

// byJudge returns the same. Time says nothing but that an instant is over.
func byJudge(r recorded) int {
	o, _ := As("fake", r.world)
	o.Fixed, o.First = true, true
	j := New(r.world, true, o)
	for n, c := range r.calls {
		if j.Do(c); len(j.report.Findings) > 0 {
			return n + 1
		}
	}
	return 0
}
