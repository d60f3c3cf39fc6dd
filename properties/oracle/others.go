package oracle

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// Where others act, too, nothing that is learned from an answer lasts but which resources were
// there, and which of these were released. An answer is judged by itself: whether some machine
// gives it in any state.

// A census is which resources were there for certain, and when they were released at the latest.
type census struct {
	seen map[string]bool
	gone map[string]int64
}

// amongOthers judges a call by itself.
func (j *Judge) amongOthers(c *heard) {
	if !j.counts && !c.action.Describe() {
		return // it is of another part
	}
	c.answered = j.table.answered(c.action, c.got)
	switch {
	case c.action.Event():
	case !c.got.Success():
		j.refusedSomewhere(c)
	case c.action.Describe():
		j.shownSomewhere(c)
	default:
		j.acceptedSomewhere(c)
	}
}

// narrow keeps the editions that give an answer, if some of those that are possible do.
func (j *Judge) narrow(c *heard, gives func(book.Edition) bool, why string) bool {
	var left boxes
	for _, p := range j.agreed() {
		for _, e := range p.editions() {
			if gives(e) {
				left = left.add(p&^editionGroup | 1<<(firstEdition+e))
			}
		}
	}
	if !j.agree(left) {
		j.wrong(c, why)
		return false
	}
	return true
}

// refusedSomewhere judges a refusal: each rule is broken in some state.
func (j *Judge) refusedSomewhere(c *heard) {
	status := c.got.Status
	if j.options.Strict == model.ByCode || j.options.Strict == model.ByVerdict {
		status = 0
	}
	j.narrow(c, func(e book.Edition) bool {
		switch e.ClassOf(c.action, status, c.got.Code) {
		case book.ClassUndocumented:
			return false
		case book.ClassOutside:
			return !j.options.Inside
		}
		return true
	}, "no edition that is possible has it")
}

// acceptedSomewhere judges an acceptance: some state breaks no rule, unless a parameter is missing.
func (j *Judge) acceptedSomewhere(c *heard) {
	for _, id := range j.named(c) {
		if at, gone := j.census.gone[id]; gone && c.start >= at && c.action != book.ActionDeleteDisk { // that may succeed, R-delete-unknown
			j.wrong(c, model.QuoteID(id)+" was released")
			return
		}
	}
	if !j.narrow(c, func(e book.Edition) bool {
		m := model.Machine{Edition: e}
		return m.CheckOp(c.op) == nil && !m.Judge(model.State{}, c.op).LacksParameter()
	}, "it lacks a parameter, or has one that no edition that is possible has") {
		return
	}
	release := string(c.disk)
	switch c.action {
	case book.ActionCreateDisk, book.ActionCreateInstance:
		for _, id := range append(j.named(c), string(c.got.InstanceID), string(c.got.DiskID)) {
			if id != "" {
				j.census.seen[id] = true
			}
		}
		return
	case book.ActionDeleteInstance:
		release = string(c.instance)
	case book.ActionDeleteDisk:
	default:
		return
	}
	if _, gone := j.census.gone[release]; j.census.seen[release] && !gone {
		j.census.gone[release] = c.end
	}
}

// named returns the ids that an operation names.
func (j *Judge) named(c *heard) (all []string) {
	instances, disks := model.IDs(c.op)
	for _, id := range instances {
		all = append(all, string(id))
	}
	for _, id := range disks {
		all = append(all, string(id))
	}
	return slices.DeleteFunc(all, func(id string) bool { return id == "" })
}

// shownSomewhere judges what a describe shows: each resource may be anything that there can be,
// if it has not been released.
func (j *Judge) shownSomewhere(c *heard) {
	for n := range c.got.Shown {
		id := c.got.Shown[n].ID()
		if named := j.named(c); id == "" && len(named) == 1 {
			id = named[0]
		}
		if at, gone := j.census.gone[id]; gone && c.start-j.lag >= at {
			j.wrong(c, model.QuoteID(id)+" was released")
			return
		}
		j.census.seen[id] = true
		if r := j.find(id); r != nowhere {
			j.resources[r].factor.why = ""
			j.forget(id)
		}
	}
	c.partial = true // what it does not show is no matter
	j.describe(c)
}
