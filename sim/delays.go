package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// CanFail reports whether what a transitional status is about can fail: a detach and
// an attach can.
func CanFail(status string) bool {
	return status == model.Detaching.String() || status == model.Attaching.String()
}

// Starts names the transitional statuses that an action puts something into.
func Starts(a book.Action) (names []string) {
	for e := range book.EffectsOf(a) {
		if to := string(e.Row().To); e.Row().Field == book.FieldStatus && slices.Contains(statuses, to) {
			names = append(names, to)
		}
	}
	return names
}

// Statuses names the transitional statuses as [Delays] has them, in order.
func Statuses() []string { return slices.Clone(statuses) }

var statuses = slices.Concat(
	enum.Names(enum.Those(model.InstanceStatuses(), model.InstanceStatus.Transitional)),
	enum.Names(enum.Those(model.DiskStatuses(), model.DiskStatus.Transitional)))

// Delays says how each transitional status settles, by its name. A status that is
// missing settles as in [DefaultDelays].
type Delays map[string]Delay

// WithDefaults returns the delay of every transitional status: that of d, or else
// that of [DefaultDelays]. It panics if d names any other status, or if a number of a
// delay is below zero.
func (d Delays) WithDefaults() Delays {
	all := DefaultDelays()
	for _, status := range statuses {
		if _, known := all[status]; !known {
			panic(fmt.Sprintf("sim: the transitional status %q has no delay in defaultDelays; it would settle at once", status))
		}
	}
	for _, status := range slices.Sorted(maps.Keys(d)) {
		if _, known := all[status]; !known {
			panic(fmt.Sprintf("sim.Delays: a delay of the status %q, which is not transitional; expected one of %s", status, strings.Join(statuses, ", ")))
		}
		all[status] = d[status].must("Delays: " + status)
	}
	return all
}

// DefaultDelays returns the delays of R-delays. Only the first is documented: a
// detach takes about a minute.
func DefaultDelays() Delays { return maps.Clone(defaultDelays) }

var defaultDelays = Delays{
	model.Detaching.String(): After(time.Minute),
	model.ReIniting.String(): After(time.Minute),
	model.Starting.String():  After(30 * time.Second),
	model.Stopping.String():  After(30 * time.Second),
	model.Attaching.String(): After(5 * time.Second),
	model.Creating.String():  After(5 * time.Second),
	model.Pending.String():   After(5 * time.Second),
}

// Told returns delays of which none settles by itself.
func Told() Delays {
	d := Delays{}
	for _, status := range statuses {
		d[status] = WhenTold()
	}
	return d
}
