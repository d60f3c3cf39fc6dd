package oracle

import (
	"time"

	"example.com/ecsdisk/model"
)

// stayed returns a belief with what is learned of what has not happened: where the answer
// would have been another, what the call read in transit was on its way, and not complete when
// the call started.
func (j *Judge) stayed(f *factor, nodes []node, n int, out belief, q *inquiry) belief {
	was := &nodes[n].belief
	for _, at := range q.on {
		l, m := &out.locals[at], &was.locals[at]
		if (l.word^m.word)&^m.open != 0 || !j.transitional(f.resources[at], l.word) || l.from >= q.start && l.shown || !j.onlyBefore(f, *was, at, q) {
			continue
		}
		changed := *l
		j.learn(f.resources[at], &changed, q.start, j.byWhatIs(f, *was, at, q))
		out = j.with(out, at, changed)
	}
	return out
}

// byWhatIs reports whether the call could have been answered so by what a resource is, and not only
// by what it was before it was on its way.
func (j *Judge) byWhatIs(f *factor, b belief, at int, q *inquiry) bool {
	l := b.locals[at]
	if l.shown || l.past == nil {
		return true
	}
	l.past = nil
	return len(q.evaluate(f, j.with(b, at, l), nil)) > 0
}

// learn notes that a call that started at an instant read a resource on its way, or if not seen, as
// it was before.
func (j *Judge) learn(r int32, l *local, start int64, seen bool) {
	j.takesLong(r, l, start-j.lag)
	if seen && !l.shown {
		if l.shown = true; j.window(j.resources[r].kind, l.word).after {
			l.from = min(l.from, max(l.entered, start)) // the instant of its acceptance is over
		}
	}
	if j.lag == 0 {
		l.from = max(l.from, start)
	}
}

// takesLong notes a detach that is not complete two minutes after it was accepted: the page
// says that it takes about one.
func (j *Judge) takesLong(r int32, l *local, now int64) {
	if now-l.entered <= int64(2*time.Minute) || l.entered == 0 || j.resources[r].kind != model.KindDisk || l.diskStatus() != model.Detaching {
		return
	}
	if j.report.Slow == nil {
		j.report.Slow = map[string]time.Duration{}
	}
	id := j.resources[r].id
	j.report.Slow[id] = max(j.report.Slow[id], time.Duration(now-l.entered))
}

// onlyBefore reports whether the call could not have been answered so with a resource having
// settled.
func (j *Judge) onlyBefore(f *factor, b belief, at int, q *inquiry) bool {
	for _, after := range j.settle(f, b, at, q.end) {
		l := after.locals[at]
		l.past = nil // an answer that lags has been on its way, too
		if len(q.evaluate(f, j.with(after, at, l), nil)) > 0 {
			return false
		}
	}
	return true
}
