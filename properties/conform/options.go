package conform

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// ErrLost says that a system was not judged to the end: so little was seen that it may be in
// too many states.
var ErrLost = errors.New("conform: the system could have been in too many states")

// Options are how a system is judged.
type Options struct {
	Strict model.Strictness

	// Readings, unless nil, are those that the system has to keep to. By default every reading
	// is admitted, but a system has to keep to one as long as it runs. R-order is one of them:
	// unless they have [book.OrderAnyBroken], only the first broken rule may give the code.
	Readings *book.Readings

	// Inside refuses a code that is outside the machine, or another edition's rule's (see
	// [book.Class]), unless only the verdict counts. By default it is admitted: the machine
	// cannot tell that it is wrong.
	Inside bool

	// OnlyTold says that nothing settles in the system unless it is told to, or is
	// due by its clock. By default anything may settle at any time.
	OnlyTold bool

	// Instant admits a detach or an attach that is complete in the instant of its
	// acceptance. By default it is a divergence: a client that takes success for
	// detached is right there, and wrong on the real service. A sim.World with a delay
	// of 0 is such a system.
	Instant bool

	// Untold says whether a detach or an attach may have failed without anybody being
	// told, once an answer has shown it to be on its way: never in the instant of its
	// acceptance. Absent is true, but not of a [Settler], nor with OnlyTold.
	Untold model.Flag
}

// Validate says which option is out of its range, and what was expected.
func (o Options) Validate() error {
	switch {
	case o.Strict > model.Exactly:
		return fmt.Errorf("conform: Options.Strict is %d; expected one of the constants of model.Strictness", o.Strict)
	case o.Untold > model.True:
		return fmt.Errorf("conform: Options.Untold is %d; expected model.Absent, model.False or model.True", o.Untold)
	}
	return nil
}

// budget is how much may be possible at a time of what depends on each other: a resource of
// which a divergence has left nothing known may be hundreds of things.
const budget = 1 << 11

// supposed returns what a judge supposes of a system that starts in a world. An action that
// may be instant may be complete in the instant of its acceptance, whatever else is admitted. A
// status that may be late may last longer than its delay.
func (o Options) supposed(w script.World, instant book.ActionSet, late []string) oracle.Options {
	all := o.comparison()
	all.Inside, all.Fixed, all.Windows, all.Budget = o.Inside, o.Readings != nil, map[string]oracle.Window{}, budget
	all.Untold = o.Untold == model.True || o.Untold == model.Absent && !o.OnlyTold
	for status, d := range w.Config().Delays.WithDefaults() {
		window := oracle.Window{Fails: d.Fails > 0, After: sim.CanFail(status) && !o.Instant && (d.Told || d.Never || d.Min > 0)}
		latest, timed := d.Latest(0, o.Readings == nil || o.Readings.Has(book.FailedDetachRetries))
		if timed && !slices.Contains(late, status) {
			window.AtMost, window.Exact = latest, true
		}
		switch {
		case instant.Has(startOf(status)):
			window.After = false
		case o.OnlyTold && timed:
			window.AtLeast = latest
		case o.OnlyTold:
			window.AtLeast = endOfTime
		}
		all.Windows[status] = window
	}
	return all
}

// comparison returns how an answer is compared with what is required: who has to keep to readings
// keeps to R-order as they have it.
func (o Options) comparison() oracle.Options {
	return oracle.Options{Strict: o.Strict, First: o.Readings != nil && !o.Readings.Has(book.OrderAnyBroken)}
}

// endOfTime is later than anything.
const endOfTime = 1 << 60 * time.Nanosecond

// startOf returns the action that begins what a disk on its way is on its way with, if that is
// a detach or an attach.
func startOf(status string) book.Action {
	switch status {
	case model.Detaching.String():
		return book.ActionDetachDisk
	case model.Attaching.String():
		return book.ActionAttachDisk
	}
	return book.ActionDescribeDisks // which begins nothing
}
