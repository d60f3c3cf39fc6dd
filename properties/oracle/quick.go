package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// What most calls need is less than all that is in explain.go: nothing else is open on what the
// call is about, that is known, and one thing explains the answer. The functions here judge such a
// call in place. They say the same as the others, or that they do not know.

// alone returns the factor of a resource, if that is tied to nothing, and nothing is open on it but
// the call itself, which has not taken effect.
func (j *Judge) alone(r int32, own *open) *factor {
	if r < 0 {
		return nowhereFactor
	}
	j.shed(j.resources[r].factor)
	f := j.resources[r].factor
	if len(f.resources) != 1 || f.why != "" || len(f.open) > 1 || len(f.open) == 1 && f.open[0] != own {
		return nil
	}
	for n := range f.beliefs {
		if l := &f.beliefs[n].locals[0]; f.beliefs[n].applied != 0 || l.holder >= 0 && j.deletes(l.holder) || l.source >= 0 && j.deletes(l.source) {
			return nil
		}
	}
	return f
}

// nowhereFactor is that of no resource at all: it is one thing.
var nowhereFactor = &factor{beliefs: []belief{{locals: []local{{holder: nowhere, source: nowhere, from: ever, to: never}}, in: everything}}}

// rulesOut reports whether being in a box rules out any machine that is possible and in
// another.
func (j *Judge) rulesOut(in, box box) bool {
	return !in.in(box) && !j.possible.in(box) && !j.agreed().in(box)
}

// quickly judges a call, if that can be done in place.
func (j *Judge) quickly(c *heard) bool {
	if j.slow || c.got.Code == model.InternalError || !j.readsLittle(c) {
		return false
	}
	if c.action != book.ActionReInitDisk {
		return j.inPlace(c)
	}
	holder := j.holder(c.diskAt) // which it reads
	if holder == unknown {
		return false
	}
	c.instanceAt = holder
	done := j.inPlace(c)
	c.instanceAt = nowhere // it is not named
	return done
}

// holder returns what holds a disk, if that is one thing.
func (j *Judge) holder(disk int32) int32 {
	if disk < 0 {
		return nowhere
	}
	r := j.resources[disk]
	holder := r.factor.beliefs[0].locals[r.at].holder
	for _, b := range r.factor.beliefs {
		if b.locals[r.at].holder != holder {
			return unknown
		}
	}
	return holder
}

// readsLittle reports whether a call reads no more than the instance and the disk that it is about,
// and what can be said of the instance's other disks, which it notes.
func (j *Judge) readsLittle(c *heard) bool {
	past := !j.instant || j.lag > 0 && !c.got.Success() // it may speak of what was
	c.beside = [2]key{}
	switch c.action {
	case book.ActionDetachDisk, book.ActionModifyDiskAttribute, book.ActionReInitDisk, book.ActionDeleteDisk, book.ActionStopInstance, book.ActionRebootInstance, book.ActionLock, book.ActionUnlock:
	case book.ActionAttachDisk:
		if c.instanceAt < 0 || c.diskAt < 0 || j.resources[c.instanceAt].roomy() || !j.mayBeOrWas(c.instanceAt, word.there) {
			return true
		}
		disk := j.resources[c.diskAt]
		if len(disk.factor.beliefs) > 1 {
			return false
		}
		l := &disk.factor.beliefs[0].locals[disk.at]
		first, last := j.room(c.instanceAt, c.diskAt, l.holder == c.instanceAt && l.data())
		if past {
			first = 0
		}
		c.beside = [2]key{key(first) << keyRoom, key(last) << keyRoom}
		return last-first <= 1
	case book.ActionStartInstance, book.ActionDeleteInstance:
		if c.action == book.ActionDeleteInstance && c.got.Success() {
			return false // it is about the disks, too
		}
		may, must := j.others(c.action, c.instanceAt)
		if c.beside[1] = may; must && !past {
			c.beside[0] = may
		}
	default:
		return false
	}
	return true
}

