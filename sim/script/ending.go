package script

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// maxEnding is how many resources the step at the end of a history shows at most.
const maxEnding = 10

// ending returns the step that ends the script of a history at its last instant: a
// describe of what has settled since the last call, disks before instances. Where
// nothing has, it shows one resource, preferably the one that settles next.
func ending(h sim.History, settled []sim.Event) Step {
	var ids []string
	for _, e := range settled {
		if id := idOf(e.Op); !slices.Contains(ids, id) && len(ids) < maxEnding {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		ids = unmoved(h.End)
	}
	op := describeOf(h.End.State, ids)
	m := h.Config.Machine
	_, _, answer := m.Respond(h.End.State, op)
	return Step{At: h.End.At, Op: op, Want: Stated(answer), Comment: "# the end"}
}

// idOf returns which resource an event was about that fell due.
func idOf(op model.Op) string {
	_, disks := model.IDs(op)
	return string(disks[0])
}

// unmoved returns a resource that a describe does not move, if there is one: what
// settles next, or else the first disk or instance that does not settle by describes.
func unmoved(v sim.View) (ids []string) {
	counted := map[string]bool{}
	var next *sim.Pending
	for n, p := range v.Pending {
		counted[p.ID] = p.Delay.Describes > 0
		if p.Timed() && (next == nil || p.Due < next.Due) {
			next = &v.Pending[n]
		}
	}
	if next != nil {
		return []string{next.ID}
	}
	for d := range v.State.Disks() {
		if !counted[string(d.ID)] {
			return []string{string(d.ID)}
		}
	}
	for i := range v.State.Instances() {
		if !counted[string(i.ID)] {
			return []string{string(i.ID)}
		}
	}
	return nil
}

// describeOf returns a describe of those of the ids that are disks or, if none is, of
// the instances. It shows none where there is neither.
func describeOf(s model.State, ids []string) model.Op {
	var disks, instances []string
	for _, id := range ids {
		switch r := s.Resource(id); {
		case r.Disk != nil:
			disks = append(disks, id)
		case r.Instance != nil:
			instances = append(instances, id)
		}
	}
	if len(disks) == 0 && len(instances) > 0 {
		return model.KindInstance.Describe(instances...)
	}
	return model.KindDisk.Describe(disks...)
}
