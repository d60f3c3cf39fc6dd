package properties

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// smallInstances and smallDisks are values that one machine or another tells apart.
func smallInstances(id model.InstanceID) (all []model.Instance) {
	for _, i := range []model.Instance{
		{Status: model.Running},
		{Status: model.Stopped},
		{Status: model.Running, Locks: model.LockSecurity},
		{Status: model.Starting, HotPlug: model.False, ChargeType: model.PrePaid},
	} {
		i.ID = id
		all = append(all, i)
	}
	return all
}

func smallDisks(m model.Machine, id model.DiskID, instances ...model.Instance) (all []model.Disk) {
	add := func(d model.Disk) { d.ID = id; all = append(all, d) }
	add(model.Disk{Status: model.Available})
	bound := boundEditions().Has(m.Edition)
	if !bound {
		add(model.Disk{Status: model.Creating, Portable: model.False})
	}
	for _, i := range instances {
		add(model.Disk{Status: model.InUse, InstanceID: i.ID})
		add(model.Disk{Status: model.InUse, InstanceID: i.ID, Type: model.SystemDisk, DeleteWithInstance: true})
		add(model.Disk{Status: model.Detaching, InstanceID: i.ID, DeleteWithInstance: true})
		if !bound {
			add(model.Disk{Status: model.Attaching, InstanceID: i.ID, Portable: model.False})
			continue
		}
		source := model.SourceOf(i.ID)
		add(model.Disk{Status: model.Available, DeleteWithInstance: true, SourceInstanceID: source})
		add(model.Disk{Status: model.Available, SourceInstanceID: source, DetachedSystem: true})
		for _, holder := range instances {
			add(model.Disk{Status: model.InUse, InstanceID: holder.ID, SourceInstanceID: source, DetachedSystem: true})
		}
	}
	return all
}

// each yields no resource, and then each of some.
func each[T any](all []T) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for n := range len(all) + 1 {
			if !yield(all[max(n-1, 0):n]) {
				return
			}
		}
	}
}

// smallWorlds yields the worlds of up to two instances and two disks of a machine's edition.
func smallWorlds(m model.Machine) iter.Seq[model.State] {
	return func(yield func(model.State) bool) {
		for one := range each(smallInstances("i-1")) {
			for two := range each(smallInstances("i-2")) {
				instances := slices.Concat(one, two)
				for d := range each(smallDisks(m, "d-1", instances...)) {
					for e := range each(smallDisks(m, "d-2", instances...)) {
						s, err := model.NewState(instances, slices.Concat(d, e))
						if err == nil && !yield(s) {
							return
						}
					}
				}
			}
		}
	}
}

// smallOps are operations on what there is, and may be, in small worlds. Some are on an id
// of the other kind.
func smallOps(m model.Machine) []model.Op {
	ops := slices.Collect(m.OpsOn([]model.InstanceID{"i-1", "i-2", "d-1"}, []model.DiskID{"d-1", "d-2", "i-1"}))
	return append(ops,
		model.CreateDisk{DiskID: "d-1"}, model.CreateDisk{DiskID: "i-1"}, model.CreateDisk{DiskID: "d-3"},
		model.CreateInstance{InstanceID: "i-1", SystemDiskID: "d-1"}, model.CreateInstance{InstanceID: "i-2", SystemDiskID: "i-1"},
		model.CreateInstance{InstanceID: "i-3", SystemDiskID: "d-3"}, model.CreateInstance{InstanceID: "d-1", SystemDiskID: "d-2"},
		model.DescribeDisks{}, model.DescribeDisks{InstanceID: "i-1"}, model.DescribeInstances{})
}

// smaller is a world from which a resource was taken away: an instance with the disks that it
// held or that it was left by.
type smaller struct {
	state model.State
	gone  []string // the ids, first that of the resource
}

// without returns the worlds of a state from which one resource is taken away.
func without(s model.State) (all []smaller) {
	for r := range s.Resources() {
		gone := []string{r.ID()}
		for d := range s.Disks() {
			if string(d.InstanceID) == r.ID() || string(d.SourceInstanceID.InstanceID()) == r.ID() {
				gone = append(gone, string(d.ID))
			}
		}
		instances := slices.DeleteFunc(slices.Collect(s.Instances()), func(i model.Instance) bool { return slices.Contains(gone, string(i.ID)) })
		disks := slices.DeleteFunc(slices.Collect(s.Disks()), func(d model.Disk) bool { return slices.Contains(gone, string(d.ID)) })
		state, err := model.NewState(instances, disks)
		if err != nil {
			panic(err)
		}
		all = append(all, smaller{state, gone})
	}
	return all
}

