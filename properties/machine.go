package properties

import (
	"fmt"

	"example.com/ecsdisk/model"
)

// deterministic makes an event again and compares, each attribute of each resource. Of an
// event that the machine did not judge it would be asked another thing.
func deterministic(s *step) fault {
	if !s.Judged() {
		return fault{}
	}
	after, o := s.next(s.Before, s.Op)
	switch {
	case o != s.Outcome:
		return fault{outcomeIsDetermined, fmt.Sprintf("asked again, the outcome is %s; it was %s", o, s.Outcome)}
	case !after.Equal(s.After):
		return fault{stateIsDetermined, "asked again, the state after it is another one"}
	}
	return fault{}
}

// equivariant makes an event with every id renamed, so that their order turns
// around, and compares with the renamed result.
func equivariant(s *step) fault {
	if !s.Judged() {
		return fault{}
	}
	after, o := s.next(s.mirror.of(s.Before), s.mirror.op(s.Op))
	switch {
	case o != s.Outcome:
		return fault{outcomeIsEquivariant, fmt.Sprintf("with other ids, the outcome is %s; it was %s", o, s.Outcome)}
	case !s.mirror.reflects(after, s.After):
		return fault{stateIsEquivariant, "with other ids, the state after it is another one"}
	}
	return fault{}
}

// A mirror renames every id.
type mirror struct {
	names map[string]string // ids, and what they are renamed to
}

// maxNames is how many names a mirror keeps: the ids of sequences come again.
const maxNames = 1 << 10

// name renames an id to one that no other id is renamed to, and that sorts the other
// way round among ids of one length.
func (m *mirror) name(id string) string {
	if name, ok := m.names[id]; ok {
		return name
	}
	if m.names == nil || len(m.names) == maxNames {
		m.names = map[string]string{}
	}
	b := []byte(id)
	for i := range b {
		b[i] = ^b[i]
	}
	m.names[id] = string(b)
	return m.names[id]
}

func (m *mirror) instance(id model.InstanceID) model.InstanceID {
	return model.InstanceID(m.name(string(id)))
}

func (m *mirror) disk(id model.DiskID) model.DiskID { return model.DiskID(m.name(string(id))) }

func (m *mirror) op(op model.Op) model.Op { return model.Rename(op, m.instance, m.disk, m.name) }

func (m *mirror) of(s model.State) model.State {
	mirrored, err := s.Rename(m.instance, m.disk)
	if err != nil {
		panic("properties: a renamed state is not well-formed: " + err.Error())
	}
	return mirrored
}

// reflects reports whether t is s with every id renamed.
func (m *mirror) reflects(t, s model.State) bool {
	if t.NumInstances() != s.NumInstances() || t.NumDisks() != s.NumDisks() {
		return false
	}
	for i := range s.Instances() {
		i.ID = m.instance(i.ID)
		if got, ok := t.Instance(i.ID); !ok || got != i {
			return false
		}
	}
	for d := range s.Disks() {
		d.ID, d.InstanceID = m.disk(d.ID), m.instance(d.InstanceID)
		if d.SourceInstanceID != (model.Source{}) {
			d.SourceInstanceID = model.SourceOf(m.instance(d.SourceInstanceID.InstanceID()))
		}
		if got, ok := t.Disk(d.ID); !ok || got != d {
			return false
		}
	}
	return true
}
