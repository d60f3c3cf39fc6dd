package conform_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// readings are the default ones, every choice alone that is no default, and every pair
// of two that are of different readings.
func readings() (all []book.Readings) {
	all = append(all, book.Readings{})
	for c := range book.Edition2019.Choices() {
		if c.Default() || c == book.OrderAnyBroken { // no machine goes by it
			continue
		}
		for _, r := range slices.Clone(all) {
			if with := r.With(c); len(slices.Collect(r.All())) < 2 && !slices.Contains(all, with) {
				all = append(all, with)
			}
		}
	}
	return all
}

// kinds are the kinds of right systems, of a machine under some readings.
var kinds = map[string]struct {
	build func(model.Machine) func(script.World) (conform.System, error)
	conform.Config
}{
	"settles inside the call": {build: newMock, Config: conform.Config{Options: conform.Options{Instant: true}}},
	"settles when told":       {build: newTold},
	"chooses its own ids":     {build: newNamed},
	"tells few ids":           {build: newTaciturn},
	"has a clock":             {build: newClock},
	"draws its delays": {build: newClock, Config: conform.Config{Delays: sim.Delays{
		"Detaching": sim.Between(time.Second, 3*time.Minute), "Attaching": sim.Between(time.Second, time.Minute), "Stopping": sim.Between(0, time.Minute),
	}}},
	"counts describes":          {build: newClock, Config: conform.Config{Delays: sim.Delays{"Detaching": sim.AfterDescribes(2), "Attaching": sim.AfterDescribes(3)}}},
	"settles in the background": {build: newLate},
	"fails by itself":           {build: newFailing},
	"shows little":              {build: newCoarse},
	"has a known defect": {build: newMiscategorised, Config: conform.Config{
		Known: []conform.Known{{Key: "DescribeDisks: shows otherwise: Category", Reason: "it has no other"}},
	}},
	"numbers its disks as others are": {build: newShifted},
}

// Systems that are right under any readings are told so, whatever their kind; also when
// they have to keep to those readings.
func TestRightSystems(t *testing.T) {
	all := readings()
	if len(all) < 46 {
		t.Fatalf("%d sets of readings", len(all))
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls, judged := 0, 0
			for n, r := range all {
				if testing.Short() && n%4 != 0 {
					continue
				}
				c := kind.Config
				c.New, c.Seed, c.Sequences = kind.build(model.Machine{Readings: r}), uint64(n), 2
				if n%2 == 1 {
					c.Readings = &r
				}
				report, err := c.Search()
				if err != nil || len(report.Divergences) > 0 {
					t.Fatalf("under %s: %v\n%s\n%v", r, err, report, report.Divergences)
				}
				calls, judged = calls+report.Calls, judged+1
			}
			if calls < 40*judged {
				t.Errorf("%d calls under %d sets of readings", calls, judged)
			}
		})
	}
}

// newClock returns a world under a clock, of a machine.
func newClock(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		clock, config := new(sim.Manual), w.Config()
		config.Machine = m
		return clocked{clock, sim.New(clock, w.State, config)}, nil
	}
}

// untold is a system that cannot be told to settle.
type untold struct{ conform.System }

// late is a mock that settles what a describe has shown on its way, between two calls.
type late struct {
	told
	shown map[string]int
	fails bool // every other time
}

func (m *late) Do(op model.Op) (model.Answer, error) {
	for id, n := range m.shown {
		if n < 2 {
			continue
		}
		delete(m.shown, id)
		if m.fails && len(m.shown)%2 == 0 {
			m.state, _ = m.machine.Step(m.state, model.DetachFailed{DiskID: model.DiskID(id)})
			m.state, _ = m.machine.Step(m.state, model.AttachFailed{DiskID: model.DiskID(id)})
			continue
		}
		m.settle(id)
	}
	a, err := m.told.Do(op)
	for _, r := range a.Shown {
		if r.Transitional() != "" {
			m.shown[r.ID()]++
		}
	}
	return a, err
}

func newLate(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return untold{&late{told: told{mock{machine: m, state: w.State}}, shown: map[string]int{}}}, nil
	}
}

// newFailing returns a mock whose detaches and attaches may fail by themselves.
func newFailing(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return untold{&late{told: told{mock{machine: m, state: w.State}}, shown: map[string]int{}, fails: true}}, nil
	}
}

func newTaciturn(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return &taciturn{named: named{told: told{mock{machine: m, state: w.State}}}}, nil
	}
}

func newCoarse(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return &coarse{told{mock{machine: m, state: w.State}}}, nil
	}
}

func newMiscategorised(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return &miscategorised{told{mock{machine: m, state: w.State}}}, nil
	}
}

// shifted is a system that chooses ids of its own which are like the model's of others.
type shifted struct {
	told
	start model.State
	n     int
}

func (m *shifted) Do(op model.Op) (model.Answer, error) {
	switch create := op.(type) {
	case model.CreateDisk:
		create.DiskID = model.DiskID(m.free("d-"))
		op = create
	case model.CreateInstance:
		create.InstanceID = model.InstanceID(m.free("i-"))
		create.SystemDiskID = model.DiskID(m.free("d-"))
		op = create
	}
	return m.told.Do(op)
}

// free returns an id that no resource has or had, though the check may give it to
// another.
func (m *shifted) free(prefix string) string {
	for m.n++; ; m.n++ {
		id := fmt.Sprintf("%s%d", prefix, m.n)
		_, instance := m.start.Instance(model.InstanceID(id))
		_, disk := m.start.Disk(model.DiskID(id))
		if !instance && !disk {
			return id
		}
	}
}

func newShifted(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return &shifted{told: told{mock{machine: m, state: w.State}}, start: w.State}, nil
	}
}
