package explore

import (
	"errors"
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
)

// A Scope is what is explored: a start state, and the operations and events that may
// be asked in every state. It is bounded: operations name the resources that there
// can be.
type Scope struct {
	Name    string
	Machine model.Machine      // the documented machine to judge by
	Suspect properties.Suspect // the machine that is explored; by default Machine itself
	Start   model.State
	Ops     []model.Op // by default those of [Ops]

	family family // those like it of other sizes
}

// MaxResources is how many instances, and how many disks, [Core] and [Every] can have.
const MaxResources = 512

// maxOps is how many operations a scope may have.
const maxOps = 1 << 20

// ready returns a scope that has what it may leave out, or says what is wrong with it, such
// as that it has less than so many operations.
func (s Scope) ready(least int) (Scope, error) {
	if s.Name == "" {
		s.Name = "a scope"
	}
	if err := s.Start.Validate(); err != nil {
		return s, s.failed(err)
	}
	asked := len(s.Ops)
	if s.Ops == nil {
		asked = numOps(s.Start)
	}
	switch {
	case asked < least:
		return s, s.failed(errors.New("it has no resources and no operations; expected something to ask"))
	case asked > maxOps:
		return s, s.failed(fmt.Errorf("it has %d operations; expected at most %d", asked, maxOps))
	case s.Ops == nil:
		s.Ops = Ops(s.Start)
	}
	for n, op := range s.Ops {
		if op == nil {
			return s, s.failed(fmt.Errorf("operation %d of %d is nil", n+1, len(s.Ops)))
		}
	}
	return s, nil
}

// documented says of a scope whose suspect has no part in what is asked for that it has one.
func (s *Scope) documented(what string) error {
	if s.Suspect.Step != nil {
		return s.failed(fmt.Errorf("%s is of the documented machine; expected no Suspect", what))
	}
	return nil
}

// from0 returns an error when a number of something is less than 0.
func from0(name string, n int) error {
	if n < 0 {
		return fmt.Errorf("explore: %s is %d; expected 0 or more", name, n)
	}
	return nil
}

// inRange panics when a scope is to have too many resources, or less than none.
func inRange(name string, instances, disks int) {
	if min(instances, disks) < 0 || max(instances, disks) > MaxResources {
		panic(fmt.Sprintf("explore: %s: expected from 0 to %d instances, and as many disks", name, MaxResources))
	}
}

// step makes one operation as the explored machine makes it.
func (s *Scope) step(state model.State, op model.Op) (model.State, model.Outcome) {
	if s.Suspect.Step != nil {
		return s.Suspect.Step(state, op)
	}
	return s.Machine.Step(state, op)
}

// Core returns the scope core(n, m), by which tools are compared: n instances that
// run, of which those of even number support hot plug, and m disks that are Available,
// of which every fourth is not Portable. Every disk can be attached, detached,
// modified and deleted, every instance started, stopped, locked and released, and
// whatever is in a transitional status can settle.
//
// It panics unless n and m are from 0 to [MaxResources].
func Core(n, m int) Scope {
	s := Scope{Name: fmt.Sprintf("core(%d,%d)", n, m), family: family{Core, n, m}}
	inRange(s.Name, n, m)
	var instances []model.Instance
	for i := range n {
		instances = append(instances, model.Instance{ID: model.InstanceID(fmt.Sprintf("i-%d", i)), Status: model.Running, HotPlug: model.FlagOf(i%2 == 0)})
	}
	var disks []model.Disk
	for d := range m {
		disks = append(disks, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%d", d)), Status: model.Available, Portable: model.FlagOf(d%4 != 3)})
	}
	var err error
	if s.Start, err = model.NewState(instances, disks); err != nil {
		panic("explore: " + err.Error())
	}
	for _, d := range disks {
		for _, i := range instances {
			s.Ops = append(s.Ops,
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID},
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID, DeleteWithInstance: true},
				model.DetachDisk{InstanceID: i.ID, DiskID: d.ID})
		}
		s.Ops = append(s.Ops,
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.False},
			model.ModifyDiskAttribute{DiskID: d.ID, DeleteWithInstance: model.True},
			model.DeleteDisk{DiskID: d.ID},
			model.Settle{ID: string(d.ID)})
	}
	for _, i := range instances {
		s.Ops = append(s.Ops,
			model.StartInstance{InstanceID: i.ID},
			model.StopInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID},
			model.DeleteInstance{InstanceID: i.ID, Force: true},
			model.Lock{InstanceID: i.ID, Reason: model.LockSecurity},
			model.Unlock{InstanceID: i.ID, Reason: model.LockSecurity},
			model.Settle{ID: string(i.ID)})
	}
	return s
}
