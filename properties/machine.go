package properties

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// deterministic makes an event again and compares, to the byte.
func deterministic(step func(model.State, model.Op) (model.State, model.Outcome), e *sim.Event) string {
	if e.Injected {
		return ""
	}
	after, o := step(e.Before, e.Op)
	if o != e.Outcome {
		return fmt.Sprintf("asked again, the outcome is %s; it was %s", o, e.Outcome)
	}
	if string(after.AppendKey(nil)) != string(e.After.AppendKey(nil)) {
		return "asked again, the state after it is another one"
	}
	return ""
}

// equivariant makes an event with every id renamed, so that their order turns
// around, and compares with the renamed result.
func equivariant(step func(model.State, model.Op) (model.State, model.Outcome), e *sim.Event) string {
	if e.Injected {
		return ""
	}
	after, o := step(mirror(e.Before), mirrorOp(e.Op))
	if o != e.Outcome {
		return fmt.Sprintf("with other ids, the outcome is %s; it was %s", o, e.Outcome)
	}
	if !after.Equal(mirror(e.After)) {
		return "with other ids, the state after it is another one"
	}
	return ""
}

// mirrorID renames an id to one that no other id is renamed to, and that sorts the
// other way round among ids of one length.
func mirrorID[T ~string](id T) T {
	if id == "" {
		return id
	}
	b := make([]byte, len(id))
	for i := range len(id) {
		b[i] = 255 - id[i]
	}
	return T(b)
}

func mirrorOp(op model.Op) model.Op {
	return model.Rename(op, mirrorID[model.InstanceID], mirrorID[model.DiskID], mirrorID[string])
}

func mirror(s model.State) model.State {
	instances := make([]model.Instance, 0, s.NumInstances())
	for i := range s.Instances() {
		i.ID = mirrorID(i.ID)
		instances = append(instances, i)
	}
	disks := make([]model.Disk, 0, s.NumDisks())
	for d := range s.Disks() {
		d.ID, d.InstanceID = mirrorID(d.ID), mirrorID(d.InstanceID)
		disks = append(disks, d)
	}
	mirrored, err := model.NewState(instances, disks)
	if err != nil {
		panic("properties: a renamed state is not well-formed: " + err.Error())
	}
	return mirrored
}
