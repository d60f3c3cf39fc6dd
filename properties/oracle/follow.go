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
	begin := func(f *followed) { f.o = j.begun(&f.call, f.route, true) }
	end := func(f *followed, wrong string) {
		j.end(f.o, &f.call, f.route)
		if wrong != "" && j.counts {
			j.assume(nil, wrong)
		}
	}
	q := newQueue(j.route, begin, end)
	for c := range calls {
		q.add(&c)
	}
	q.close()
	j.freeSpace()
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
	answered clients
}

// queues are those that are not in use. Short histories take more of what a queue has room for than
// of time.
var queues = sync.Pool{New: func() any { return &queue{answered: clients{}} }}

func newQueue(route func(*script.Call) route, begin func(*followed), end func(f *followed, wrong string)) *queue {
	q := queues.Get().(*queue)
	q.route, q.begin, q.end = route, begin, end
	return q
}

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
		more := new([32]followed)
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
	at, begun := 0, 0
	for ; at < len(q.held) && len(q.held)-at >= until; at++ {
		first := q.held[at]
		for ; begun < len(q.unbegun) && (q.unbegun[begun].done || overlaps(&q.unbegun[begun].call, &first.call)); begun++ {
			f := q.unbegun[begun]
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
	q.unbegun = slices.Delete(q.unbegun, 0, begun)
}

// close has all calls end.
func (q *queue) close() {
	q.flush(0)
	q.spare = append(q.spare, q.unbegun...) // they have ended
	q.unbegun = q.unbegun[:0]
	clear(q.answered)
	q.route, q.begin, q.end = nil, nil, nil
	queues.Put(q)
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
