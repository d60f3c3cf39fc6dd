package properties

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// tape is a source of choices made of bytes. When they have run out it gives zeros.
type tape struct{ left []byte }

func (t *tape) IntN(n int) int {
	x := 0
	for most := n - 1; most > 0 && len(t.left) > 0; most >>= 8 {
		x = x<<8 | int(t.left[0])
		t.left = t.left[1:]
	}
	return x % n
}

// FuzzProperties makes readings, a world, operations and, under a clock, delays and
// moves of it out of bytes, and checks all properties.
func FuzzProperties(f *testing.F) {
	for seed := range byte(16) {
		var bytes []byte
		for n := range 40 * int(seed) {
			bytes = append(bytes, byte(n)*seed+byte(n*n)*17+byte(n>>3)*29)
		}
		f.Add(seed%2 == 0, bytes)
	}
	f.Fuzz(func(t *testing.T, timed bool, bytes []byte) {
		src := &tape{bytes}
		editions := slices.Collect(book.AllEditions())
		m := model.Machine{Edition: editions[src.IntN(len(editions))]}
		for c := range otherReadings() {
			if src.IntN(8) == 1 && c.Editions().Has(m.Edition) {
				m.Readings = m.Readings.With(c)
			}
		}
		l := newLoop(Search{Machine: m, Ops: 1 + min(len(bytes)/4, 60)})
		l.src = src
		start := DrawWorld(m, src, 4, 8)
		sequence := l.untimed
		if timed {
			sequence = l.timed
		}
		if found := sequence(start, NewGenerator(m, start, 0)); found != nil {
			s, _, ok := Suspect{}.Counterexample(found.World, found.Steps)
			t.Errorf("%v\nmade small (found again: %t):\n%s", found.Violation, ok, s)
		}
	})
}
