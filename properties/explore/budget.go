package explore

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// A TooLargeError says that a scope is too large to be explored. It is found out by an
// estimate, before the memory is taken.
type TooLargeError struct {
	Scope  string // its name
	Needs  int64  // bytes that its tables take; 0 when its states cannot even be numbered
	Least  bool   // they may take more: it was not looked for longer
	Memory int64  // bytes that they may take
	Fits   string // the name of a scope of its kind that can be explored to its end; "" where none is known
}

func (e *TooLargeError) Error() string {
	text := fmt.Sprintf("explore: %s has more combinations of values than can be numbered", e.Scope)
	if e.Needs > 0 {
		about := "about"
		if e.Least {
			about = "more than"
		}
		text = fmt.Sprintf("explore: %s needs %s %s for its tables; the memory is %s", e.Scope, about, sizeText(e.Needs), sizeText(e.Memory))
	}
	if e.Fits != "" {
		text += fmt.Sprintf("; %s would fit in %s", e.Fits, sizeText(e.Memory))
	}
	return text
}

// sizeText returns a number of bytes in the unit that suits it.
func sizeText(bytes int64) string {
	for n, unit := range []string{"EiB", "PiB", "TiB", "GiB", "MiB", "KiB"} {
		if shift := 60 - 10*n; bytes >= 1<<shift {
			return fmt.Sprintf("%.1f %s", float64(bytes)/float64(int64(1)<<shift), unit)
		}
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// maxNumber bounds the numbers of states, and whatever is estimated.
const maxNumber = 1 << 60

// times and plus return a product and a sum of what is not negative, or maxNumber where
// that is less.
func times(a, b int) int {
	if hi, lo := bits.Mul64(uint64(a), uint64(b)); hi == 0 && lo < maxNumber {
		return int(lo)
	}
	return maxNumber
}

func plus(a, b int) int { return min(a+b, maxNumber) }

// multisetsOf returns how many multisets there are of m values out of r, or maxNumber.
func multisetsOf(m, r int) int {
	n, k := m+r-1, min(m, r-1)
	if r == 0 || k < 0 {
		return 0
	}
	c := 1
	for i := range k { // each is a whole number, and more than the one before
		hi, lo := bits.Mul64(uint64(c), uint64(n-i))
		if hi >= uint64(i+1) {
			return maxNumber
		}
		quotient, _ := bits.Div64(hi, lo, uint64(i+1))
		if quotient >= maxNumber {
			return maxNumber
		}
		c = int(quotient)
	}
	return c
}

// An estimate is how large a layout gets.
type estimate struct {
	numbers int // of states, or maxNumber
	tables  int // bytes of the tables before the search
	bitmaps int // bytes of the sets of states, as bitmaps
}

// entryBytes is about what a step of the machine takes in a table.
const entryBytes = 256

// maxClass is how many multisets a class may have: their numbers are of 32 bits.
const maxClass = 1 << 31

// estimate says how large a layout of classes of disks gets, in which this many pairs of
// instances change places.
func (t *table) estimate(classes []class, pairs int) (e estimate) {
	size, inner, innerClasses := 1, 1, 0
	counts := make([]int, len(classes))
	for c := range classes {
		m, r := len(classes[c].disks), len(t.disks[classes[c].disks[0]].values)
		count := multisetsOf(m, r)
		counts[c] = count
		if count >= maxClass {
			size = maxNumber
		}
		size = times(size, count)
		e.tables = plus(e.tables, multisetBytes(m, r))
		if innerClasses == c && (c == 0 || times(inner, count) <= maxInner) {
			inner, innerClasses = times(inner, count), c+1
		}
		if t.countsHeld() {
			e.tables = plus(e.tables, times(count, len(t.instances)))
		}
		if pairs > 0 {
			e.tables = plus(e.tables, times(count, 4*pairs+8*len(t.instances)))
		}
	}
	e.tables = plus(e.tables, times(inner, 4*innerClasses))
	mapped := map[string]bool{}
	for _, r := range t.releases {
		for c := range classes {
			values := r.disks[classes[c].disks[0]]
			if key := mapKey(c, values); values != nil && !mapped[key] {
				mapped[key] = true
				e.tables = plus(e.tables, times(counts[c], 4))
			}
		}
	}
	blocks := 1
	for i := range t.instances {
		blocks = times(blocks, len(t.instances[i].values))
	}
	e.numbers = times(blocks, plus(size, 63)&^63)
	e.bitmaps = plus(times(e.numbers/8, 3), blocks)
	return e
}

// multisetBytes returns the bytes of the tables of a class.
func multisetBytes(m, r int) int {
	return plus(times(multisetsOf(m, r), 5*m), times(multisetsOf(m-1, r), 4*r))
}

// mapKey is the same for releases that do the same to a class.
func mapKey(class int, values []int) string { return fmt.Sprint(class, values) }

// countsHeld reports whether a step depends on how many disks an instance holds.
func (t *table) countsHeld() bool {
	return slices.ContainsFunc(t.moves, func(m move) bool { return m.place }) || slices.ContainsFunc(t.bad, func(b bad) bool { return b.full })
}

// fits returns an error when the values that were found are already too many, whatever
// will be found: of this many disks all were.
func (c *compiler) fits(disks int) error {
	numbers := 1
	for i := range c.instances {
		numbers = times(numbers, len(c.instances[i].values))
	}
	alike := map[int]int{} // how many disks have this many values
	for d := range c.disks[:disks] {
		alike[len(c.disks[d].values)]++
	}
	tables := 0
	for r, m := range alike {
		if !c.symmetry {
			for range m {
				numbers = times(numbers, r)
			}
			continue
		}
		// Disks of as many values may be one class, and others cannot be.
		numbers = times(numbers, multisetsOf(m, r))
		tables = plus(tables, multisetBytes(m, r))
	}
	if len(c.done) < longLook {
		tables = 0 // how much they take is known soon
	}
	return c.atLeast(numbers, tables)
}

// longLook is after how many steps a table is given up that is seen to get too large.
const longLook = 100_000

// atLeast returns the error of within for what is not all that is needed.
func (t *table) atLeast(numbers, tables int) error {
	err := t.within(numbers, tables)
	if large, ok := err.(*TooLargeError); ok {
		large.Least = true
	}
	return err
}

// within returns an error when these are more numbers or bytes than there may be.
func (t *table) within(numbers, tables int) error {
	switch {
	case numbers >= maxNumber:
		return &TooLargeError{Scope: t.scope.Name, Memory: t.budget}
	case int64(tables) > t.budget:
		return &TooLargeError{Scope: t.scope.Name, Needs: int64(tables), Memory: t.budget}
	}
	return nil
}

// fitting sets the scope of the same kind that can be explored to its end, with bitmaps:
// one of fewer disks or, if there is none, of fewer instances, or of fewer of both. It sets
// none where it is stopped, or cannot tell.
func (e *TooLargeError) fitting(p *pace.Pace, s *scope.Scope, symmetry bool) {
	f, ok := s.Family()
	if !ok {
		return
	}
	for _, with := range []func(n int) scope.Scope{
		func(n int) scope.Scope { return f.Of(f.Instances, min(n, f.Disks)) },
		func(n int) scope.Scope { return f.Of(min(n, f.Instances), f.Disks) },
		func(n int) scope.Scope { return f.Of(min(2, f.Instances), min(n, f.Disks)) },
	} {
		n := 1 // the first that is looked at: if it does not fit, none does
		for low, high := 1, max(f.Instances, f.Disks); low <= high; n = (low + high) / 2 {
			smaller := with(n)
			smaller.Machine, smaller.Suspect = s.Machine, s.Suspect
			l, err := outline(p, &smaller, symmetry, e.Memory)
			if _, large := errors.AsType[*TooLargeError](err); err != nil && !large {
				e.Fits = ""
				return
			}
			if err == nil && int64(plus(l.tables, l.bitmaps)) <= e.Memory {
				low, e.Fits = n+1, smaller.Name
			} else {
				high = n - 1
			}
		}
		if e.Fits != "" {
			return
		}
	}
}
