package oracle

import "example.com/ecsdisk/model"

// settle returns what becomes of a belief when a resource settles.
func (j *Judge) settle(f *factor, b belief, at int, end int64) []belief {
	a := &settleInstance
	if j.resources[f.resources[at]].kind == model.KindDisk {
		a = &settleDisk
	}
	return j.befall(f, b, at, a, interval{max(b.locals[at].began, b.locals[at].from), end})
}

// fail returns what becomes of a belief when an attach or a detach fails.
func (j *Judge) fail(f *factor, b belief, at int, end int64) []belief {
	switch b.locals[at].diskStatus() {
	case model.Detaching:
		return j.befall(f, b, at, &detachFails, interval{b.locals[at].began, end})
	case model.Attaching:
		return j.befall(f, b, at, &attachFails, interval{b.locals[at].began, end})
	}
	return nil
}

// befall returns what becomes of a belief by an event that is about one resource.
func (j *Judge) befall(f *factor, b belief, at int, a *asked, when interval) []belief {
	at1, at2 := -1, at
	if a.disk == "" {
		at1, at2 = at, -1
	}
	asked := happened(a, when)
	return j.ask(f, b, &asked, at1, at2, 0, nil)
}

// lock returns what becomes of a belief when an instance is locked for a reason that a rule
// asks for.
func (j *Judge) lock(b belief, at int, end int64) (all []belief) {
	for reason := range model.LocksInRules.All() {
		l := b.locals[at]
		if l.there() && !l.locks().Has(reason) {
			j.leave(&l, interval{ever, end})
			l.word |= word(reason) << lockShift
			all = append(all, j.with(b, at, l))
		}
	}
	return all
}

// unlock returns what becomes of a belief when all locks are taken off an instance.
func (j *Judge) unlock(b belief, at int, end int64) []belief {
	l := b.locals[at]
	if l.word&lockBits == 0 {
		return nil
	}
	j.leave(&l, interval{ever, end})
	l.word &^= lockBits
	return []belief{j.with(b, at, l)}
}

// settlesQuickly judges that a resource has settled, if that can be done in place.
func (j *Judge) settlesQuickly(c *heard, r int32) bool {
	f := j.alone(r, nil)
	if j.slow || f == nil || len(f.beliefs) > 1 || j.options.Reclaims || j.options.OneInstant {
		return false
	}
	l := &f.beliefs[0].locals[0]
	if !j.transitional(r, l.word) {
		return true // it had settled before
	}
	settled, ok := j.settled(r, *l)
	if !ok || l.from > c.end || j.mayFail(r, l) {
		return false
	}
	if *l = settled; j.resources[r].kind == model.KindDisk {
		j.holdsDisk(r, l)
	}
	return true
}

// settled returns what a resource settles to, if that is one thing whatever the machine.
func (j *Judge) settled(r int32, l local) (local, bool) {
	k := settleInstance.code | answerOK<<keyAnswer | key(l.word)<<keyInstance
	a, kind := &settleInstance, model.KindInstance
	if j.resources[r].kind == model.KindDisk {
		a, kind = &settleDisk, model.KindDisk
		k = settleDisk.code | answerOK<<keyAnswer | key(l.word)<<keyDisk | key(relationOf(l.holder, l.holder))<<keyHolder | key(relationOf(l.source, l.holder))<<keySource
		if l.holder >= 0 {
			k |= key(dummy) << keyInstance
		}
	}
	if l.holder == unknown || l.source == unknown {
		return l, false
	}
	all := j.table.ask(k, a.op, &success)
	if len(all) != 1 || j.rulesOut(everything, all[0].in) {
		return l, false
	}
	to := all[0].instance
	if kind == model.KindDisk {
		to = all[0].disk
	}
	holder, source := all[0].holder.of(l.holder, l.holder), all[0].source.of(l.holder, l.source)
	j.become(&l, kind, to, a, interval{max(l.began, l.from), j.now})
	l.holder, l.source = holder, source
	return l, true
}
