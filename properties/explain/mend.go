package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
)

// A Remedy is one call or event that mends a broken rule from the state at hand, at once
// or when everything has settled.
type Remedy struct {
	Op       model.Op
	Instead  bool     // of the refused call: it does the same
	Time     bool     // has to pass first
	Accepts  bool     // nothing else is broken then
	Releases []string // ids
	Destroys bool     // a resource that the refused call itself was not to release
}

// String returns the remedy with what there is to know before it is taken.
func (r Remedy) String() string {
	text := r.Op.String()
	switch {
	case r.Instead:
		text += " instead"
	case r.Time:
		text += ", then time"
	}
	var warnings []string
	switch action := model.ActionOf(r.Op); {
	case action == book.ActionSettle:
		warnings = append(warnings, "by itself")
	case action.Event():
		warnings = append(warnings, "of the environment, no call")
	}
	if r.Releases != nil {
		warnings = append(warnings, "releases "+strings.Join(r.Releases, ", "))
	}
	if warnings != nil {
		text += " (" + strings.Join(warnings, "; ") + ")"
	}
	return text
}

// A mender finds out what mends a refusal, among the resources that it is about.
type mender struct {
	machine model.Machine
	op      model.Op
	release bool     // whether the advice may
	asked   []string // ids of what the operation itself is to release
	near    model.State
	ops     []model.Op
	now     book.RuleSet // that are broken
	later   book.RuleSet // and still are when everything has settled
}

func newMender(m model.Machine, s model.State, op model.Op, release bool) *mender {
	near := graph.Around(s, op)
	ops := slices.DeleteFunc(scope.Ops(m, near), func(op model.Op) bool {
		return model.ActionOf(op) == book.ActionReclaim // nobody can ask for it
	})
	d := &mender{machine: m, op: op, release: release, near: near, ops: ops, now: m.Judge(near, op).Broken()}
	d.later = d.judge(d.settled(near))
	done, _ := d.loose().Step(near, op)
	d.asked = released(near, done)
	return d
}

// loose returns the machine without the rules that are broken.
func (d *mender) loose() model.Machine {
	loose := d.machine
	loose.Without.Rules = loose.Without.Rules.Union(d.now)
	return loose
}

// remedy returns an operation as a remedy, with what it costs.
func (d *mender) remedy(op model.Op, before, after model.State) Remedy {
	r := Remedy{Op: op, Releases: released(before, after)}
	r.Destroys = slices.ContainsFunc(r.Releases, func(id string) bool { return !slices.Contains(d.asked, id) })
	return r
}

func (d *mender) judge(s model.State) book.RuleSet { return d.machine.Judge(s, d.op).Broken() }

// settled returns the state in which everything has settled.
func (d *mender) settled(s model.State) model.State {
	for _, op := range d.ops {
		if settle, ok := op.(model.Settle); ok {
			s, _ = d.machine.Step(s, settle)
		}
	}
	return s
}

// remedies returns what mends a broken rule, and breaks none that time would leave as
// it is. Of calls that differ in flags only, it returns the first. What releases comes last,
// as it does among all operations.
func (d *mender) remedies(r book.Rule) (found []Remedy) {
	row := r.Row()
	for _, op := range d.ops {
		if action := model.ActionOf(op); !row.Mend.Has(action) || action == book.ActionSettle {
			continue
		}
		next, o := d.machine.Step(d.near, op)
		if !o.Accepted() {
			continue
		}
		left := d.judge(d.settled(next))
		if left.Has(r) || left.Difference(d.later).Len() > 0 || slices.ContainsFunc(found, func(f Remedy) bool { return sameButFlags(f.Op, op) }) {
			continue
		}
		one := d.remedy(op, d.near, next)
		one.Time, one.Accepts = d.judge(next).Has(r), left.Len() == 0
		found = append(found, one)
	}
	if row.MendCall {
		found = append(found, d.instead(r)...)
	}
	return found
}

// sameButFlags reports whether two operations are of one action and name the same.
func sameButFlags(a, b model.Op) bool {
	if lock, ok := a.(model.Unlock); ok {
		return b == model.Op(lock)
	}
	instancesA, disksA := model.IDs(a)
	instancesB, disksB := model.IDs(b)
	return model.ActionOf(a) == model.ActionOf(b) && slices.Equal(instancesA, instancesB) && slices.Equal(disksA, disksB)
}

// instead returns the calls that do what the refused one would do were its broken rules
// none, and do not break the rule.
func (d *mender) instead(r book.Rule) (found []Remedy) {
	loose := d.loose()
	want, _ := loose.Step(d.near, d.op)
	if want.Equal(d.near) {
		return nil
	}
	for _, op := range d.ops {
		if model.ActionOf(op) != model.ActionOf(d.op) {
			continue
		}
		broken := d.machine.Judge(d.near, op).Broken()
		if broken.Has(r) { // one that breaks others besides does not do it there either
			continue
		}
		if next, _ := loose.Step(d.near, op); next.Equal(want) {
			one := d.remedy(op, d.near, next)
			one.Instead, one.Accepts = true, broken.Len() == 0
			found = append(found, one)
		}
	}
	return found
}

// released returns the ids of what a step releases.
func released(before, after model.State) (ids []string) {
	for c := range model.Diff(before, after) {
		if c.After.None() {
			ids = append(ids, c.ID())
		}
	}
	return ids
}

// wayStates is how many states are looked at for a way of several steps.
const wayStates = 5000

// way returns a shortest sequence of calls and events after which the operation is
// accepted, about no other disk than it names itself; none where none is near, or else
// what was not looked at. Unless it is allowed, one that destroys something comes only
// where no other does it, and not at all when all that is wanted is one that does not.
func (d *mender) way(ctx context.Context, keepingOnly bool) (way []Remedy, unjudged string, err error) {
	_, named := model.IDs(d.op)
	ops := slices.DeleteFunc(slices.Clone(d.ops), func(op model.Op) bool {
		_, disks := model.IDs(op)
		return model.ActionOf(op) != book.ActionSettle && slices.ContainsFunc(disks, func(id model.DiskID) bool { return !slices.Contains(named, id) })
	})
	near := scope.Scope{Machine: d.machine, Start: d.near, Ops: ops}
	goal, err := graph.ParseGoal(d.op.String()+" accepted", near)
	if err != nil {
		return nil, "", err
	}
	path, err := graph.Plan(ctx, near, goal, graph.PlanOptions{States: wayStates, Destroy: d.release})
	if err != nil || keepingOnly && len(path.Destroys) > 0 {
		return nil, "", err
	}
	if !path.Reached && path.Unfinished != "" {
		unjudged = fmt.Sprintf("whether several steps mend it: none of %d states does; %s", path.States, path.Unfinished)
	}
	state := d.near
	for _, op := range path.Ops {
		next, _ := d.machine.Step(state, op)
		way = append(way, d.remedy(op, state, next))
		state = next
	}
	return way, unjudged, nil
}