// concerns reports whether any of the ids is of what was taken away.
func (w smaller) concerns(ids []string) bool {
	return slices.ContainsFunc(w.gone, func(id string) bool { return slices.Contains(ids, id) })
}

// Every operation in every small world does the same when a resource that it does not
// concern is taken away, each for itself; and so it is with all of them gone at once, which
// is what the property checks.
func TestLocalInSmallWorlds(t *testing.T) {
	if testing.Short() {
		t.Skip("goes through every small world of two editions")
	}
	for _, e := range []book.Edition{book.Edition2019, book.Edition2024} { // without a source, and with one for disks of both types
		t.Run(e.String(), func(t *testing.T) {
			t.Parallel()
			testLocalInSmallWorlds(t, model.Machine{Edition: e})
		})
	}
}

func testLocalInSmallWorlds(t *testing.T, m model.Machine) {
	ops := smallOps(m)
	var c Checker
	c.begin(Subject{Machine: m})
	worlds, taken := 0, 0
	for s := range smallWorlds(m) {
		worlds++
		fewer := without(s)
		for _, op := range ops {
			e := sim.Event{Op: op, Before: s}
			e.After, e.Outcome = m.Step(s, op)
			if err := c.Check(&e, OfMachine); err != nil {
				t.Fatalf("%v\nin %s", err, s)
			}
			var concerned []string
			for p := range Concerns(s, op) {
				concerned = append(concerned, p.IDs()...)
				if len(p.Instances) > 2 || len(p.Disks) > 1 { // of three there are no small worlds
					t.Fatalf("%s in %s concerns %v and %v together", op, s, p.Instances, p.Disks)
				}
				if p.More > 0 {
					concerned = append(concerned, "d-1", "d-2") // their number counts
				}
			}
			want := changesOf(s, e.After)
			for _, w := range fewer {
				if w.concerns(concerned) {
					continue
				}
				taken++
				after, o := m.Step(w.state, op)
				if o.Verdict() != e.Outcome.Verdict() || o.Broken() != e.Outcome.Broken() {
					t.Fatalf("%s in %s: %s; without %s, %s", op, s, e.Outcome, w.gone[0], o)
				}
				if got := changesOf(w.state, after); got != want {
					t.Fatalf("%s in %s changes %s; without %s, %s", op, s, want, w.gone[0], got)
				}
			}
		}
	}
	if worlds < 2000 || taken < 100*worlds {
		t.Errorf("%d worlds, from which %d resources are taken away", worlds, taken)
	}
}

func changesOf(before, after model.State) string {
	if after.Equal(before) {
		return ""
	}
	return fmt.Sprint(slices.Collect(model.Diff(before, after)))
}

// A describe reads what it shows: it shows the same when another resource is taken away,
// and of an instance what it shows of it.
func TestDescribesAreLocal(t *testing.T) {
	var m model.Machine
	for s := range smallWorlds(m) {
		fewer := without(s)
		for _, op := range []model.Op{
			model.DescribeDisks{}, model.DescribeDisks{InstanceID: "i-1"}, model.DescribeDisks{DiskIDs: []model.DiskID{"d-1", "d-2"}, Status: "In_use"},
			model.DescribeInstances{}, model.DescribeInstances{InstanceIDs: []model.InstanceID{"i-2"}, Status: "Running"},
		} {
			_, _, answer := m.Respond(s, op)
			var shown []string
			for _, r := range answer.Shown {
				shown = append(shown, r.ID())
			}
			for _, w := range fewer {
				if w.concerns(shown) {
					continue
				}
				if _, _, again := m.Respond(w.state, op); again.String() != answer.String() {
					t.Fatalf("%s in %s: %s; without %s, %s", op, s, answer, w.gone[0], again)
				}
			}
		}
	}
}

// In large worlds, each drawn operation is local, in each edition and under each reading.
func TestLocalInLargeWorlds(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 15))
	var machines []model.Machine
	for e := range book.AllEditions() {
		machines = append(machines, model.Machine{Edition: e})
	}
	for c := range otherReadings() {
		machines = append(machines, machineOf(c))
	}
	for _, m := range machines {
		start := drawWorld(m, src, 60, 1500, false)
		for start.NumDisks() < 1000 {
			start = drawWorld(m, src, 60, 1500, false)
		}
		g := NewGenerator(m, start, 0)
		var checker Checker
		checker.begin(Subject{Start: start, Machine: m})
		e := sim.Event{After: start}
		for n := range 200 {
			e = sim.Event{N: n, Before: e.After}
			e.Op = g.Draw(src, e.Before)
			e.After, e.Outcome = m.Step(e.Before, e.Op)
			s := &checker.current
			s.look(&e)
			if f := local(s); f.clause != holds {
				t.Fatalf("%s, %s: %v", m.Edition, m.Readings, f.violation(s))
			}
		}
	}
}

