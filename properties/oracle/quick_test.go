package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// What is judged in place is judged as it is otherwise: the same call is impossible, the same machines
// are left, and each resource may be the same; of a quiet caller, and of callers that overlap.
func TestQuickly(t *testing.T) {
	bad, histories := 0, 2000
	if testing.Short() {
		histories = 300
	}
	for n := range histories {
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
		judge := func(slow bool) (Report, []string) {
			j := New(r.world, true, o)
			j.slow = slow
			j.Follow(slices.Values(r.calls))
			return j.Report(), j.believed()
		}
		quick, believed := judge(false)
		slow, also := judge(true)
		if as == "service" { // there may be more, which the platform may as well do later
			also = slices.DeleteFunc(also, func(line string) bool { return !slices.Contains(believed, line) })
		}
		if !slices.Equal(believed, also) {
			t.Errorf("seed %d as %s: in place it believes\n%s\nand else\n%s\n%s", n, as, strings.Join(believed, "\n"), strings.Join(also, "\n"), r.text())
		}
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

// believed returns what each resource may be, in order. What is on its way, and may be complete, stands
// for being so.
func (j *Judge) believed() (all []string) {
	for n, r := range j.resources {
		if r.factor.why != "" {
			continue
		}
		add := func(l *local) {
			all = append(all, fmt.Sprint(r.id, " ", l.word, " ", l.open, " ", l.holder, " ", l.source))
		}
		for _, b := range r.factor.beliefs {
			l := &b.locals[r.at]
			if !j.may(b.in) {
				continue
			}
			add(l)
			if settled, ok := j.settled(int32(n), *l); ok && j.transitional(int32(n), l.word) && l.from <= j.now {
				add(&settled)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }
