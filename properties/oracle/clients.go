package oracle

import (
	"fmt"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// clients has when each client got its latest answer. A client has one call open at a time.
type clients map[string]*time.Duration

// answered notes that a call was answered. It says what is wrong if its client had another one
// open; a call of which nobody knows who made it, or when, says nothing.
func (all clients) answered(c *script.Call) (wrong string) {
	if c.Client == "" || c.Untimed {
		return ""
	}
	last := all[c.Client]
	if last == nil {
		last = new(time.Duration)
		all[c.Client] = last
	}
	if c.Start < *last {
		wrong = fmt.Sprintf("client %q had another call open until %s, and began this one at %s; expected one at a time", c.Client, sim.FormatDuration(*last), sim.FormatDuration(c.Start))
	}
	if !c.Open {
		*last = c.End
	}
	return wrong
}
