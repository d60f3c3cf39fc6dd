package oracle

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// An agreement is of judges that judge the parts of a history at the same time. What one of
// them rules out by a call no other may think possible from the next call on, as if one judge
// judged them all. So who has to know what is possible, and does not know it anyway, waits
// until the others have come as far as it. The last of all waits for none.
type agreement struct {
	turns  []atomic.Int64 // by part: the call that it judges, or the next
	wanted atomic.Int64   // the earliest call at which one waits

	mu       sync.Mutex
	moved    *sync.Cond
	within   []place // by part: where it is within that call
	waits    []int64 // by part: the call at which it waits, or later than all
	possible boxes
}

// A place is where a judge is within a call that several look at: at which resource.
type place struct {
	n  int
	id string
}

const noTurn = math.MaxInt64 // later than all

func newAgreement(parts int, possible boxes) *agreement {
	a := &agreement{turns: make([]atomic.Int64, parts), within: make([]place, parts), waits: slices.Repeat([]int64{noTurn}, parts), possible: possible}
	a.moved = sync.NewCond(&a.mu)
	a.wanted.Store(noTurn)
	return a
}

// turn says that a part has come to a call.
func (a *agreement) turn(part int32, to int64) {
	if a.within[part] != (place{}) {
		a.mu.Lock()
		a.within[part] = place{}
		a.mu.Unlock()
	}
	from := a.turns[part].Swap(to)
	if w := a.wanted.Load(); from <= w && w <= to {
		a.mu.Lock()
		a.moved.Broadcast()
		a.mu.Unlock()
	}
}

// look says that a part has come to a place within its call.
func (a *agreement) look(part int32, at place) {
	a.mu.Lock()
	a.within[part] = at
	a.moved.Broadcast()
	a.mu.Unlock()
}

// await returns the machines that are possible when all others have come as far as a part.
func (a *agreement) await(part int32) boxes {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wait(part, a.turns[part].Load())
	for !a.behind(part) {
		a.moved.Wait()
	}
	a.wait(part, noTurn)
	return a.possible
}

// wait notes at which call a part waits.
func (a *agreement) wait(part int32, at int64) {
	a.waits[part] = at
	a.wanted.Store(slices.Min(a.waits))
}

// behind reports whether no other part is behind one.
func (a *agreement) behind(part int32) bool {
	at, in := a.turns[part].Load(), a.within[part]
	for n := range a.turns {
		switch other := a.turns[n].Load(); {
		case int32(n) == part || other > at:
		case other < at:
			return false
		default:
			if o := a.within[n]; o.n < in.n || o.n == in.n && o.id < in.id {
				return false
			}
		}
	}
	return true
}
