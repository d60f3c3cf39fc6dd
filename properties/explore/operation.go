package explore

import (
	"errors"

	"example.com/ecsdisk/model"
)

// named returns the slots that an operation names, -1 for none.
func (t *table) named(op model.Op) (instance, disk int) {
	instance, disk = -1, -1
	instances, disks := model.IDs(op)
	if model.ActionOf(op).Describe() {
		return -1, -1
	}
	if len(instances) > 0 {
		instance = t.instanceOf(instances[0])
	}
	if len(disks) > 0 {
		disk = t.diskOf(disks[0])
	}
	return instance, disk
}

// findValues finds values of the instances, and then of one disk after another, so that
// there are seen to be too many of them before all operations are applied to all values.
func (c *compiler) findValues() error {
	var alone []int                       // the operations that name an instance only
	byDisk := make([][]int, len(c.disks)) // those that name a disk
	for n, op := range c.scope.Ops {
		switch instance, disk := c.named(op); {
		case disk >= 0:
			byDisk[disk] = append(byDisk[disk], n)
		case instance >= 0:
			alone = append(alone, n)
		}
	}
	grow := func(ops []int, disk int) error {
		for before := -1; before < c.found(); {
			before = c.found()
			for _, n := range ops {
				if err := c.values(n, disk); err != nil {
					return inOp(c.scope.Ops[n], err)
				}
			}
		}
		return nil
	}
	if err := grow(alone, -1); err != nil {
		return err
	}
	if err := c.fits(0); err != nil {
		return err
	}
	found := c.foundInstances
	for d := range c.disks {
		if err := grow(append(byDisk[d], alone...), d); err != nil {
			return err
		}
		if c.foundInstances > found {
			continue // those of the disks before may grow, too
		}
		if err := c.fits(d + 1); err != nil {
			return err
		}
	}
	return nil
}

// values finds the values that an operation leads to from those that there are of a disk, or
// of an instance alone.
func (c *compiler) values(n, disk int) error {
	op := c.scope.Ops[n]
	instance, named := c.named(op)
	if named >= 0 {
		return c.operation(n, op)
	}
	for iv := 0; iv < len(c.instances[instance].values); iv++ {
		if disk < 0 {
			if _, err := c.ask(op, question{op: n, instance: instance, disk: -1, instValue: iv}); err != nil {
				return err
			}
			continue
		}
		for v := 0; v < len(c.disks[disk].values) && c.instances[instance].values[iv] != (value{}); v++ {
			if !c.refers(disk, v, instance) {
				continue
			}
			if _, err := c.ask(op, question{op: n, instance: instance, disk: disk, instValue: iv, diskVal: v}); err != nil {
				return err
			}
		}
	}
	return nil
}

// operation adds the entries of one operation from the values that there are.
func (c *compiler) operation(n int, op model.Op) error {
	instance, disk := c.named(op)
	switch {
	case instance >= 0 && disk >= 0:
		return c.onBoth(n, op, instance, disk)
	case disk >= 0:
		return c.onDisk(n, op, disk)
	case instance >= 0:
		return c.onInstance(n, op, instance)
	}
	return c.changesNothing(op) // it names nothing that there ever is
}

// changesNothing checks that an operation has no effect where the scope starts.
func (c *compiler) changesNothing(op model.Op) error {
	if after, _ := c.scope.Step(c.scope.Start, op); !after.Equal(c.scope.Start) {
		return errors.New("it changes the state but names no resource of the scope")
	}
	return nil
}

// onDisk adds the entries of an operation that names a disk: they may depend on the
// instance that holds it.
func (c *compiler) onDisk(n int, op model.Op, disk int) error {
	for v := 0; v < len(c.disks[disk].values); v++ {
		holder := c.holderOf(disk, v)
		if holder < 0 {
			if err := c.move(op, question{op: n, instance: -1, disk: disk, diskVal: v}); err != nil {
				return err
			}
			continue
		}
		for iv := 0; iv < len(c.instances[holder].values); iv++ {
			if c.instances[holder].values[iv] == (value{}) {
				continue
			}
			if err := c.move(op, question{op: n, instance: holder, instValue: iv, disk: disk, diskVal: v}); err != nil {
				return err
			}
		}
	}
	return nil
}

// move adds the entry of a step that changes a disk and no instance.
func (c *compiler) move(op model.Op, q question) error {
	r, err := c.ask(op, q)
	if err != nil {
		return err
	}
	c.noteBad(q, r)
	switch {
	case r.instValue != q.instValue:
		return errors.New("it changes an instance that it does not name")
	case r.diskVal != q.diskVal:
		c.moves = append(c.moves, move{q.disk, q.diskVal, r.diskVal, q.instance, q.instValue, false})
	}
	return nil
}

