package conform

import (
	"maps"
	"slices"
	"time"
)

// Settled tells that a resource was told to settle, and did: where the system may be
// in a state in which it has not yet, it now has.
func (o *Oracle) Settled(id string) {
	for n := range o.candidates {
		o.candidates[n] = o.settleAs(o.candidates[n], id, "")
	}
	o.candidates = fewest(o.candidates)
}

// Advance tells that time passed: what is due by the delays of the world, counted
// from when it was observed to begin, has then settled.
func (o *Oracle) Advance(d time.Duration) {
	o.now += d
	for n, c := range o.candidates {
		for _, id := range o.due(c) {
			c = o.settleDue(c, id)
		}
		o.candidates[n] = c
	}
	o.candidates = fewest(o.candidates)
}

// due returns the resources of a candidate that time has settled by now.
func (o *Oracle) due(c candidate) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(c.since)) {
		delay := o.delays[c.state.Transitional(id)]
		if !delay.Never && !delay.Told && delay.Describes == 0 && c.since[id]+max(delay.Min, delay.Max) <= o.now {
			ids = append(ids, id)
		}
	}
	return ids
}
