package explore

import (
	"fmt"
	"slices"
	"strconv"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
)

// A value is what is in a slot: a resource with its attributes, or nothing. The zero
// value is nothing.
type value struct {
	instance model.Instance
	disk     model.Disk
}

// A slot is the place of one resource that there can be, and the values that it can
// have. Values are numbered by when they were found.
type slot struct {
	id     string
	values []value
	number map[value]int
}

// add returns the number of a value. One that is new is counted.
func (s *slot) add(v value, found *int) int {
	n, known := s.number[v]
	if !known {
		*found++
		n = len(s.values)
		s.number[v] = n
		s.values = append(s.values, v)
	}
	return n
}

// A table is what a machine does in a scope, by the values of single slots: a state
// is one value of each slot, and an operation depends on few of them. Every entry
// is the result of one step of the machine, in a world of just the resources that
// the operation touches, and every step was checked for all properties.
type table struct {
	scope     *scope.Scope
	instances []slot
	disks     []slot
	at        map[string]int // the number of the slot of an id, among its kind

	moves    []move    // of one disk
	releases []release // of an instance, and of the disks that it holds
	bad      []bad
	entries  int // how many steps of the machine the table has

	symmetry bool  // resources that are interchangeable are to be taken for one another
	budget   int64 // bytes that the table and the layout may take
}

// A move changes the value of a disk when an instance has a value.
type move struct {
	disk        int
	from, to    int
	instance    int  // -1: whatever the instances
	hasInstance int  // the value that the instance has
	place       bool // only while the instance has not as many data disks as it can have
}

// A release changes the value of an instance, and may change those of all disks.
type release struct {
	instance int
	from, to int
	disks    [][]int // by disk and value: the new value, or -1 where the operation is refused; nil changes nothing
}

// bad is a step on which a property does not hold.
type bad struct {
	instance  int // -1: none
	instValue int
	disk      int // -1: none
	diskValue int
	full      bool // and the instance has as many other data disks as it can have
	violation *properties.Violation
}

// tabulate returns the table of a scope. An operation that cannot be told by the
// values of one instance and one disk at a time is an error, and so is a scope whose
// states, with symmetry or without, need more memory than this before they are searched.
func tabulate(p *pace.Pace, s *scope.Scope, symmetry bool, memory int64) (*table, error) {
	t := &table{scope: s, at: map[string]int{}, symmetry: symmetry, budget: memory}
	for i := range s.Start.Instances() {
		t.add(&t.instances, string(i.ID), value{instance: i})
	}
	for d := range s.Start.Disks() {
		t.add(&t.disks, string(d.ID), value{disk: d})
	}
	for _, op := range s.Ops {
		switch op := op.(type) {
		case model.CreateDisk:
			t.add(&t.disks, string(op.DiskID), value{})
		case model.CreateInstance:
			t.add(&t.instances, string(op.InstanceID), value{})
			t.add(&t.disks, string(op.SystemDiskID), value{})
		}
	}
	c, err := newCompiler(t, p)
	if err == nil {
		err = c.findValues()
	}
	if err != nil {
		return nil, err
	}
	// An operation leads to a new value, and others lead on from that.
	for before := -1; before < c.found(); {
		before = c.found()
		t.moves, t.releases, t.bad = nil, nil, nil
		for n, op := range s.Ops {
			if err := c.operation(n, op); err != nil {
				return nil, inOp(op, err)
			}
		}
	}
	t.entries = len(c.done)
	t.renumber()
	return t, nil
}

// inOp says for which operation there can be no table.
func inOp(op model.Op, err error) error {
	switch err.(type) {
	case *pace.Stopped, *TooLargeError:
		return err
	}
	return fmt.Errorf("explore: %s: %w", op, err)
}

// add adds the slot of a new id to those of its kind.
func (t *table) add(slots *[]slot, id string, v value) {
	if _, known := t.at[id]; id != "" && !known {
		t.at[id] = len(*slots)
		*slots = append(*slots, slot{id, []value{v}, map[value]int{v: 0}})
	}
}

// start returns the values of the slots where the scope starts.
func (t *table) start() (instances, disks []int) {
	instances, disks, _ = t.valuesOf(t.scope.Start)
	return instances, disks
}

// valuesOf returns the values of the slots in a state; ok is false when one has a
// value that the table does not know.
func (t *table) valuesOf(s model.State) (instances, disks []int, ok bool) {
	ok = true
	for n := range t.instances {
		i, _ := s.Instance(model.InstanceID(t.instances[n].id))
		v, known := t.instances[n].number[value{instance: i}]
		ok = ok && known
		instances = append(instances, v)
	}
	for n := range t.disks {
		d, _ := s.Disk(model.DiskID(t.disks[n].id))
		v, known := t.disks[n].number[value{disk: d}]
		ok = ok && known
		disks = append(disks, v)
	}
	return instances, disks, ok
}

// instanceOf returns the slot of an instance, -1 when there can be none of that id.
func (t *table) instanceOf(id model.InstanceID) int { return t.among(t.instances, string(id)) }

func (t *table) diskOf(id model.DiskID) int { return t.among(t.disks, string(id)) }

func (t *table) among(slots []slot, id string) int {
	if n, ok := t.at[id]; ok && n < len(slots) && slots[n].id == id {
		return n
	}
	return -1
}

// A compiler fills in a table. It asks the machine for each step once.
type compiler struct {
	*table
	pace    *pace.Pace
	checker *properties.Checker
	done    map[question]result
	machine []bool // by operation: whether the properties of the machine were checked

	foundInstances, foundDisks int // how many values were found that no slot started with
}

