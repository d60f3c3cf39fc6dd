package explore

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// search is a breadth-first search through the numbers of a layout. A set of states
// is a bitmap, and most steps are an addition to a number.
type search struct {
	*layout
	workers int

	seen   []uint64 // states that were reached
	before []uint64 // those that were before this depth was looked at
	now    []uint64 // those of this depth
	live   []bool   // blocks that have states of this depth
	sparse *sparse  // instead of the bitmaps, where those are too large

	counts   scope.Counts
	frontier int  // states of this depth
	full     bool // not all states of the next depth are there, as the memory is used up
	found    *finding
}

// A finding is a state in which a property does not hold of a step.
type finding struct {
	state int
	depth int
	bad   *bad
}

// newSearch returns a search whose sets take no more memory than this, in bytes.
func newSearch(l *layout, workers int, memory int64) *search {
	s := &search{layout: l, workers: workers}
	if int64(l.bitmaps) > memory {
		s.workers, s.sparse = 1, newSparse(memory)
		return s
	}
	words := l.blocks * l.size / 64
	s.seen, s.before, s.now = make([]uint64, words), make([]uint64, words), make([]uint64, words)
	s.live = make([]bool, l.blocks)
	return s
}

// bytes returns how many bytes the sets of states take.
func (s *search) bytes() int64 {
	if s.sparse != nil {
		return int64(len(s.sparse.slots)) * slotBytes
	}
	return int64(s.bitmaps)
}

// run searches from a state until there is nothing new, a step on which a property
// does not hold, or no more memory. The error is why it was stopped.
func (s *search) run(p *pace.Pace, start int) error {
	if err := s.begin(p, start); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		if more, err = s.deeper(p); err != nil {
			return err
		}
	}
	return p.Searched(s.counts.States, s.counts.Depth, s.frontier)
}

// begin reaches the start.
func (s *search) begin(p *pace.Pace, start int) error {
	s.counts.States, s.frontier = 1, 1
	if s.sparse != nil {
		s.sparse.add(p, start)
		return nil
	}
	s.seen[start/64] |= 1 << (start % 64)
	return s.turn(p)
}

// deeper takes every step from the states of this depth. There is more when it reaches
// others.
func (s *search) deeper(p *pace.Pace) (more bool, err error) {
	if err := p.Searched(s.counts.States, s.counts.Depth, s.frontier); err != nil {
		return false, err
	}
	states, transitions, err := s.level(p)
	s.counts.States += states
	s.counts.Transitions += transitions
	s.full = s.sparse != nil && s.sparse.full
	if err != nil || s.found != nil || s.full || states == 0 {
		return false, err
	}
	s.frontier = states
	s.counts.Depth++
	if s.sparse != nil {
		return true, nil
	}
	return true, s.turn(p)
}

// turn goes on to the states that are new: they are of the present depth then.
func (s *search) turn(p *pace.Pace) error {
	const stretch = 1 << 10
	words := s.size / 64
	for b := range s.live {
		live := false
		for from, end := b*words, (b+1)*words; from < end; from += stretch {
			if err := p.Did(1); err != nil {
				return err
			}
			for at := from; at < min(from+stretch, end); at++ {
				s.now[at] = s.seen[at] &^ s.before[at]
				s.before[at] = s.seen[at]
				live = live || s.now[at] != 0
			}
		}
		s.live[b] = live
	}
	return nil
}

// level takes every step from the states of this depth.
func (s *search) level(p *pace.Pace) (states, transitions int, err error) {
	var next atomic.Int64
	var mu sync.Mutex
	work := func() {
		w := newWorker(s, p.Pace())
		var stopped error
		if s.sparse != nil {
			stopped = w.list(s.sparse.take())
		}
		for s.sparse == nil && stopped == nil {
			b := int(next.Add(1)) - 1
			if b >= s.blocks {
				break
			}
			if stopped = w.pace.Did(1); s.live[b] && stopped == nil {
				stopped = w.block(b)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		states += w.states
		transitions += w.transitions
		if stopped != nil {
			err = stopped
		}
		if w.found != nil && (s.found == nil || w.found.state < s.found.state) {
			s.found = w.found
		}
	}
	if s.workers == 1 {
		work()
		return states, transitions, err
	}
	var wg sync.WaitGroup
	for range s.workers {
		wg.Go(work)
	}
	wg.Wait()
	return states, transitions, err
}

// A worker takes the steps from one block after another.
type worker struct {
	*search
	pace        *pace.Pace
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

func newWorker(s *search, p *pace.Pace) *worker {
	return &worker{search: s, pace: p, shared: s.workers > 1, plan: newPlan(s.layout),
		number: make([]int, len(s.classes)), after: make([]int, len(s.classes)), values: make([]int, len(s.instances))}
}

// block takes the steps from the states of one block of a bitmap.
func (w *worker) block(b int) error {
	w.plan.make(b)
	base := b * w.size
	words := w.now[base/64 : (base+w.size)/64]
	outer, end := 0, 0 // the states that differ in the inner classes only
	for at, word := range words {
		if word != 0 || at%64 == 0 {
			if err := w.pace.Did(2); err != nil {
				return err
			}
		}
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
	return nil
}

// list takes the steps from states, stretch by stretch in the order of their numbers.
func (w *worker) list(states []int) error {
	const stretch = 1 << 16
	block := -1
	for n, state := range states {
		if n%stretch == 0 {
			slices.Sort(states[n:min(n+stretch, len(states))])
			state = states[n]
		}
		if err := w.pace.Did(1); err != nil {
			return err
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
	return nil
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
