package book

import (
	"iter"
	"math/bits"

	"example.com/ecsdisk/model/enum"
)

// A RuleSet is a set of rules. It is comparable; the zero value is empty.
type RuleSet struct{ low, high uint64 } // two words, not an array, so that it stays in registers

const _ = uint(128 - numRules) // each rule has its bit

// RuleSetOf returns the set of the given rules.
func RuleSetOf(rules ...Rule) RuleSet {
	var s RuleSet
	for _, r := range rules {
		s.add(r)
	}
	return s
}

// Bit r is in low, bit 64+r in high. A shift past the end of a word gives 0, and r-64
// wraps around for a small r: so one of the two words takes no part.

func (s *RuleSet) add(r Rule) {
	s.low |= 1 << r
	s.high |= 1 << (r - 64)
}

// Has reports whether r is in the set.
func (s RuleSet) Has(r Rule) bool { return (s.low>>r|s.high>>(r-64))&1 != 0 }

// Len returns how many rules are in the set.
func (s RuleSet) Len() int { return bits.OnesCount64(s.low) + bits.OnesCount64(s.high) }

// Union returns the set of the rules in either set.
func (s RuleSet) Union(t RuleSet) RuleSet { return RuleSet{s.low | t.low, s.high | t.high} }

// Intersection returns the set of the rules in both sets.
func (s RuleSet) Intersection(t RuleSet) RuleSet { return RuleSet{s.low & t.low, s.high & t.high} }

// Difference returns the set of the rules in s and not in t.
func (s RuleSet) Difference(t RuleSet) RuleSet { return RuleSet{s.low &^ t.low, s.high &^ t.high} }

// All yields the rules of the set, in table order.
func (s RuleSet) All() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for r, ok := s.First(); ok; r, ok = s.First() {
			if !yield(r) {
				return
			}
			s = s.Difference(RuleSetOf(r))
		}
	}
}

// First returns the first rule of the set in table order; ok is false for the empty set.
func (s RuleSet) First() (r Rule, ok bool) {
	if s.low == 0 && s.high != 0 {
		return Rule(64 + bits.TrailingZeros64(s.high)), true
	}
	return Rule(bits.TrailingZeros64(s.low) & 63), s.low != 0
}

// String returns the names of the rules with ", " between.
func (s RuleSet) String() string { return enum.Join(s.All()) }
