package explore

import (
	"context"
	"fmt"
	"math/bits"
	"sync"
	"sync/atomic"
)

// search is a breadth-first search through the numbers of a layout. A set of states
// is a bitmap, and most steps are an addition to a number.
type search struct {
	*layout
	workers  int
	progress func() // called after every depth

	seen   []uint64 // states that were reached
	before []uint64 // those that were before this depth was looked at
	now    []uint64 // those of this depth
	live   []bool   // blocks that have states of this depth
	sparse *sparse  // instead of the bitmaps, where those are too large

	counts     Counts
	frontier   int // states of this depth
	unfinished string
	found      *finding
}

// A finding is a state in which a property does not hold of a step.
type finding struct {
	state int
	depth int
	bad   *bad
}

// newSearch returns a search whose sets take no more than so many bytes.
func newSearch(l *layout, workers int, memory int64) *search {
	s := &search{layout: l, workers: workers, progress: func() {}}
	if int64(l.blocks)*int64(l.size/8)*3 > memory {
		s.workers, s.sparse = 1, newSparse(memory)
		return s
	}
	words := l.blocks * l.size / 64
	s.seen, s.before, s.now = make([]uint64, words), make([]uint64, words), make([]uint64, words)
	s.live = make([]bool, l.blocks)
	return s
}

// memory returns how many bytes the sets of states take.
func (s *search) memory() int64 {
	if s.sparse != nil {
		return int64(len(s.sparse.slots)) * slotBytes
	}
	return int64(len(s.seen)) * 8 * 3
}

// run searches from a state until there is nothing new, a step on which a property
// does not hold, or no more time or memory.
func (s *search) run(ctx context.Context, start int) {
	s.counts.States, s.frontier = 1, 1
	if s.sparse != nil {
		s.sparse.add(start)
	} else {
		s.seen[start/64] |= 1 << (start % 64)
		s.turn()
	}
	for {
		states, transitions := s.level(ctx)
		s.counts.States += states
		s.counts.Transitions += transitions
		switch {
		case s.found != nil:
			return
		case ctx.Err() != nil:
			s.unfinished = fmt.Sprintf("it was stopped at depth %d: %v", s.counts.Depth+1, context.Cause(ctx))
			return
		case s.sparse != nil && s.sparse.full:
			s.unfinished = fmt.Sprintf("the memory is used up at depth %d", s.counts.Depth+1)
			return
		case states == 0:
			return
		}
		s.frontier = states
		s.counts.Depth++
		s.turn()
		s.progress()
	}
}

// turn makes the states that are new the present depth.
func (s *search) turn() {
	words := s.size / 64
	for b := range s.live {
		s.live[b] = false
		for at := b * words; at < (b+1)*words; at++ {
			s.now[at] = s.seen[at] &^ s.before[at]
			s.before[at] = s.seen[at]
			s.live[b] = s.live[b] || s.now[at] != 0
		}
	}
}

// level makes every step from the states of this depth.
func (s *search) level(ctx context.Context) (states, transitions int) {
	var next atomic.Int64
	var mu sync.Mutex
	work := func() {
		w := newWorker(s)
		if s.sparse != nil {
			w.list(ctx, s.sparse.take())
		}
		for s.sparse == nil && ctx.Err() == nil {
			b := int(next.Add(1)) - 1
			if b >= s.blocks {
				break
			}
			if s.live[b] {
				w.block(b)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		states += w.states
		transitions += w.transitions
		if w.found != nil && (s.found == nil || w.found.state < s.found.state) {
			s.found = w.found
		}
	}
	if s.workers == 1 {
		work()
		return states, transitions
	}
	var wg sync.WaitGroup
	for range s.workers {
		wg.Go(work)
	}
	wg.Wait()
	return states, transitions
}

// worker makes the steps from one block after another.
type worker struct {
	*search
	shared      bool // with other workers
	plan        *plan
	number      []int // of the multiset of each class
	after       []int // and after a step
	values      []int // of the instances after a step
	states      int
	transitions int
	found       *finding
	from        int                // the state at hand
	each        func(from, to int) // unless nil, nothing is reached: every step is shown
}

func newWorker(s *search) *worker {
	return &worker{search: s, shared: s.workers > 1, plan: newPlan(s.layout),
		number: make([]int, len(s.classes)), after: make([]int, len(s.classes)), values: make([]int, len(s.instances))}
}

// block makes the steps from the states of one block of a bitmap.
func (w *worker) block(b int) {
	w.plan.make(b)
	base := b * w.size
	words := w.now[base/64 : (base+w.size)/64]
	outer, end := 0, 0 // the states that differ in the inner classes only
	for at, word := range words {
		for ; word != 0; word &= word - 1 {
			place := at*64 + bits.TrailingZeros64(word)
			if place >= end {
				outer = place / w.inner * w.inner
				end = outer + w.inner
				w.takeApartOuter(outer)
			}
			w.takeApartInner(place - outer)
			w.state(base + place)
		}
	}
}

// list makes the steps from states in the order of their numbers.
func (w *worker) list(ctx context.Context, states []int) {
	block := -1
	for n, state := range states {
		if n%4096 == 0 && ctx.Err() != nil {
			return
		}
		if b := state / w.size; b != block {
			block = b
			w.plan.make(b)
		}
		place := state % w.size
		w.takeApartOuter(place)
		w.takeApartInner(place % w.inner)
		w.state(state)
	}
}

func (w *worker) takeApartOuter(place int) {
	for c := w.innerFirst; c < len(w.classes); c++ {
		w.number[c] = place / w.classes[c].stride % w.classes[c].count
	}
}

func (w *worker) takeApartInner(place int) {
	at := place * w.innerFirst
	for c, n := range w.innerNumber[at : at+w.innerFirst] {
		w.number[c] = int(n)
	}
}
