package oracle

import (
	"iter"
	"sync"
	"sync/atomic"

	"example.com/ecsdisk/sim/script"
)

// Together judges a history in some parts, all at the same time, and returns what one judge says
// that follows all of it. It goes through the calls twice: first it remembers the ids. It panics
// if an option is out of its range.
func (o Options) Together(w script.World, known bool, calls func() iter.Seq[script.Call], parts int) Report {
	if o.Others {
		parts = 1 // each answer is judged by itself, and of a describe up to what is wrong with it
	}
	return divide(w, calls(), parts, o.OneInstant).follow(w, known, o, calls())
}

// follow judges all parts.
func (p *parts) follow(w script.World, known bool, o Options, calls iter.Seq[script.Call]) Report {
	a := newAgreement(p.used, nil)
	judges := make([]*Judge, p.used)
	for n := range judges {
		judges[n] = newJudge(w, known, o, &share{parts: p, part: int32(n), agreement: a})
	}
	a.possible = judges[0].possible
	t := &together{judges: judges, free: make(chan *batch, 2*depth)}
	for range cap(t.free) {
		t.free <- new(batch)
	}
	var all sync.WaitGroup
	for _, j := range judges {
		come := make(chan *batch, cap(t.free)) // one that has come so far never waits for those that have not
		t.come = append(t.come, come)
		all.Go(func() { j.followBatches(come, t.free) })
	}
	q := newQueue(p.route, t.begin, t.end)
	for c := range calls {
		q.add(&c)
	}
	q.close()
	t.send()
	for _, come := range t.come {
		close(come)
	}
	all.Wait()
	reports := make([]Report, p.used)
	for n, j := range judges {
		reports[n] = j.Report()
	}
	return merge(reports)
}

// How many batches are on their way to the judges, and how many turns a batch has.
const (
	depth     = 8
	batchSize = 512
)

// A together gives what comes to judges of parts.
type together struct {
	judges []*Judge
	come   []chan *batch
	free   chan *batch
	next   *batch
	turn   int64 // of the next batch
}

// A batch is some turns of a history.
type batch struct {
	turn  int64 // of the first
	turns []turn
	left  atomic.Int32 // how many judges have not judged it
}

// A turn is that of a call's begin, or of its end.
type turn struct {
	call   script.Call
	route  route
	begins bool
	opened *openings // what began before
	wrong  string    // with the history
}

// openings are an open call as each judge of a part has it.
type openings struct{ by []*open }

func (t *together) begin(f *followed) {
	f.opened = &openings{make([]*open, len(t.judges))}
	t.add(turn{call: f.call, route: f.route, begins: true, opened: f.opened})
}

func (t *together) end(f *followed, wrong string) {
	t.add(turn{call: f.call, route: f.route, opened: f.opened, wrong: wrong})
}

func (t *together) add(m turn) {
	if t.next == nil {
		t.next = <-t.free
		t.next.turn, t.next.turns = t.turn, t.next.turns[:0]
	}
	t.turn++
	if t.next.turns = append(t.next.turns, m); len(t.next.turns) == batchSize {
		t.send()
	}
}

// send gives a batch to all judges.
func (t *together) send() {
	if t.next == nil {
		return
	}
	t.next.left.Store(int32(len(t.come)))
	for _, come := range t.come {
		come <- t.next
	}
	t.next = nil
}

// followBatches judges what comes.
func (j *Judge) followBatches(come, free chan *batch) {
	a, part := j.share.agreement, j.share.part
	for b := range come {
		for n := range b.turns {
			m := &b.turns[n]
			if j.mine(m.route) {
				a.turn(part, b.turn+int64(n))
			}
			switch {
			case m.begins:
				m.opened.by[part] = j.begun(&m.call, m.route, true)
				continue
			case m.opened != nil:
				j.end(m.opened.by[part], &m.call, m.route)
			default:
				j.end(nil, &m.call, m.route)
			}
			if m.wrong != "" && j.counts {
				j.assume(nil, m.wrong)
			}
		}
		a.turn(part, b.turn+int64(len(b.turns)))
		if b.left.Add(-1) == 0 {
			free <- b
		}
	}
	a.turn(part, noTurn)
	j.freeSpace()
}
