package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A heard is a call with its answer.
type heard struct {
	asked
	start, end int64
	got        *model.Answer
	answered
	beside  [2]key // what it may read of the instance's other disks, at least and at most, where it is judged in place
	partial bool
	passed  bool  // it is impossible: see [Judge.Pass]
	open    *open // where it was begun before
}

// do judges one call.
func (j *Judge) do(c *heard) {
	wrong := len(j.report.Findings) + j.report.Unjudged
	j.now = max(j.now, c.end)
	j.oldest = c.start
	j.instant = c.start == c.end && len(j.calls) == 0
	j.lags = j.lag > 0 || c.start < c.end || len(j.calls) > 0
	for _, o := range j.calls {
		j.oldest = min(j.oldest, o.start)
	}
	switch {
	case j.options.Others:
		j.amongOthers(c)
	case c.action.Describe():
		j.describe(c)
	case c.action.Event():
		j.event(c)
	default:
		j.operate(c)
	}
	if !c.got.Success() && !c.passed && j.counts && len(j.report.Findings)+j.report.Unjudged == wrong {
		j.classify(c)
	}
}

// operate judges a call that may take effect.
func (j *Judge) operate(c *heard) {
	if c.action.Creates() {
		j.create(c)
		return
	}
	j.name(&c.asked)
	c.answered = j.table.answered(c.action, c.got)
	if c.passed {
		c.number = answerPassed << keyAnswer
	} else if j.quickly(c) {
		return
	}
	if c.action == book.ActionDeleteInstance && !refused(c.got) && c.instanceAt >= 0 {
		j.releases(c)
		return
	}
	f, ok := j.about(c)
	if !ok {
		j.lost(f, c)
		return
	}
	if f == nil { // no resource is named
		f = &factor{beliefs: ofNothing}
	}
	q := &inquiry{start: c.start, end: c.end, reads: refused(c.got), without: c.open}
	q.on = j.positions(f, c.instanceAt, c.diskAt)
	if c.action == book.ActionReInitDisk && c.diskAt >= 0 {
		for n, r := range f.resources {
			if j.resources[r].kind == model.KindInstance {
				q.on = append(q.on, n)
			}
		}
	}
	q.evaluate = j.evaluating(c)
	j.conclude(f, q, c)
}

// classify counts a refusal that no rule gives of any edition of which the history may be.
func (j *Judge) classify(c *heard) {
	switch {
	case j.editions == 0: // no edition can be told of its start
	case j.editions.in(c.outside):
		tick(&j.report.Outside, c.action.String()+": "+c.got.Code)
	case j.editions.in(c.elsewhere):
		tick(&j.report.Elsewhere, c.action.String()+": "+c.got.Code)
	}
}

// tick counts one more of something.
func tick(counts *map[string]int, what string) {
	if *counts == nil {
		*counts = map[string]int{}
	}
	(*counts)[what]++
}

// evaluating returns what evaluates a call.
func (j *Judge) evaluating(c *heard) func(*factor, belief, []belief) []belief {
	return func(f *factor, b belief, out []belief) []belief {
		if c.open != nil {
			if at := slices.Index(f.open, c.open); at >= 0 && b.applied>>at&1 != 0 { // it took effect before
				if !refused(c.got) {
					return j.space.beliefs.add(out, b)
				}
				return out
			}
		}
		n, q := len(out), c.question()
		out = j.respond(f, b, &q, out)
		j.how.present = j.how.present || len(out) > n
		if c.got.Success() || j.lag == 0 && c.start == c.end && len(j.calls) == 0 {
			return out
		}
		for _, o := range out[n:] {
			if b.in == o.in && o.same(&b) { // which is all that the past could explain
				return out
			}
		}
		return j.asItWas(f, b, c, out)
	}
}

// asItWas adds a belief itself where a refusal speaks of what a resource was.
func (j *Judge) asItWas(f *factor, b belief, c *heard, out []belief) []belief {
	oldest, q := c.start-j.lag, c.question()
	versions := func(r int32) (all []local) {
		n := -1
		if r >= 0 {
			n = f.has(r)
		}
		if n < 0 {
			return []local{{}}
		}
		all = j.space.locals.add(all, b.locals[n])
		for p := b.locals[n].past; p.lasted(oldest); p = p.before {
			all = j.space.locals.add(all, local{word: p.word, holder: p.holder, source: p.source, past: p, to: never})
		}
		return all
	}
	instances, disks := versions(c.instanceAt), versions(c.diskAt)
	for ni, i := range instances {
		for nd, d := range disks {
			if ni == 0 && nd == 0 && !j.heldBefore(f, b, c, d, oldest) {
				continue
			}
			was := b
			was.locals = j.space.locals.copy(b.locals)
			if c.instanceAt >= 0 {
				was.locals[f.has(c.instanceAt)] = i
			}
			if c.diskAt >= 0 {
				was.locals[f.has(c.diskAt)] = d
			}
			var answered []belief
			if holder := f.has(d.holder); c.action == book.ActionReInitDisk && holder >= 0 {
				for _, h := range versions(d.holder) {
					if h.there() {
						answered = j.ask(f, was, &q, -1, f.has(c.diskAt), h.word, answered)
					}
				}
			} else if c.action == book.ActionReInitDisk && d.holder >= 0 { // what that was then is not known
				answered = j.askAnyHolder(f, was, &q, f.has(c.diskAt), nil)
			} else {
				answered = j.respond(f, was, &q, nil)
			}
			for _, then := range answered {
				as := b
				as.in = then.in
				j.how.ago = min(j.how.ago, c.start-min(i.left(c.start), d.left(c.start)))
				out = j.space.beliefs.add(out, as)
			}
		}
	}
	return out
}

// left returns when a version of what a resource was ended; now, of what it is.
func (l *local) left(now int64) int64 {
	if l.past != nil && l.past.word == l.word && l.past.holder == l.holder {
		return l.past.left
	}
	return now
}

// heldBefore reports whether a call depends on the holder of a disk, and that may have been
// another than it is.
func (j *Judge) heldBefore(f *factor, b belief, c *heard, d local, oldest int64) bool {
	if c.action != book.ActionReInitDisk || d.holder < 0 {
		return false
	}
	at := f.has(d.holder)
	return at >= 0 && b.locals[at].past != nil && b.locals[at].past.left >= oldest
}

// name finds the resources that a call names. One id is of one kind: a call that names the
// other's finds nothing.
func (j *Judge) name(a *asked) {
	if a.instance != "" {
		if a.instanceAt = j.sight(string(a.instance), model.KindInstance); j.resources[a.instanceAt].kind != model.KindInstance {
			a.instanceAt = j.sight("instance "+string(a.instance), model.KindInstance)
		}
	}
	if a.disk != "" {
		if a.diskAt = j.sight(string(a.disk), model.KindDisk); j.resources[a.diskAt].kind != model.KindDisk {
			a.diskAt = j.sight("disk "+string(a.disk), model.KindDisk)
		}
	}
}
