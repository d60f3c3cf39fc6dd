package oracle

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// What is judged in place is judged as it is otherwise: the same call is impossible, and the
// same machines are left; of a quiet caller, and of callers that overlap.
func TestQuickly(t *testing.T) {
	bad := 0
	for n := range 600 {
		src := rand.New(rand.NewPCG(11, uint64(n)))
		as := []string{"sim", "fake", "service"}[n/2%3]
		r := quiet(src, anyMachine(src))
		o, err := As(as, r.world)
		if err != nil {
			t.Fatal(err)
		}
		if as != "sim" {
			r = r.open()
		}
		if n%2 == 1 {
			as, _, r, o = simulated(uint64(n))
		}
		if n%4 < 2 {
			spoil(src, r.calls)
		}
		judge := func(slow bool) Report {
			j := New(r.world, true, o)
			j.slow = slow
			j.Follow(slices.Values(r.calls))
			return j.Report()
		}
		quick, slow := judge(false), judge(true)
		at := func(r Report) (all []int) {
			for _, f := range r.Findings {
				all = append(all, f.of)
			}
			return all
		}
		if quick.Verdict() != slow.Verdict() || !slices.Equal(at(quick), at(slow)) || !slices.Equal(sorted(quick.Machines), sorted(slow.Machines)) {
			t.Errorf("seed %d as %s: in place %s %v %v, else %s %v %v\n%s", n, as, quick.Verdict(), at(quick), quick.Machines, slow.Verdict(), at(slow), slow.Machines, r.text())
		}
		if quick.Verdict() == Bad {
			bad++
		}
	}
	if bad == 0 {
		t.Error("nothing is impossible")
	}
}

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }
