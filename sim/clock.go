package sim

import (
	"sync"
	"time"
)

// A Clock tells the time. The Clock of github.com/benbjohnson/clock, real or mock,
// is one, and so are [Manual] and [Real]. The world only ever reads it.
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
