package properties

import (
	"math/rand/v2"
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

func BenchmarkSearch(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		// the same operations in the same states, stepped and nothing else
		src := rand.New(rand.NewPCG(1, 1))
		type pair struct {
			s  model.State
			op model.Op
		}
		var pairs []pair
		var m model.Machine
		for range 64 {
			s := DrawWorld(src, 4, 8)
			g := NewGenerator(m, s, 0)
			for range 30 {
				op := g.Draw(src, s)
				pairs = append(pairs, pair{s, op})
				s, _ = m.Step(s, op)
			}
		}
		n := 0
		acc := 0
		for b.Loop() {
			for range 30 {
				p := &pairs[n%len(pairs)]
				n++
				_, o := m.Step(p.s, p.op)
				if o.Accepted() {
					acc++
				}
			}
		}
		b.ReportMetric(float64(acc)/float64(n), "accepted")
	})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		Search{Seed: 1, Sequences: b.N}.Run()
	})
	b.Run("timed", func(b *testing.B) {
		b.ReportAllocs()
		Search{Seed: 1, Sequences: b.N, Timed: true}.Run()
	})
}
