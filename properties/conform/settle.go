package conform

import (
	"time"

	"example.com/ecsdisk/model"
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
		for _, id := range o.due(c.state) {
			c = settleDue(c, id)
		}
		o.candidates[n] = c
	}
	o.candidates = fewest(o.candidates)
}

// due returns the resources that time has settled by now.
func (o *Oracle) due(s model.State) (ids []string) {
	for _, id := range pending(s) {
		status := s.Transitional(id)
		delay := o.delays[status]
		since, known := o.entered[id+" "+status]
		if known && !delay.Never && !delay.Told && delay.Describes == 0 && since+max(delay.Min, delay.Max) <= o.now {
			ids = append(ids, id)
		}
	}
	return ids
}

// pending returns the resources in a transitional status.
func pending(s model.State) (ids []string) {
	for i := range s.Instances() {
		if i.Status.Transitional() {
			ids = append(ids, string(i.ID))
		}
	}
	for d := range s.Disks() {
		if d.Status.Transitional() {
			ids = append(ids, string(d.ID))
		}
	}
	return ids
}

// noteEntered notes which ids there are, and which came into a transitional status.
func (o *Oracle) noteEntered(before, after model.State) {
	for c := range model.Diff(before, after) {
		id := c.ID()
		o.ever[id] = true
		if status := after.Transitional(id); status != "" && before.Transitional(id) != status {
			o.entered[id+" "+status] = o.now
		}
	}
}
