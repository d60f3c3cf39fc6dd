package oracle

import (
	"math/bits"
	"slices"
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A box is a set of machines: of each reading the choices that are possible, and the
// editions. It has every machine that takes one of each. A machine that an edition does not
// have, for it lacks the choice, is the one with the reading's default there.
//
// R-order is no part of it: it is free in each call, and a matter of comparison.
type box uint64

const firstEdition = 48 // the bit of edition 0

// groups are the bits of each reading, and those of the editions.
var groups = func() (all []box) {
	names := map[string]int{}
	for c := range book.Choices() {
		if c.Reading() == book.OrderFirst.Reading() {
			continue
		}
		at, known := names[c.Reading()]
		if !known {
			at = len(all)
			names[c.Reading()] = at
			all = append(all, 0)
		}
		all[at] |= 1 << c
	}
	editions := box(0)
	for e := range book.AllEditions() {
		editions |= 1 << (firstEdition + e)
	}
	return append(all, editions)
}()

// editionGroup are the bits of the editions.
var editionGroup = groups[len(groups)-1]

// everything is the box of every machine.
var everything = func() (b box) {
	for _, g := range groups {
		b |= g
	}
	return b
}()

// boxOf returns the box of one machine.
func boxOf(m model.Machine) (b box) {
	for c := range book.Choices() {
		if m.Readings.Has(c) {
			b |= 1 << c
		}
	}
	return (b | 1<<(firstEdition+m.Edition)) & everything
}

// and returns the machines that are in both; ok is false if there are none.
func (b box) and(c box) (_ box, ok bool) {
	if b &= c; b == c {
		return b, true
	}
	for _, g := range groups {
		if b&g == 0 {
			return 0, false
		}
	}
	return b, true
}

// in reports whether every machine of b is in c.
func (b box) in(c box) bool { return b&^c == 0 }

// merge returns the box that has the machines of both, if there is one.
func (b box) merge(c box) (_ box, ok bool) {
	switch {
	case b.in(c):
		return c, true
	case c.in(b):
		return b, true
	}
	differ := 0
	for _, g := range groups {
		if b&g != c&g {
			differ++
		}
	}
	return b | c, differ == 1
}

// machine returns one of the machines: of each reading the default, where that is possible.
func (b box) machine() (m model.Machine) {
	for e := range book.AllEditions() {
		if b>>(firstEdition+e)&1 != 0 {
			m.Edition = e
			break
		}
	}
	if b>>(firstEdition+book.Edition2019)&1 != 0 {
		m.Edition = book.Edition2019
	}
	for _, g := range groups[:len(groups)-1] {
		for left := b & g; left != 0; left &= left - 1 {
			if c := book.Choice(bits.TrailingZeros64(uint64(left))); c.Editions().Has(m.Edition) {
				m.Readings = m.Readings.With(c)
				break
			}
		}
	}
	return m
}

// choices returns the choices of the readings that are not open altogether.
func (b box) choices() (all []book.Choice) {
	for c := range book.Choices() {
		for _, g := range groups {
			if g>>c&1 != 0 && b&g != g && b>>c&1 != 0 {
				all = append(all, c)
			}
		}
	}
	return all
}

// editions returns the editions.
func (b box) editions() (all []book.Edition) {
	for e := range book.AllEditions() {
		if b>>(firstEdition+e)&1 != 0 {
			all = append(all, e)
		}
	}
	return all
}

// boxes is a set of machines as a union of boxes.
type boxes []box

// add adds the machines of a box.
func (s boxes) add(b box) boxes {
	for {
		merged := false
		for n, c := range s {
			if b.in(c) {
				return s
			}
			if m, ok := b.merge(c); ok {
				b, merged = m, true
				s = slices.Delete(s, n, n+1)
				break
			}
		}
		if !merged {
			return append(s, b)
		}
	}
}

// and returns the machines that are in both sets.
func (s boxes) and(t boxes) (both boxes) {
	for _, b := range s {
		for _, c := range t {
			if d, ok := b.and(c); ok {
				both = both.add(d)
			}
		}
	}
	return both
}

// has reports whether one of the machines of a box is in the set.
func (s boxes) has(b box) bool {
	for _, c := range s {
		if _, ok := b.and(c); ok {
			return true
		}
	}
	return false
}

// in reports whether every machine of the set is in a box.
func (s boxes) in(b box) bool {
	for _, c := range s {
		if !c.in(b) {
			return false
		}
	}
	return true
}

// canonical returns the set as boxes that no two forms of it differ in.
func (s boxes) canonical() boxes { return s.over(groups) }

// over returns the set in its canonical form, as far as some groups tell.
func (s boxes) over(of []box) boxes {
	switch {
	case len(s) == 0:
		return nil
	case len(of) == 0:
		return boxes{0}
	}
	g, rest := of[0], of[1:]
	if !slices.ContainsFunc(s, func(b box) bool { return b&g != s[0]&g }) {
		return s.over(rest).with(s[0] & g)
	}
	var values boxes // those that leave the same of the other groups
	var leave []boxes
	for open := g; open != 0; open &= open - 1 {
		value := open & -open
		some := slices.DeleteFunc(slices.Clone(s), func(b box) bool { return b&value == 0 })
		left := some.over(rest)
		if left == nil {
			continue
		}
		n := slices.IndexFunc(leave, func(l boxes) bool { return slices.Equal(l, left) })
		if n < 0 {
			n = len(values)
			values, leave = append(values, 0), append(leave, left)
		}
		values[n] |= value
	}
	var all boxes
	for n, v := range values {
		all = append(all, leave[n].with(v)...)
	}
	return all
}

// with returns the boxes, each with the bits of another.
func (s boxes) with(bits box) boxes {
	for n := range s {
		s[n] |= bits
	}
	return s
}

// A kind of machine is one of those that an action can tell apart, with the box of those that it
// stands for.
type kindOfMachine struct {
	m  model.Machine
	in box
}

// kinds are the kinds of machine of each action, edition by edition.
var kinds = func() (all []func() []kindOfMachine) {
	for a := range book.Actions() {
		all = append(all, sync.OnceValue(func() []kindOfMachine { return kindsFor(a) }))
	}
	return all
}()

// kindsFor returns the machines that an action can tell apart. It leaves out what an edition
// does not have.
func kindsFor(a book.Action) (kinds []kindOfMachine) {
	for e := range book.AllEditions() {
		all := []kindOfMachine{{model.Machine{Edition: e}, everything&^editionGroup | 1<<(firstEdition+e)}}
		for _, g := range groups[:len(groups)-1] {
			var next []kindOfMachine
			for _, k := range all {
				first := true
				for c := range book.Choices() {
					if g>>c&1 == 0 {
						continue
					}
					if first && (!c.Bears(a) || !bearsIn(g, e)) {
						next = append(next, k)
						break
					}
					first = false
					with := kindOfMachine{k.m, k.in&^g | 1<<c}
					if c.Editions().Has(e) {
						with.m.Readings = k.m.Readings.With(c)
					}
					next = append(next, with)
				}
			}
			all = next
		}
		kinds = append(kinds, all...)
	}
	return kinds
}

// bearsIn reports whether an edition has more than one choice of a reading.
func bearsIn(group box, e book.Edition) bool {
	n := 0
	for c := range book.Choices() {
		if group>>c&1 != 0 && c.Editions().Has(e) {
			n++
		}
	}
	return n > 1
}
