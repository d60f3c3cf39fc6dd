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

// join returns what they print as, with ", " between.
func join[T fmt.Stringer](all iter.Seq[T]) string {
	var b strings.Builder
	for t := range all {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.String())
	}
	return b.String()
}
