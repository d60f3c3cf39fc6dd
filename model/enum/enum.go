// Package enum is what the enumerations of all packages have in common: their names, their
// parsing, and the going through them.
package enum

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"example.com/ecsdisk/model/suggest"
)

// Span yields the values from first to the one before end.
func Span[E ~uint8](first, end E) iter.Seq[E] {
	return func(yield func(E) bool) {
		for e := first; e < end; e++ {
			if !yield(e) {
				return
			}
		}
	}
}

// Those yields the values for which keep holds.
func Those[E any](all iter.Seq[E], keep func(E) bool) iter.Seq[E] {
	return func(yield func(E) bool) {
		for e := range all {
			if keep(e) && !yield(e) {
				return
			}
		}
	}
}

// Names returns the names of values: what they print as.
func Names[T fmt.Stringer](all iter.Seq[T]) (names []string) {
	for t := range all {
		names = append(names, t.String())
	}
	return names
}

// Join returns the names of values, with ", " between.
func Join[T fmt.Stringer](all iter.Seq[T]) string {
	var b strings.Builder
	for t := range all {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.String())
	}
	return b.String()
}

// Spell returns the name of a value, or its type and number where it has none.
func Spell[E ~uint8](names []string, e E) string {
	if int(e) < len(names) && (names[e] != "" || e == 0) {
		return names[e]
	}
	return fmt.Sprintf("%T(%d)", e, uint8(e))
}

// Parse is the inverse of Spell. The error says what was expected.
func Parse[E ~uint8](names []string, what, name string) (E, error) {
	if i := slices.Index(names, name); i >= 0 && name != "" {
		return E(i), nil
	}
	known := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	return 0, fmt.Errorf("%s %q is unknown; %s", what, name, suggest.List(name, known))
}
