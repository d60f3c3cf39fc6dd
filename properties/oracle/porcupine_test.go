package oracle

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// asPorcupine returns the machine of a world as porcupine has models: a whole state, of which
// whatever is on its way may be complete at any time.
func asPorcupine(w script.World) porcupine.Model {
	m := w.Machine
	return (&porcupine.NondeterministicModel{
		Init: func() []any { return []any{w.State} },
		Step: func(state, input, output any) (next []any) {
			got := output.(model.Answer)
			op := named(input.(model.Op), got)
			for _, s := range completed(m, state.(model.State)) {
				after, o, required := m.Respond(s, op)
				if model.ActionOf(op) == book.ActionSettle && !o.Accepted() { // it has settled before
					next = append(next, s)
					continue
				}
				a := o.Admits(required, got, model.ByStatus)
				switch {
				case !a.Admitted:
				case a.Took == model.TookEffect:
					next = append(next, after)
				default:
					next = append(next, s)
				}
			}
			return next
		},
		Equal: func(a, b any) bool { return a.(model.State).Equal(b.(model.State)) },
	}).ToModel()
}

// named returns an operation with the ids that its answer gives to what it creates.
func named(op model.Op, got model.Answer) model.Op {
	switch op := op.(type) {
	case model.CreateDisk:
		op.DiskID = got.DiskID
		return op
	case model.CreateInstance:
		op.InstanceID, op.SystemDiskID = got.InstanceID, got.DiskID
		return op
	}
	return op
}

// completed returns what a state may have become by settling.
func completed(m model.Machine, s model.State) []model.State {
	all := []model.State{s}
	for r := range s.Resources() {
		if r.Transitional() == "" {
			continue
		}
		for _, s := range slices.Clone(all) {
			after, _ := m.Step(s, model.Settle{ID: r.ID()})
			all = append(all, after)
		}
	}
	return all
}

// events returns a history as porcupine takes it, in the order in which a judge follows it.
func events(calls []script.Call) (all []porcupine.Event) {
	made := make([]bool, len(calls))
	make := func(n int) {
		if !made[n] {
			made[n] = true
			all = append(all, porcupine.Event{Kind: porcupine.CallEvent, Value: calls[n].Op, Id: n})
		}
	}
	for n, c := range calls {
		make(n)
		for k := n + 1; k < len(calls); k++ {
			if overlaps(&calls[k], &c) {
				make(k)
			}
		}
		all = append(all, porcupine.Event{Kind: porcupine.ReturnEvent, Value: c.Answer, Id: n})
	}
	return all
}

// forPorcupine returns a history without faults and lag, and what a judge has to suppose of it
// that supposes what porcupine's model does.
func forPorcupine(seed uint64, clients, ops, instances, disks int) (recorded, Options) {
	src := rand.New(rand.NewPCG(11, seed))
	r := recording{machine: anyMachine(src), told: true, clients: clients, ops: ops, instances: instances, disks: disks}.record(src)
	return r, Options{Fixed: true}
}

// The judge agrees with porcupine: what that finds possible is good. What it finds impossible is
// bad, but where calls overlap, of which the judge lets each resource be of an instant of its
// own.
func TestPorcupine(t *testing.T) {
	histories := 300
	if testing.Short() {
		histories = 30
	}
	counts, unknown := map[string]int{}, 0
	for n := range histories {
		clients := n % 9
		r, o := forPorcupine(uint64(n), clients, 15, 3, 5)
		if n/9%3 > 0 {
			alter(rand.New(rand.NewPCG(12, uint64(n))), r.calls)
		}
		possible := porcupine.CheckEventsTimeout(asPorcupine(r.world), events(r.calls), 2*time.Second)
		verdict := judged(r, o).Verdict()
		counts[fmt.Sprintf("%d clients: %s, %s", clients, possible, verdict)]++
		if verdict == Unknown {
			if unknown++; unknown > histories/20 {
				t.Errorf("of %d histories the judge does not know; expected at most a twentieth", unknown)
			}
			continue
		}
		if possible == porcupine.Ok && verdict != Good || possible == porcupine.Illegal && verdict != Bad && clients == 0 {
			t.Errorf("history %d, %d clients: porcupine says %s, the judge %s: %v\n%s", n, clients, possible, verdict, judged(r, o).Findings, r.text())
		}
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		t.Log(key, counts[key])
	}
}

