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
		calls := r.calls[:report.Findings[0].of]
		w, least := o.Minimise(r.world, true, r.calls)
		if least == nil {
			continue // it takes what overlaps it, and ended later
		}
		if len(least) < len(calls) {
			shorter++
		}
		if !lastImpossible(w, true, least, o) {
			t.Errorf("seed %d: %d calls became %d, which are not impossible:\n%s", n, len(calls), len(least), recorded{w, least}.text())
		}
		for _, c := range least {
			if !slices.ContainsFunc(calls, func(d script.Call) bool { return d.Op.String() == c.Op.String() && d.Start == c.Start }) {
				t.Errorf("seed %d: %s is not of the history", n, c)
			}
		}
	}
	if found < 10 || shorter < found/2 {
		t.Errorf("%d impossible histories, %d of them made shorter; expected at least 10, and more than half", found, shorter)
	}
}
