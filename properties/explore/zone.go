package explore

import (
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A zone is the set of all instants at which what is in a transitional status can be
// due, seen from the last event. It is a difference bound matrix, as of timed automata:
// row a, column b bounds how much later a is due than b, where 0 is the last event and n
// the n-th note.
type zone struct {
	notes  []string // ids, in the order in which they were noted
	bounds []bound
}

// A bound is twice a duration, and one more where the duration itself is allowed.
type bound int64

const unbounded bound = 1<<62 - 1

func atMost(d time.Duration) bound   { return bound(d)<<1 | 1 }
func lessThan(d time.Duration) bound { return bound(d) << 1 }

func (b bound) plus(c bound) bound {
	if b == unbounded || c == unbounded {
		return unbounded
	}
	return (b>>1+c>>1)<<1 | b&c&1
}

// A noting is what a call does to the note of a resource: it is due after a delay, or no
// more.
type noting struct {
	id    string
	due   bool
	delay time.Duration
}

// notings returns what becomes of notes when a state follows another.
func notings(before, after model.State, delays sim.Delays) (all []noting) {
	for change := range model.Diff(before, after) {
		id := change.ID()
		if status := after.Transitional(id); status != before.Transitional(id) {
			all = append(all, noting{id, status != "", delays[status].Min})
		}
	}
	return all
}

// newZone returns the zone at the start of a world, with what was noted there.
func newZone(noted []noting) zone {
	z := zone{bounds: []bound{atMost(0)}}
	for _, n := range noted {
		z.note(n)
	}
	return z
}

// note notes when a resource is due, as of now.
func (z *zone) note(noted noting) {
	old, n := *z, len(z.notes)+1
	z.notes = append(slices.Clip(z.notes), noted.id)
	z.bounds = make([]bound, (n+1)*(n+1))
	for a := range n {
		for b := range n {
			*z.at(a, b) = *old.at(a, b)
		}
		*z.at(n, a) = atMost(noted.delay).plus(*old.at(0, a))
		*z.at(a, n) = atMost(-noted.delay).plus(*old.at(a, 0))
	}
	*z.at(n, n) = atMost(0)
}

func (z *zone) at(a, b int) *bound { return &z.bounds[a*(len(z.notes)+1)+b] }

func (z *zone) limit(a, b int, most bound) { *z.at(a, b) = min(*z.at(a, b), most) }

// tighten makes every bound as tight as the others imply; it is false when the zone is
// empty.
func (z *zone) tighten() (ok bool) {
	size := len(z.notes) + 1
	for k := range size {
		for a := range size {
			for b := range size {
				z.limit(a, b, z.at(a, k).plus(*z.at(k, b)))
			}
		}
	}
	for n := range size {
		if *z.at(n, n) < atMost(0) {
			return false
		}
	}
	return true
}

// without returns the zone without the n-th note, seen from 0 or from that note.
func (z *zone) without(n, from int) zone {
	less := zone{slices.Delete(slices.Clone(z.notes), n-1, n), nil}
	keep := []int{from}
	for a := 1; a <= len(z.notes); a++ {
		if a != n {
			keep = append(keep, a)
		}
	}
	for _, a := range keep {
		for _, b := range keep {
			less.bounds = append(less.bounds, *z.at(a, b))
		}
	}
	return less
}

// settled returns the zone when the n-th note is due before all others: of what is due
// at one instant, what was noted first. It is false when that cannot be.
func (z zone) settled(n int) (_ zone, ok bool) {
	z.bounds = slices.Clone(z.bounds)
	for other := 1; other <= len(z.notes); other++ {
		switch {
		case other < n:
			z.limit(n, other, lessThan(0))
		case other > n:
			z.limit(n, other, atMost(0))
		}
	}
	if !z.tighten() {
		return z, false
	}
	return z.without(n, n), true
}

// called returns the zone after a call at any instant before something is due, and what
// it notes. It is false when there is no such instant.
func (z zone) called(noted []noting) (_ zone, ok bool) {
	z.bounds = slices.Clone(z.bounds)
	for n := 1; n <= len(z.notes); n++ {
		z.limit(0, n, lessThan(0))
	}
	if !z.tighten() {
		return z, false
	}
	for n := 1; n <= len(z.notes); n++ {
		*z.at(0, n) = lessThan(0) // time passes, and every note comes nearer
	}
	z.tighten()
	for _, change := range noted {
		if n := slices.Index(z.notes, change.id) + 1; n > 0 {
			z = z.without(n, 0)
		}
		if change.due {
			z.note(change)
		}
	}
	return z, true
}

// includes reports whether whatever can be in another zone of the same notes can be in
// this one.
func (z *zone) includes(other zone) bool {
	for n, b := range other.bounds {
		if b > z.bounds[n] {
			return false
		}
	}
	return true
}
