package oracle

import (
	"cmp"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// The bounds of what a finding looks at, and of what it lists.
const (
	maxLookedAt = 64
	maxExpected = 4
)

// The distances that are not counts.
const (
	ofStatus     = 16      // of another status than the one that is shown: more than all other fields, as it says how far the resource is
	ofResource   = 64      // of a resource that only one of two describes shows: more than all fields
	ofFailure    = 64      // of what may have failed: it is the last that explains
	ofAcceptance = 1 << 16 // of a refusal from an acceptance: more than all rules
)

// expected returns what machines require of an impossible call in what was possible before it,
// with what may have happened in between: what is nearest to the answer first, and of that what
// takes the least.
func (j *Judge) expected(f *factor, q *inquiry, c *heard, why string) (all []Expectation) {
	type looked struct {
		Expectation
		takes int
	}
	var found []looked
	for _, n := range j.mayHave(f, q) {
		world, words, ok := j.state(f, n.belief)
		if !ok {
			continue
		}
		for _, m := range j.machines(n.in, c.action) {
			if m.CheckState(world) != nil || m.CheckOp(c.op) != nil {
				continue
			}
			outcome := m.Judge(world, c.op).OnceExisted(c.op, func(id model.DiskID) bool {
				at := f.has(j.find(string(id)))
				return at >= 0 && n.locals[at].word&diskExisted != 0
			})
			e := Expectation{State: words, World: world, Machine: m, Outcome: outcome, Required: m.Answer(world, c.op, outcome)}
			e.Distance = j.distance(&e, c)
			for _, h := range n.path {
				if h.what == fails {
					e.Distance += ofFailure
				}
			}
			found = append(found, looked{e, 4*len(slices.Collect(m.Readings.All())) + len(n.path)})
		}
	}
	if why == "" && slices.ContainsFunc(found, func(e looked) bool { return e.Distance > 0 }) {
		found = slices.DeleteFunc(found, func(e looked) bool { return e.Distance == 0 }) // what is answered so is ruled out by when it is
	}
	slices.SortStableFunc(found, func(a, b looked) int { return cmp.Or(a.Distance-b.Distance, a.takes-b.takes) })
	for _, e := range found {
		if len(all) < maxExpected && !slices.ContainsFunc(all, e.alike) {
			all = append(all, e.Expectation)
		}
	}
	return all
}

// alike reports whether two expectations say the same.
func (e Expectation) alike(o Expectation) bool {
	return e.State == o.State && e.Required.String() == o.Required.String() && e.Outcome.Broken() == o.Outcome.Broken()
}

// mayHave returns what a factor may have been when a call was answered: its beliefs, and what
// they have become by what may have happened.
func (j *Judge) mayHave(f *factor, q *inquiry) (possible []node) {
	var all []node
	for _, b := range f.beliefs {
		all = append(all, node{belief: b})
	}
	for n := 0; n < len(all) && len(all) < maxLookedAt; n++ {
		for _, h := range j.happenings(f, all[n], q) {
			for _, to := range j.happen(f, all[n].belief, h, q) {
				if !slices.ContainsFunc(all, func(m node) bool { return to.in.in(m.in) && sameBelief(m.belief, to) }) {
					all = append(all, node{belief: to, path: append(slices.Clone(all[n].path), h)})
				}
			}
		}
	}
	for _, n := range all {
		if j.mayBe(f, n.belief, q) {
			possible = append(possible, n)
		}
	}
	return possible
}

// machines returns the machines of a box that are possible, and that an action can tell apart.
func (j *Judge) machines(in box, a book.Action) (all []model.Machine) {
	for _, p := range j.agreed() {
		both, ok := in.and(p)
		if !ok {
			continue
		}
		for _, as := range kinds[a]() {
			one, ok := both.and(as.in)
			if m := one.machine(); ok && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// distance returns how far an answer is from what is required.
func (j *Judge) distance(e *Expectation, c *heard) int {
	switch {
	case c.action.Describe() && c.got.Success():
		r := c.instanceAt
		if c.diskAt >= 0 {
			r = c.diskAt
		}
		if r < 0 {
			return 0
		}
		return apart(&e.Required, c.got, j.resources[r].id)
	case j.table.admits(e.Machine, e.Outcome, e.Required, *c.got).Admitted:
		return 0
	case e.Outcome.Verdict() == model.Refused:
		return e.Outcome.Broken().Len()
	}
	return ofAcceptance
}

// apart returns how far two describes are from each other about one resource.
func apart(want, got *model.Answer, id string) (sum int) {
	of := func(a *model.Answer) *model.Shown {
		for n := range a.Shown {
			if a.Shown[n].ID() == id || a.Shown[n].ID() == "" {
				return &a.Shown[n]
			}
		}
		return nil
	}
	w, g := of(want), of(got)
	switch {
	case w == nil && g == nil:
		return 0
	case w == nil || g == nil:
		return ofResource
	}
	for f := range w.Differing(*g).All() {
		if sum++; f == book.FieldStatus {
			sum += ofStatus - 1
		}
	}
	return sum
}
