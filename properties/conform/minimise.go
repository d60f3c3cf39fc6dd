package conform

import (
	"errors"
	"slices"
	"strings"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// minimise makes the script of a divergence short, and has it start as late as it can.
func (c *search) minimise(d *Divergence) *Divergence {
	key := d.Key()
	diverges := func(w script.World, steps []script.Step) *Divergence {
		_, _, err := replay(c.Config, w, steps)
		var found *Divergence
		if errors.As(err, &found) && found.Key() == key {
			return found
		}
		return nil
	}
	fails := func(w script.World, steps []script.Step) string {
		if diverges(w, steps) != nil {
			return key
		}
		return ""
	}
	var least *Divergence
	for next := d; next != nil; next = least.later(diverges) {
		least = diverges(properties.Minimise(next.Script.World, next.Script.Steps, fails))
		if least == nil { // it does not come again: what was seen is all there is
			d.Script.Head = []string{"# Seen once; made again, the system answers otherwise."}
			return d
		}
	}
	least.Script.Head = []string{"# " + strings.SplitN(least.Error(), "\n", 2)[0], "# No step can be left out."}
	return least
}

// later returns the divergence of a script without its leading steps, as many as can
// be: its world is in the state that they led to. It returns nil when there is none.
// What the system settled unasked has led there, too, which only the oracle knows.
func (d *Divergence) later(diverges func(script.World, []script.Step) *Divergence) *Divergence {
	for n := len(d.states) - 1; n > 0; n-- {
		w, steps := d.Script.World, slices.Clone(d.Script.Steps[n:])
		w.State = d.states[n]
		for i := range steps {
			steps[i].At -= d.Script.Steps[n-1].At
		}
		if found := diverges(w, steps); found != nil {
			return found
		}
	}
	return nil
}
