package oracle

import (
	"slices"
	"sync"

	"example.com/ecsdisk/model/book"
)

// Of a resource of which nothing is known some fields stay open: a belief stands for all that
// they may be, until a call reads one, sets one, or shows it.

// A bears says which of the fields that may be open an action reads or sets.
type bears struct{ disk, instance word }

// openFields are the fields that may be open, with the fact that says one and its field.
var openFields = [...]struct {
	bit      word
	instance bool
	fact     book.Facts
	field    book.Field
}{
	{diskPrePaid, false, book.DiskPostPaid, book.FieldDiskChargeType},
	{diskPortable, false, book.DiskPortable, book.FieldPortable},
	{diskDeletes, false, book.Flagged, book.FieldDeleteWithInstance},
	{diskSnapshot, false, 0, book.FieldDeleteAutoSnapshot},
	{instPrePaid, true, book.InstancePostPaid, book.FieldInstanceChargeType},
	{instHot, true, book.HotPlugSupported, book.FieldHotPlug},
}

// bearing says, by action, which fields it reads or sets, by the rule table.
var bearing = sync.OnceValue(func() map[book.Action]bears {
	all := map[book.Action]bears{}
	for a := range book.Actions() {
		reads, sets := factsOf(a.Enabled()), book.Fields(0)
		for r := range book.RulesOf(a) {
			row := r.Row()
			reads |= row.Needs | factsOf(row.Holds)
			for _, v := range row.Under {
				reads |= factsOf(v.Holds)
			}
			for _, refusal := range row.Refusals {
				reads |= refusal.When
			}
		}
		for e := range book.EffectsOf(a) {
			row := e.Row()
			reads |= factsOf(row.When)
			sets |= book.FieldsOf(row.Field)
		}
		var b bears
		for _, f := range openFields {
			switch {
			case reads&f.fact == 0 && !sets.Has(f.field):
			case f.instance:
				b.instance |= f.bit
			default:
				b.disk |= f.bit
			}
		}
		all[a] = b
	}
	return all
})

func factsOf(c book.Condition) book.Facts { return c.Any | c.None }

// lowest returns the lowest bit of a word.
func lowest(w word) word { return w & -w }

// toKnow returns an open field on which an answer depends, of which resource; 0 is none.
func (j *Judge) toKnow(f *factor, b belief, a *asked, instance, disk int) (int, word) {
	for n, open := range [...]int{instance, disk} {
		if open < 0 || b.locals[open].open == 0 {
			continue
		}
		bits := bearing()[a.action].instance
		if n == 1 {
			bits = bearing()[a.action].disk
		}
		if bit := lowest(b.locals[open].open & bits); bit != 0 {
			return open, bit
		}
	}
	if a.action == book.ActionReInitDisk && disk >= 0 {
		if holder := f.has(b.locals[disk].holder); holder >= 0 {
			return holder, lowest(b.locals[holder].open & bearing()[a.action].instance)
		}
	}
	return 0, 0
}

// knowing returns a belief with an open field known to be false, and to be true.
func (j *Judge) knowing(b belief, n int, bit word) (without, with belief) {
	l := b.locals[n]
	l.open &^= bit
	l.word &^= bit
	without = j.with(b, n, l)
	l.word |= bit
	return without, j.with(b, n, l)
}

// reunited adds beliefs, with a field open again where they differ in nothing else.
func (j *Judge) reunited(out []belief, n int, bit word, without, with []belief) []belief {
	for _, b := range without {
		at := slices.IndexFunc(with, func(c belief) bool {
			l := c.locals[n]
			l.word &^= bit
			m := &b.locals[n]
			return c.locals[n].word&bit != 0 && c.in == b.in && l.from == m.from && l.to == m.to && l.entered == m.entered && sameBelief(j.with(c, n, l), b)
		})
		if at >= 0 && b.locals[n].there() {
			l := with[at].locals[n] // which may be what a field is that nobody asked for
			l.open |= bit
			b = j.with(b, n, l)
			with = slices.Delete(with, at, at+1)
		}
		out = append(out, b)
	}
	return append(out, with...)
}