// inPlace judges a call that reads little, if what it is about is tied to nothing else.
func (j *Judge) inPlace(c *heard) bool {
	if c.instanceAt >= 0 && len(j.resources[c.instanceAt].readers) > 0 && changesInstance(c.action) {
		return false
	}
	instance, disk := j.alone(c.instanceAt, c.open), j.alone(c.diskAt, c.open)
	if instance == nil || disk == nil || len(instance.beliefs) > 1 && len(disk.beliefs) > 1 {
		return false
	}
	outcomes := j.space.outcomes.list(len(instance.beliefs) * len(disk.beliefs))
	for n := range instance.beliefs {
		for m := range disk.beliefs {
			outcomes = outcomes[:len(outcomes)+1]
			if !j.outcome(c, &instance.beliefs[n], &disk.beliefs[m], &outcomes[len(outcomes)-1]) {
				return false
			}
		}
	}
	was := func(f *factor, n int) *local { return &f.beliefs[min(n, len(f.beliefs)-1)].locals[0] }
	for n := range outcomes { // it comes of one, or of all alike
		o := &outcomes[n]
		switch {
		case len(instance.beliefs) > 1 && o.disk != outcomes[0].disk, len(disk.beliefs) > 1 && o.instance != outcomes[0].instance:
			return false
		case n > 0 && (o.instance.word != was(instance, n).word || o.disk.word != was(disk, n).word):
			if slices.ContainsFunc(outcomes[:n], func(p outcome) bool { return p.instance.alike(&o.instance) && p.disk.alike(&o.disk) }) {
				return false // they would be one
			}
		}
	}
	for n := range outcomes {
		o := &outcomes[n]
		if is := was(instance, n); *is != o.instance {
			*is = o.instance
		}
		if is := was(disk, n); *is != o.disk {
			*is = o.disk
			j.holdsDisk(c.diskAt, is)
		}
	}
	if c.open != nil {
		f := j.resources[c.open.on].factor
		f.open = f.open[:0]
		c.open.forgotten(j)
	}
	return true
}

// An outcome is what becomes of an instance and of a disk.
type outcome struct{ instance, disk local }

// outcome says what becomes of what a call is about, if that is one thing.
func (j *Judge) outcome(c *heard, instance, disk *belief, o *outcome) bool {
	o.instance, o.disk = instance.locals[0], disk.locals[0]
	in, ok := instance.in.and(disk.in)
	if !ok || o.disk.holder == unknown || o.disk.source == unknown || o.instance.open|o.disk.open != 0 {
		return false
	}
	k, about := c.keyOf(o)
	r, some := j.only(in, k, c)
	if !some && j.settlesFirst(c, o) {
		k, about = c.keyOf(o)
		r, _ = j.only(in, k, c)
	}
	reads, start := !c.got.Success(), c.start
	if r == nil || reads != (r.took != model.TookEffect) {
		return false
	}
	if reads {
		start -= j.lag
	}
	if o.instance.to <= start || o.disk.to <= start {
		return false
	}
	moving, diskMoving := j.moving(c, o)
	if reads { // it is explained, and has changed nothing: what may have happened may as well happen later
		return (!moving || j.stayedQuick(c, c.instanceAt, &o.instance, o.disk.past, k)) && (!diskMoving || j.stayedQuick(c, c.diskAt, &o.disk, o.instance.past, k))
	}
	if moving && o.instance.from <= c.end || diskMoving && (o.disk.from <= c.end || j.mayFail(c.diskAt, &o.disk)) {
		return false // what it stands for may make a difference
	}
	if j.options.Reclaims && (o.disk.holder >= 0 && (o.disk.holder != c.instanceAt || c.instance == "") || o.disk.source >= 0) {
		return false
	}
	at := interval{c.start, c.end}
	if r.instance != o.instance.word && c.instanceAt >= 0 {
		j.become(&o.instance, model.KindInstance, r.instance, &c.asked, at)
	}
	holder, source := r.holder.of(about, o.disk.holder), r.source.of(about, o.disk.source)
	if c.diskAt >= 0 && (r.disk != o.disk.word || holder != o.disk.holder || source != o.disk.source) {
		j.become(&o.disk, model.KindDisk, r.disk, &c.asked, at)
		o.disk.holder, o.disk.source = holder, source
	}
	return true
}

// keyOf returns the question of a call about resources, but for what is beside them, and the instance
// that it is about.
func (c *heard) keyOf(o *outcome) (k key, about int32) {
	k = c.code | c.number | key(o.disk.word)<<keyDisk
	if about = c.instanceAt; c.instance != "" {
		k |= key(o.instance.word) << keyInstance
	} else if about = o.disk.holder; about >= 0 {
		w := dummy
		if c.action == book.ActionReInitDisk {
			w = o.instance.word
		}
		k |= key(w) << keyInstance
	}
	return k | key(relationOf(o.disk.holder, about))<<keyHolder | key(relationOf(o.disk.source, about))<<keySource, about
}

