package properties

import (
	"math"
	"testing"

	"example.com/ecsdisk/model"
)

func TestSearch(t *testing.T) {
	for seed := range uint64(4) {
		for _, timed := range []bool{false, true} {
			reached, found := Search{Seed: seed, Sequences: 5000, Timed: timed}.Run()
			if found != nil {
				s, v, _ := Suspect{}.Counterexample(found.World, found.Steps)
				t.Fatalf("%v\n%v\n%v", found.Violation, v, s)
			}
			for _, missed := range reached.Missed(model.Machine{}) {
				t.Errorf("seed %d, timed %t: %s", seed, timed, missed)
			}
		}
	}
}

// BenchmarkSearch measures one sequence of 30 operations an iteration: bare steps
// the very operations of the search, drawn beforehand; drawn draws them, too; all
// checks all properties; timed is under a clock. All is to take at most three times
// bare.
func BenchmarkSearch(b *testing.B) {
	const recorded = 16 * numWorlds
	l := newLoop(Search{Seed: 1})
	step, n := l.search.Suspect.Step, 0
	draw := func(use func(model.Op)) {
		state, g := l.begin(n % recorded)
		l.src.IntN(l.search.Ops) // as the search draws the event to sample
		for range l.search.Ops {
			op := g.Draw(l.src, state)
			state, _ = step(state, op)
			use(op)
		}
		n++
	}
	var sequences [recorded][]model.Op
	for i := range sequences {
		draw(func(op model.Op) { sequences[i] = append(sequences[i], op) })
	}
	rate := func(b *testing.B) {
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sequences/s")
	}
	b.Run("bare", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			state := l.starts[i%numWorlds]
			for _, op := range sequences[i%recorded] {
				state, _ = step(state, op)
			}
		}
		rate(b)
	})
	b.Run("drawn", func(b *testing.B) {
		for b.Loop() {
			draw(func(model.Op) {})
		}
		rate(b)
	})
	for name, timed := range map[string]bool{"all": false, "timed": true} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			Search{Seed: 1, Timed: timed, Sequences: math.MaxInt, Progress: func(int, *Reached) bool { return b.Loop() }}.Run()
			rate(b)
		})
	}
}
