package induct

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// A prover applies operations in the states of a small world. A state that is no more than
// what the operation concerns has all properties checked there. In a larger one the step
// must be what it is in its parts, each asked once in a world of its own: that is where the
// properties are checked. So locality is checked here, too.
type prover struct {
	step    func(model.State, model.Op) (model.State, model.Outcome)
	checker properties.Checker
	ops     []model.Op
	slots   []slot            // instances, then disks
	known   *parts            // of all provers
	shapes  map[uint64][]asks // by the shape of a state, for each operation

	state model.State
	now   []content // what the slots hold in it
	value []int     // the same, as numbers
	after []content
	event sim.Event // of a step that has all of the state to itself
	asked int       // how often the machine was, but in parts
}

// A slot is an id under which there can be an instance, or a disk.
type slot struct {
	id     string
	kind   model.Kind
	number map[content]int // of what it can hold, but for the id; nothing is 0
}

// Content is what there is under an id.
type content struct {
	instance model.Instance
	disk     model.Disk
}

func under(id string, s model.State) (c content) {
	c.instance, _ = s.Instance(model.InstanceID(id))
	c.disk, _ = s.Disk(model.DiskID(id))
	return c
}

// nameless returns the content without the id under which it is.
func (c content) nameless() content {
	c.instance.ID, c.disk.ID = "", ""
	return c
}

// Asks are what an operation concerns in all states of a shape: its parts, and how many
// resources there are beside the largest of them.
type asks struct {
	parts  []*part
	others int
}

// A part is one that an operation concerns, with every content of its slots.
type part struct {
	slots   []int // those that are not empty
	answers []atomic.Pointer[answer]
}

// parts has each part once.
type parts struct {
	mu  sync.Mutex
	all map[string]*part
}

// An answer is what an operation does to a part.
type answer struct {
	verdict model.Verdict
	broken  book.RuleSet
	changed []change
}

// A change is what a slot holds after a step, and did not before.
type change struct {
	slot  int
	after content
}

func newProver(o Options, w Size, ops []model.Op, known *parts) (*prover, error) {
	p := &prover{step: o.Suspect.Step, ops: ops, known: known, shapes: map[uint64][]asks{}}
	if err := p.checker.Begin(properties.Subject{Machine: o.Machine, Step: o.Suspect.Step}); err != nil {
		return nil, err
	}
	instances, disks := map[content]int{{}: 0}, map[content]int{{}: 0}
	for _, i := range anyInstance(0) {
		i.MaxDataDisks = model.DefaultDataDisks
		instances[content{instance: i}.nameless()] = len(instances)
	}
	var is []model.Instance
	for n := range w.Instances {
		is = append(is, anyInstance(n)[0])
	}
	for _, d := range fitting(is, anyDisk(o.Machine, 0, w.Instances)) {
		d.Category = model.DefaultCategory
		disks[content{disk: d}.nameless()] = len(disks)
	}
	for _, id := range everyID[string]("i", w.Instances) {
		p.slots = append(p.slots, slot{id, model.KindInstance, instances})
	}
	for _, id := range everyID[string]("d", w.Disks) {
		p.slots = append(p.slots, slot{id, model.KindDisk, disks})
	}
	p.now, p.after, p.value = make([]content, len(p.slots)), make([]content, len(p.slots)), make([]int, len(p.slots))
	return p, nil
}

// enter takes a state to apply operations in.
func (p *prover) enter(s model.State) {
	p.state = s
	for at := range p.slots {
		p.now[at] = under(p.slots[at].id, s)
		p.value[at] = p.slots[at].number[p.now[at].nameless()]
	}
}

// mirrored reports whether the state is another one with two ids exchanged, which comes
// first and counts for both: see [properties.Equivariant].
func (p *prover) mirrored() bool {
	for at := 1; at < len(p.slots); at++ {
		if p.slots[at].kind != p.slots[at-1].kind || p.value[at-1] < p.value[at] {
			continue
		}
		if p.value[at-1] > p.value[at] {
			return true
		}
		if p.slots[at].kind == model.KindInstance && p.held(at-1, at) {
			return true
		}
	}
	return false
}

