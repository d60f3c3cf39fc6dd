package properties

import (
	"bytes"
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// deterministic makes an event again and compares, to the byte.
func (c *Checker) deterministic(e *sim.Event) string {
	after, o := c.step(e.Before, e.Op)
	if o != e.Outcome {
		return fmt.Sprintf("asked again, the outcome is %s; it was %s", o, e.Outcome)
	}
	c.keys[0], c.keys[1] = e.After.AppendKey(c.keys[0][:0]), after.AppendKey(c.keys[1][:0])
	if !bytes.Equal(c.keys[0], c.keys[1]) {
		return "asked again, the state after it is another one"
	}
	return ""
}

// equivariant makes an event with every id renamed, so that their order turns
// around, and compares with the renamed result.
func (c *Checker) equivariant(e *sim.Event) string {
	after, o := c.step(c.mirror.of(e.Before), mirrorOp(e.Op))
	if o != e.Outcome {
		return fmt.Sprintf("with other ids, the outcome is %s; it was %s", o, e.Outcome)
	}
	if !mirrors(after, e.After) {
		return "with other ids, the state after it is another one"
	}
	return ""
}

// mirrorID renames an id to one that no other id is renamed to, and that sorts the
// other way round among ids of one length.
func mirrorID[T ~string](id T) T {
	var short [16]byte
	b := append(short[:0], id...)
	for i := range b {
		b[i] = ^b[i]
	}
	return T(b)
}

func mirrorOp(op model.Op) model.Op {
	return model.Rename(op, mirrorID[model.InstanceID], mirrorID[model.DiskID], mirrorID[string])
}

// A mirror makes states with every id renamed. It keeps what it has allocated.
type mirror struct {
	instances []model.Instance
	disks     []model.Disk
}

func (m *mirror) of(s model.State) model.State {
	m.instances, m.disks = m.instances[:0], m.disks[:0]
	for i := range s.Instances() {
		i.ID = mirrorID(i.ID)
		m.instances = append(m.instances, i)
	}
	for d := range s.Disks() {
		d.ID, d.InstanceID = mirrorID(d.ID), mirrorID(d.InstanceID)
		m.disks = append(m.disks, d)
	}
	slices.Reverse(m.instances) // nearly in order, so quicker to sort
	slices.Reverse(m.disks)
	mirrored, err := model.NewState(m.instances, m.disks)
	if err != nil {
		panic("properties: a renamed state is not well-formed: " + err.Error())
	}
	return mirrored
}

// mirrors reports whether t is s with every id renamed.
func mirrors(t, s model.State) bool {
	if t.NumInstances() != s.NumInstances() || t.NumDisks() != s.NumDisks() {
		return false
	}
	for i := range s.Instances() {
		i.ID = mirrorID(i.ID)
		if got, ok := t.Instance(i.ID); !ok || got != i {
			return false
		}
	}
	for d := range s.Disks() {
		d.ID, d.InstanceID = mirrorID(d.ID), mirrorID(d.InstanceID)
		if got, ok := t.Disk(d.ID); !ok || got != d {
			return false
		}
	}
	return true
}
