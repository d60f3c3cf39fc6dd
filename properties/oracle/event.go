package oracle

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// event judges what the history says that the environment did.
func (j *Judge) event(c *heard) {
	r := nowhere
	if op, ok := c.op.(model.Settle); ok {
		if r = j.find(op.ID); r == nowhere {
			return // what nobody has heard of may have settled
		}
		j.haunt(r)
	} else {
		j.name(&c.asked)
		if r = max(c.instanceAt, c.diskAt); r == nowhere {
			return // it is about nothing
		}
	}
	if c.action == book.ActionReclaim && c.got.Success() {
		c.asked.code = reclaim.code
		j.releases(c)
		return
	}
	c.instanceAt, c.diskAt = r, nowhere
	if j.resources[r].kind == model.KindDisk {
		c.instanceAt, c.diskAt = nowhere, r
	}
	c.answered = j.table.answered(c.action, c.got)
	if c.got.Success() && !c.passed && (c.action == book.ActionSettle && j.settlesQuickly(c, r) || j.quickly(c)) {
		return
	}
	f, ok := j.about(c)
	if !ok {
		j.lost(f, c)
		return
	}
	q := &inquiry{start: c.start, end: c.end, on: j.positions(f, r)}
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
		out = j.ask(f, b, &question{a, c.number, c.got, interval{c.start, c.end}, everyEffect}, instance, disk, 0, out)
		if len(out) == n && c.action == book.ActionSettle { // it had settled before
			out = append(out, b)
		}
		return out
	}
	j.conclude(f, q, c)
}