// questions returns the questions that a question is with what is beside the resources: the second may be
// the first.
func (c *heard) questions(k key) (least, most key) {
	if !word(k >> keyInstance & 511).there() { // it has no other disks
		return k, k
	}
	return k | c.beside[0], k | c.beside[1]
}

// only returns the response that there can be under some machines, if it is one, and rules none
// out; and whether there are some.
func (j *Judge) only(in box, k key, c *heard) (r *response, some bool) {
	least, most := c.questions(k)
	for k := least; ; k = most {
		all := j.table.ask(k, c.op, c.got)
		for n := range all {
			switch both, ok := in.and(all[n].in); {
			case !ok || !j.may(both) || some && r.alike(&all[n]):
			case some || j.rulesOut(in, all[n].in):
				return nil, true
			default:
				r, some = &all[n], true
			}
		}
		if k == most {
			return r, some
		}
	}
}

// alike reports whether the same becomes of the resources.
func (r *response) alike(s *response) bool {
	t := *s
	t.in = r.in
	return *r == t
}

// moving reports whether the instance is on its way, and whether the disk is.
func (j *Judge) moving(c *heard, o *outcome) (instance, disk bool) {
	return c.instanceAt >= 0 && j.transitional(c.instanceAt, o.instance.word), c.diskAt >= 0 && j.transitional(c.diskAt, o.disk.word)
}

// settlesFirst has what is on its way settle, where what it is does not explain the answer. It
// reports whether that makes one thing of it, and nothing else can have happened.
func (j *Judge) settlesFirst(c *heard, o *outcome) bool {
	moving, diskMoving := j.moving(c, o)
	oldest := c.start - j.lag
	if moving == diskMoving || !c.got.Success() && (o.instance.past.lasted(oldest) || o.disk.past.lasted(oldest)) {
		return false
	}
	r, l := c.instanceAt, &o.instance
	if diskMoving {
		r, l = c.diskAt, &o.disk
	}
	if l.from > c.end || diskMoving && j.mayFail(r, l) || j.options.Reclaims && (diskMoving || !c.got.Success()) {
		return false
	}
	settled, ok := j.settled(r, *l)
	if ok {
		*l = settled
	}
	return ok
}

// stayedQuick is stayed for a refusal that is judged in place, if that can be: it may as well speak
// of what the other resource was. The key is the question.
func (j *Judge) stayedQuick(c *heard, r int32, l *local, other *past, k key) bool {
	if l.from >= c.start && l.shown {
		return true
	}
	settled, ok := j.settled(r, *l)
	if !ok {
		return false
	}
	if j.resources[r].kind == model.KindInstance {
		k = k&^(key(511)<<keyInstance) | key(settled.word)<<keyInstance
	} else {
		k = k&^(key(2047)<<keyDisk|key(3)<<keyHolder|key(3)<<keySource) | key(settled.word)<<keyDisk |
			key(relationOf(settled.holder, c.aboutOf(settled)))<<keyHolder | key(relationOf(settled.source, c.aboutOf(settled)))<<keySource
		if c.instance == "" && settled.holder < 0 {
			k &^= key(511) << keyInstance
		}
	}
	if j.explains(k, c) {
		return true
	}
	if other.lasted(c.start-j.lag) && c.action == book.ActionReInitDisk { // it may have been held by another
		return false
	}
	for p := other; p.lasted(c.start - j.lag); p = p.before {
		if j.explains(k.with(j.resources[r].kind, p, c), c) {
			return true
		}
	}
	j.learn(r, l, c.start, true)
	return true
}

// explains reports whether there is a response to a question.
func (j *Judge) explains(k key, c *heard) bool {
	least, most := c.questions(k)
	return len(j.table.ask(least, c.op, c.got)) > 0 || most != least && len(j.table.ask(most, c.op, c.got)) > 0
}

// with returns a question about a resource of a kind with the other being as it was.
func (k key) with(kind model.Kind, other *past, c *heard) key {
	if kind == model.KindDisk {
		return k&^(key(511)<<keyInstance) | key(other.word)<<keyInstance
	}
	return k&^(key(2047)<<keyDisk|key(3)<<keyHolder|key(3)<<keySource) | key(other.word)<<keyDisk |
		key(relationOf(other.holder, c.instanceAt))<<keyHolder | key(relationOf(other.source, c.instanceAt))<<keySource
}

// aboutOf returns the instance that a question is about when the disk is as given.
func (c *heard) aboutOf(l local) int32 {
	if c.instance != "" {
		return c.instanceAt
	}
	return l.holder
}
