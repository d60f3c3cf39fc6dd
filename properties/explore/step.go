package explore

import "sync/atomic"

// state takes the steps from one state.
func (w *worker) state(state int) {
	if len(w.plan.bad) > 0 {
		w.check(state)
	}
	w.from = state
	w.move(state, w.plan.moves)
	for i, moves := range w.plan.placed {
		if w.heldBy(i) < w.plan.limits[i] {
			w.move(state, moves)
		}
	}
	for i := range w.plan.releases {
		r := &w.plan.releases[i]
		if w.release(r) {
			w.transitions += r.steps
		}
	}
}

// move takes the steps that change one disk.
func (w *worker) move(state int, moves [][]planned) {
	for c := range w.classes {
		class := &w.classes[c]
		number := w.number[c]
		if class.m == 1 && !w.plan.tied {
			m := &moves[c][number]
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
			m := &moves[c][v]
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
}

// heldBy returns how many data disks an instance has.
func (w *worker) heldBy(instance int) (n int) {
	for c := range w.classes {
		n += int(w.held[c][w.number[c]*len(w.instances)+instance])
	}
	return n
}

// release takes the step of a release, unless it is refused.
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
	switch {
	case w.each != nil:
		w.each(w.from, state)
	case w.sparse != nil:
		if w.sparse.add(w.pace, state) {
			w.states++
		}
	case !w.shared:
		if w.seen[word]&bit == 0 {
			w.seen[word] |= bit
			w.states++
		}
	case atomic.LoadUint64(&w.seen[word])&bit == 0 && atomic.OrUint64(&w.seen[word], bit)&bit == 0:
		w.states++
	}
}

// check looks for steps from a state on which a property does not hold.
func (w *worker) check(state int) {
	for _, b := range w.plan.bad {
		if w.found != nil && w.found.state <= state {
			return
		}
		if b.full && w.heldBy(b.instance) < w.plan.limits[b.instance] {
			continue
		}
		if b.class < 0 || w.classes[b.class].has(w.number[b.class], b.diskValue) {
			w.found = &finding{state, w.counts.Depth, b.bad}
		}
	}
}
