package properties

import (
	"slices"
	"strconv"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A Source is what a generator draws from: a *rand.Rand of math/rand/v2 is one, and
// package rapidgen makes one of rapid's.
type Source interface {
	// IntN returns a number of at least 0 and below n.
	IntN(n int) int
}

// A Generator draws operations for one world. It knows the ids of the world, some
// fresh ones for creations, and ids that never exist; and it looks at the state, so
// that most of what it draws is accepted and what is refused is refused for many
// reasons. Every operation it draws is a legal question, which can be told in the machine's
// edition: it never has to be skipped.
//
// A Generator is not safe for concurrent use.
type Generator struct {
	machine model.Machine
	without book.ActionSet

	instances []instanceOps
	disks     []diskOps
	known     struct{ instances, disks int } // how many of them may exist now
	start     struct{ instances, disks int } // and how many at the start
	all       []model.Op
	describes []model.Op
	byAction  map[book.Action][]model.Op
}

var rules = slices.Collect(book.Rules())

// freshIDs is how many resources of each kind a sequence may create.
const freshIDs = 2

// NewGenerator returns a generator for sequences that start in s, for a machine
// under the given readings. It draws none of the actions in without.
func NewGenerator(m model.Machine, s model.State, without book.ActionSet) *Generator {
	g := &Generator{machine: m, without: without, byAction: map[book.Action][]model.Op{}}
	var instances []model.InstanceID
	var disks []model.DiskID
	taken := map[string]bool{}
	for i := range s.Instances() {
		instances, taken[string(i.ID)] = append(instances, i.ID), true
	}
	for d := range s.Disks() {
		disks, taken[string(d.ID)] = append(disks, d.ID), true
	}
	g.start.instances, g.start.disks = len(instances), len(disks)
	fresh := func(prefix string) string {
		for n := 1; ; n++ {
			if id := prefix + strconv.Itoa(n); !taken[id] {
				taken[id] = true
				return id
			}
		}
	}
	for range freshIDs {
		instances = append(instances, model.InstanceID(fresh("i-")))
		disks = append(disks, model.DiskID(fresh("d-")))
	}
	for _, id := range instances {
		g.instances = append(g.instances, opsOnInstance(id, model.DiskID(fresh("d-"))))
	}
	for _, id := range disks {
		g.disks = append(g.disks, opsOnDisk(m, id, instances))
	}
	g.collect(instances)
	g.Reset()
	return g
}

// collect lists every operation that can be drawn: on each resource, on ids that
// never exist and with parameters left out.
func (g *Generator) collect(instances []model.InstanceID) {
	add := func(ops ...model.Op) {
		for _, op := range ops {
			if a := model.ActionOf(op); !g.without.Has(a) {
				g.all = append(g.all, op)
				g.byAction[a] = append(g.byAction[a], op)
				if a.Describe() {
					g.describes = append(g.describes, op)
				}
			}
		}
	}
	onInstance := func(o instanceOps) {
		add(o.start, o.stop, o.reboot, o.settle, o.release, o.force, o.reclaim)
		add(o.locks...)
		add(o.unlocks...)
	}
	onDisk := func(o diskOps) {
		add(o.release, o.reinit, o.settle, o.detachFailed, o.attachFailed)
		add(o.modify...)
		for _, d := range o.detach {
			add(d...)
		}
		for _, a := range o.attach {
			add(a[0], a[1])
		}
	}
	for _, o := range g.instances {
		onInstance(o)
	}
	for _, o := range g.disks {
		onDisk(o)
	}
	for _, id := range []string{"", "unknown"} {
		onInstance(opsOnInstance(model.InstanceID(id), "unknown"))
		onDisk(opsOnDisk(g.machine, model.DiskID(id), append(instances, "", "unknown")))
		for _, d := range g.disks {
			add(model.DetachDisk{InstanceID: model.InstanceID(id), DiskID: d.id}, model.AttachDisk{InstanceID: model.InstanceID(id), DiskID: d.id})
		}
	}
	add(model.CreateDisk{}, model.CreateInstance{})
	add(describes(g.instances, g.disks)...)
}

// Reset starts a new sequence: the fresh ids are fresh again.
func (g *Generator) Reset() { g.known.instances, g.known.disks = g.start.instances, g.start.disks }

// A draw is a large number that choices are taken out of, one after the other: one
// draw from the source a choice would cost more than everything else.
type draw uint32

func (d *draw) below(n int) int {
	x := int(*d % draw(n))
	*d /= draw(n)
	return x
}

const drawRange = 1 << 31

// Draw returns an operation for the state: mostly one that moves a resource on,
// sometimes any at all, sometimes one that breaks a rule alone. It returns nil if every
// action is left out.
func (g *Generator) Draw(src Source, s model.State) model.Op {
	if len(g.all) == 0 {
		return nil
	}
	d := draw(src.IntN(drawRange))
	var op model.Op
	switch class := d.below(32); {
	case class == 0:
		rule := rules[d.below(len(rules))]
		if broken, ok := g.breaking(d, s, rule, 6); ok {
			return broken
		}
		op = g.any(d)
	case class < 4:
		op = g.any(d)
	case class == 4:
		op = g.creation(&d, s)
	case class == 5 && len(g.describes) > 0:
		op = g.describes[d.below(len(g.describes))]
	case class < 14:
		op = g.onInstance(&d, s)
	default:
		op = g.onDisk(&d, s)
	}
	if g.without != 0 && g.without.Has(model.ActionOf(op)) {
		return g.any(d)
	}
	return op
}

func anyOf(d *draw, ops []model.Op) model.Op { return ops[d.below(len(ops))] }

func (g *Generator) any(d draw) model.Op { return g.all[int(d)%len(g.all)] }

// creation takes the next fresh id, while there is one.
func (g *Generator) creation(d *draw, s model.State) model.Op {
	switch {
	case d.below(2) == 0 && g.known.disks < len(g.disks):
		g.known.disks++
		return g.disks[g.known.disks-1].create[d.below(3)]
	case g.known.instances < len(g.instances):
		g.known.instances++
		return g.instances[g.known.instances-1].create[d.below(2)]
	}
	return g.onDisk(d, s)
}

func (g *Generator) onInstance(d *draw, s model.State) model.Op {
	if g.known.instances == 0 {
		return g.any(*d)
	}
	o := &g.instances[d.below(g.known.instances)]
	i, ok := s.Instance(o.id)
	if !ok {
		return g.any(*d)
	}
	c := d.below(16)
	switch {
	case c < 2:
		return o.locks[d.below(len(o.locks))]
	case c < 6 && i.Locks != 0:
		return o.unlocks[d.below(len(o.unlocks))]
	case i.Status.Transitional() && c < 13:
		return o.settle
	case i.Status == model.Running && c < 11:
		return o.stop
	case i.Status == model.Running && c < 13:
		return o.reboot
	case i.Status == model.Running && c < 14:
		return o.force
	case i.Status == model.Stopped && c < 13:
		return o.start
	case i.Status == model.Stopped && c < 14:
		return o.release
	}
	return [...]model.Op{o.start, o.stop, o.reboot, o.release, o.reclaim}[d.below(5)]
}

func (g *Generator) onDisk(d *draw, s model.State) model.Op {
	if g.known.disks == 0 || g.known.instances == 0 {
		return g.any(*d)
	}
	o := &g.disks[d.below(g.known.disks)]
	if g.start.disks > model.DefaultDataDisks && d.below(2) == 0 {
		o = &g.disks[g.start.disks-1-d.below(2)] // in a crowd, few others can be attached
	}
	disk, ok := s.Disk(o.id)
	if !ok {
		return g.any(*d)
	}
	c := d.below(16)
	other := d.below(g.known.instances)
	flag := d.below(2)
	switch {
	case c == 0:
		return o.modify[d.below(len(o.modify))]
	case c == 2 && disk.Portable == model.False:
		return o.modify[d.below(2)] // the flag, which may have to stay
	case c == 1:
		return [...]model.Op{o.release, o.reinit, o.attach[other][flag], anyOf(d, o.detach[other]), o.settle}[d.below(5)]
	case disk.Status == model.Available && c < 14:
		return o.attach[other][flag]
	case disk.Status == model.Available:
		return o.release
	case disk.Status == model.InUse && c < 13:
		return anyOf(d, o.detach[g.indexOf(disk.InstanceID, other)])
	case disk.Status == model.InUse:
		return o.reinit
	case disk.Status == model.Detaching && c < 4:
		return o.detachFailed
	case disk.Status == model.Detaching && c < 6:
		return anyOf(d, o.detach[g.indexOf(disk.InstanceID, other)])
	case disk.Status == model.Detaching && c < 7:
		return o.attach[g.indexOf(disk.InstanceID, other)][flag]
	case disk.Status == model.Attaching && c < 4:
		return o.attachFailed
	case disk.Status == model.ReIniting && c < 4, disk.Status == model.Attaching && c < 5:
		return anyOf(d, o.detach[g.indexOf(disk.InstanceID, other)])
	}
	return o.settle
}

// indexOf returns where the instance is among the generator's, or other if it is none.
func (g *Generator) indexOf(id model.InstanceID, other int) int {
	for i := range g.instances {
		if g.instances[i].id == id {
			return i
		}
	}
	return other
}

// breaking returns an operation that breaks the rule and no other in the state, if there
// is one among the next tries of all that can be drawn.
func (g *Generator) breaking(d draw, s model.State, r book.Rule, tries int) (op model.Op, ok bool) {
	ops := g.byAction[r.Action()]
	if len(ops) == 0 {
		return nil, false
	}
	want := book.RuleSetOf(r)
	for at := int(d) % len(ops); tries > 0; tries-- {
		if g.machine.Judge(s, ops[at]).Broken() == want {
			return ops[at], true
		}
		if at++; at == len(ops) {
			at = 0
		}
	}
	return nil, false
}
