package model

import (
	"cmp"
	"fmt"
	"iter"
	"strings"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/internal/list"
)

// A Change is one resource that differs between two states: without a Before it came,
// without an After it went.
type Change struct{ Before, After Resource }

// is returns the resource, as it was after the change or, if it went, before.
func (c Change) is() Resource {
	if c.After.None() {
		return c.Before
	}
	return c.After
}

// ID returns the id of the resource that changed.
func (c Change) ID() string { return c.is().ID() }

// Kind returns the kind of the resource that changed.
func (c Change) Kind() Kind { return c.is().Kind() }

// Fields yields the fields that differ with their values before and after, as scripts write
// them. For a resource that came or went that is all its fields, with "" where it is not: but
// of [book.HiddenFields] only those that are not at their default.
func (c Change) Fields() iter.Seq2[book.Field, [2]string] {
	return func(yield func(book.Field, [2]string) bool) {
		fields := c.Kind().Fields()
		if c.Before.None() || c.After.None() {
			fields &^= book.HiddenFields &^ c.is().NotDefault()
		}
		for f := range fields.All() {
			values := [2]string{c.Before.Field(f), c.After.Field(f)}
			if values[0] != values[1] && !yield(f, values) {
				return
			}
		}
	}
}

// Transition returns how the status changed.
func (c Change) Transition() Transition {
	return Transition{c.Kind(), cmp.Or(c.Before.Status(), StatusNone), cmp.Or(c.After.Status(), StatusReleased)}
}

// A Transition is a change of the status of a resource.
type Transition struct {
	Of       Kind
	From, To string // statuses as the API spells them, or one of the constants
}

// What stands for a status where there is no resource.
const (
	StatusNone     = "none"     // it came
	StatusReleased = "released" // it went
)

// String returns the transition in words: "disk In_use → Detaching".
func (t Transition) String() string { return t.Of.String() + " " + t.From + " → " + t.To }

// String returns the change in one line: what came or went, or each field with its value
// before and after.
func (c Change) String() string {
	switch {
	case c.Before.None():
		return "created " + c.After.String()
	case c.After.None():
		return "released " + c.Before.String()
	}
	var fields []string
	for f, value := range c.Fields() {
		fields = append(fields, fmt.Sprintf("%s %s → %s", f, orNone(value[0]), orNone(value[1])))
	}
	return QuoteID(c.ID()) + " " + strings.Join(fields, "; ")
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// Diff yields what differs from state s to state t, instances before disks, by id.
// It skips what the two share.
func Diff(s, t State) iter.Seq[Change] {
	return func(yield func(Change) bool) { s.changes(&t, yield) }
}

// changes is kept out of line: in line in another package its loops' bodies would be
// made on the heap.
//
//go:noinline
func (s *State) changes(t *State, yield func(Change) bool) {
	_ = list.Diff(s.instances, t.instances, func(old, new *Instance) bool {
		return yield(Change{Resource{Instance: old}, Resource{Instance: new}})
	}) && list.Diff(s.disks, t.disks, func(old, new *Disk) bool {
		return yield(Change{Resource{Disk: old}, Resource{Disk: new}})
	})
}
