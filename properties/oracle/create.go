package oracle

import (
	"cmp"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// create judges a creation.
func (j *Judge) create(c *heard) {
	if !j.counts { // what is created may be of this part, too
		if c.got.Success() || c.got.Code == model.InternalError && c.disk == "" {
			j.make(&open{asked: c.asked, start: c.start, until: never})
		}
		return
	}
	if !c.got.Success() && (c.got.Code != model.InternalError || c.disk == "") {
		c.answered = j.table.answered(c.action, c.got)
		f := &factor{beliefs: ofNothing}
		q := &inquiry{start: c.start, end: c.end, reads: true}
		q.evaluate = func(f *factor, b belief, out []belief) []belief {
			asked := c.question()
			return j.apply(f, b, &asked, c.code|c.number, nowhere, -1, -1, out)
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
	var gone *factor // of an id that was given up
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
				gone = f
				continue
			}
			if j.resources[r].existed {
				j.assume(c, "the id "+model.QuoteID(n.id)+" is given to a new resource, and was one's before; expected ids that are never used again")
				return
			}
			*n.at = r
			j.ofKind(r, n.kind)
		} else {
			*n.at = j.add(n.id, n.kind)
			j.begin(*n.at, just(absent))
		}
		fresh = append(fresh, *n.at)
		if n.kind == model.KindInstance {
			j.resources[*n.at].limit = model.DefaultDataDisks
		}
	}
	if gone != nil { // and so is what was created with it
		for _, r := range fresh {
			j.giveUp(j.resources[r].factor, gone.why)
		}
		j.lost(gone, c)
		return
	}
	if len(fresh) == 0 { // nobody knows what was created
		j.make(&open{asked: c.asked, start: c.start, until: never})
		return
	}
	if c.diskAt >= 0 {
		op, _ := c.op.(model.CreateDisk) // a system disk has no category of its own
		j.resources[c.diskAt].category = cmp.Or(op.DiskCategory, model.DefaultCategory)
	}
	c.answered = j.table.answered(c.action, c.got)
	// Where another creation was unheard this may be asked again what that has created.
	if c.got.Success() && !j.slow && j.made == 0 && (c.instanceAt >= 0 || c.action == book.ActionCreateDisk) && j.inPlace(c) {
		for _, r := range fresh {
			j.resources[r].existed = true
			j.lists(r)
		}
		return
	}
	f, ok := j.joined(c, j.closed(fresh))
	if !ok {
		j.lost(f, c)
		return
	}
	q := &inquiry{start: c.start, end: c.end}
	q.evaluate = func(f *factor, b belief, out []belief) []belief {
		instance, disk := -1, -1
		if c.instanceAt >= 0 {
			instance = f.has(c.instanceAt)
		}
		if c.diskAt >= 0 {
			disk = f.has(c.diskAt)
		}
		asked := c.question()
		return j.apply(f, b, &asked, c.code|c.number, c.instanceAt, instance, disk, out)
	}
	j.conclude(f, q, c)
}

// ofKind has an id be of a kind that was named before as one of the other, by mistake.
func (j *Judge) ofKind(r int32, kind model.Kind) {
	if g := j.resources[r]; g.kind != kind && len(g.factor.resources) == 1 && len(g.factor.open) == 0 {
		g.kind, g.listed = kind, false
		j.begin(r, just(absent))
	}
}

// make notes a creation of which nobody heard the ids: what is seen later, and was never
// there, may be its.
func (j *Judge) make(o *open) {
	j.made++
	if !slices.ContainsFunc(j.unheard, func(before *open) bool { return before.code == o.code }) { // else what is its may be that one's
		j.unheard = append(j.unheard, o)
	}
}
