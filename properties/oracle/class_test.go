package oracle

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/script"
)

// A refusal that no rule of the history's edition gives is counted once, by what it is, if it was
// judged and is not wrong. Of a history that may be of any edition another's rule is its own.
func TestRefusalsAreCountedByClass(t *testing.T) {
	const text = `
instance i-1 Stopped
instance i-2 Stopped
disk d-1 Available
disk d-2 In_use i-2

0s CreateDisk     DiskCategory=cloud            403 QuotaExceed.PostPaidDisk
0s DescribeDisks  DiskId=d-1                    400 InvalidParameter.DiskIds
0s DeleteInstance InstanceId=i-1                400 DependencyViolation.RouteEntry
0s DeleteInstance InstanceId=i-1                400 DependencyViolation.RouteEntry
0s DetachDisk     InstanceId=i-1 DiskId=d-1     404 InvalidDisk.AlreadyDetached
0s DetachDisk     InstanceId=i-1 DiskId=d-1     403 DependencyViolation
0s DetachDisk     InstanceId=i-1 DiskId=d-1     400 Throttling
0s DetachDisk     InstanceId=i-2 DiskId=d-2     404 InvalidDisk.AlreadyDetached
`
	outside := map[string]int{"CreateDisk: QuotaExceed.PostPaidDisk": 1, "DescribeDisks: InvalidParameter.DiskIds": 1, "DeleteInstance: DependencyViolation.RouteEntry": 2}
	elsewhere := map[string]int{"DetachDisk: InvalidDisk.AlreadyDetached": 1}
	for _, tt := range []struct {
		edition            string
		outside, elsewhere map[string]int
		options            Options
		wrong              int
	}{
		{"edition 2019-05-31", outside, elsewhere, Options{}, 1},
		{"edition 2020-09-10", outside, nil, Options{}, 1},
		{"", outside, nil, Options{}, 1},
		{"edition 2018-10-26", outside, map[string]int{"DetachDisk: InvalidDisk.AlreadyDetached": 2}, Options{Others: true}, 0},
		{"edition 2019-05-31", nil, nil, Options{Inside: true}, 4}, // the second of i-1 is about what was given up
	} {
		r := script.NewReader("class", strings.NewReader(tt.edition+text))
		r.OfAnyEdition()
		w, err := r.World()
		if err != nil {
			t.Fatal(err)
		}
		var calls []script.Call
		for c, err := range r.Calls() {
			if err != nil {
				t.Fatal(err)
			}
			calls = append(calls, c)
		}
		j := New(w, true, tt.options)
		j.Follow(slices.Values(calls))
		got := j.Report()
		if len(got.Findings) != tt.wrong || !reflect.DeepEqual(got.Outside, tt.outside) || !reflect.DeepEqual(got.Elsewhere, tt.elsewhere) {
			t.Errorf("%s %+v: outside %v, elsewhere %v, %d findings: %v; expected %v, %v, %d", tt.edition, tt.options, got.Outside, got.Elsewhere, len(got.Findings), got.Findings, tt.outside, tt.elsewhere, tt.wrong)
		}
		parts := make([]Report, 3)
		for n := range parts {
			part := tt.options.Part(w, true, slices.Values(calls), n+1, len(parts))
			part.Follow(slices.Values(calls))
			parts[n] = part.Report()
		}
		if sum := merge(parts); !reflect.DeepEqual(sum.Outside, tt.outside) || !reflect.DeepEqual(sum.Elsewhere, tt.elsewhere) {
			t.Errorf("%s %+v: in parts outside %v, elsewhere %v; expected %v, %v", tt.edition, tt.options, sum.Outside, sum.Elsewhere, tt.outside, tt.elsewhere)
		}
	}
}
