package judge

import (
	"cmp"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A heard is a call with its answer.
type heard struct {
	asked
	start, end int64
	got        model.Answer
	number     key
	partial    bool
	open       *open // where it was begun before
}

// do judges one call.
func (j *Judge) do(c *heard) {
	j.now = max(j.now, c.end)
	j.oldest = c.start
	j.instant = c.start == c.end && len(j.calls) == 0
	j.lags = j.lag > 0 || c.start < c.end || len(j.calls) > 0
	for _, o := range j.calls {
		j.oldest = min(j.oldest, o.start)
	}
	switch {
	case c.action.Describe():
		j.describe(c)
	case c.action.Event():
		j.event(c)
	default:
		j.operate(c)
	}
}

// operate judges a call that may take effect.
func (j *Judge) operate(c *heard) {
	if c.action.Creates() {
		j.create(c)
		return
	}
	j.name(&c.asked)
	c.number = j.table.number(c.action, c.got)
	j.classify(c)
	if j.quickly(c) {
		return
	}
	if c.action == book.ActionDeleteInstance && (c.got.Success() || c.got.Code == model.InternalError) && c.instanceAt >= 0 {
		j.releases(c)
		return
	}
	f, ok := j.about(c)
	if !ok {
		j.lost(f, c)
		return
	}
	if f == nil { // no resource is named
		f = &factor{beliefs: []belief{{in: everything}}}
	}
	q := &inquiry{start: c.start, end: c.end, reads: !c.got.Success(), without: c.open}
	q.on = positions(f, c.instanceAt, c.diskAt)
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

// classify counts a refusal of which no edition that is possible can tell whether it is right.
func (j *Judge) classify(c *heard) {
	if c.number == answerOK<<keyAnswer {
		return
	}
	outside, known := j.outside[c.number|key(c.action)]
	if !known {
		outside = true
		for e := range book.AllEditions() {
			outside = outside && e.ClassOf(c.action, c.got.Status, c.got.Code) == book.ClassOutside
		}
		j.outside[c.number|key(c.action)] = outside
	}
	if outside {
		if j.report.Outside == nil {
			j.report.Outside = map[string]int{}
		}
		j.report.Outside[c.action.String()+": "+c.got.Code]++
	}
}

// evaluating returns what evaluates a call.
func (j *Judge) evaluating(c *heard) func(*factor, belief, []belief) []belief {
	return func(f *factor, b belief, out []belief) []belief {
		if c.open != nil {
			if at := slices.Index(f.open, c.open); at >= 0 && b.applied>>at&1 != 0 { // it took effect before
				if c.got.Success() || c.got.Code == model.InternalError {
					return append(out, b)
				}
				return out
			}
		}
		n := len(out)
		out = j.respond(f, b, &c.asked, c.number, c.got, interval{c.start, c.end}, everyEffect, out)
		j.how.present = j.how.present || len(out) > n
		if c.got.Success() || j.lag == 0 && c.start == c.end && len(j.calls) == 0 {
			return out
		}
		return j.asItWas(f, b, c, out)
	}
}

// asItWas adds a belief itself where a refusal speaks of what a resource was.
func (j *Judge) asItWas(f *factor, b belief, c *heard, out []belief) []belief {
	oldest := c.start - j.lag
	versions := func(r int32) (all []local) {
		n := -1
		if r >= 0 {
			n = f.has(r)
		}
		if n < 0 {
			return []local{{}}
		}
		all = append(all, b.locals[n])
		for p := b.locals[n].past; p != nil && p.left >= oldest; p = p.before {
			all = append(all, local{word: p.word, holder: p.holder, source: p.source, past: p, to: never})
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
			was.locals = slices.Clone(b.locals)
			if c.instanceAt >= 0 {
				was.locals[f.has(c.instanceAt)] = i
			}
			if c.diskAt >= 0 {
				was.locals[f.has(c.diskAt)] = d
			}
			var answered []belief
			if c.action == book.ActionReInitDisk && d.holder >= 0 { // what that was then is not looked up
				answered = j.askAnyHolder(f, was, &c.asked, c.number, c.got, interval{c.start, c.end}, everyEffect, f.has(c.diskAt), nil)
			} else {
				answered = j.respond(f, was, &c.asked, c.number, c.got, interval{c.start, c.end}, everyEffect, nil)
			}
			for _, then := range answered {
				as := b
				as.in = then.in
				j.how.ago = min(j.how.ago, c.start-min(i.left(c.start), d.left(c.start)))
				out = append(out, as)
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

// about returns the factor of all that a call depends on, joined; nil of nothing.
func (j *Judge) about(c *heard) (*factor, bool) {
	var set []int32
	if c.instanceAt >= 0 {
		set = append(set, c.instanceAt)
		if changesInstance(c.action) {
			for _, o := range j.resources[c.instanceAt].readers { // they may have taken effect before
				set = with(set, o.diskAt)
			}
		}
	}
	if c.diskAt >= 0 {
		set = with(set, c.diskAt)
		if c.action == book.ActionReInitDisk {
			set = j.holders(set, c.diskAt)
		}
	}
	closed := j.closed(slices.Clone(set))
	for j.expire(closed, c.start) {
		closed = j.closed(slices.Clone(set))
	}
	return j.joined(c, closed)
}

// with adds a resource to a set, if it is one and not in there.
func with(set []int32, r int32) []int32 {
	if r < 0 || slices.Contains(set, r) {
		return set
	}
	return append(set, r)
}

// holders adds to a set the instances to which a disk may be attached.
func (j *Judge) holders(set []int32, disk int32) []int32 {
	r := j.resources[disk]
	for n := range r.factor.beliefs {
		set = with(set, r.factor.beliefs[n].locals[r.at].holder)
	}
	return set
}

// closed adds to a set of resources what the open calls on them depend on, and change.
func (j *Judge) closed(set []int32) []int32 {
	for n := 0; n < len(set); n++ {
		r := j.resources[set[n]]
		for _, o := range r.factor.open {
			set = with(with(set, o.instanceAt), o.diskAt)
			if o.action == book.ActionReInitDisk && o.diskAt >= 0 {
				set = j.holders(set, o.diskAt)
			}
		}
		switch {
		case r.kind == model.KindInstance && j.deletes(set[n]):
			for _, d := range r.held {
				set = with(set, d)
			}
		case r.kind == model.KindDisk:
			for k := range r.factor.beliefs {
				l := &r.factor.beliefs[k].locals[r.at]
				for _, h := range [...]int32{l.holder, l.source} {
					if h >= 0 && j.deletes(h) {
						set = with(set, h)
					}
				}
			}
		}
	}
	return set
}

// changesInstance reports whether an action changes the instance that it names.
func changesInstance(a book.Action) bool {
	switch a {
	case book.ActionStartInstance, book.ActionStopInstance, book.ActionRebootInstance, book.ActionDeleteInstance, book.ActionLock, book.ActionUnlock, book.ActionReclaim:
		return true
	}
	return false
}

// deletes reports whether an open call may release an instance.
func (j *Judge) deletes(instance int32) bool {
	return slices.ContainsFunc(j.resources[instance].factor.open, func(o *open) bool {
		return o.action == book.ActionDeleteInstance && o.instanceAt == instance
	})
}

func (j *Judge) joined(c *heard, set []int32) (*factor, bool) {
	var fs []*factor
	for _, r := range set {
		if f := j.resources[r].factor; !slices.Contains(fs, f) {
			fs = append(fs, f)
		}
	}
	for _, f := range fs {
		if f.why == "" {
			continue
		}
		if c.got.Success() || c.got.Code == model.InternalError { // nobody knows what it did to the others
			for _, g := range fs {
				j.giveUp(g, f.why)
			}
		}
		return f, false
	}
	if len(fs) == 0 {
		return nil, true
	}
	f, ok := j.join(fs)
	if !ok {
		for _, f := range fs {
			j.giveUp(f, tooMany)
		}
		return fs[0], false
	}
	return f, true
}

// giveUp has nothing be judged any longer that is about the resources of a factor.
func (j *Judge) giveUp(f *factor, why string) {
	f.why = why
	for _, r := range f.resources {
		j.resources[r].factor.why = why
	}
}

// positions returns where resources are in a factor.
func positions(f *factor, all ...int32) (at []int) {
	for _, r := range all {
		if r >= 0 {
			at = append(at, f.has(r))
		}
	}
	return at
}

// conclude takes what explains a call to be what is known.
func (j *Judge) conclude(f *factor, q *inquiry, c *heard) bool {
	all, ok := j.explain(f, q)
	how := j.how
	if ok && j.options.Locks && !j.explained(all) {
		all, ok = j.locked(f, q)
		how = j.how
	}
	if ok && j.options.Reclaims && j.start && len(f.beliefs) > maxReclaim {
		ok = false
	}
	if ok && j.options.Reclaims && c.action != book.ActionReclaim && len(f.beliefs) <= maxReclaim {
		if gone := j.gone(f, q, all); len(gone) > 0 {
			f, all, ok = j.reclaimed(f, q, c, gone)
			how = j.how
		}
	}
	switch {
	case !ok:
		j.giveUp(f, tooMany)
		j.lost(f, c)
		return false
	case len(all) == 0:
		j.bad(f, c)
		return false
	}
	j.supposed(fails, !how.told)
	if q.reads && !how.present && how.ago < never && how.ago > 0 {
		j.supposed(speaksOfPast, true)
		j.report.Lag = max(j.report.Lag, time.Duration(how.ago))
	}
	if c.open != nil {
		all = f.close(c.open, all)
		c.open.forgotten(j)
	}
	return j.commit(f, all, c)
}

// close takes an open call out of a factor.
func (f *factor) close(o *open, all []belief) []belief {
	at := slices.Index(f.open, o)
	if at < 0 {
		return all
	}
	f.open = slices.Delete(slices.Clone(f.open), at, at+1)
	var closed []belief
	for _, b := range all {
		low := b.applied & (1<<at - 1)
		b.applied = low | b.applied>>(at+1)<<at
		closed = addBelief(closed, b)
	}
	return closed
}

// retire takes out the open calls that are known to have taken effect.
func (f *factor) retire(j *Judge) {
	for _, o := range slices.Clone(f.open) {
		at := slices.Index(f.open, o)
		if o.ended && !slices.ContainsFunc(f.beliefs, func(b belief) bool { return b.applied>>at&1 == 0 }) {
			f.beliefs = f.close(o, f.beliefs)
			o.forgotten(j)
		}
	}
}

// expire decides the calls whose reply nobody heard and that can take effect no longer: each
// has, or never will. It reports whether there were any.
func (j *Judge) expire(set []int32, now int64) (any bool) {
	for _, r := range set {
		for _, o := range j.resources[r].factor.open {
			if o.ended && o.until < now && j.resources[r].factor.why == "" {
				j.decide(o)
				return true
			}
		}
	}
	return false
}

// decide has an open call have taken effect, or not.
func (j *Judge) decide(o *open) {
	c := &heard{asked: o.asked, start: o.start, end: o.until}
	f, ok := j.joined(c, j.closed(slices.Clone(o.on)))
	if !ok {
		j.giveUp(j.resources[o.on[0]].factor, tooMany)
		return
	}
	at := slices.Index(f.open, o)
	q := &inquiry{start: o.start, end: o.until}
	for n := range f.resources {
		if slices.ContainsFunc(f.beliefs, func(b belief) bool { return j.dependsOn(f, b, o, n) }) {
			q.on = append(q.on, n)
		}
	}
	q.evaluate = func(_ *factor, b belief, out []belief) []belief {
		if b.applied>>at&1 != 0 {
			out = append(out, b)
		}
		return out
	}
	applied, ok := j.explain(f, q)
	if !ok {
		j.giveUp(f, tooMany)
		return
	}
	all := slices.Clone(f.beliefs)
	for _, b := range applied {
		all = addBelief(all, b)
	}
	o.forgotten(j)
	all = f.close(o, all)
	g := *f
	g.beliefs = all
	j.split(&g)
}

// commit takes beliefs to be all that a factor may be.
func (j *Judge) commit(f *factor, all []belief, c *heard) bool {
	var left boxes
	for n, b := range all {
		if n > 0 && slices.ContainsFunc(all[:n], func(o belief) bool { return o.in == b.in }) {
			continue
		}
		left = left.add(b.in)
	}
	if len(left) != 1 || len(j.possible) != 1 || !j.possible[0].in(left[0]) {
		possible := j.possible.and(left)
		if len(possible) == 0 {
			j.badMachine(f, left, c)
			return false
		}
		j.possible = possible
		all = slices.DeleteFunc(all, func(b belief) bool { return !j.possible.has(b.in) })
	}
	g := *f
	g.beliefs = all
	g.retire(j)
	j.split(&g)
	return true
}

// releases judges an accepted DeleteInstance: the instance, and then each disk that it may
// have held.
func (j *Judge) releases(c *heard) {
	r := j.resources[c.instanceAt]
	for j.expire(j.closed(append([]int32{c.instanceAt}, r.held...)), c.start) {
	}
	alone := r.factor.why == "" && c.got.Success() && len(r.readers) == 0 && len(r.factor.resources) == 1 && len(r.factor.open) == 0 && len(r.factor.beliefs) == 1
	for _, d := range r.held {
		alone = alone && len(j.resources[d].factor.open) == 0
	}
	if !alone {
		set := append([]int32{c.instanceAt}, r.held...)
		for _, o := range slices.Concat(r.factor.open, r.readers) {
			set = with(set, o.diskAt)
		}
		f, ok := j.joined(c, j.closed(set))
		if !ok {
			j.lost(f, c)
			return
		}
		q := &inquiry{start: c.start, end: c.end, without: c.open, releases: c.instanceAt + 1, on: []int{f.has(c.instanceAt)}}
		q.evaluate = func(f *factor, b belief, out []belief) []belief {
			if at := slices.Index(f.open, c.open); c.open != nil && at >= 0 && b.applied>>at&1 != 0 {
				return append(out, b)
			}
			if !c.got.Success() { // nobody knows
				for _, r := range j.responses(c.code|c.number|key(b.locals[f.has(c.instanceAt)].word)<<keyInstance, c.op, c.got) {
					if in, ok := b.in.and(r.in); ok && r.took != model.TookEffect {
						same := b
						same.in = in
						out = append(out, same)
					}
				}
			}
			return append(out, j.release(f, b, &c.asked, c.instanceAt, interval{c.start, c.end})...)
		}
		j.conclude(f, q, c)
		return
	}
	f := r.factor
	var was word
	q := &inquiry{start: c.start, end: c.end, on: []int{0}}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		n := len(out)
		out = j.ask(f, b, &c.asked, c.number, c.got, interval{c.start, c.end}, onlyEffects, 0, -1, 0, out)
		if len(out) > n {
			was = b.locals[0].word
		}
		return out
	}
	if j.conclude(f, q, c) {
		j.releaseHeld(c, &c.asked, c.instanceAt, was)
	}
}

// releaseHeld judges what becomes of the disks of an instance of a word that was released.
func (j *Judge) releaseHeld(c *heard, a *asked, instance int32, was word) {
	r := j.resources[instance]
	held := r.held
	r.held = nil
	for _, d := range held {
		f := j.resources[d].factor
		if f.why != "" {
			continue
		}
		q := &inquiry{start: c.start, end: c.end, on: []int{j.resources[d].at}}
		q.evaluate = func(f *factor, b belief, out []belief) []belief {
			return append(out, j.releaseDisk(f, b, f.has(d), a, instance, was, interval{c.start, c.end})...)
		}
		if !j.conclude(f, q, c) {
			return
		}
	}
}

// create judges a creation.
func (j *Judge) create(c *heard) {
	if !c.got.Success() && (c.got.Code != model.InternalError || c.disk == "") {
		c.number = j.table.number(c.action, c.got)
		f := &factor{beliefs: []belief{{in: everything}}}
		q := &inquiry{start: c.start, end: c.end, reads: true}
		q.evaluate = func(f *factor, b belief, out []belief) []belief {
			return j.apply(f, b, &c.asked, c.code|c.number, c.got, interval{c.start, c.end}, everyEffect, nowhere, -1, -1, out)
		}
		j.conclude(f, q, c)
		if c.got.Code == model.InternalError {
			j.make(&open{asked: c.asked, start: c.start, until: never})
		}
		return
	}
	if c.action == book.ActionCreateInstance {
		if c.instance == "" {
			c.instance = c.got.InstanceID
		}
		if c.disk == "" {
			c.disk = c.got.DiskID
		}
	} else if c.disk == "" {
		c.disk = c.got.DiskID
	}
	var fresh []int32
	for _, n := range []struct {
		id   string
		kind model.Kind
		at   *int32
	}{{string(c.instance), model.KindInstance, &c.instanceAt}, {string(c.disk), model.KindDisk, &c.diskAt}} {
		if n.id == "" {
			continue
		}
		if r := j.find(n.id); r != nowhere {
			if f := j.resources[r].factor; f.why != "" {
				j.lost(f, c)
				return
			}
			if j.there(r) {
				j.assume(c, "the id "+model.QuoteID(n.id)+" is given to a new resource, and was one's before; expected ids that are never used again")
				return
			}
			*n.at = r
		} else {
			*n.at = j.add(n.id, n.kind)
			j.begin(*n.at, just(absent))
		}
		fresh = append(fresh, *n.at)
		if n.kind == model.KindInstance {
			j.resources[*n.at].limit = model.DefaultDataDisks
		}
	}
	if len(fresh) == 0 { // nobody knows what was created
		j.make(&open{asked: c.asked, start: c.start, until: never})
		return
	}
	if c.diskAt >= 0 {
		op, _ := c.op.(model.CreateDisk) // a system disk has no category of its own
		j.resources[c.diskAt].category = cmp.Or(op.DiskCategory, model.DefaultCategory)
	}
	f, ok := j.joined(c, j.closed(fresh))
	if !ok {
		j.lost(f, c)
		return
	}
	q := &inquiry{start: c.start, end: c.end}
	c.number = j.table.number(c.action, c.got)
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		instance, disk := -1, -1
		if c.instanceAt >= 0 {
			instance = f.has(c.instanceAt)
		}
		if c.diskAt >= 0 {
			disk = f.has(c.diskAt)
		}
		return j.apply(f, b, &c.asked, c.code|c.number, c.got, interval{c.start, c.end}, everyEffect, c.instanceAt, instance, disk, out)
	}
	j.conclude(f, q, c)
}

// make notes a creation of which nobody heard the ids: what is seen later, and was never
// there, may be its.
func (j *Judge) make(o *open) {
	j.unheard = append(j.unheard, o)
	still := j.ghosts[:0]
	for _, r := range j.ghosts {
		f := j.resources[r].factor
		if len(f.resources) > 1 || !slices.ContainsFunc(f.beliefs, func(b belief) bool { return b.locals[0].word == 0 }) {
			continue // it was there
		}
		still = append(still, r)
		if made := j.created(o, j.resources[r].kind); made != nil {
			j.begin(r, append(made, f.beliefs...))
		}
	}
	j.ghosts = still
}

// there reports whether a resource may be there, or was.
func (j *Judge) there(r int32) bool {
	f := j.resources[r].factor
	for n := range f.beliefs {
		if l := &f.beliefs[n].locals[j.resources[r].at]; l.word == 0 {
			return false
		}
	}
	return true
}

// event judges what the history says that the environment did.
func (j *Judge) event(c *heard) {
	if c.got.NotEnabled {
		return
	}
	id := string(c.instance) + string(c.disk)
	if op, ok := c.op.(model.Settle); ok {
		id = op.ID
	}
	if id == "" {
		return // it is about nothing
	}
	r := j.find(id)
	if r == nowhere {
		if c.action == book.ActionSettle {
			return // what nobody has heard of may have settled
		}
		kind := model.KindDisk
		if c.instance != "" {
			kind = model.KindInstance
		}
		r = j.sight(id, kind)
	}
	if c.action == book.ActionReclaim {
		c.instanceAt = r
		c.asked.code = reclaim.code
		j.releases(c)
		return
	}
	c.instanceAt, c.diskAt = r, nowhere
	if j.resources[r].kind == model.KindDisk {
		c.instanceAt, c.diskAt = nowhere, r
	}
	f, ok := j.about(c)
	if !ok {
		j.lost(f, c)
		return
	}
	q := &inquiry{start: c.start, end: c.end, on: []int{f.has(r)}}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		at := f.has(r)
		a, instance, disk := &c.asked, at, -1
		if j.resources[r].kind == model.KindDisk {
			instance, disk = -1, at
		}
		if c.action == book.ActionSettle {
			a = &settleInstance
			if disk >= 0 {
				a = &settleDisk
			}
		}
		n := len(out)
		out = j.ask(f, b, a, answerOK<<keyAnswer, model.Answer{}, interval{c.start, c.end}, onlyEffects, instance, disk, 0, out)
		if len(out) == n && c.action == book.ActionSettle { // it had settled before
			out = append(out, b)
		}
		return out
	}
	j.conclude(f, q, c)
}
