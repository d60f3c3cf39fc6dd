package oracle

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// One client detaches two disks, one after the other, while another lists both. That the list shows
// only the second to be Detaching was so at no one instant.
func TestOneInstant(t *testing.T) {
	const head = `instance i-1 Running
disk d-1 In_use i-1
disk d-2 In_use i-1

10s DetachDisk InstanceId=i-1 DiskId=d-1 ok by a
20s DetachDisk InstanceId=i-1 DiskId=d-2 ok by a
`
	const inTurn = `0s..30s DescribeDisks DiskId=d-1,d-2 d-1 Detaching; d-2 In_use by b
`
	const apart = `0s..30s DescribeDisks DiskId=d-1,d-2 d-1 In_use; d-2 Detaching by b
`
	const words = "what it shows was so at no one instant: d-1 is as it was until 10s, and d-2 as it was from 20s on"
	for _, c := range []struct {
		name, calls string
		bad         string // where one describe shows one instant
		lag         time.Duration
	}{
		{"in turn", head + inTurn, "", 0},
		{"apart", head + apart, words, 0},
		{"a detach that is over has failed", head + "25s DescribeDisks DiskId=d-1 Detaching by a\n" + apart, "", 0},
		{"at the same time", strings.Replace(head, "20s", "10s", 1) + apart, "", 0},
		{"a list of all", head + strings.Replace(apart, "DiskId=d-1,d-2", "", 1), words, 0},
		{"a list that lags", head + strings.Replace(apart, "0s..30s", "30s", 1), words, 25 * time.Second},
		{"a list that lags, in turn", head + strings.Replace(inTurn, "0s..30s", "30s", 1), "", 25 * time.Second},
		{"one more that is what it was", strings.Replace(head, "\n\n", "\ndisk d-3 Available\n\n", 1) + strings.Replace(strings.Replace(apart, "d-1,d-2", "d-1,d-2,d-3", 1), " by", "; d-3 Available by", 1), words, 0},
		{"one of them is gone", `instance i-1 Stopped
disk d-1 In_use i-1 DeleteWithInstance=true
disk d-2 Available

10s DeleteInstance InstanceId=i-1 ok by a
20s ModifyDiskAttribute DiskId=d-2 DeleteAutoSnapshot=true ok by a
0s..30s DescribeDisks DiskId=d-1,d-2 d-1 In_use; d-2 Available DeleteAutoSnapshot=true by b
`, "what it shows was so at no one instant: d-1 is as it was until 10s, and d-2 as it was from 20s on", 0},
	} {
		r := parsed(t, c.calls)
		for _, oneInstant := range []bool{false, true} {
			o, err := As("fake", r.world)
			if err != nil {
				t.Fatal(err)
			}
			o.OneInstant, o.Lag = oneInstant, c.lag
			want := ""
			if oneInstant {
				want = c.bad
			}
			switch r := judged(r, o); {
			case want == "" && r.Verdict() != Good:
				t.Errorf("%s, one instant %t: it is %s: %v; expected good", c.name, oneInstant, r.Verdict(), r.Findings)
			case want != "" && (r.Verdict() != Bad || !strings.Contains(r.Findings[0].String(), want)):
				t.Errorf("%s, one instant %t: it is %s: %v; expected bad, for %q", c.name, oneInstant, r.Verdict(), r.Findings, want)
			}
		}
	}
}

// Of a list of many, each of which may have been several things, no more than two are looked at
// together.
func TestOneInstantOfMany(t *testing.T) {
	const disks = 200
	var b, list strings.Builder
	for n := range disks {
		fmt.Fprintf(&b, "instance i-%d Running\ndisk d-%d In_use i-%d\n", n, n, n)
		fmt.Fprintf(&list, "; d-%d Detaching", n)
	}
	for n := range disks {
		fmt.Fprintf(&b, "%dms DetachDisk InstanceId=i-%d DiskId=d-%d ok\n", 1000+n, n, n)
	}
	fmt.Fprintf(&b, "10s DescribeDisks %s\n", strings.TrimPrefix(list.String(), "; "))
	for _, text := range []string{b.String(), strings.Replace(b.String(), "d-0 Detaching", "d-0 In_use", 1)} {
		r := parsed(t, strings.Replace(text, "\n1000ms", "\n\n1000ms", 1))
		o, err := As("service", r.world)
		if err != nil {
			t.Fatal(err)
		}
		o.OneInstant = true
		want := Good
		if text != b.String() { // the first was In_use before all the others were Detaching
			want = Bad
		}
		if r := judged(r, o); r.Verdict() != want {
			t.Errorf("it is %s: %v %v; expected %s", r.Verdict(), r.Findings, r.GivenUp, want)
		}
	}
}

// Histories of a simulator whose lists once took all the memory that there is: of many resources,
// and of what was many things within the lag.
func TestOneInstantIsBounded(t *testing.T) {
	files, err := filepath.Glob("testdata/instant/*.history")
	if err != nil || len(files) == 0 {
		t.Fatal("no histories", err)
	}
	for _, path := range files {
		h, calls := read(t, path)
		o, err := As("service", h.World)
		if err != nil {
			t.Fatal(err)
		}
		o.OneInstant = true
		j := New(h.World, h.Known, o)
		j.Follow(slices.Values(calls))
		if r := j.Report(); r.Verdict() != Good {
			t.Errorf("%s is %s: %v", path, r.Verdict(), r.Findings)
		}
	}
}
