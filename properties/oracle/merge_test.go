package oracle

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// A set of machines has one form, whichever way it was put together: it is read back from what
// a report says of it.
func TestMachinesHaveOneForm(t *testing.T) {
	for n := range 2000 {
		src := rand.New(rand.NewPCG(3, uint64(n)))
		var s boxes
		for range 1 + src.IntN(4) {
			b := everything
			for range src.IntN(4) {
				g := groups[src.IntN(len(groups))]
				if left := b &^ (g & box(src.Uint64())); left&g != 0 {
					b = left
				}
			}
			s = s.add(b)
		}
		form := s.canonical()
		for _, b := range slices.Concat(s, form) { // a box is in a set if what is left of it, without each box of the set, is nothing
			if !covered(b, s) || !covered(b, form) {
				t.Fatalf("%v is %v", s, form)
			}
		}
		var shuffled boxes
		for _, at := range src.Perm(len(form)) {
			shuffled = append(shuffled, form[at])
		}
		if other := shuffled.canonical(); !slices.Equal(other, form) {
			t.Fatalf("%v is %v, and in another order %v", s, form, other)
		}
		back, err := parseMachines(machinesOf(form))
		if err != nil || !slices.Equal(back, form) {
			t.Fatalf("%q is read as %v, %v; expected %v", machinesOf(form), back, err, form)
		}
	}
}

// A set without an edition has a form, too: none of them has the start world.
func TestNoEditionIsSaid(t *testing.T) {
	none := boxes{everything &^ editionGroup}
	if back, err := parseMachines(machinesOf(none)); err != nil || !slices.Equal(back, none) {
		t.Errorf("%q is read as %v, %v; expected %v", machinesOf(none), back, err, none)
	}
}

// covered reports whether every machine of a box is in a set.
func covered(b box, s boxes) bool {
	if len(s) == 0 {
		return false
	}
	first, rest := s[0], s[1:]
	both, ok := b.and(first)
	if !ok {
		return covered(b, rest)
	}
	for _, g := range groups { // what is outside of the first box, group by group
		if outside := b & g &^ first; outside != 0 && !covered(b&^g|outside, rest) {
			return false
		}
		b = b&^g | both&g
	}
	return true
}

// Reports on parts are merged: what is counted is added up, and the machines are those that
// each leaves.
func TestMerge(t *testing.T) {
	early := "edition " + book.Edition2018.String() + " or " + book.Edition2019.String()
	one := Report{Calls: 2, Unjudged: 1, Findings: []Finding{{N: 3, Why: "late"}}, Supposed: map[string]int{"a": 1}, Lag: 2, Machines: []string{early, "R-hot any-status"}}
	two := Report{Calls: 3, Findings: []Finding{{N: 1, Why: "early"}}, Supposed: map[string]int{"a": 2, "b": 1}, Lag: 1, Machines: []string{"edition " + book.Edition2019.String()}}
	r, err := one.Merge(two)
	if err != nil || r.Calls != 5 || r.Unjudged != 1 || r.Findings[0].Why != "early" || r.Findings[1].Why != "late" || r.Supposed["a"] != 3 || r.Supposed["b"] != 1 || r.Lag != 2 ||
		!slices.Equal(r.Machines, two.Machines) {
		t.Errorf("%+v, %v", r, err)
	}
	later := Report{Calls: 1, Machines: []string{"edition latest, R-hot running-only"}}
	r, err = Report{Calls: 1, Machines: one.Machines}.Merge(later)
	if want := "what is left possible in part 2, edition 2026-09, R-hot running-only, and in those before, "; err != nil || r.Verdict() != Bad || !strings.HasPrefix(r.Findings[0].String(), want) {
		t.Errorf("%+v, %v; expected %q", r, err, want)
	}
	for text, want := range map[string]string{"edition 2022-01-01": "part 2: ", "R-hot nonsense": "part 2: ", "": "part 2: "} {
		if _, err := one.Merge(Report{Machines: []string{text}}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "expected") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
