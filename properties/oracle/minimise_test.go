package oracle

import (
	"math/rand/v2"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// What Minimise returns is impossible as well, at its last call, and all of it is part of the
// history.
func TestMinimise(t *testing.T) {
	if testing.Short() {
		t.Skip("as long as the soundness of many histories")
	}
	found, shorter := 0, 0
	for n := range 60 {
		src := rand.New(rand.NewPCG(7, uint64(n)))
		c := recording{machine: model.Machine{}, told: true, ops: 60, instances: 3, disks: 5, faults: n%2 == 0}
		if n%3 == 0 {
			c.clients = 3
		}
		r := c.record(src)
		at := src.IntN(len(r.calls))
		if a := model.ActionOf(r.calls[at].Op); r.calls[at].Unheard || a.Describe() || a.Event() {
			continue
		}
		r.calls[at].Answer = model.Answer{Status: 403, Code: "ChargeTypeViolation"}
		o, err := As("fake", r.world)
		if err != nil {
			t.Fatal(err)
		}
		report := judged(r, o)
		if report.Verdict() != Bad {
			continue
		}
		found++
		w, least := o.Minimise(r.world, true, r.calls)
		if len(least) < report.Findings[0].of {
			shorter++
		}
		if findings := judged(recorded{w, least}, o).Findings; len(least) == 0 || len(findings) == 0 || findings[0].Call.Op.String() != report.Findings[0].Call.Op.String() {
			t.Errorf("seed %d: %d calls became %d, which are not impossible:\n%s", n, report.Findings[0].of, len(least), recorded{w, least}.text())
		}
		for _, c := range least {
			if !slices.ContainsFunc(r.calls, func(d script.Call) bool { return d.Op.String() == c.Op.String() && d.Start == c.Start }) {
				t.Errorf("seed %d: %s is not of the history", n, c)
			}
		}
	}
	if found < 10 || shorter < found/2 {
		t.Errorf("%d impossible histories, %d of them made shorter; expected at least 10, and more than half", found, shorter)
	}
}

// What was open when a call was answered impossibly is part of it, where it may have taken effect.
func TestMinimiseKeepsWhatWasOpen(t *testing.T) {
	r := parsed(t, `instance i-1 Running
disk d-1 Available
disk d-2 Available

5s      DescribeDisks DiskId=d-1                 Available by b
10s     DescribeDisks DiskId=d-1                 Detaching by b
1s..20s DescribeDisks DiskId=d-1                 Available by c
0s..1m  AttachDisk    InstanceId=i-1 DiskId=d-1  ok by a
2m..3m  AttachDisk    InstanceId=i-1 DiskId=d-2  ok by a
`)
	o, err := As("fake", r.world)
	if err != nil {
		t.Fatal(err)
	}
	w, least := o.Minimise(r.world, true, r.calls)
	const want = `instance i-1 Running
disk     d-1 Available

10s     DescribeDisks DiskId=d-1                  Detaching by b
0s..1m  AttachDisk    InstanceId=i-1 DiskId=d-1   ok by a
`
	if got := (recorded{w, least}).text(); got != want {
		t.Errorf("what remains is\n%s\nexpected\n%s", got, want)
	}
}
