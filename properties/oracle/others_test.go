package oracle

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/sim/script"
)

// Of what others may have changed meanwhile a history is bad only where no state explains it.
func TestOthers(t *testing.T) {
	for _, test := range []struct {
		name, text    string
		alone, others Verdict
	}{
		{"somebody attached it again", `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
5m  DescribeDisks DiskId=d-1                  In_use i-2`, Bad, Good},
		{"somebody locked it", `
0s  DescribeInstances InstanceId=i-1          Running
1s  DetachDisk    InstanceId=i-1 DiskId=d-1   403 InstanceLockedForSecurity`, Bad, Good},
		{"somebody's disks fill the instance", `
0s  AttachDisk    InstanceId=i-1 DiskId=d-2   403 InstanceDiskLimitExceeded`, Bad, Good},
		{"a disk that nobody knew", `
0s  DescribeDisks                             d-1 In_use i-1; d-2 Available; d-9 Available`, Bad, Good},
		{"it was released", `
0s  DescribeDisks DiskId=d-2                  Available
1s  DeleteDisk    DiskId=d-2                  ok
2s  DescribeDisks DiskId=d-2                  Available`, Bad, Bad},
		{"a code that is documented nowhere", `
0s  DetachDisk    InstanceId=i-1 DiskId=d-1   403 Nonsense`, Bad, Bad},
		{"no state has it", `
0s  AttachDisk    DiskId=d-2                  ok`, Bad, Bad},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, err := script.NewReader(test.name, strings.NewReader("edition 2019-05-31\ninstance i-1 Running\ninstance i-2 Running\ndisk d-1 In_use i-1\ndisk d-2 Available\n"+test.text)).History()
			if err != nil {
				t.Fatal(err)
			}
			for _, others := range []bool{false, true} {
				o, _ := As("fake", h.World)
				o.Others = others
				want := test.alone
				if others {
					want = test.others
				}
				if r := judged(recorded{h.World, h.Calls}, o); r.Verdict() != want {
					t.Errorf("with others %t it is %s; expected %s: %v", others, r.Verdict(), want, r.Findings)
				}
			}
		})
	}
}

// A history of which some calls are missing is good where others may have made them.
func TestOthersAreSound(t *testing.T) {
	n, unknown := 2000, 0
	if testing.Short() {
		n = 200
	}
	for seed := range uint64(n) {
		as, c, r, o := simulated(seed + 1<<32)
		o.Others, o.OneInstant = true, false
		kept := r.calls[:0:0]
		for n, call := range r.calls {
			if n%3 != 0 {
				kept = append(kept, call)
			}
		}
		switch report := judged(recorded{r.world, kept}, o); {
		case report.Verdict() == Bad || len(report.Broken) > 0:
			t.Errorf("history %d, as %s, %+v: %v\n%s\n%v", seed, as, c, report.Findings, recorded{r.world, slices.Clone(kept)}.text(), report.Broken)
		case report.Verdict() == Unknown:
			unknown++
		}
	}
	if t.Logf("%d of %d are unknown", unknown, n); unknown*50 > n {
		t.Error("expected one in fifty at most")
	}
}
