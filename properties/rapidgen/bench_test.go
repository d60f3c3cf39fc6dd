package rapidgen

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// BenchmarkRapid compares sequences through rapid, of 30 operations and with all
// properties on, with what rapid itself costs: a state machine of 30 actions on
// average that draws as often and does nothing. It is to be read as a ratio, so one
// call has to measure both.
func BenchmarkRapid(b *testing.B) {
	b.Run("empty", func(b *testing.B) {
		benchmark(b, func(t *rapid.T) {
			src := Source(t)
			src.IntN(numStarts)
			t.Repeat(map[string]func(*rapid.T){"op": func(*rapid.T) { src.IntN(1 << 31) }})
		})
	})
	b.Run("properties", func(b *testing.B) {
		benchmark(b, new(Sequences).Check)
	})
}

// benchmark has rapid make b.N sequences.
func benchmark(b *testing.B, sequence func(*rapid.T)) {
	setRapid(b, map[string]string{"checks": strconv.Itoa(b.N), "seed": "1"})
	b.ReportAllocs()
	b.ResetTimer()
	rapid.Check(silent{b}, sequence)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sequences/s")
}

// silent leaves out what rapid says of checks that pass.
type silent struct{ *testing.B }

func (silent) Logf(string, ...any) {}
