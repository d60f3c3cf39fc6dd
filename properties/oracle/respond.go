package oracle

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// An interval is when something happened.
type interval struct{ start, end int64 }

// and returns when both were.
func (i interval) and(k interval) interval { return interval{max(i.start, k.start), min(i.end, k.end)} }

func (i interval) empty() bool { return i.start > i.end }

// How much of a response counts.
type counts uint8

const (
	everyEffect counts = iota
	onlyEffects        // only what took effect
)

// A question is what is asked about a belief: what was asked of the system, or befell it, with the
// answer, and when.
type question struct {
	*asked
	number key // of the answer
	got    *model.Answer
	at     interval
	only   counts
}

// question returns what is asked about a call.
func (c *heard) question() question {
	return question{&c.asked, c.number, c.got, interval{c.start, c.end}, everyEffect}
}

// happened asks about what has happened, whether or not anybody was told.
func happened(a *asked, at interval) question {
	return question{a, answerOK << keyAnswer, &success, at, onlyEffects}
}

// success is an answer that says nothing else.
var success model.Answer

// dummy is the word of an instance that nothing depends on.
const dummy = word(model.Running) | instHot

// anyInstance is what an instance of which nothing is known may be to its disks when it is released.
var anyInstance = []word{dummy, dummy | word(model.LockSecurity)<<lockShift}

// respond adds what becomes of a belief by a call.
func (j *Judge) respond(f *factor, b belief, q *question, out []belief) []belief {
	if q.only == onlyEffects && (q.action == book.ActionDeleteInstance || q.action == book.ActionReclaim) {
		return append(out, j.release(f, b, q, q.instanceAt)...)
	}
	instance, disk := -1, -1 // in the factor
	if q.instanceAt >= 0 {
		instance = f.has(q.instanceAt)
	}
	if q.diskAt >= 0 {
		disk = f.has(q.diskAt)
	}
	if disk >= 0 && b.locals[disk].holder == unknown {
		l := b.locals[disk]
		switch {
		case instance >= 0 && b.locals[instance].there(): // it is that one, or another
			l.holder = q.instanceAt
			out = j.ask(f, j.with(b, disk, l), q, instance, disk, 0, out)
		case q.action == book.ActionReInitDisk:
			return j.askAnyHolder(f, b, q, disk, out)
		}
	}
	return j.ask(f, b, q, instance, disk, 0, out)
}

// askAnyHolder adds what is answered of a disk whose holder may be anything.
func (j *Judge) askAnyHolder(f *factor, b belief, q *question, disk int, out []belief) []belief {
	for _, w := range [...]word{dummy, word(model.Stopped), word(model.Stopped) | word(model.LockSecurity)<<lockShift, word(model.Stopped) | word(model.LockFinancial)<<lockShift} {
		out = j.ask(f, b, q, -1, disk, w, out)
	}
	return out
}

// ask puts a question to the table, and adds what it says. The holder is the word of the instance
// that holds the disk, where that is not known.
func (j *Judge) ask(f *factor, b belief, q *question, instance, disk int, holder word, out []belief) []belief {
	if n, bit := j.toKnow(f, b, q.asked, instance, disk); bit != 0 {
		without, with := j.knowing(b, n, bit)
		return j.reunited(out, n, bit, j.ask(f, without, q, instance, disk, holder, nil), j.ask(f, with, q, instance, disk, holder, nil))
	}
	k := q.code | q.number
	about := nowhere // the instance that the question is about
	if instance >= 0 {
		about = f.resources[instance]
		k |= key(b.locals[instance].word) << keyInstance
	}
	if disk >= 0 {
		l := &b.locals[disk]
		k |= key(l.word) << keyDisk
		switch {
		case q.instance != "":
		case holder != 0:
			about = l.holder
			k |= key(holder) << keyInstance
		case l.holder >= 0:
			about = l.holder
			w := dummy
			if n := f.has(about); n >= 0 && q.action == book.ActionReInitDisk {
				w = b.locals[n].word
			}
			k |= key(w) << keyInstance
		}
		k |= key(relationOf(l.holder, about))<<keyHolder | key(relationOf(l.source, about))<<keySource
	}
	if instance >= 0 && !b.locals[instance].there() { // it has no other disks
		return j.apply(f, b, q, k, about, instance, disk, out)
	}
	first, last := 0, 0
	if q.action == book.ActionAttachDisk && instance >= 0 && disk >= 0 {
		first, last = j.room(about, f.resources[disk], b.locals[disk].holder == about && b.locals[disk].data())
	}
	past := q.only == onlyEffects || !j.instant || j.lag > 0 && !q.got.Success() // it may have been otherwise then
	if past {
		first = 0
	}
	for room := first; room <= last; room++ {
		k := k | key(room)<<keyRoom
		may, must := j.others(q.action, about)
		if !must || past {
			out = j.apply(f, b, q, k, about, instance, disk, out)
		}
		if may != 0 {
			out = j.apply(f, b, q, k|may, about, instance, disk, out)
		}
	}
	return out
}