func (c *compiler) found() int { return c.foundInstances + c.foundDisks }

// question is a step: an operation in a world of the values of a few slots.
type question struct {
	op                 int
	instance, disk     int // slots; -1 is none
	instValue, diskVal int
	full               bool // the instance has as many other data disks as it can have
}

type result struct {
	accepted           bool
	instValue, diskVal int
	violation          *properties.Violation
}

func newCompiler(t *table, p *pace.Pace) (*compiler, error) {
	checker, err := t.scope.Checker()
	if err != nil {
		return nil, err
	}
	return &compiler{table: t, pace: p, checker: checker, done: map[question]result{}, machine: make([]bool, len(t.scope.Ops))}, nil
}

// ask applies the operation of a question, unless it was asked before.
func (c *compiler) ask(op model.Op, q question) (r result, err error) {
	if err := c.pace.Did(1); err != nil {
		return result{}, err
	}
	if r, known := c.done[q]; known {
		return r, nil
	}
	c.pace.Done++
	if err := c.atLeast(0, (len(c.done)+1)*entryBytes); err != nil {
		return result{}, err
	}
	before, err := c.world(q)
	if err != nil {
		return result{}, err
	}
	after, outcome := c.scope.Step(before, op)
	r.accepted = outcome.Accepted()
	e := &sim.Event{Op: op, Outcome: outcome, Before: before, After: after}
	of := properties.OfStep
	if r.accepted && !c.machine[q.op] { // each operation once a table
		c.machine[q.op] = true
		of |= properties.OfMachine
	}
	if err := c.checker.Check(e, of); err != nil {
		r.violation = err.(*properties.Violation)
	}
	r.instValue, r.diskVal = q.instValue, q.diskVal
	if r.accepted && r.violation == nil { // where a property does not hold the search ends
		if err := c.unchangedBut(before, after, q); err != nil {
			return result{}, err
		}
		if q.instance >= 0 {
			i, _ := after.Instance(model.InstanceID(c.instances[q.instance].id))
			r.instValue = c.instances[q.instance].add(value{instance: i}, &c.foundInstances)
		}
		if q.disk >= 0 {
			d, _ := after.Disk(model.DiskID(c.disks[q.disk].id))
			r.diskVal = c.disks[q.disk].add(value{disk: d}, &c.foundDisks)
		}
	}
	c.done[q] = r
	return r, nil
}

// world returns the world of a question.
func (c *compiler) world(q question) (model.State, error) {
	var instances []model.Instance
	var disks []model.Disk
	if q.instance >= 0 && c.instances[q.instance].values[q.instValue] != (value{}) {
		instances = append(instances, c.instances[q.instance].values[q.instValue].instance)
	}
	if q.disk >= 0 && c.disks[q.disk].values[q.diskVal] != (value{}) {
		for _, other := range c.disks[q.disk].values[q.diskVal].refersTo(c.table) {
			if other != q.instance {
				instances = append(instances, c.present(other))
			}
		}
		disks = append(disks, c.disks[q.disk].values[q.diskVal].disk)
	}
	if q.full {
		for n := range int(instances[0].MaxDataDisks) {
			disks = append(disks, model.Disk{ID: c.filler(n), Status: model.InUse, InstanceID: instances[0].ID})
		}
	}
	return model.NewState(instances, disks)
}

// filler returns the id of a disk that no slot is for.
func (c *compiler) filler(n int) model.DiskID {
	for id := "filler"; ; id += "-" {
		if _, taken := c.at[id+strconv.Itoa(n)]; !taken {
			return model.DiskID(id + strconv.Itoa(n))
		}
	}
}

// present returns a value of the slot that is an instance.
func (c *compiler) present(slot int) model.Instance {
	for _, v := range c.instances[slot].values {
		if v != (value{}) {
			return v.instance
		}
	}
	panic("explore: a disk refers to " + c.instances[slot].id + ", which never is")
}

// unchangedBut returns an error when a step changed anything but the two slots of
// its question.
func (c *compiler) unchangedBut(before, after model.State, q question) error {
	for change := range model.Diff(before, after) {
		id := change.ID()
		if (q.instance < 0 || c.instances[q.instance].id != id) && (q.disk < 0 || c.disks[q.disk].id != id) {
			return fmt.Errorf("%s changes, which it does not name: this machine can only be explored without a table", id)
		}
	}
	return nil
}

// refersTo returns the slots of the instances that a value refers to, each once: the one that
// holds a disk, and the one that is its source.
func (v value) refersTo(t *table) (slots []int) {
	for _, id := range []model.InstanceID{v.disk.InstanceID, v.disk.SourceInstanceID.InstanceID()} {
		if at := t.instanceOf(id); at >= 0 && !slices.Contains(slots, at) {
			slots = append(slots, at)
		}
	}
	return slots
}

// refers reports whether a disk of a value refers to an instance.
func (t *table) refers(disk, v, instance int) bool {
	return slices.Contains(t.disks[disk].values[v].refersTo(t), instance)
}

// leastLimit returns the fewest data disks that an instance may have, of all its values.
func (t *table) leastLimit(instance int) int {
	least := model.MostDataDisks
	for _, v := range t.instances[instance].values {
		if v != (value{}) {
			least = min(least, int(v.instance.MaxDataDisks))
		}
	}
	return least
}

// holderOf returns the slot of the instance that holds a disk of a value, or -1.
func (c *compiler) holderOf(disk, v int) int {
	return c.instanceOf(c.disks[disk].values[v].disk.InstanceID)
}
