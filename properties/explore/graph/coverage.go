package graph

import (
	"context"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Coverage is everything that a world can reach, in order: rules, operations, statuses,
// transitions, readings.
type Coverage []Covered

// Covered is one thing that can be reached, and how.
type Covered struct {
	Kind   Kind
	Name   string
	Times  int           // how many steps, or for a status states, reach it
	Script script.Script // the shortest that reaches it, with its last step; empty unless it is reached
}

// A Kind is a kind of thing that can be reached.
type Kind string

// The kinds.
const (
	RuleAlone      Kind = "rule alone"       // it refuses, and is the only one broken
	RuleWithOthers Kind = "rule with others" // it is broken, and others are
	Operation      Kind = "operation"        // it is accepted
	Status         Kind = "status"           // a resource is in it
	Transition     Kind = "transition"       // the status of a resource changes so
	Reading        Kind = "reading"          // the answer or the state after it is another one under it
)

// Missed returns what is never reached.
func (c Coverage) Missed() Coverage {
	return slices.DeleteFunc(slices.Clone(c), func(r Covered) bool { return r.Times > 0 })
}

// Coverage applies every operation of the scope in every state, and returns what was
// reached, how often, and the shortest way to it.
func (g *Graph) Coverage(ctx context.Context) (Coverage, error) {
	p, err := g.analysis(ctx, "coverage", len(g.states))
	if err != nil {
		return nil, err
	}
	c := newCollector(g)
	for n, state := range g.states {
		p.Done++
		c.state(n, state)
		for _, op := range g.scope.Ops {
			if err := p.Did(1); err != nil {
				return nil, g.scope.Failed(err)
			}
			c.step(n, state, op)
		}
	}
	return c.found, nil
}

// A collector finds out what states and steps reach. They come nearest first, so what
// reaches something first is on a shortest way.
type collector struct {
	graph *Graph
	found Coverage
	at    map[place]int
	other [][]alternative // by action: the readings that can make a difference to it

	refusals map[book.Rule]string // as they are answered
	happened []model.Transition   // in one step
}

type place struct {
	kind Kind
	name string
}

// An alternative is a reading that the machine does not follow, and the machine that does.
type alternative struct {
	book.Choice
	machine model.Machine
}

func newCollector(g *Graph) *collector {
	c := &collector{graph: g, at: map[place]int{}, other: make([][]alternative, len(slices.Collect(book.Actions()))), refusals: map[book.Rule]string{}}
	m := g.scope.Machine
	for _, kind := range []Kind{RuleAlone, RuleWithOthers} {
		for r := range book.Rules() {
			if m.Book().InForce(r) {
				c.add(kind, r.String())
			}
			own := m.Book().Refusal(r, 0)
			c.refusals[r] = fmt.Sprint(own.Status, own.Code)
		}
	}
	for a := range book.Actions() {
		c.add(Operation, a.String())
	}
	for s := range model.InstanceStatuses() {
		c.add(Status, "instance "+s.String())
	}
	for s := range model.DiskStatuses() {
		c.add(Status, "disk "+s.String())
	}
	for t := range properties.Transitions() {
		c.add(Transition, t.String())
	}
	for choice := range book.Choices() {
		other := alternative{choice, m}
		if other.machine.Readings = m.Readings.With(choice); other.machine == m || other.machine.Check() != nil {
			continue
		}
		c.add(Reading, choice.String())
		for a := range book.Actions() {
			if choice.Bears(a) {
				c.other[a] = append(c.other[a], other)
			}
		}
	}
	return c
}

func (c *collector) add(kind Kind, name string) {
	c.at[place{kind, name}] = len(c.found)
	c.found = append(c.found, Covered{Kind: kind, Name: name})
}

// reach notes that something is reached by a step from a state.
func (c *collector) reach(kind Kind, name string, state int, op model.Op) {
	n, ok := c.at[place{kind, name}]
	if !ok {
		return // a machine that is broken gets where the tables know no name
	}
	r := &c.found[n]
	if r.Times++; r.Times == 1 {
		r.Script = c.graph.scope.Script(fmt.Sprintf("%s: %s.", kind, name), append(c.graph.wayTo(state), op)...)
	}
}

// state notes the statuses of a state, which a describe shows.
func (c *collector) state(n int, s model.State) {
	var instances, disks [8]bool
	for i := range s.Instances() {
		if !instances[i.Status] {
			instances[i.Status] = true
			c.reach(Status, "instance "+i.Status.String(), n, model.KindInstance.Describe(string(i.ID)))
		}
	}
	for d := range s.Disks() {
		if !disks[d.Status] {
			disks[d.Status] = true
			c.reach(Status, "disk "+d.Status.String(), n, model.KindDisk.Describe(string(d.ID)))
		}
	}
}

// step notes what an operation in a state reaches.
func (c *collector) step(n int, s model.State, op model.Op) {
	after, o := c.graph.scope.Step(s, op)
	switch kind := RuleAlone; {
	case o.Verdict() == model.Refused:
		if o.Broken().Len() > 1 {
			kind = RuleWithOthers
		}
		for r := range o.Broken().All() {
			c.reach(kind, r.String(), n, op)
		}
	case o.Accepted():
		c.reach(Operation, o.Action().String(), n, op)
	}
	c.happened = c.happened[:0]
	for change := range model.Diff(s, after) {
		if t := change.Transition(); t.From != t.To && !slices.Contains(c.happened, t) {
			c.happened = append(c.happened, t)
			c.reach(Transition, t.String(), n, op)
		}
	}
	for _, other := range c.other[o.Action()] {
		if c.differs(other, s, op, after, o) {
			c.reach(Reading, other.String(), n, op)
		}
	}
}

// differs reports whether a step is answered otherwise under a reading, or ends
// otherwise.
func (c *collector) differs(other alternative, s model.State, op model.Op, after model.State, o model.Outcome) bool {
	m := c.graph.scope.Machine
	if other.Reading() == book.OrderFirst.Reading() {
		first, _ := o.Rule()
		for r := range o.Broken().All() {
			if c.refusals[r] != c.refusals[first] {
				return true
			}
		}
		return false
	}
	if o.Action().Describe() {
		return !slices.EqualFunc(m.Answer(s, op, o).Shown, other.machine.Answer(s, op, o).Shown, func(a, b model.Shown) bool {
			return a.Equal(b.Resource)
		})
	}
	otherAfter, otherOutcome := other.machine.Step(s, op)
	first, _ := o.Rule()
	otherFirst, _ := otherOutcome.Rule()
	return o.Verdict() != otherOutcome.Verdict() || c.refusals[first] != c.refusals[otherFirst] || !after.Equal(otherAfter)
}
