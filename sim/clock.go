package sim

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// A Clock tells the time. The Clock of github.com/benbjohnson/clock, real or mock,
// is one, and so are [Manual], [Real] and [Scaled]. The world only ever reads it.
type Clock interface {
	Now() time.Time
}

// Real is the clock of package time. In a bubble of testing/synctest that is the
// bubble's.
type Real struct{}

// Now returns time.Now().
func (Real) Now() time.Time { return time.Now() }

// Manual is a clock that its owner moves. The zero Manual stands at the zero time.
// It is safe for concurrent use and never sleeps.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns where the clock stands.
func (c *Manual) Now() time.Time {
	c.lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock by d.
func (c *Manual) Add(d time.Duration) {
	c.lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to t.
func (c *Manual) Set(t time.Time) {
	c.lock()
	defer c.mu.Unlock()
	c.now = t
}

func (c *Manual) lock() {
	if c == nil {
		panic("sim.Manual: a nil clock; expected &sim.Manual{}")
	}
	c.mu.Lock()
}

// Scaled is a clock on which time passes a number of times as fast as on that of
// package time, so that a program that waits in real time sees a detach of a minute in
// seconds. It is safe for concurrent use.
type Scaled struct {
	mu    sync.Mutex
	times float64
	from  time.Time     // of package time
	ahead time.Duration // by [Scaled.Add]
}

// NewScaled returns a clock that stands at the present instant and goes the given
// number of times as fast as time does. It panics unless that is above zero.
func NewScaled(times float64) *Scaled {
	if !(times > 0) || math.IsInf(times, 1) {
		panic(fmt.Sprintf("sim.NewScaled: time passes %v times as fast; expected a number above 0", times))
	}
	return &Scaled{times: times, from: time.Now()}
}

// Now returns where the clock stands: after 200 years of its own it stands still.
func (c *Scaled) Now() time.Time {
	c.lock()
	defer c.mu.Unlock()
	passed := min(float64(time.Since(c.from))*c.times, float64(200*365*24*time.Hour))
	return c.from.Round(0).Add(time.Duration(passed)).Add(c.ahead)
}

// Add moves the clock ahead by d, beside what passes.
func (c *Scaled) Add(d time.Duration) {
	c.lock()
	defer c.mu.Unlock()
	c.ahead += d
}

func (c *Scaled) lock() {
	if c == nil || c.times == 0 {
		panic("sim.Scaled: a clock without a scale; expected one that NewScaled made")
	}
	c.mu.Lock()
}
