package book

import (
	"slices"
	"testing"
)

func TestRuleSet(t *testing.T) {
	first, last := Rule(0), Rule(numRules-1)
	s := RuleSetOf(last, first, last)
	if s.Len() != 2 || !s.Has(first) || !s.Has(last) || s.Has(first+1) {
		t.Errorf("%v has not just %s and %s", s, first, last)
	}
	if all := slices.Collect(s.All()); !slices.Equal(all, []Rule{first, last}) {
		t.Errorf("All yields %v", all)
	}
	if r, ok := s.First(); r != first || !ok {
		t.Errorf("First is %s, %t", r, ok)
	}
	if _, ok := (RuleSet{}).First(); ok {
		t.Error("the empty set has a first rule")
	}
	if got, want := s.String(), first.String()+", "+last.String(); got != want {
		t.Errorf("it prints %q, want %q", got, want)
	}
}

// A set is of rules of the first word, of the second, and of both: the table may grow
// past 64 rules.
func TestRuleSetOperations(t *testing.T) {
	all := []Rule{0, 1, 63, 64, 65, 127}
	subset := func(n int) (rules []Rule) {
		for i, r := range all {
			if n>>i&1 != 0 {
				rules = append(rules, r)
			}
		}
		return rules
	}
	for n := range 1 << len(all) {
		s := RuleSetOf(subset(n)...)
		if got := slices.Collect(s.All()); !slices.Equal(got, subset(n)) || s.Len() != len(got) {
			t.Errorf("the set of %v has %v, and %d", subset(n), got, s.Len())
		}
		if r, ok := s.First(); ok != (n != 0) || ok && r != subset(n)[0] {
			t.Errorf("%v begins with %d, %t", subset(n), r, ok)
		}
		for i, r := range all {
			if s.Has(r) != (n>>i&1 != 0) {
				t.Errorf("%v has %d: %t", subset(n), r, s.Has(r))
			}
		}
		for m := range 1 << len(all) {
			u := RuleSetOf(subset(m)...)
			if s.Union(u) != RuleSetOf(subset(n|m)...) || s.Intersection(u) != RuleSetOf(subset(n&m)...) || s.Difference(u) != RuleSetOf(subset(n&^m)...) {
				t.Errorf("%v and %v: union %v, intersection %v, difference %v", subset(n), subset(m), s.Union(u), s.Intersection(u), s.Difference(u))
			}
		}
	}
}
