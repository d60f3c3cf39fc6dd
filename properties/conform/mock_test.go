package conform_test

import (
	"fmt"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// mock is a stateful mock as people write them: it settles inside the call. What it
// does wrong is up to its machine.
type mock struct {
	machine model.Machine
	state   model.State
	lacks   book.ActionSet
}

func (m *mock) Do(op model.Op) (model.Answer, error) {
	if m.lacks.Has(model.ActionOf(op)) {
		return model.Answer{}, fmt.Errorf("this mock: %w", conform.ErrUnsupported)
	}
	after, _, answer := m.machine.Respond(m.state, op)
	m.state = after
	instances, disks := model.IDs(op)
	for _, id := range instances {
		m.settle(string(id))
	}
	for _, id := range disks {
		m.settle(string(id))
	}
	return answer, answer.Err()
}

func (m *mock) settle(id string) { m.state, _ = m.machine.Step(m.state, model.Settle{ID: id}) }

// told is a mock that settles when it is told to, and not before.
type told struct{ mock }

func (m *told) Do(op model.Op) (model.Answer, error) {
	after, _, answer := m.machine.Respond(m.state, op)
	m.state = after
	return answer, nil
}

func (m *told) Settle(id string) error {
	m.settle(id)
	return nil
}

// clocked is a world of package sim, with a clock that the check moves.
type clocked struct {
	clock *sim.Manual
	world *sim.World
}

func newClocked(w script.World) (conform.System, error) {
	clock := new(sim.Manual)
	return clocked{clock, w.New(clock)}, nil
}

func (c clocked) Do(op model.Op) (model.Answer, error) { return c.world.Do(op) }
func (c clocked) Advance(d time.Duration)              { c.clock.Add(d) }

// named is a system that chooses the ids of what it creates, and says so.
type named struct {
	told
	n int
}

func (m *named) Do(op model.Op) (model.Answer, error) {
	m.n++
	switch create := op.(type) {
	case model.CreateDisk:
		create.DiskID = model.DiskID(fmt.Sprintf("d-own%d", m.n))
		op = create
	case model.CreateInstance:
		create.InstanceID = model.InstanceID(fmt.Sprintf("i-own%d", m.n))
		create.SystemDiskID = model.DiskID(fmt.Sprintf("d-system%d", m.n))
		op = create
	}
	return m.told.Do(op)
}

func newMock(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) { return &mock{machine: m, state: w.State}, nil }
}

func newTold(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return &told{mock{machine: m, state: w.State}}, nil
	}
}

func newNamed(m model.Machine) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		return &named{told: told{mock{machine: m, state: w.State}}}, nil
	}
}