// held reports whether, with two instances exchanged that are else alike, the disks come
// sooner.
func (p *prover) held(a, b int) bool {
	one, two := model.InstanceID(p.slots[a].id), model.InstanceID(p.slots[b].id)
	other := func(id model.InstanceID) model.InstanceID {
		switch id {
		case one:
			return two
		case two:
			return one
		}
		return id
	}
	for at := range p.slots {
		c := p.now[at].nameless()
		c.disk.InstanceID = other(c.disk.InstanceID)
		c.disk.SourceInstanceID = model.SourceOf(other(c.disk.SourceInstanceID.InstanceID()))
		if n := p.slots[at].number[c]; n != p.value[at] {
			return n < p.value[at]
		}
	}
	return false
}

// shape returns the parts of each operation in the state. They follow from what there is,
// which instance holds which disk and which one it was left by, and which of the disks are
// data disks.
func (p *prover) shape() []asks {
	key := uint64(0)
	for at := range p.slots {
		n, d := len(p.slots)+1, &p.now[at].disk
		class := ((p.at(d.InstanceID)*n+p.at(d.SourceInstanceID.InstanceID()))*2+int(d.Type))*2 + min(p.value[at], 1)
		key = key*uint64(4*n*n) + uint64(class)
	}
	all, known := p.shapes[key]
	if !known {
		for n, op := range p.ops {
			var a asks
			for q := range properties.Concerns(p.state, op) {
				part := p.part(n, q)
				a.parts = append(a.parts, part)
				a.others = max(a.others, p.state.NumInstances()+p.state.NumDisks()-len(part.slots))
			}
			all = append(all, a)
		}
		p.shapes[key] = all
	}
	return all
}

// at returns the number of the slot of an instance, from 1, or 0 of none.
func (p *prover) at(id model.InstanceID) int {
	return 1 + slices.IndexFunc(p.slots, func(s slot) bool { return s.id == string(id) })
}

// part returns a part of an operation with what was asked of it before.
func (p *prover) part(op int, q properties.Part) *part {
	var found part
	size := 1
	for at, s := range p.slots {
		if p.value[at] > 0 && slices.Contains(q.IDs(), s.id) {
			found.slots = append(found.slots, at)
			size *= len(s.number)
		}
	}
	p.known.mu.Lock()
	defer p.known.mu.Unlock()
	key := fmt.Sprint(op, found.slots, q.Absent, q.More)
	if known := p.known.all[key]; known != nil {
		return known
	}
	if len(found.slots) < len(p.slots) { // else it is a whole state, and comes once
		found.answers = make([]atomic.Pointer[answer], size)
	}
	p.known.all[key] = &found
	return &found
}

// apply applies an operation in the state. It returns an event on which a property does not
// hold: in a part of the state, where it does not hold there.
func (p *prover) apply(op model.Op, a asks) *sim.Event {
	after, o := p.step(p.state, op)
	p.asked++
	if a.others == 0 && len(a.parts) == 1 {
		p.event = sim.Event{Op: op, Before: p.state, After: after, Outcome: o}
		if p.checker.Check(&p.event, properties.OfStep) != nil {
			return &p.event
		}
		return nil
	}
	verdict, broken, changed := model.Accepted, book.RuleSet{}, false
	for n, part := range a.parts {
		answer, bad := p.answer(op, part, n)
		if bad != nil {
			return bad
		}
		verdict, broken = max(verdict, answer.verdict), broken.Union(answer.broken)
		if !changed && len(answer.changed) > 0 {
			copy(p.after, p.now)
			changed = true
		}
		for _, c := range answer.changed {
			p.after[c.slot] = c.after
		}
	}
	same := o.Verdict() == verdict && o.Broken() == broken
	if same && changed && verdict == model.Accepted {
		same = p.comesOut(after)
	} else if same {
		same = after.Equal(p.state)
	}
	if same {
		return nil
	}
	return &sim.Event{Op: op, Before: p.state, After: after, Outcome: o}
}

