package mutant

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"

	"example.com/ecsdisk/properties"
)

// A random search finds every mutant that a property can notice. With -v the test says
// which it takes longest to find: what they break is rare in what is drawn.
//
// Over twenty seeds, 1,000 sequences miss 0.2 of them in the mean, and 10,000 none. Those
// that are missed take what has to be declared and then met before it is gone: a full
// instance that is Running (or Stopped) when the 17th disk comes, and a disk that is not
// Portable and Attaching, which no AttachDisk leads to.
func TestPower(t *testing.T) {
	const few, many = 1000, 10000
	var all []found
	for m := range tried() {
		if m.Equivalent == "" {
			all = append(all, found{mutant: m})
		}
	}
	var wg sync.WaitGroup
	next := make(chan *found)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for f := range next {
				f.search(many)
			}
		})
	}
	for n := range all {
		next <- &all[n]
	}
	close(next)
	wg.Wait()

	late, logs := 0, 0.0
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(b.sequences, a.sequences) })
	for n, f := range all {
		logs += math.Log(float64(f.sequences))
		if f.sequences > few {
			late++
		}
		switch {
		case f.sequences > many:
			t.Errorf("%d sequences do not find %s, which %s", many, f.mutant.Name, f.mutant.Does)
		case n < 10:
			t.Logf("%s is found by sequence %d", f.mutant.Name, f.sequences)
		}
	}
	t.Logf("%d sequences miss %d of %d mutants; the geometric mean is %.1f", few, late, len(all), math.Exp(logs/float64(len(all))))
	if late > 1 {
		t.Errorf("%d sequences miss %d mutants; expected at most one, of any seed", few, late)
	}
}

// found is how many sequences a mutant takes to be found; one more than there were, if
// it is not.
type found struct {
	mutant    Mutant
	sequences int
}

func (f *found) search(most int) {
	m := f.mutant
	properties.Search{Machine: m.Machine, Suspect: m.Suspect, Timed: m.Timed, Seed: 1, Sequences: most, Progress: func(n int, _ *properties.Reached) bool {
		f.sequences = n
		return true
	}}.Run()
	f.sequences++ // no progress is made by the one that finds it
}
