package graph

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Difference is what one reading makes of the machine, beside its default.
type Difference struct {
	Choice  book.Choice
	Edition book.Edition // in which it was compared

	// Default and Other are the shortest steps on which the two values answer or end
	// differently, each with the answers of one. They have no steps where no state and no
	// answer of the machine differs.
	Default, Other script.Script

	Needs []Need // the properties that need the default, in order

	Unfinished string // why not every state was compared; empty when all were
}

// A Need is a property that does not hold of a machine under another reading, when it is
// judged by the default, and the shortest script that shows it.
type Need struct {
	Property       properties.Property
	Counterexample script.Script
}

// Differs reports whether the machine itself differs under the two values: R-order is
// only about how answers are compared, and an edition may have no rule that a choice bears on.
func (d Difference) Differs() bool { return len(d.Other.Steps) > 0 }

// readingsScope returns the world in which readings of a machine are compared: two instances,
// of which i-1 supports no hot plug and is never locked, a disk, and the id of another one,
// which can be created. Every operation is asked on them but those that need the other
// disk on an instance, and those that set DeleteAutoSnapshot, by which nothing goes.
func readingsScope(m model.Machine) scope.Scope {
	s := scope.Core(2, 1)
	s.Name, s.Machine = "readings", m
	ops := slices.DeleteFunc(scope.Ops(s.Machine, s.Start), func(op model.Op) bool {
		switch op := op.(type) {
		case model.ModifyDiskAttribute:
			return op.DeleteAutoSnapshot != model.Absent
		case model.Lock:
			return op.InstanceID == "i-1"
		case model.Unlock:
			return op.InstanceID == "i-1"
		}
		return false
	})
	s.Ops = append(ops,
		model.CreateDisk{DiskID: "d-1"},
		model.DeleteDisk{DiskID: "d-1"},
		model.KindDisk.Describe("d-0"), model.KindDisk.Describe("d-1"), model.KindInstance.Describe("i-0"), model.KindInstance.Describe("i-1"))
	return s
}

// Readings compares every choice that is no default with its default, as many at once as there
// are processors, and returns the differences in the order of the choices. A choice is compared
// in the default edition or, if that does not have it or is not among those given, in the first
// of these that has it. One that none of them has is left out.
//
// The function, unless it is nil, is told how many were compared.
func Readings(ctx context.Context, among book.Editions, progress func(pace.Progress)) ([]Difference, error) {
	t, err := pace.New(ctx, progress)
	if err != nil {
		return nil, err
	}
	var choices []book.Choice
	var editions []book.Edition // in which each is compared
	for c := range book.Choices() {
		if e, ok := among.Common(c.Editions()); ok && !c.Default() {
			choices, editions = append(choices, c), append(editions, e)
		}
	}
	differences, errs := make([]Difference, len(choices)), make([]error, len(choices))
	_, _ = t.Begin("readings", len(choices))
	var wg sync.WaitGroup
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	for n, c := range choices {
		wg.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			differences[n], errs[n] = compare(ctx, readingsScope(model.Machine{Edition: editions[n]}), c)
			p := t.Pace()
			p.Done++
			_ = p.Ask() // each says itself that it was stopped
		})
	}
	wg.Wait()
	return differences, errors.Join(errs...)
}

// compare returns what a choice makes of the machine, in a scope.
func compare(ctx context.Context, s scope.Scope, c book.Choice) (Difference, error) {
	d := Difference{Choice: c, Edition: s.Machine.Edition}
	task, err := pace.New(ctx, nil)
	if err != nil {
		return d, err
	}
	if s, err = s.Check(1); err != nil {
		return d, err
	}
	other := s.Machine
	other.Readings = other.Readings.With(c)
	if err := other.Check(); err != nil {
		return d, s.Failed(err)
	}
	s.Suspect = properties.Suspect{Step: other.Step}
	if difference(&s, task, &d, other); !d.Differs() {
		return d, nil
	}
	return d, needs(&s, task, &d)
}

