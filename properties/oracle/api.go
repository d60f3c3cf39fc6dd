package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Do judges a call that no other overlaps.
func (j *Judge) Do(c script.Call) {
	j.given = c
	j.end(nil, &j.given, j.route(&c))
}

// Begin says that a call is made, and that others may end before it does. Until it ends it
// may have taken effect or not. Of the call what is asked, and the Start, count. What it returns
// is told what the call was answered, and when; it panics the second time.
func (j *Judge) Begin(c script.Call) (end func(script.Call)) {
	o, ended := j.begun(&c, j.route(&c), false), false
	return func(c script.Call) {
		if ended {
			panic("oracle.Judge.Begin: a call ends twice; expected it to end once")
		}
		ended = true
		j.given = c
		j.end(o, &j.given, j.route(&c))
	}
}

// begun keeps a call open that has begun, if it is one that can be judged. Of a call whose answer
// is known already it is known, too, when it is refused, that it takes effect at no time.
func (j *Judge) begun(c *script.Call, r route, known bool) *open {
	if c.Op == nil {
		return nil
	}
	o := j.opened(c)
	if o.known = known; known {
		o.onTheirWay(c)
	}
	if j.mine(r) && !(known && !c.Unheard && refused(&c.Answer)) {
		j.keep(o)
		return o
	}
	j.calls = append(j.calls, o)
	j.departed = j.departed || o.action == book.ActionDeleteInstance
	return o
}

// onTheirWay notes the disks that the answer to an open call shows on their way, or may: a refusal
// speaks of what a disk is.
func (o *open) onTheirWay(c *script.Call) {
	if c.Unheard {
		return
	}
	if refused(&c.Answer) {
		if o.disk != "" {
			o.shows = append(o.shows, string(o.disk))
		}
		return
	}
	op, _ := c.Op.(model.DescribeDisks)
	for n := range c.Answer.Shown {
		if d := c.Answer.Shown[n].Disk; d == nil || !sim.CanFail(d.Status.String()) {
			continue
		}
		id := c.Answer.Shown[n].ID()
		if id == "" && len(op.DiskIDs) == 1 { // it need not be said
			id = string(op.DiskIDs[0])
		}
		o.shows = append(o.shows, id)
	}
}

// refused reports whether an answer says that nothing took effect.
func refused(got *model.Answer) bool { return !got.Success() && got.Code != model.InternalError }

// opened returns what a call asks.
func (j *Judge) opened(c *script.Call) *open {
	var o *open
	if last := len(j.spare) - 1; last >= 0 {
		o, j.spare = j.spare[last], j.spare[:last]
	} else {
		o = new(open)
	}
	*o = open{asked: asks(c), start: int64(c.Start), until: never, on: nowhere, read: o.read[:0], shows: o.shows[:0]}
	return o
}

// keep keeps an open call where it may take effect.
func (j *Judge) keep(o *open) {
	j.calls = append(j.calls, o)
	if o.action.Creates() || o.action.Describe() || o.action.Event() || j.options.Others {
		return
	}
	j.name(&o.asked)
	j.departed = j.departed || o.action == book.ActionDeleteInstance
	if o.on = o.diskAt; o.on < 0 {
		o.on = o.instanceAt
	} else if o.instanceAt >= 0 {
		o.reads(j, o.instanceAt)
	}
	if o.on < 0 {
		return // it lacks what it would change
	}
	f := j.resources[o.on].factor
	if len(f.open) == 64 {
		j.giveUp(f, tooMany)
		return
	}
	f.open = append(f.open, o)
	if o.action == book.ActionReInitDisk {
		j.place(f) // it reads what holds the disk
	}
}

// end judges a call, which has begun before or was made at once.
func (j *Judge) end(o *open, c *script.Call, r route) {
	j.space.clear()
	j.total++
	if c.Op != nil {
		j.report.Calls++
	}
	if j.counts = j.share == nil || j.share.part == r.home; j.share != nil && !j.takes(o, c, r) {
		return
	}
	j.call = c
	if c.Skipped != "" || c.LeftOut != nil {
		j.skipped(c)
	}
	if c.Op == nil {
		return
	}
	h := &j.heard
	*h = heard{start: int64(c.Start), end: int64(c.End), got: &c.Answer, partial: c.Partial}
	if c.Untimed {
		h.start, h.end = j.now, never
	}
	if c.Unheard {
		if j.counts {
			j.report.Unheard++
		}
		if j.loses(c) {
			if o == nil {
				o = j.opened(c)
			}
			j.lose(o, h.start, h.end)
			return
		}
		h.got = &unknownOutcome
	}
	if o == nil {
		h.asked = asks(c)
	} else {
		h.asked = o.asked
		h.instanceAt, h.diskAt = nowhere, nowhere
		if o.on >= 0 {
			h.open = o
		}
		j.drop(o)
	}
	now := j.now
	j.do(h)
	if c.Untimed {
		j.now = now
	}
	if o != nil && (o.on < 0 || !slices.Contains(j.resources[o.on].factor.open, o)) {
		o.forgotten(j)
		j.spare = append(j.spare, o)
	}
}

// reads notes that an open call depends on an instance.
func (o *open) reads(j *Judge, instance int32) {
	if r := j.resources[instance]; !slices.Contains(r.readers, o) {
		r.readers = append(r.readers, o)
		o.read = append(o.read, instance)
	}
}

// forgotten takes an open call out of what it depends on.
func (o *open) forgotten(j *Judge) {
	for _, i := range o.read {
		r := j.resources[i]
		r.readers = slices.DeleteFunc(r.readers, func(p *open) bool { return p == o })
	}
	o.read = o.read[:0]
}

// drop takes a call out of those that are open.
func (j *Judge) drop(o *open) {
	for n, k := range j.calls {
		if k == o {
			j.calls = slices.Delete(j.calls, n, n+1)
			return
		}
	}
}

// unknownOutcome is what a caller has heard that has heard nothing.
var unknownOutcome = model.Answer{Status: 500, Code: model.InternalError}

// loses reports whether a call is one whose reply nobody heard, and that may take effect later,
// or says nothing.
func (j *Judge) loses(c *script.Call) bool {
	if !c.Unheard {
		return false
	}
	action := model.ActionOf(c.Op)
	return j.bound > 0 || action.Creates() || action.Describe()
}

// lose has a call whose reply nobody heard take effect at any time until a bound, or never.
func (j *Judge) lose(o *open, start, end int64) {
	j.drop(o)
	if o.action.Describe() || o.action.Event() || j.options.Others {
		return
	}
	if o.action.Creates() {
		j.make(o)
		return
	}
	if o.on < 0 {
		j.keep(o)
		j.drop(o)
	}
	o.ended, o.until = true, max(end, start+j.bound)
}

// skipped counts what is not modelled.
func (j *Judge) skipped(c *script.Call) {
	count := func(why string) {
		if j.counts {
			tick(&j.report.Skipped, why)
		}
	}
	if c.Skipped != "" {
		count(c.Skipped)
		for _, id := range c.Touches {
			j.forget(id)
		}
	}
	for _, why := range c.LeftOut {
		count(why)
	}
}

// forget has a resource be anything: what a call did to it is not modelled.
func (j *Judge) forget(id string) {
	r := j.find(id)
	if r == nowhere {
		return
	}
	f := j.resources[r].factor
	for _, at := range f.resources {
		if f.why == "" {
			j.resources[at].lockable = true
			j.begin(at, j.anything(j.resources[at].kind))
		}
	}
}
