package oracle

import (
	"fmt"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// clients has when each client got its latest answer. A client has one call open at a time.
type clients map[string]time.Duration

// answered notes that a call was answered. It says what is wrong if its client had another one
// open; a call of which nobody knows who made it, or when, says nothing.
func (all clients) answered(c *script.Call) (wrong string) {
	if c.Client == "" || c.Untimed {
		return ""
	}
	if last := all[c.Client]; c.Start < last {
		wrong = fmt.Sprintf("client %q had another call open until %s, and began this one at %s; expected one at a time", c.Client, sim.FormatDuration(last), sim.FormatDuration(c.Start))
	}
	if !c.Open {
		all[c.Client] = c.End
	}
	return wrong
}
