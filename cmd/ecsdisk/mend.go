package main

import (
	"context"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore"
)

// A remedy is one call or event that mends a broken rule from the state at hand, at once
// or when everything has settled.
type remedy struct {
	op       model.Op
	instead  bool     // of the refused call: it does the same
	time     bool     // has to pass first
	accepts  bool     // nothing else is broken then
	releases []string // ids
}

// String returns the remedy with what whoever takes it has to know.
func (r remedy) String() string {
	text := r.op.String()
	switch {
	case r.instead:
		text += " instead"
	case r.time:
		text += ", then time"
	}
	var warnings []string
	switch action := model.ActionOf(r.op); {
	case action == model.ActionSettle:
		warnings = append(warnings, "by itself")
	case action.Event():
		warnings = append(warnings, "of the environment, no call")
	}
	if r.releases != nil {
		warnings = append(warnings, "releases "+strings.Join(r.releases, ", "))
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
	near    model.State
	ops     []model.Op
	now     model.RuleSet // that are broken
	later   model.RuleSet // and still are when everything has settled
}

func newMender(m model.Machine, s model.State, op model.Op) *mender {
	near := explore.Around(s, op)
	d := &mender{machine: m, op: op, near: near, ops: explore.Ops(near), now: m.Judge(near, op).Broken()}
	d.later = d.judge(d.settled(near))
	return d
}

func (d *mender) judge(s model.State) model.RuleSet { return d.machine.Judge(s, d.op).Broken() }

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
// it is. Of calls that differ in flags only, it returns the first.
func (d *mender) remedies(r model.Rule) (found []remedy) {
	row := r.Row()
	for _, op := range d.ops {
		if action := model.ActionOf(op); !row.Mend.Has(action) || action == model.ActionSettle {
			continue
		}
		next, o := d.machine.Step(d.near, op)
		if !o.Accepted() {
			continue
		}
		left := d.judge(d.settled(next))
		if left.Has(r) || left.Difference(d.later).Len() > 0 || slices.ContainsFunc(found, func(f remedy) bool { return sameButFlags(f.op, op) }) {
			continue
		}
		found = append(found, remedy{op: op, time: d.judge(next).Has(r), accepts: left.Len() == 0, releases: released(d.near, next)})
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
func (d *mender) instead(r model.Rule) (found []remedy) {
	loose := d.machine
	loose.Without.Rules = loose.Without.Rules.Union(d.now)
	want, _ := loose.Step(d.near, d.op)
	if want.Equal(d.near) {
		return nil
	}
	for _, op := range d.ops {
		if model.ActionOf(op) != model.ActionOf(d.op) {
			continue
		}
		broken := d.machine.Judge(d.near, op).Broken()
		if broken.Has(r) || broken.Difference(d.now).Len() > 0 {
			continue
		}
		if next, _ := loose.Step(d.near, op); next.Equal(want) {
			found = append(found, remedy{op: op, instead: true, accepts: broken.Len() == 0, releases: released(d.near, next)})
		}
	}
	return found
}

// released returns the ids of what a step releases.
func released(before, after model.State) (ids []string) {
	for c := range model.Diff(before, after) {
		if c.AfterInstance == nil && c.AfterDisk == nil {
			ids = append(ids, c.ID())
		}
	}
	return ids
}

// wayStates is how many states are looked at for a way of several steps.
const wayStates = 5000

// way returns a shortest sequence of calls and events after which the operation is
// accepted, about no other disk than it names itself; none where none is near. One that
// releases something comes only where no other does it.
func (d *mender) way(ctx context.Context) (way []remedy, err error) {
	_, named := model.IDs(d.op)
	ops := slices.DeleteFunc(slices.Clone(d.ops), func(op model.Op) bool {
		modify, ok := op.(model.ModifyDiskAttribute)
		_, disks := model.IDs(op)
		return ok && modify.DeleteAutoSnapshot != model.Absent ||
			slices.ContainsFunc(disks, func(id model.DiskID) bool { return !slices.Contains(named, id) })
	})
	keeping := slices.DeleteFunc(slices.Clone(ops), func(op model.Op) bool {
		action := model.ActionOf(op)
		return action == model.ActionDeleteInstance || action == model.ActionDeleteDisk
	})
	if way, err = d.wayBy(ctx, keeping); way == nil && err == nil {
		way, err = d.wayBy(ctx, ops)
	}
	return way, err
}

// wayBy is way by some operations.
func (d *mender) wayBy(ctx context.Context, ops []model.Op) (way []remedy, err error) {
	goal, err := explore.ParseGoal(d.op.String()+" accepted", d.near)
	if err != nil {
		return nil, err
	}
	path, err := explore.Plan(ctx, explore.Scope{Machine: d.machine, Start: d.near, Ops: ops}, goal, explore.PlanOptions{States: wayStates})
	if err != nil {
		return nil, err
	}
	state := d.near
	for _, op := range path.Ops {
		next, _ := d.machine.Step(state, op)
		way = append(way, remedy{op: op, releases: released(state, next)})
		state = next
	}
	return way, nil
}
