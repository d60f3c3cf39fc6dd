package sim

import (
	"math"
	"sort"
	"time"

	"example.com/ecsdisk/model"
)

// past is what the state was since [MaxStale] ago: the state from each instant at
// which it changed until the next. States share what they have in common.
type past []moment

type moment struct {
	from  time.Duration
	state model.State
}

func newPast(start model.State) past { return past{{math.MinInt64, start}} }

// keep adds the state from an instant on, and lets go of what is too old to be asked
// for.
func (p *past) keep(at time.Duration, s model.State) {
	all := *p
	if last := &all[len(all)-1]; last.from == at {
		last.state = s
		return
	}
	old := 0
	for old+1 < len(all) && all[old+1].from <= at-MaxStale {
		old++
	}
	*p = append(all[old:], moment{at, s})
}

// at returns the state after everything up to an instant.
func (p past) at(t time.Duration) model.State {
	return p[sort.Search(len(p), func(n int) bool { return p[n].from > t })-1].state
}

// StateAt returns the state as it was at an instant, since the start of the world: what
// a stale answer speaks of. No more than the last [MaxStale] is kept; an earlier instant
// is taken for the first of that.
func (w *World) StateAt(at time.Duration) model.State {
	w.lock()
	defer w.mu.Unlock()
	w.settleDue()
	return w.past.at(max(at, w.now-MaxStale))
}