// comesOut reports whether a state is what the parts have come to.
func (p *prover) comesOut(s model.State) bool {
	n := 0
	for at := range p.slots {
		if under(p.slots[at].id, s) != p.after[at] {
			return false
		}
		if p.after[at] != (content{}) {
			n++
		}
	}
	return s.NumInstances()+s.NumDisks() == n
}

// answer returns what an operation does to one of its parts, the nth.
func (p *prover) answer(op model.Op, part *part, n int) (*answer, *sim.Event) {
	at := 0
	for _, slot := range part.slots {
		at = at*len(p.slots[slot].number) + p.value[slot]
	}
	if part.answers == nil {
		return p.ask(op, p.nth(op, n))
	}
	if a := part.answers[at].Load(); a != nil {
		return a, nil
	}
	a, bad := p.ask(op, p.nth(op, n))
	part.answers[at].Store(a)
	return a, bad
}

// nth returns a part of the state that an operation concerns.
func (p *prover) nth(op model.Op, n int) properties.Part {
	for q := range properties.Concerns(p.state, op) {
		if n--; n < 0 {
			return q
		}
	}
	panic("induct: " + op.String() + " concerns fewer parts than in a state of the same shape")
}

// ask applies an operation to a part in a world of its own, and checks all properties.
func (p *prover) ask(op model.Op, q properties.Part) (*answer, *sim.Event) {
	e := &p.event
	*e = sim.Event{Op: op, Before: q.World()}
	e.After, e.Outcome = p.step(e.Before, op)
	if p.checker.Check(e, properties.OfStep) != nil {
		return nil, e
	}
	a := &answer{verdict: e.Outcome.Verdict(), broken: e.Outcome.Broken()}
	for at := range p.slots {
		if was, is := under(p.slots[at].id, e.Before), under(p.slots[at].id, e.After); was != is {
			a.changed = append(a.changed, change{at, is})
		}
	}
	return a, nil
}

// third applies an AttachDisk or a DetachDisk that concerns all of the state, and a disk that
// was left by the instance that holds it, in a world in which it was left by a third one.
func (p *prover) third(op model.Op) (n int, broken *sim.Event) {
	if a := model.ActionOf(op); a != book.ActionAttachDisk && a != book.ActionDetachDisk {
		return 0, nil
	}
	for q := range properties.Concerns(p.state, op) {
		if len(q.Instances) < 2 || len(q.Disks) == 0 {
			continue
		}
		d := q.Disks[0]
		if d.InstanceID == q.Instances[0].ID || d.SourceInstanceID != model.SourceOf(d.InstanceID) {
			continue
		}
		another := model.Instance{ID: "i-third", Status: model.Running}
		d.SourceInstanceID = model.SourceOf(another.ID)
		q.Instances, q.Disks = append(slices.Clip(q.Instances), another), []model.Disk{d}
		_, broken = p.ask(op, q)
		n++
	}
	return n, broken
}

// crowd applies an AttachDisk that concerns all of the state in worlds in which the
// instance may have a number of data disks and holds some more of them, each number from a
// least one to a most. It returns how many worlds that were.
func (p *prover) crowd(op model.AttachDisk, limit, least, most int) (n int, broken *sim.Event) {
	if _, there := p.state.Instance(op.InstanceID); !there {
		return 0, nil
	}
	for q := range properties.Concerns(p.state, op) {
		if d, _ := p.state.Disk(op.DiskID); d.InstanceID == op.InstanceID && d.Type == model.DataDisk {
			most = min(most, limit-1)
		}
		q.Instances = slices.Clone(q.Instances)
		for at := range q.Instances {
			q.Instances[at].MaxDataDisks = uint8(limit)
		}
		for q.More = least; q.More <= most && broken == nil; q.More++ {
			_, broken = p.ask(op, q)
			n++
		}
	}
	return n, broken
}
