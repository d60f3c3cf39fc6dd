package properties

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Minimise makes a failing script as small as it gets: no step can be left out, no
// resource of the world is needless, no attribute, delay or reading is other than its
// default without need, no time passes without need, and ids are i-1, i-2, …, d-1, d-2, …
//
// fails runs a candidate and names its failure, such as the property that does not
// hold; it returns "" for one that passes. What comes back fails with the name of
// what went in.
func Minimise(w script.World, steps []script.Step, fails func(script.World, []script.Step) string) (script.World, []script.Step) {
	m := minimiser{world: w, steps: steps, fails: fails, failure: fails(w, steps)}
	if m.failure == "" {
		return w, steps
	}
	for m.dropSteps() || m.dropResources() || m.plainResources() || m.plainWorld() || m.plainSteps() || m.sooner() {
	}
	m.renumber()
	return m.world, m.steps
}

type minimiser struct {
	world   script.World
	steps   []script.Step
	fails   func(script.World, []script.Step) string
	failure string
}

// try takes a candidate if it fails as the original did.
func (m *minimiser) try(w script.World, steps []script.Step) bool {
	if m.fails(w, steps) != m.failure {
		return false
	}
	m.world, m.steps = w, steps
	return true
}

// dropSteps leaves out steps: large runs of them first, single ones until none can
// be left out.
func (m *minimiser) dropSteps() (any bool) {
	for size := max(len(m.steps)/2, 1); size > 0; {
		dropped := false
		for at := len(m.steps) - size; at >= 0; at-- {
			if at+size <= len(m.steps) && m.try(m.world, slices.Delete(slices.Clone(m.steps), at, at+size)) {
				dropped, any = true, true
			}
		}
		if !dropped || size > 1 {
			size /= 2
		}
	}
	return any
}

// dropResources leaves out disks, and instances that hold none.
func (m *minimiser) dropResources() (any bool) {
	for _, d := range slices.Collect(m.world.State.Disks()) {
		any = m.remake(nil, func(disks []model.Disk) []model.Disk {
			return slices.DeleteFunc(disks, func(e model.Disk) bool { return e.ID == d.ID })
		}) || any
	}
	for _, i := range slices.Collect(m.world.State.Instances()) {
		any = m.remake(func(instances []model.Instance) []model.Instance {
			return slices.DeleteFunc(instances, func(e model.Instance) bool { return e.ID == i.ID })
		}, nil) || any
	}
	return any
}

// plainResources sets attributes to their defaults.
func (m *minimiser) plainResources() (any bool) {
	for _, d := range slices.Collect(m.world.State.Disks()) {
		for _, plain := range []func(*model.Disk){
			func(d *model.Disk) { d.Category = "" },
			func(d *model.Disk) { d.DeleteAutoSnapshot = false },
			func(d *model.Disk) { d.DeleteWithInstance = false },
			func(d *model.Disk) { d.DetachDeletes = false },
			func(d *model.Disk) { d.SourceInstanceID, d.DetachedSystem = model.Source{}, false },
			func(d *model.Disk) { d.ChargeType = model.PostPaid },
			func(d *model.Disk) { d.Type = model.DataDisk },
			func(d *model.Disk) { d.Portable = model.Absent },
			func(d *model.Disk) {
				if d.Status.Attached() {
					d.Status = model.InUse
				}
			},
			func(d *model.Disk) {
				if d.Status != model.InUse {
					d.Status, d.InstanceID = model.Available, ""
				}
			},
		} {
			any = m.remake(nil, func(disks []model.Disk) []model.Disk {
				at := slices.IndexFunc(disks, func(e model.Disk) bool { return e.ID == d.ID })
				plain(&disks[at])
				return disks
			}) || any
		}
	}
	for _, i := range slices.Collect(m.world.State.Instances()) {
		for _, plain := range []func(*model.Instance){
			func(i *model.Instance) { i.Locks = 0 },
			func(i *model.Instance) { i.ChargeType = model.PostPaid },
			func(i *model.Instance) { i.HotPlug = model.Absent },
			func(i *model.Instance) { i.MaxDataDisks = 0 },
			func(i *model.Instance) { i.Status = model.Running },
		} {
			any = m.remake(func(instances []model.Instance) []model.Instance {
				at := slices.IndexFunc(instances, func(e model.Instance) bool { return e.ID == i.ID })
				plain(&instances[at])
				return instances
			}, nil) || any
		}
	}
	return any
}

// plainWorld has the world behave as documented.
func (m *minimiser) plainWorld() (any bool) {
	for _, status := range sim.Statuses() {
		if _, stated := m.world.Delays[status]; stated {
			w := m.world
			w.Delays = maps.Clone(w.Delays)
			delete(w.Delays, status)
			any = m.try(w, m.steps) || any
		}
	}
	for c := range m.world.Machine.Readings.All() {
		w := m.world
		w.Machine.Readings = book.ReadingsOf(slices.DeleteFunc(slices.Collect(w.Machine.Readings.All()), func(d book.Choice) bool { return c == d })...)
		any = m.try(w, m.steps) || any
	}
	if w := m.world; w.Seed != 0 {
		w.Seed = 0
		any = m.try(w, m.steps) || any
	}
	return any
}

