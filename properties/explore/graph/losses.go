package graph

import (
	"context"
	"maps"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Loss is a property as one edition has it, which the machine of another breaks.
type Loss struct {
	Property properties.Property
	Why      string
	Script   script.Script // the shortest, under the machine that breaks it
}

// Losses returns the properties of states, of steps and of histories as the edition of one
// machine has them that another machine breaks, in order, within [MostDivergingSteps] of the
// plain worlds that [Editions] starts in. That operations are accepted and take effect as the
// tables have it is not among them: the tables are what Editions compares.
//
// The function, unless it is nil, is told how many states were looked at.
func Losses(ctx context.Context, has, breaks model.Machine, progress func(pace.Progress)) ([]Loss, error) {
	task, err := pace.New(ctx, progress)
	if err != nil {
		return nil, err
	}
	var checker properties.Checker
	if err := checker.Begin(properties.Subject{Machine: has, Step: breaks.Step}); err != nil {
		return nil, err
	}
	var starts []remembered
	for _, s := range divergingWorlds() {
		if isPlain(s) && breaks.CheckState(s) == nil {
			starts = append(starts, remembered{s, properties.Ghost{}})
		}
	}
	lost := map[properties.Property]Loss{}
	h := search[remembered]{ops: divergingOps(breaks, book.ActionReclaim), key: appendRemembered, deepest: MostDivergingSteps}
	if h.pace, err = task.Begin("losses", 0); err != nil {
		return nil, err
	}
	err = h.run(starts, func(m remembered, op model.Op, by arrival) error {
		after, o := breaks.Step(m.state, op)
		e := sim.Event{Op: op, Outcome: o, Before: m.state, After: after}
		broken := checker.Each(&e, properties.OfState|properties.OfStep)
		ghost := maps.Clone(m.ghost)
		if err := ghost.Check(has, &e); err != nil {
			broken = append(broken, err.(*properties.Violation))
		}
		for _, v := range broken {
			if _, known := lost[v.Property]; known || v.Property == properties.AcceptedExactlyWhenNoRuleIsBroken || v.Property == properties.EffectsAndNothingElse {
				continue
			}
			from := scope.Scope{Start: h.startOf(by.from).state, Machine: breaks}
			lost[v.Property] = Loss{v.Property, v.Why, from.Script(v.Why+".", h.opsTo(by)...)}
		}
		if !o.Accepted() || after.Equal(m.state) {
			return nil
		}
		_, _, err := h.reach(remembered{after, ghost}, by)
		return err
	})
	if err != nil && err != errSteps {
		return nil, err
	}
	var all []Loss
	for _, p := range slices.Sorted(maps.Keys(lost)) {
		all = append(all, lost[p])
	}
	return all, nil
}