// relationOf returns how what a disk is attached to, or was left by, is related to the
// instance that a question is about.
func relationOf(to, about int32) relation {
	switch {
	case to == nowhere:
		return toNone
	case to == about:
		return toNamed
	}
	return toOther
}

// apply adds what one answer of the table makes of a belief.
func (j *Judge) apply(f *factor, b belief, q *question, k key, about int32, instance, disk int, out []belief) []belief {
	for _, r := range j.table.ask(k, q.op, q.got) {
		in, ok := b.in.and(r.in)
		if !ok || q.only == onlyEffects && r.took != model.TookEffect {
			continue
		}
		c := b
		c.in = in
		if r.took == model.TookEffect {
			if instance >= 0 && r.instance != b.locals[instance].word {
				l := b.locals[instance]
				j.become(&l, model.KindInstance, r.instance, q.asked, q.at)
				c = j.with(c, instance, l)
			}
			if disk >= 0 {
				l := b.locals[disk]
				holder, source := r.holder.of(about, l.holder), r.source.of(about, l.source)
				if r.source == toOther && l.source == nowhere {
					source = l.holder // that is not known
				}
				if r.disk != l.word || holder != l.holder || source != l.source {
					j.become(&l, model.KindDisk, r.disk, q.asked, q.at)
					l.holder, l.source = holder, source
					if q.got.Code == model.InternalError { // nobody knows in which instant it took effect
						l.from = min(l.from, max(q.at.start, l.entered))
					}
					j.marks(f.resources[disk], &l)
					c = j.with(c, disk, l)
				}
			}
		}
		out = j.space.beliefs.add(out, c)
	}
	return out
}

// of returns which instance a relation is to. What is to another has not changed.
func (r relation) of(about, before int32) int32 {
	switch r {
	case toNone:
		return nowhere
	case toNamed:
		return about
	}
	return before
}

// become changes the word of a resource. What enters a transitional status is complete
// within the window of that.
func (j *Judge) become(l *local, kind model.Kind, w word, a *asked, at interval) {
	if w == l.word {
		j.leave(l, at) // its holder changes
		return
	}
	j.leave(l, at)
	before := l.word
	if l.word = w; !w.there() {
		l.open = 0
	}
	if w.status() == before.status() {
		if j.options.Reclaims && kind == model.KindDisk && l.holder != nowhere && before&diskDeletes == 0 && w&diskDeletes != 0 {
			l.spared = true
		}
		return
	}
	if kind == model.KindDisk && w.there() && !w.diskStatus().Attached() {
		l.spared = false
	}
	l.shown, l.entered, l.from, l.to = false, 0, ever, never
	if win := j.window(kind, w); win != nil {
		if a.takes != nil && a.action != book.ActionSettle {
			win = a.takes
		}
		l.entered, l.from, l.to = at.end, at.start+win.atLeast, never
		if win.atMost < never {
			l.to = at.end + win.atMost
		}
	}
}

// leave keeps what a resource was, as long as an answer may speak of it.
func (j *Judge) leave(l *local, at interval) {
	if oldest := j.oldest - j.lag; j.lag == 0 && j.instant || at.end < oldest {
		l.past = nil
	} else {
		l.past = &past{l.word, l.open, l.holder, l.source, l.began, at.end, l.past.since(oldest)}
	}
	if j.options.OneInstant {
		l.began = at.start
	}
}
