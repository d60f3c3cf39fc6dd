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
			report, d, err := conform.Config{New: build(model.Machine{}), Sequences: b.N}.Search()
			if err != nil || d != nil {
				b.Fatal(err, d)
			}
			b.ReportMetric(float64(report.Calls)/float64(b.N), "calls/op")
		})
	}
}
