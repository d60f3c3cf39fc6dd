package oracle

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/script"
)

// A client that has two calls open at once is no client: that is said of the history, apart
// from the verdict.
func TestAClientHasOneCallOpen(t *testing.T) {
	for _, tt := range []struct{ name, calls, want string }{
		{"one after the other", "0s..2s DescribeDisks DiskId=d-1 Available by a\n2s..3s DescribeDisks DiskId=d-1 Available by a\n", ""},
		{"two clients", "0s..2s DescribeDisks DiskId=d-1 Available by a\n1s..3s DescribeDisks DiskId=d-1 Available by b\n", ""},
		{"no names", "0s..2s DescribeDisks DiskId=d-1 Available\n1s..3s DescribeDisks DiskId=d-1 Available\n", ""},
		{"both at once", "0s..2s DescribeDisks DiskId=d-1 Available by a\n1s..3s DescribeDisks DiskId=d-1 Available by a\n", `client "a" had another call open until 2s, and began this one at 1s`},
		{"one within another", "1s..2s DescribeDisks DiskId=d-1 Available by a\n0s..3s DescribeDisks DiskId=d-1 Available by a\n", `client "a" had another call open until 2s, and began this one at 0s`},
		{"at one instant", "1s DescribeDisks DiskId=d-1 Available by a\n1s DescribeDisks DiskId=d-1 Available by a\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := script.NewReader("x", strings.NewReader("disk d-1 Available\n"+tt.calls)).History()
			if err != nil {
				t.Fatal(err)
			}
			o, err := As("fake", h.World)
			if err != nil {
				t.Fatal(err)
			}
			j := New(h.World, true, o)
			j.Follow(slices.Values(h.Calls))
			r := j.Report()
			said := ""
			for _, f := range r.Broken {
				said += f.String()
			}
			if r.Verdict() != Good || (said == "") != (tt.want == "") || !strings.Contains(said, tt.want) {
				t.Errorf("%s, %q; want %q", r.Verdict(), said, tt.want)
			}
		})
	}
}