func (c *compiler) noteBad(q question, r result) {
	if r.violation != nil {
		c.bad = append(c.bad, bad{q.instance, q.instValue, q.disk, q.diskVal, q.full, r.violation})
	}
}

// onBoth adds the entries of an operation that names an instance and a disk. What
// changes the instance, too, is a release in which all values of the disk but those
// that it takes are refused.
func (c *compiler) onBoth(n int, op model.Op, instance, disk int) error {
	for iv := 0; iv < len(c.instances[instance].values); iv++ {
		releases := map[int][]int{} // by the value that the instance gets: those that the disk gets
		for v := 0; v < len(c.disks[disk].values); v++ {
			if c.instances[instance].values[iv] == (value{}) && c.refers(disk, v, instance) {
				continue // no disk refers to what is not there
			}
			q := question{op: n, instance: instance, disk: disk, instValue: iv, diskVal: v}
			r, err := c.ask(op, q)
			if err != nil {
				return err
			}
			c.noteBad(q, r)
			switch {
			case r.instValue != iv:
				releases[r.instValue] = growTo(releases[r.instValue], v)
				releases[r.instValue][v] = r.diskVal
			case r.diskVal != v:
				place, err := c.takesPlace(op, q, r)
				if err != nil {
					return err
				}
				c.moves = append(c.moves, move{disk, v, r.diskVal, instance, iv, place})
			}
		}
		for to, values := range releases {
			r := release{instance: instance, from: iv, to: to, disks: make([][]int, len(c.disks))}
			r.disks[disk] = growTo(values, len(c.disks[disk].values)-1)
			c.releases = append(c.releases, r)
		}
	}
	return nil
}

// takesPlace reports whether a step that attaches a disk is refused when the instance
// has as many others as it can have. That many disks are no value of one disk: it is
// asked in a world that has them, and counted in the search.
func (c *compiler) takesPlace(op model.Op, q question, r result) (bool, error) {
	if len(c.disks) <= c.leastLimit(q.instance) || c.holderOf(q.disk, r.diskVal) != q.instance || c.holderOf(q.disk, q.diskVal) == q.instance {
		return false, nil
	}
	q.full = true
	full, err := c.ask(op, q)
	if err != nil {
		return false, err
	}
	c.noteBad(q, full)
	return !full.accepted, nil
}

// growTo has values up to the last: those that are not there yet are refused.
func growTo(values []int, last int) []int {
	for len(values) <= last {
		values = append(values, -1)
	}
	return values
}

// onInstance adds the entries of an operation that names an instance: what becomes
// of it, and of each disk that it holds or was left by.
func (c *compiler) onInstance(n int, op model.Op, instance int) error {
	for iv := 0; iv < len(c.instances[instance].values); iv++ {
		q := question{op: n, instance: instance, disk: -1, instValue: iv}
		alone, err := c.ask(op, q)
		if err != nil {
			return err
		}
		c.noteBad(q, alone)
		if c.instances[instance].values[iv] == (value{}) {
			if alone.instValue != iv {
				return errors.New("it creates an instance and no system disk")
			}
			continue
		}
		r := release{instance: instance, from: iv, to: alone.instValue, disks: make([][]int, len(c.disks))}
		changes := alone.instValue != iv
		for d := range c.disks {
			for v := 0; v < len(c.disks[d].values); v++ {
				if !c.refers(d, v, instance) {
					continue
				}
				q := question{op: n, instance: instance, disk: d, instValue: iv, diskVal: v}
				with, err := c.ask(op, q)
				if err != nil {
					return err
				}
				c.noteBad(q, with)
				to := with.diskVal
				switch {
				case with.violation != nil: // the search ends there
				case with.accepted && !alone.accepted, with.accepted && with.instValue != alone.instValue:
					return errors.New("what becomes of the instance depends on its disks")
				case !with.accepted && alone.accepted:
					to = -1
				}
				if to == v {
					continue
				}
				changes = true
				if r.disks[d] == nil {
					r.disks[d] = identity(len(c.disks[d].values))
				}
				for len(r.disks[d]) <= v {
					r.disks[d] = append(r.disks[d], len(r.disks[d]))
				}
				r.disks[d][v] = to
			}
		}
		if changes {
			c.releases = append(c.releases, r)
		}
	}
	return nil
}

func identity(n int) []int {
	values := make([]int, n)
	for v := range values {
		values[v] = v
	}
	return values
}
