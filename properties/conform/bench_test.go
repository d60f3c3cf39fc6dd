package conform_test

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
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
