package explore

import (
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// search is a breadth-first search through the numbers of a layout. A set of states
// is a bitmap; a step is an addition to a number.
type search struct {
	*layout
	workers int
	seen    []uint64 // states that were reached
	now     []uint64 // those of this depth
	then    []uint64 // those of the next
	live    []bool   // blocks that have states of this depth
	lively  []atomic.Bool
	counts  Counts
}

func newSearch(l *layout, workers int) *search {
	words := l.blocks * l.size / 64
	return &search{layout: l, workers: workers,
		seen: make([]uint64, words), now: make([]uint64, words), then: make([]uint64, words),
		live: make([]bool, l.blocks), lively: make([]atomic.Bool, l.blocks)}
}

// run searches from the states with the given numbers.
func (s *search) run(starts ...int) Counts {
	for _, n := range starts {
		if s.seen[n/64]>>(n%64)&1 == 0 {
			s.seen[n/64] |= 1 << (n % 64)
			s.now[n/64] |= 1 << (n % 64)
			s.live[n/s.size] = true
			s.counts.States++
		}
	}
	for {
		states, transitions := s.level()
		s.counts.Transitions += transitions
		if states == 0 {
			return s.counts
		}
		s.counts.States += states
		s.counts.Depth++
		s.now, s.then = s.then, s.now
		for b := range s.live {
			s.live[b] = s.lively[b].Load()
			s.lively[b].Store(false)
		}
	}
}

// level makes every step from the states of this depth, and clears them.
func (s *search) level() (states, transitions int) {
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := func() {
		w := worker{search: s, shared: s.workers > 1, plan: newPlan(s.layout),
			number: make([]int, len(s.classes)), after: make([]int, len(s.classes)), values: make([]int, len(s.instances))}
		for {
			b := int(next.Add(1)) - 1
			if b >= s.blocks {
				break
			}
			if s.live[b] {
				w.block(b)
			}
		}
		mu.Lock()
		states += w.states
		transitions += w.transitions
		mu.Unlock()
	}
	if s.workers == 1 {
		work()
		return states, transitions
	}
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
}

// block makes the steps from the states of one block.
func (w *worker) block(b int) {
	w.plan.make(b)
	base := b * w.size
	words := w.now[base/64 : (base+w.size)/64]
	outerEnd, outerStart := 0, 0
	for at, word := range words {
		if word == 0 {
			continue
		}
		words[at] = 0
		for ; word != 0; word &= word - 1 {
			place := at*64 + bits.TrailingZeros64(word)
			if place >= outerEnd {
				outerStart = place / w.inner * w.inner
				outerEnd = outerStart + w.inner
				for c := w.innerFirst; c < len(w.classes); c++ {
					w.number[c] = outerStart / w.classes[c].stride % w.classes[c].count
				}
			}
			at := (place - outerStart) * w.innerFirst
			for c, n := range w.innerNumber[at : at+w.innerFirst] {
				w.number[c] = int(n)
			}
			w.state(base + place)
		}
	}
}

// state makes the steps from one state.
func (w *worker) state(state int) {
	for c := range w.classes {
		class := &w.classes[c]
		number := w.number[c]
		moves := w.plan.moves[c]
		if class.m == 1 && !w.plan.tied {
			m := &moves[number]
			w.transitions += m.steps
			for _, by := range m.by {
				w.reach(state + by)
			}
			continue
		}
		base := state - number*class.stride
		elements := class.of(number)
		for j, v := range elements {
			if j > 0 && elements[j-1] == v {
				continue
			}
			m := &moves[v]
			w.transitions += m.steps
			plus := class.plus[int(class.minus[number*class.m+j])*class.r:]
			for _, to := range m.to {
				if w.plan.tied {
					copy(w.after, w.number)
					w.after[c] = int(plus[to])
					copy(w.values, w.plan.values)
					w.reachInOrder()
				} else {
					w.reach(base + int(plus[to])*class.stride)
				}
			}
		}
	}
	for i := range w.plan.releases {
		r := &w.plan.releases[i]
		if w.release(r) {
			w.transitions += r.steps
		}
	}
}

// release makes a release, unless it is refused.
func (w *worker) release(r *plannedRelease) (ok bool) {
	to := r.base
	for c, numbers := range r.maps {
		number := uint32(w.number[c])
		if numbers != nil {
			if number = numbers[number]; number == refused {
				return false
			}
		}
		w.after[c] = int(number)
		to += int(number) * w.classes[c].stride
	}
	if w.order == nil {
		w.reach(to)
		return true
	}
	copy(w.values, w.plan.values)
	w.values[r.instance] = r.to
	w.reachInOrder()
	return true
}

// reachInOrder notes that a state is reached when its instances are in order.
func (w *worker) reachInOrder() {
	w.order.arrange(w.values, w.after)
	w.reach(w.compose(w.values, w.after))
}

// reach notes that a state is reached.
func (w *worker) reach(state int) {
	word, bit := uint(state)/64, uint64(1)<<(uint(state)%64)
	if !w.shared {
		if w.seen[word]&bit == 0 {
			w.seen[word] |= bit
			w.then[word] |= bit
			w.states++
			w.lively[state/w.size].Store(true)
		}
		return
	}
	if atomic.LoadUint64(&w.seen[word])&bit == 0 && atomic.OrUint64(&w.seen[word], bit)&bit == 0 {
		atomic.OrUint64(&w.then[word], bit)
		w.states++
		w.lively[state/w.size].Store(true)
	}
}

// cores is how many workers pay.
func cores() int { return min(runtime.GOMAXPROCS(0), 16) }
