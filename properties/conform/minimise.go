package conform

import (
	"errors"
	"slices"
	"strings"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// maxReplays is how many scripts are tried to make one short.
const maxReplays = 3000

// minimise makes the script of a cause short, and has it start as late as it can. Where
// other divergences come first, it goes on past those.
func (c *search) minimise(of *cause) *Divergence {
	key := of.least.Key()
	replays := 0
	attempt := func(w script.World, steps []script.Step) *Divergence {
		if !w.Told {
			w.Delays = c.Delays // whatever was found to last longer
		}
		_, _, err := replay(c.Config, w, steps, func(d *Divergence) bool {
			return d.Key() != key && (!of.alone || known(c.Known, d.Key()) >= 0)
		})
		var found *Divergence
		if errors.As(err, &found) && found.Key() == key {
			return found
		}
		return nil
	}
	diverges := func(w script.World, steps []script.Step) *Divergence {
		if replays++; replays > maxReplays {
			return nil
		}
		return attempt(w, steps)
	}
	fails := func(w script.World, steps []script.Step) string {
		if diverges(w, steps) != nil {
			return key
		}
		return ""
	}
	var least *Divergence
	for next := of.least; next != nil; next = later(least, diverges) {
		w, steps := properties.Minimise(next.Script.World, next.Script.Steps, fails)
		short := attempt(w, steps)
		if short == nil {
			break
		}
		least = short
	}
	switch {
	case least == nil: // it does not come again: what was seen is all there is
		least = of.least
		least.Script.Head = []string{"# Seen once; run again, the system answers otherwise."}
	default:
		least.Script.Head = []string{"# " + strings.SplitN(least.Error(), "\n", 2)[0]}
		if replays <= maxReplays {
			least.Script.Head = append(least.Script.Head, "# No step can be left out.")
		}
	}
	if !of.alone {
		least.Script.Head = append(least.Script.Head, "# Behind other divergences.")
	}
	least.Met = of.met
	return least
}

// later returns the divergence of a script without its leading steps, as many as can
// be: its world is in the state that they led to. It returns nil when there is none.
// What the system settled unasked has led there, too, which only the trace knows.
func later(d *Divergence, diverges func(script.World, []script.Step) *Divergence) *Divergence {
	for n := len(d.States) - 1; n > 0; n-- {
		w, steps := d.Script.World, slices.Clone(d.Script.Steps[n:])
		w.State = d.States[n]
		for i := range steps {
			steps[i].At -= d.Script.Steps[n-1].At
		}
		if found := diverges(w, steps); found != nil {
			return found
		}
	}
	return nil
}
