package oracle

import (
	"cmp"
	"container/heap"
	"iter"
	"slices"

	"example.com/ecsdisk/sim/script"
)

// ahead is how many calls are held at a time, of which those in the second half wait.
const ahead = 4096

// Follow judges calls in the order in which they were answered. It looks ahead for those that
// began before others ended: 2048 calls, at least.
func (j *Judge) Follow(calls iter.Seq[script.Call]) {
	next, stop := iter.Pull(calls)
	defer stop()
	window := make([]*followed, 0, ahead) // in the order of their answers
	var unbegun byStart
	var spare []*followed
	answered := clients{}.answered
	for more, at := true, 0; ; at++ {
		if at == len(window) || more && len(window)-at < ahead/2 {
			window = slices.Delete(window, 0, at)
			at = 0
		}
		for more && len(window) < ahead {
			if len(spare) == 0 {
				spare = append(spare, new(followed))
			}
			f := spare[len(spare)-1]
			spare = spare[:len(spare)-1]
			*f = followed{}
			if f.call, more = next(); more {
				window = append(window, f)
				if !f.call.Untimed && f.call.Start < f.call.End { // what takes no time overlaps nothing that was answered before
					heap.Push(&unbegun, f)
				}
			}
		}
		if len(window) == 0 {
			return
		}
		first := window[at]
		for len(unbegun) > 0 && (unbegun[0].done || overlaps(unbegun[0].call, first.call)) {
			if f := heap.Pop(&unbegun).(*followed); !f.done && f != first {
				f.o = j.begun(&f.call)
			}
		}
		j.end(first.o, &first.call)
		first.done = true
		if wrong := answered(first.call); wrong != "" {
			j.assume(nil, wrong)
		}
		if first.o == nil && first.call.Start == first.call.End {
			spare = append(spare, first)
		}
	}
}

// A followed is a call in the window of what a judge knows of.
type followed struct {
	call script.Call
	o    *open // unless it was made at once
	done bool
}

// byStart is a heap of calls, the earliest start first, and of one start the latest end.
type byStart []*followed

func (h byStart) Len() int { return len(h) }
func (h byStart) Less(a, b int) bool {
	return cmp.Or(cmp.Compare(h[a].call.Start, h[b].call.Start), cmp.Compare(h[b].call.End, h[a].call.End)) < 0
}
func (h byStart) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *byStart) Push(f any)   { *h = append(*h, f.(*followed)) }
func (h *byStart) Pop() any {
	last := len(*h) - 1
	f := (*h)[last]
	*h = (*h)[:last]
	return f
}

// overlaps reports whether a call that is answered later began before one was answered. Of
// calls at one instant the order says it.
func overlaps(later, c script.Call) bool {
	return later.Start < c.End || later.Start == c.End && later.Start < later.End
}
