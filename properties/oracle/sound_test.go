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
	"example.com/ecsdisk/sim/script"
)

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

var (
	histories = flag.Int("histories", 20_000, "how many simulated histories to judge")
	firstOf   = flag.Int("first", 0, "the number of the first of the histories")
)

// Histories that the simulator makes, of any edition and under any readings, are good: as of a
// run of its own, of a fake and of the service, with callers that overlap, lost replies,
// internal errors and answers that lag. Most are short, and a few are long.
func TestSound(t *testing.T) {
	if testing.Short() {
		*histories = min(*histories, 500)
	}
	counts, unknown := map[string]int{}, 0
	for n := *firstOf; n < *firstOf+*histories; n++ {
		as, c, r, o := simulated(uint64(n))
		report := judged(r, o)
		if counts[fmt.Sprint(as, " ", report.Verdict())]++; report.Verdict() == Unknown {
			unknown++
		}
		if report.Verdict() == Bad || len(report.Broken) > 0 {
			w, calls := o.Minimise(r.world, true, r.calls)
			t.Errorf("history %d, as %s, %+v: %v\n%s\nof which remains\n%s\n%v", n, as, c, report.Findings, r.text(), recorded{w, calls}.text(), report.Broken)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		t.Log(key, counts[key])
	}
	if unknown*50 > *histories {
		t.Errorf("of %d histories %d are not judged to their end; expected one in fifty at most", *histories, unknown)
	}
}

// simulated returns the history of a number, as what it is to be judged, and what is supposed of it:
// of half of those that are not the simulator's own which machine it is, of the others not.
func simulated(n uint64) (as string, c recording, r recorded, o Options) {
	src := rand.New(rand.NewPCG(1, n))
	as = []string{"sim", "fake", "service"}[n%3]
	c = recording{machine: anyMachine(src), told: as != "service", reclaims: as == "service", instances: 1 + src.IntN(3), disks: 1 + src.IntN(5)}
	c.ops = min(4+int(src.ExpFloat64()*12), 80)
	c.faults = src.IntN(2) == 0
	if src.IntN(2) == 0 {
		c.clients = 1 + src.IntN(8)
	}
	if as == "service" && src.IntN(2) == 0 {
		c.lag = 20 * time.Second
	}
	if src.IntN(2) == 0 {
		c.delays = anyDelays(src, as == "fake")
	}
	r = c.record(src)
	o, err := As(as, r.world)
	if err != nil {
		panic(err)
	}
	if as != "sim" {
		if o.Fixed = src.IntN(2) == 0; o.Fixed {
			r.world.Delays = nil
		} else {
			r = r.open()
		}
	}
	o.OneInstant = src.IntN(4) == 0 // as the simulator's describes are, even those that lag
	return as, c, r, o
}

// A history of which nobody knows where it started is good, too.
func TestUnknownWorldsAreSound(t *testing.T) {
	n := 10
	if testing.Short() {
		n = 3
	}
	counts := map[Verdict]int{}
	for seed := range uint64(n) {
		as, c, r, o := simulated(seed + 1<<33)
		j := New(script.World{Machine: r.world.Machine, EditionStated: r.world.EditionStated, Delays: r.world.Delays}, false, o)
		j.Follow(slices.Values(r.calls))
		report := j.Report()
		if counts[report.Verdict()]++; report.Verdict() == Bad || len(report.Broken) > 0 {
			t.Errorf("history %d, as %s, %+v: %v\n%s\n%v", seed, as, c, report.Findings, r.text(), report.Broken)
		}
	}
	if t.Log(counts); counts[Good] == 0 {
		t.Error("nothing is judged to its end")
	}
}