// difference finds the nearest operation that two machines answer differently, or after
// which their states differ. Up to there they make the same steps, so the product of
// the two is the states of one.
func difference(s *scope.Scope, task *pace.Task, d *Difference, other model.Machine) {
	t := newTree("plan", s.Ops, s.Machine.Step)
	t.grow(task, s.Start, PlanOptions{}, func(state model.State, by arrival) bool {
		for _, op := range s.Ops {
			if differs(s, state, op, other) {
				ops := append(t.opsTo(by), op)
				d.Default, d.Other = sideBySide(s, d.Choice, ops, other)
				return false
			}
		}
		return true
	})
	d.Unfinished = t.unfinished
}

func differs(s *scope.Scope, state model.State, op model.Op, other model.Machine) bool {
	a, _, own := s.Machine.Respond(state, op)
	b, _, others := other.Respond(state, op)
	if !a.Equal(b) {
		return true
	}
	_, _, differ := script.Contrast(own, others)
	return differ
}

// hidden reports whether a resource that is on its way differs in nothing that a describe
// shows of it yet.
func hidden(c model.Change) bool {
	for f := range c.Fields() {
		if !book.HiddenFields.Has(f) {
			return false
		}
	}
	return c.After.Transitional() != ""
}

// sideBySide returns the scripts of operations under the two machines. Where no answer
// differs, describes at the end show in what the states do, once what is on its way with a
// difference that they do not show has settled.
func sideBySide(s *scope.Scope, c book.Choice, ops []model.Op, other model.Machine) (a, b script.Script) {
	both := s.Beside("", other.Respond, ops...)
	if last := both.Steps[len(both.Steps)-1]; last.Got == nil && !model.ActionOf(last.Op).Describe() {
		x, y := s.Start, s.Start
		for _, op := range ops {
			x, _ = s.Machine.Step(x, op)
			y, _ = other.Step(y, op)
		}
		for change := range model.Diff(x, y) {
			if hidden(change) {
				ops = append(ops, model.Settle{ID: change.ID()})
			}
			ops = append(ops, change.Kind().Describe(change.ID()))
		}
		both = s.Beside("", other.Respond, ops...)
	}
	a = script.Script{Head: []string{fmt.Sprintf("# Without the reading %s.", c)}, World: both.World}
	b = script.Script{Head: []string{fmt.Sprintf("# %s: %s.", c, c.Doc())}, World: both.World}
	b.World.Machine = other.Documented()
	for _, step := range both.Steps {
		a.Steps = append(a.Steps, script.Step{Op: step.Op, Want: step.Want})
		if step.Got != nil {
			step.Want = *step.Got
		}
		b.Steps = append(b.Steps, script.Step{Op: step.Op, Want: step.Want})
	}
	return a, b
}

// A finish is the operations up to one that does not keep a property.
type finish struct {
	ops       []model.Op
	violation *properties.Violation
}

// needs finds the properties that do not hold of the suspect, by the documented machine.
func needs(s *scope.Scope, task *pace.Task, d *Difference) error {
	checker, err := s.Checker()
	if err != nil {
		return err
	}
	broken := map[properties.Property]finish{}
	var e sim.Event
	t := newTree("plan", s.Ops, s.Suspect.Step)
	t.grow(task, s.Start, PlanOptions{}, func(state model.State, by arrival) bool {
		for _, op := range s.Ops {
			e.Op, e.Before = op, state
			e.After, e.Outcome = s.Suspect.Step(state, op)
			for _, v := range checker.Each(&e, properties.OfStep) {
				if broken[v.Property].violation == nil {
					broken[v.Property] = finish{append(t.opsTo(by), op), v}
				}
			}
		}
		return true
	})
	for p := range properties.All() {
		if end := broken[p]; end.violation != nil {
			shown, err := s.Counterexample(end.ops)
			if err != nil {
				return s.Failed(err)
			}
			shown.Head = []string{"# " + p.Doc(), "# Here it does not hold: " + end.violation.Why + "."} // the step may break others, too
			d.Needs = append(d.Needs, Need{p, shown})
		}
	}
	d.Unfinished = t.unfinished
	return nil
}