var (
	porcupines = flag.Duration("porcupine", 100*time.Millisecond, "the longest that porcupine may take for a history that it is compared on")
	besides    = flag.Int("besides", 6, "how many random histories of a kind the judge and porcupine are compared on")
)

// How many times as fast as porcupine the judge is, on the same histories: those of the figures, and
// random ones in worlds of several sizes, as far as porcupine ends in time. Of a kind it says that of all
// together, and of single ones the least, the median and the most: how long porcupine takes differs much
// from one to the other.
func BenchmarkPorcupine(b *testing.B) {
	for _, disks := range [...]int{1, 2, 3, 5} {
		for _, times := range [...]int{1, 100} {
			besidePorcupine(b, fmt.Sprintf("disks=%d/rounds=%d", disks, times), 1, func(uint64) (r recorded, o Options) {
				var round []script.Call
				r.world, round = rounds(disks)
				for n := range times {
					for _, c := range round {
						c.Start, c.End = c.Start+time.Duration(n)*5*time.Minute, c.End+time.Duration(n)*5*time.Minute
						r.calls = append(r.calls, c)
					}
				}
				return r, Options{Fixed: true}
			})
		}
	}
	besidePorcupine(b, "overlapping", 1, func(uint64) (r recorded, o Options) {
		r.world, r.calls = overlapping(false)
		return r, Options{Fixed: true}
	})
	for _, size := range [...]struct{ instances, disks, clients int }{{3, 5, 0}, {3, 5, 2}, {3, 5, 8}, {8, 20, 0}, {8, 20, 2}, {8, 20, 8}} {
		besidePorcupine(b, fmt.Sprintf("random/disks=%d/clients=%d", size.disks, size.clients), *besides, func(seed uint64) (recorded, Options) {
			return forPorcupine(seed, size.clients, 400, size.instances, size.disks)
		})
	}
}

// besidePorcupine compares the judge with porcupine on some histories of a kind.
func besidePorcupine(b *testing.B, kind string, histories int, history func(seed uint64) (recorded, Options)) {
	b.Run(kind, func(b *testing.B) {
		type compared struct {
			recorded
			options          Options
			asked            []porcupine.Event
			judge, porcupine time.Duration
		}
		var all []*compared
		for seed := range uint64(histories) {
			r, o := history(seed)
			c := &compared{recorded: r, options: o, asked: events(r.calls)}
			if porcupine.CheckEventsTimeout(asPorcupine(r.world), c.asked, *porcupines) != porcupine.Unknown {
				judged(r, o) // what is asked of the machine is asked once
				all = append(all, c)
			}
		}
		if len(all) == 0 {
			b.Skip("porcupine does not end in time for any")
		}
		const runs = 16 // for one of porcupine, which takes longer
		for b.Loop() {
			for _, c := range all {
				start := time.Now()
				if !porcupine.CheckEvents(asPorcupine(c.world), c.asked) {
					b.Fatal("it is not possible")
				}
				c.porcupine += time.Since(start)
				runtime.GC() // each has the garbage that it makes
				start = time.Now()
				for range runs {
					if judged(c.recorded, c.options).Verdict() != Good {
						b.Fatal("it is not good")
					}
				}
				c.judge += time.Since(start) / runs
			}
		}
		var judge, other time.Duration
		var each []float64
		for _, c := range all {
			judge, other = judge+c.judge, other+c.porcupine
			each = append(each, float64(c.porcupine)/float64(c.judge))
		}
		slices.Sort(each)
		b.ReportMetric(float64(len(all)), "histories")
		b.ReportMetric(float64(other)/float64(judge), "times")
		b.ReportMetric(each[0], "times-least")
		b.ReportMetric(each[len(each)/2], "times-median")
		b.ReportMetric(each[len(each)-1], "times-most")
	})
}
