package model

import (
	"fmt"
	"iter"
	"strings"
)

// span yields the values from first to the one before end.
func span[E ~uint8](first, end E) iter.Seq[E] {
	return func(yield func(E) bool) {
		for e := first; e < end; e++ {
			if !yield(e) {
				return
			}
		}
	}
}

// those yields the ones for which keep holds.
func those[E any](all iter.Seq[E], keep func(E) bool) iter.Seq[E] {
	return func(yield func(E) bool) {
		for e := range all {
			if keep(e) && !yield(e) {
				return
			}
		}
	}
}

// names returns what they print as.
func names[T fmt.Stringer](all iter.Seq[T]) (names []string) {
	for t := range all {
		names = append(names, t.String())
	}
	return names
}

// join returns what they print as, with ", " between.
func join[T fmt.Stringer](all iter.Seq[T]) string { return strings.Join(names(all), ", ") }