// busybodies are machines that are right but for a third resource, of which they read or
// change something.
func busybodies() map[string]stepFunc {
	var m model.Machine
	refusing := func(a book.Action, when func(s model.State, op model.Op) bool) stepFunc {
		return func(s model.State, op model.Op) (model.State, model.Outcome) {
			if model.ActionOf(op) == a && when(s, op) {
				return s, m.Judge(s, model.StopInstance{InstanceID: "unknown"})
			}
			return m.Step(s, op)
		}
	}
	and := func(a book.Action, more func(before, after model.State, op model.Op) model.Op) stepFunc {
		return func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if o.Accepted() && model.ActionOf(op) == a {
				if next := more(s, after, op); next != nil {
					after, _ = m.Step(after, next)
				}
			}
			return after, o
		}
	}
	anotherInstance := func(s model.State, op model.Op, is func(model.Instance) bool) bool {
		named, _ := model.IDs(op)
		for i := range s.Instances() {
			if !slices.Contains(named, i.ID) && is(i) {
				return true
			}
		}
		return false
	}
	return map[string]stepFunc{
		"another instance's status": refusing(book.ActionStopInstance, func(s model.State, op model.Op) bool {
			return anotherInstance(s, op, func(i model.Instance) bool { return i.Status == model.Starting })
		}),
		"another instance's lock": refusing(book.ActionDetachDisk, func(s model.State, op model.Op) bool {
			return anotherInstance(s, op, func(i model.Instance) bool { return i.Locks.Has(model.LockSecurity) })
		}),
		"whether a disk is on its way elsewhere": refusing(book.ActionDetachDisk, func(s model.State, op model.Op) bool {
			for d := range s.Disks() {
				if d.Status == model.Detaching && d.ID != op.(model.DetachDisk).DiskID {
					return true
				}
			}
			return false
		}),
		"what else the instance holds": refusing(book.ActionAttachDisk, func(s model.State, op model.Op) bool {
			for d := range s.DisksOf(op.(model.AttachDisk).InstanceID) {
				if d.ID != op.(model.AttachDisk).DiskID && d.Status == model.Detaching {
					return true
				}
			}
			return false
		}),
		"how many disks there are":     refusing(book.ActionCreateDisk, func(s model.State, op model.Op) bool { return s.NumDisks() == 5 }),
		"how many instances there are": refusing(book.ActionStartInstance, func(s model.State, op model.Op) bool { return s.NumInstances() > 3 }),
		"releases another instance's disk": and(book.ActionDeleteInstance, func(before, after model.State, op model.Op) model.Op {
			for d := range after.Disks() {
				if d.Status == model.Detaching {
					return model.Settle{ID: string(d.ID)}
				}
			}
			return nil
		}),
		"releases by a disk that is kept": func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if model.ActionOf(op) != book.ActionDeleteInstance || !o.Accepted() {
				return after, o
			}
			kept, last := 0, model.DiskID("")
			for d := range s.DisksOf(op.(model.DeleteInstance).InstanceID) {
				if _, ok := after.Disk(d.ID); ok {
					kept, last = kept+1, d.ID
				}
			}
			if kept > 1 {
				after, _ = m.Step(after, model.DeleteDisk{DiskID: last})
			}
			return after, o
		},
		"settles what else is on its way": and(book.ActionSettle, func(before, after model.State, op model.Op) model.Op {
			for r := range after.Resources() {
				if r.Transitional() != "" {
					return model.Settle{ID: r.ID()}
				}
			}
			return nil
		}),
	}
}

// Each machine that reads or changes a third resource is found out, and all by this
// property alone: no table is asked.
func TestLocalFindsBusybodies(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 15))
	for name, step := range busybodies() {
		t.Run(name, func(t *testing.T) {
			var c Checker
			for range 2000 {
				start := drawWorld(model.Machine{}, src, 4, 8, false)
				c.begin(Subject{Start: start, Step: step})
				g := NewGenerator(model.Machine{}, start, 0)
				for _, op := range []model.Op{g.Draw(src, start), g.onInstance(new(draw), start)} {
					e := sim.Event{Op: op, Before: start}
					e.After, e.Outcome = step(start, op)
					s := &c.current
					s.look(&e)
					if f := local(s); f.clause != holds {
						t.Log(f.violation(s))
						return
					}
				}
			}
			t.Error("it is not found")
		})
	}
}
