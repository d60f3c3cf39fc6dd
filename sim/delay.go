package sim

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// A Delay says how a transitional status settles. The zero Delay settles at the
// next call or look, even at the same instant. What takes a Delay panics if a number
// in it is below zero.
type Delay struct {
	Min, Max  time.Duration // settles between Min and Max after the status was entered, drawn; Max below Min is Min
	Describes int           // not zero: at the n-th describe that shows the resource, whatever the time
	Never     bool          // it never settles by itself
	Told      bool          // nor does it here: it waits to be told, by an explicit settle
	Fails     int           // the first Fails settles fail, in a status that [CanFail]; any other ignores it
}

// After settles after d. It panics if d is below zero.
func After(d time.Duration) Delay { return Delay{Min: d, Max: d}.must("After") }

// Between settles between a and b, drawn from the seed of the world. It panics if a is
// below zero, or b below a.
func Between(a, b time.Duration) Delay {
	d := Delay{Min: a, Max: b}.must("Between")
	if b < a {
		panic(fmt.Sprintf("sim.Between: a maximum of %s, below the minimum of %s; expected them the other way round", FormatDuration(b), FormatDuration(a)))
	}
	return d
}

// AfterDescribes settles at the n-th describe that shows the resource, which shows
// the new status. It panics unless n is above zero.
func AfterDescribes(n int) Delay {
	if n < 1 {
		panic(fmt.Sprintf("sim.AfterDescribes: %d describes; expected 1 or more", n))
	}
	return Delay{Describes: n}
}

// Never does not settle.
func Never() Delay { return Delay{Never: true} }

// WhenTold settles when told, by [World.Do] of a [model.Settle].
func WhenTold() Delay { return Delay{Told: true} }

// Failing is the delay whose first n settles fail. Under R-failed-detach retries
// the detach is then tried again, each time after the delay, or a second if that is
// longer; otherwise the first failure ends it. It panics if n is below zero.
func (d Delay) Failing(n int) Delay { d.Fails = n; return d.must("Delay.Failing") }

// timed reports whether the delay makes a due instant, and counted whether it
// counts describes.

func (d Delay) timed() bool   { return !d.Never && !d.Told && d.Describes == 0 }
func (d Delay) counted() bool { return !d.Never && !d.Told && d.Describes != 0 }

// must panics, in the name of a function that was given the delay, if a number in it is
// below zero.
func (d Delay) must(function string) Delay {
	if err := d.check(); err != nil {
		panic("sim." + function + ": " + err.Error())
	}
	return d
}

func (d Delay) check() error {
	switch {
	case min(d.Min, d.Max) < 0:
		return fmt.Errorf("a delay of %s; expected 0s or more", FormatDuration(min(d.Min, d.Max)))
	case d.Describes < 0:
		return fmt.Errorf("a delay of %d describes; expected 0 or more", d.Describes)
	case d.Fails < 0:
		return fmt.Errorf("a delay with %d failures; expected 0 or more", d.Fails)
	}
	return nil
}

// Latest returns the last instant at which a status that was entered at an instant
// can settle; ok is false when time alone does not settle it. With retries each
// failure takes another try. What is past the end of time is at its end.
func (d Delay) Latest(entered time.Duration, retries bool) (latest time.Duration, ok bool) {
	if d.must("Delay.Latest"); !d.timed() {
		return 0, false
	}
	longest := max(d.Min, d.Max)
	latest = after(entered, longest)
	if !retries {
		return latest, true
	}
	retry := max(longest, minRetry)
	if time.Duration(d.Fails) > (endOfTime-latest)/retry {
		return endOfTime, true
	}
	return latest + time.Duration(d.Fails)*retry, true
}

// minRetry is how long a settle that failed waits at least before it is tried again.
const minRetry = time.Second

const endOfTime = time.Duration(math.MaxInt64)

// after returns the instant that is a delay after another, or the end of time if
// that comes first.
func after(at, delay time.Duration) time.Duration { return at + min(delay, endOfTime-at) }

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
