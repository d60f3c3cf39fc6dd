package conform_test

import (
	"slices"
	"testing"

	"example.com/ecsdisk/properties/conform"
)

// first searches, and returns the most telling divergence, or nil.
func first(t *testing.T, c conform.Config) (*conform.Report, *conform.Divergence) {
	t.Helper()
	report, err := c.Search()
	if err != nil {
		t.Fatalf("%v\n%s", err, report)
	}
	if len(report.Divergences) == 0 {
		return report, nil
	}
	return report, report.Divergences[0]
}

// find returns the divergence of a key, or nil.
func find(r *conform.Report, key string) *conform.Divergence {
	for _, d := range r.Divergences {
		if d.Key() == key {
			return d
		}
	}
	return nil
}

const (
	instantDetach = "DetachDisk: complete in the instant of its acceptance"
	instantAttach = "AttachDisk: complete in the instant of its acceptance"
)

// behind reports whether all that a search found but the first was only ever met behind
// something else: what a wrong answer leads to.
func behind(r *conform.Report) bool {
	return !slices.ContainsFunc(r.Divergences[1:], func(d *conform.Divergence) bool {
		return !slices.Contains(d.Script.Head, "# Behind other divergences.")
	})
}