// plainSteps takes options off steps and flags off operations. What only lets time
// pass becomes a describe.
func (m *minimiser) plainSteps() (any bool) {
	for at := range m.steps {
		for _, plain := range []func(*script.Step){
			func(s *script.Step) { s.Takes = nil },
			func(s *script.Step) { s.Stale = 0 },
			func(s *script.Step) { s.Reply = sim.ReplyHeard },
			func(s *script.Step) {
				if !model.ActionOf(s.Op).Describe() {
					s.Op, s.Takes, s.Injected, s.Stale, s.Reply = model.DescribeDisks{}, nil, false, 0, sim.ReplyHeard
				}
			},
			plainOp(func(op *model.AttachDisk) { op.DeleteWithInstance = false }),
			plainOp(func(op *model.DeleteInstance) { op.Force = false }),
			plainOp(func(op *model.ModifyDiskAttribute) { op.DeleteAutoSnapshot = model.Absent }),
			plainOp(func(op *model.CreateDisk) { op.DiskCategory = "" }),
			plainOp(func(op *model.CreateInstance) { op.InstanceChargeType = model.PostPaid }),
			plainOp(func(op *model.CreateInstance) { op.HotPlug = model.Absent }),
		} {
			steps := slices.Clone(m.steps)
			plain(&steps[at])
			if steps[at].String() != m.steps[at].String() {
				any = m.try(m.world, steps) || any
			}
		}
	}
	return any
}

// plainOp makes operations of one kind plain.
func plainOp[O model.Op](plain func(*O)) func(*script.Step) {
	return func(s *script.Step) {
		if op, ok := s.Op.(O); ok {
			plain(&op)
			s.Op = op
		}
	}
}

// sooner shortens the time between steps, to none or to a round one.
func (m *minimiser) sooner() (any bool) {
	for at := range m.steps {
		gap := m.steps[at].At
		if at > 0 {
			gap -= m.steps[at-1].At
		}
		for _, shorter := range []time.Duration{0, time.Second, gap.Truncate(time.Minute), gap.Truncate(10 * time.Second), gap.Truncate(time.Second)} {
			if shorter >= gap {
				continue
			}
			steps := slices.Clone(m.steps)
			for n := at; n < len(steps); n++ {
				steps[n].At -= gap - shorter
			}
			if m.try(m.world, steps) {
				any = true
				break
			}
		}
	}
	return any
}

// remake tries a world of changed resources, if that is well-formed and another one.
func (m *minimiser) remake(instances func([]model.Instance) []model.Instance, disks func([]model.Disk) []model.Disk) bool {
	is, ds := slices.Collect(m.world.State.Instances()), slices.Collect(m.world.State.Disks())
	if instances != nil {
		is = instances(is)
	}
	if disks != nil {
		ds = disks(ds)
	}
	state, err := model.NewState(is, ds)
	if err != nil || state.Equal(m.world.State) {
		return false
	}
	w := m.world
	w.State = state
	return m.try(w, m.steps)
}

// renumber names the resources by the order in which they come: in the world, then
// in the steps. An id that is never that of a resource keeps its name.
func (m *minimiser) renumber() {
	names := map[string]string{}
	numbers := map[string]int{}
	name := func(id, prefix string) string {
		if _, ok := names[id]; !ok && id != "" {
			numbers[prefix]++
			names[id] = prefix + strconv.Itoa(numbers[prefix])
		}
		return names[id]
	}
	// A world made anew has none of the comments, which are by the old ids.
	w := script.World{Machine: m.world.Machine, Delays: m.world.Delays, Told: m.world.Told, Seed: m.world.Seed}
	is, ds := slices.Collect(m.world.State.Instances()), slices.Collect(m.world.State.Disks())
	// d-10 comes after d-9, so that numbering again changes nothing.
	slices.SortFunc(is, func(a, b model.Instance) int { return byLength(a.ID, b.ID) })
	slices.SortFunc(ds, func(a, b model.Disk) int { return byLength(a.ID, b.ID) })
	for _, i := range is {
		w.Order = append(w.Order, name(string(i.ID), "i-"))
	}
	for _, d := range ds {
		w.Order = append(w.Order, name(string(d.ID), "d-"))
	}
	for _, s := range m.steps {
		instances, disks := model.IDs(s.Op)
		for _, id := range instances {
			name(string(id), "i-")
		}
		for _, id := range disks {
			name(string(id), "d-")
		}
	}
	to := func(id string) string {
		if named, ok := names[id]; ok {
			return named
		}
		return id
	}
	instance := func(id model.InstanceID) model.InstanceID { return model.InstanceID(to(string(id))) }
	disk := func(id model.DiskID) model.DiskID { return model.DiskID(to(string(id))) }
	var err error
	if w.State, err = m.world.State.Rename(instance, disk); err != nil {
		return
	}
	steps := slices.Clone(m.steps)
	for i := range steps {
		steps[i].Op = model.Rename(steps[i].Op, instance, disk, to)
	}
	m.try(w, steps)
}

// byLength compares ids by their length first.
func byLength[T ~string](a, b T) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
