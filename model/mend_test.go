package model

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model/book"
)

// Mend of a row is what [book.Row] says, exactly: nothing is missing, nothing is too much.
// That a creation takes the very id that was not found does not count: ids are never
// used twice.
func TestMend(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("goes through every pair of an operation and a call in every small world")
	}
	var mends [128]book.ActionSet
	for m, rules := range firstInForce {
		for _, w := range smallWorlds() {
			later := settled(m, w.State)
			var afters []after
			for _, a := range actionsOf(rules) {
				for _, call := range w.ops[a] {
					broken, o := m.Judge(w.State, call).Broken(), m.Judge(later, call)
					if o.Accepted() {
						for r := range broken.All() {
							mends[r] |= book.ActionSetOf(book.ActionSettle)
						}
						continue
					}
					if afters == nil {
						afters = afterEach(m, w, later)
					}
					for _, after := range afters {
						if after.action == book.ActionReclaim {
							continue // it does what DeleteInstance does, which is in the table
						}
						if !m.Judge(after.state, call).Accepted() {
							continue
						}
						for r := range broken.All() {
							if o.Broken().Has(r) {
								mends[r] |= book.ActionSetOf(after.action)
							}
						}
					}
				}
			}
		}
	}
	for r := range book.Rules() {
		if want := r.Row().Mend; mends[r] != want {
			t.Errorf("%s is mended by: %s; the table has: %s", r, mends[r], want)
		}
	}
}

// actionsOf returns the actions whose rules the rules are, each once.
func actionsOf(rules book.RuleSet) (actions []book.Action) {
	for r := range rules.All() {
		if !slices.Contains(actions, r.Action()) {
			actions = append(actions, r.Action())
		}
	}
	return actions
}

// settled returns the state when every transitional status has ended by itself.
func settled(m Machine, s State) State {
	for i := range s.Instances() {
		if i.Status.Transitional() {
			s, _ = m.Step(s, Settle{string(i.ID)})
		}
	}
	for d := range s.Disks() {
		if d.Status.Transitional() {
			s, _ = m.Step(s, Settle{string(d.ID)})
		}
	}
	return s
}

// An after is a state in which an action was made, and then everything settled.
type after struct {
	action book.Action
	state  State
}

// afterEach returns what comes after each operation that makes a difference to what
// comes later anyway.
func afterEach(m Machine, w smallWorld, later State) (afters []after) {
	for a, ops := range w.ops {
		if a := book.Action(a); a == book.ActionCreateDisk || a == book.ActionCreateInstance {
			continue
		}
		for _, op := range ops {
			next, o := m.Step(w.State, op)
			if !o.Accepted() {
				continue
			}
			if next = settled(m, next); !next.Equal(later) {
				afters = append(afters, after{book.Action(a), next})
			}
		}
	}
	return afters
}

// MendCall of a row is what [book.Row] says, exactly.
func TestMendCall(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("goes through every pair of calls in every small world")
	}
	for m, rules := range firstInForce {
		var another book.RuleSet        // another call makes what this one would make without the rule
		always := map[Op]book.RuleSet{} // in all worlds of one instance and one disk
		for _, w := range smallWorlds() {
			for _, a := range actionsOf(rules) {
				for _, call := range w.ops[a] {
					broken := m.Judge(w.State, call).Broken()
					if w.NumInstances() == 1 && w.NumDisks() == 1 {
						if b, ok := always[call]; ok {
							always[call] = b.Intersection(broken)
						} else {
							always[call] = broken
						}
					}
					if r, _ := broken.First(); broken.Len() == 1 && !another.Has(r) && sameByAnother(m, w, call, r) {
						another = another.Union(book.RuleSetOf(r))
					}
				}
			}
		}
		var never book.RuleSet
		for _, rules := range always {
			never = never.Union(rules)
		}
		for r := range rules.All() {
			if got, want := never.Has(r) || another.Has(r), r.Row().MendCall; got != want {
				t.Errorf("%s: no attribute can mend it: %t; another call does the same: %t; the table has %t", r, never.Has(r), another.Has(r), want)
			}
		}
	}
}

// sameByAnother reports whether another call, which is accepted, changes just what the
// call would change if the one rule that it breaks were none.
func sameByAnother(m Machine, w smallWorld, call Op, broken book.Rule) bool {
	without := m
	without.Without.Rules = book.RuleSetOf(broken)
	want, _ := without.Step(w.State, call)
	return !want.Equal(w.State) && slices.ContainsFunc(w.ops[ActionOf(call)], func(other Op) bool {
		next, _ := m.Step(w.State, other)
		return next.Equal(want)
	})
}
