package client

import (
	"cmp"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A watch collects breaches, and counts what is asked again.
type watch struct {
	Promises
	streaks map[string]*streak // by the operation
	found   []Breach
}

// A streak is one operation that was refused several times in a row for what time never mends.
type streak struct {
	op     model.Op
	rules  book.RuleSet // one of them refused
	asked  int
	breach int // its index, once it is asked too often
}

func (p Promises) watch() watch {
	if p.Again < 0 {
		panic(fmt.Sprintf("client.Promises: Again is %d; expected 0 or more", p.Again))
	}
	p.Again = cmp.Or(p.Again, 3)
	return watch{Promises: p, streaks: map[string]*streak{}}
}

// breach notes that a promise was broken.
func (w *watch) breach(p Promise, b Breach, id, why string, args ...any) {
	b.Promise, b.ID, b.Why = p, id, fmt.Sprintf(why, args...)
	w.found = append(w.found, b)
}

// breaches returns what was found, in order.
func (w *watch) breaches() []Breach {
	slices.SortFunc(w.found, func(a, b Breach) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Promise, b.Promise), cmp.Compare(a.ID, b.ID), cmp.Compare(a.At, b.At))
	})
	return w.found
}

// refused counts a call that was refused by one of some rules, which time never mends; there
// are none where it may.
func (w *watch) refused(at Breach, rules []book.Rule, by string) {
	key, set := at.Op.String(), book.RuleSetOf(rules...)
	s := w.streaks[key]
	switch {
	case len(rules) == 0:
		delete(w.streaks, key)
		return
	case s == nil || s.rules != set:
		s = &streak{op: at.Op, rules: set}
		w.streaks[key] = s
	}
	s.asked++
	if s.asked == w.Again+2 {
		s.breach = len(w.found)
		w.breach(GivesUp, at, append(ids(at.Op), "")[0], "")
	}
	if s.asked >= w.Again+2 {
		w.found[s.breach].Why = fmt.Sprintf("it is asked %d times until %s, and refused each time by %s", s.asked, sim.FormatDuration(at.At), by)
	}
}

// accepted ends the streak of an operation that was accepted, and those of which it could mend
// a rule.
func (w *watch) accepted(op model.Op) {
	action := model.ActionOf(op)
	delete(w.streaks, op.String())
	for key, s := range w.streaks {
		for rule := range s.rules.All() {
			if rule.Row().Mend.Has(action) && named(ids(op), s.op) {
				delete(w.streaks, key)
			}
		}
	}
}

// ids returns the ids that an operation names, disks first.
func ids(op model.Op) (all []string) {
	instances, disks := model.IDs(op)
	for _, id := range disks {
		all = append(all, string(id))
	}
	for _, id := range instances {
		all = append(all, string(id))
	}
	return all
}

// named reports whether an operation names one of some ids.
func named(some []string, op model.Op) bool {
	return slices.ContainsFunc(ids(op), func(id string) bool { return slices.Contains(some, id) })
}
