package graph

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// Around returns the part of a world that an operation is about: the resources that it
// names, the instances that hold the disks among them or that those were left by, all disks
// that refer to these instances, and what those refer to.
func Around(s model.State, op model.Op) model.State { return around(s, op, true) }

// around is Around; with others, the disks that the operation does not name.
func around(s model.State, op model.Op, others bool) model.State {
	ids, named := model.IDs(op)
	var disks []model.Disk
	taken := map[string]bool{}
	take := func(d model.Disk) {
		if !taken[string(d.ID)] {
			taken[string(d.ID)] = true
			disks = append(disks, d)
			ids = append(ids, d.InstanceID, d.SourceInstanceID.InstanceID())
		}
	}
	for _, id := range named {
		if d, ok := s.Disk(id); ok {
			take(d)
		}
	}
	for _, id := range ids[:len(ids):len(ids)] { // not those that are found on the way
		if !others {
			break
		}
		for d := range s.DisksOf(id) {
			take(d)
		}
		for d := range s.DisksFrom(id) {
			take(d)
		}
	}
	var instances []model.Instance
	for _, id := range ids {
		if i, ok := s.Instance(id); ok && !taken[string(id)] {
			taken[string(id)] = true
			instances = append(instances, i)
		}
	}
	return model.MustState(instances, disks)
}

// nearStates is how many states near an operation are looked at: there are seldom more.
const nearStates = 20_000

// never returns how many states there are near the operation that the goal wants to be
// accepted, when it is accepted in none of them: then it is accepted in no state at all.
//
// For it is judged by the resources that it names and the instance that holds the disk.
// Other disks are only in the way. Any other instance can do no more for the disk than a
// plain one can: hold it, and make it pay-as-you-go when it is released and the disk kept.
func (g Goal) never(task *pace.Task, s *scope.Scope) (path Path, never bool) {
	if g.asks == nil {
		return Path{}, false
	}
	near := scope.Scope{Machine: s.Machine, Start: around(s.Start, g.asks, false)}
	if near.Start.NumDisks() > 0 {
		near.Start = withAnother(near.Start, s.Start)
	}
	ops := g.relevant(scope.Ops(near.Machine, near.Start))
	t := newTree("plan of what is near", ops, s.Machine.Step)
	accepted := false
	t.grow(task, near.Start, PlanOptions{States: nearStates}, func(state model.State, _ arrival) bool {
		accepted = s.Machine.Judge(state, g.asks).Accepted()
		return !accepted
	})
	return Path{States: len(t.states), Depth: t.depth, Near: true}, !accepted && t.unfinished == ""
}

// withAnother adds a plain instance to a part of a world, under the id of one that is not
// in the part; if there is one.
func withAnother(part, whole model.State) model.State {
	for other := range whole.Instances() {
		if _, ok := part.Instance(other.ID); ok {
			continue
		}
		instances := append(slices.Collect(part.Instances()), model.Instance{ID: other.ID, Status: model.Running})
		return model.MustState(instances, slices.Collect(part.Disks()))
	}
	return part
}
