package oracle

import (
	"cmp"
	"iter"
	"slices"
	"sync"

	"example.com/ecsdisk/sim/script"
)

// ahead is how many calls are held at a time, of which those in the second half wait.
const ahead = 4096

// Follow judges calls in the order in which they were answered. It looks ahead for those that
// began before others ended: 2048 calls, at least.
func (j *Judge) Follow(calls iter.Seq[script.Call]) {
	q := queue{
		route: j.route,
		begin: func(f *followed) { f.o = j.begun(&f.call, f.route, true) },
		end: func(f *followed, wrong string) {
			j.end(f.o, &f.call, f.route)
			if wrong != "" && j.counts {
				j.assume(nil, wrong)
			}
		},
	}
	for c := range calls {
		q.add(&c)
	}
	q.close()
}

// A queue puts calls, which come in the order of their answers, into the order in which they
// begin and end.
type queue struct {
	route    func(*script.Call) route
	begin    func(*followed)
	end      func(f *followed, wrong string) // wrong is what is wrong with the history there
	held     []*followed                     // in the order of their answers
	unbegun  []*followed                     // the earliest start first, and of one start the latest end
	spare    []*followed
	blocks   []*block // which have them all
	answered clients
}

// A block has room for calls. Short histories take more of it than of time, so that it is used again.
type block [32]followed

var blocks = sync.Pool{New: func() any { return new(block) }}

// A followed is a call in the queue.
type followed struct {
	call   script.Call
	route  route
	queued bool // it is among those that have not begun
	done   bool
	o      *open     // unless it was made at once
	opened *openings // of those who judge a part each
}

// add adds a call. Where there are enough behind them, others begin and end.
func (q *queue) add(c *script.Call) {
	if len(q.held) == ahead {
		q.flush(ahead / 2)
	}
	if len(q.spare) == 0 {
		more := blocks.Get().(*block)
		q.blocks = append(q.blocks, more)
		for n := range more {
			q.spare = append(q.spare, &more[n])
		}
	}
	last := len(q.spare) - 1
	f := q.spare[last]
	q.spare = q.spare[:last]
	f.call, f.queued, f.done, f.o, f.opened = *c, false, false, nil, nil
	f.route = q.route(&f.call)
	q.held = append(q.held, f)
	if !c.Untimed && c.Start < c.End { // what takes no time overlaps nothing that was answered before
		f.queued = true
		at := len(q.unbegun) // few have begun later than one that is answered later
		for at > 0 && f.before(q.unbegun[at-1]) {
			at--
		}
		q.unbegun = slices.Insert(q.unbegun, at, f)
	}
}

// flush has calls begin and end until fewer than some are left.
func (q *queue) flush(until int) {
	if q.answered == nil {
		q.answered = clients{}
	}
	at := 0
	for ; at < len(q.held) && len(q.held)-at >= until; at++ {
		first := q.held[at]
		for len(q.unbegun) > 0 && (q.unbegun[0].done || overlaps(&q.unbegun[0].call, &first.call)) {
			f := q.unbegun[0]
			q.unbegun = q.unbegun[1:]
			switch f.queued = false; {
			case f.done:
				q.spare = append(q.spare, f)
			case f != first:
				q.begin(f)
			}
		}
		first.done = true
		q.end(first, q.answered.answered(&first.call))
		if !first.queued {
			q.spare = append(q.spare, first)
		}
	}
	q.held = slices.Delete(q.held, 0, at)
}

// close has all calls end.
func (q *queue) close() {
	q.flush(0)
	for _, b := range q.blocks {
		blocks.Put(b)
	}
}

// before reports whether a call begins before another.
func (f *followed) before(g *followed) bool {
	return cmp.Or(cmp.Compare(f.call.Start, g.call.Start), cmp.Compare(g.call.End, f.call.End)) < 0
}

// overlaps reports whether a call that is answered later began before one was answered. Of
// calls at one instant the order says it.
func overlaps(later, c *script.Call) bool {
	return later.Start < c.End || later.Start == c.End && later.Start < later.End
}
