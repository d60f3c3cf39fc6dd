package conform_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

func BenchmarkSearch(b *testing.B) {
	for name, build := range builders {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			report, err := conform.Config{New: build(model.Machine{}), Options: conform.Options{Instant: true}, Sequences: b.N}.Search()
			if err != nil || len(report.Divergences) > 0 {
				b.Fatal(err, report)
			}
			b.ReportMetric(float64(report.Calls)/float64(b.N), "calls/op")
		})
	}
}

// BenchmarkObserve has an observer told of the calls of right systems, 60 calls each.
func BenchmarkObserve(b *testing.B) {
	type observed struct {
		at     time.Duration
		op     model.Op
		answer model.Answer
	}
	type sequence struct {
		world script.World
		calls []observed
	}
	var all []sequence
	for seed := range uint64(50) {
		src := rand.New(rand.NewPCG(seed, 3))
		s := sequence{world: script.World{State: properties.DrawWorld(model.Machine{}, src, 3, 5)}}
		var clock sim.Manual
		world := s.world.New(&clock)
		g := properties.NewGenerator(model.Machine{}, s.world.State, book.ActionSetOf(book.ActionSettle, book.ActionDetachFailed, book.ActionAttachFailed, book.ActionCreateDisk, book.ActionCreateInstance))
		for now := time.Duration(0); len(s.calls) < 60; {
			pause := time.Duration(src.IntN(3)) * 20 * time.Second
			clock.Add(pause)
			now += pause
			op := g.Draw(src, world.State())
			if e := world.Call(op); e.Outcome.Verdict() != model.NotEnabled {
				answer, _ := e.Heard()
				s.calls = append(s.calls, observed{now, op, answer.Clone()})
			}
		}
		all = append(all, s)
	}
	for b.Loop() {
		for _, s := range all {
			o := conform.NewObserver(s.world, conform.Options{})
			now := time.Duration(0)
			for _, c := range s.calls {
				o.Advance(c.at - now)
				now = c.at
				if err := o.Observe(c.op, c.answer); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(float64(b.N*len(all)*60)/b.Elapsed().Seconds(), "calls/s")
}
