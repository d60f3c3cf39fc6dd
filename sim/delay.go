package sim

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/ecsdisk/model"
)

// A Delay says how a transitional status settles. The zero Delay settles at the
// next call, even at the same instant.
type Delay struct {
	Min, Max  time.Duration // settles between Min and Max after the status was entered, drawn; Max below Min is Min
	Describes int           // not zero: at the n-th describe that shows the resource, whatever the time
	Never     bool          // it never settles by itself
	Told      bool          // nor does it here: it waits to be told, by an explicit settle
	Fails     int           // the first Fails settles fail, in a status that [CanFail]; any other ignores it
}

// After settles after d.
func After(d time.Duration) Delay { return Delay{Min: d, Max: d} }

// Between settles between a and b, drawn from the seed of the world.
func Between(a, b time.Duration) Delay { return Delay{Min: a, Max: b} }

// AfterDescribes settles at the n-th describe that shows the resource, which shows
// the new status.
func AfterDescribes(n int) Delay { return Delay{Describes: n} }

// Never does not settle.
func Never() Delay { return Delay{Never: true} }

// WhenTold settles when told, by [World.Do] of a [model.Settle].
func WhenTold() Delay { return Delay{Told: true} }

// Failing is the delay whose first n settles fail. Under R-failed-detach retries
// the detach is then tried again, each time after the delay, or a second if that is
// longer; otherwise the first failure ends it.
func (d Delay) Failing(n int) Delay { d.Fails = n; return d }

// timed reports whether the delay makes a due instant, and counted whether it
// counts describes.

func (d Delay) timed() bool   { return !d.Never && !d.Told && d.Describes == 0 }
func (d Delay) counted() bool { return !d.Never && !d.Told && d.Describes != 0 }

// draw returns how long it takes this time.
func (d Delay) draw(rng *rand.Rand) time.Duration {
	if d.Max <= d.Min {
		return d.Min
	}
	return d.Min + time.Duration(rng.Uint64N(uint64(d.Max-d.Min)+1))
}

// String returns the delay as a script writes it: "1m", "30s..3m", "3-describes",
// "never", "told", each perhaps followed by "/fails=1".
func (d Delay) String() string {
	var s string
	switch {
	case d.Never:
		s = "never"
	case d.Told:
		s = "told"
	case d.Describes != 0:
		s = strconv.Itoa(d.Describes) + "-describes"
	case d.Max > d.Min:
		s = FormatDuration(d.Min) + ".." + FormatDuration(d.Max)
	default:
		s = FormatDuration(d.Min)
	}
	if d.Fails != 0 {
		s += "/fails=" + strconv.Itoa(d.Fails)
	}
	return s
}

const delayForms = "1m, 30s..3m, 3-describes, never or told, perhaps with /fails=1"

// ParseDelay is the inverse of [Delay.String].
func ParseDelay(text string) (Delay, error) {
	var d Delay
	fail := func() (Delay, error) {
		return Delay{}, fmt.Errorf("delay %q: expected %s", text, delayForms)
	}
	base, fails, failing := strings.Cut(text, "/fails=")
	if failing {
		n, err := strconv.Atoi(fails)
		if err != nil || n < 1 {
			return fail()
		}
		d.Fails = n
	}
	if n, ok := strings.CutSuffix(base, "-describes"); ok {
		var err error
		if d.Describes, err = strconv.Atoi(n); err != nil || d.Describes < 1 {
			return fail()
		}
		return d, nil
	}
	switch base {
	case "never":
		d.Never = true
		return d, nil
	case "told":
		d.Told = true
		return d, nil
	}
	low, high, between := strings.Cut(base, "..")
	var err error
	if d.Min, err = ParseDuration(low); err == nil && between {
		d.Max, err = ParseDuration(high)
	} else {
		d.Max = d.Min
	}
	switch {
	case errors.Is(err, errNoDuration):
		return fail()
	case err != nil:
		return Delay{}, fmt.Errorf("delay %q: %w", text, err)
	case d.Max < d.Min:
		return Delay{}, fmt.Errorf("delay %q: its minimum is above its maximum; expected %s..%s", text, high, low)
	}
	return d, nil
}

// CanFail reports whether what a transitional status is about can fail: a detach and
// an attach can.
func CanFail(status string) bool {
	return status == model.Detaching.String() || status == model.Attaching.String()
}

// Statuses names the transitional statuses as [Delays] has them, in order.
func Statuses() []string { return slices.Clone(statuses) }

var statuses = []string{
	model.Pending.String(), model.Starting.String(), model.Stopping.String(),
	model.Creating.String(), model.Attaching.String(), model.Detaching.String(), model.ReIniting.String(),
}

// Delays says how each transitional status settles, by its name. A status that is
// missing settles as in [DefaultDelays]. Nobody writes to a Delays that is in use.
type Delays map[string]Delay

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
