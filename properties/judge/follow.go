package judge

import (
	"cmp"
	"container/heap"
	"iter"

	"example.com/ecsdisk/sim/script"
)

// ahead is how many calls a judge looks ahead, for those that began before one ended.
const ahead = 4096

// Follow judges calls in the order in which they were answered. It looks ahead for those that
// began before others ended: up to 4096 calls.
func (j *Judge) Follow(calls iter.Seq[script.Call]) {
	next, stop := iter.Pull(calls)
	defer stop()
	var window []*followed // in the order of their answers
	var unbegun byStart
	answered := clients{}.answered
	for more := true; ; {
		for more && len(window) < ahead {
			var f followed
			if f.call, more = next(); more {
				window = append(window, &f)
				if !f.call.Untimed {
					heap.Push(&unbegun, &f)
				}
			}
		}
		if len(window) == 0 {
			return
		}
		first := window[0]
		for len(unbegun) > 0 && (unbegun[0].done || overlaps(unbegun[0].call, first.call)) {
			if f := heap.Pop(&unbegun).(*followed); !f.done && f != first {
				f.o = j.Begin(f.call).o
			}
		}
		j.end(first.o, &first.call)
		first.done = true
		if wrong := answered(first.call); wrong != "" {
			j.assume(nil, wrong)
		}
		window = window[1:]
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
