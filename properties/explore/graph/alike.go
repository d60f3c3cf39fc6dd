package graph

import (
	"cmp"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// A renaming exchanges the ids of resources of one kind. What it does not name it leaves.
type renaming map[string]string

func rename[T ~string](r renaming, id T) T {
	if to, ok := r[string(id)]; ok {
		return T(to)
	}
	return id
}

func (r renaming) op(op model.Op) model.Op {
	return model.Rename(op,
		func(id model.InstanceID) model.InstanceID { return rename(r, id) },
		func(id model.DiskID) model.DiskID { return rename(r, id) },
		func(id string) string { return rename(r, id) })
}

func (r renaming) state(s model.State) model.State {
	renamed, err := s.Rename(
		func(id model.InstanceID) model.InstanceID { return rename(r, id) },
		func(id model.DiskID) model.DiskID { return rename(r, id) })
	if err != nil {
		panic("explore: " + err.Error()) // ids are exchanged
	}
	return renamed
}

// inverse returns the renaming back.
func (r renaming) inverse() renaming {
	back := renaming{}
	for from, to := range r {
		back[to] = from
	}
	return back
}

// An alike is which resources of a scope are interchangeable: the same is asked when two of
// them change places. By equivariance a state and the same state renamed can do the same.
//
// A state is a forest, each instance a tree with the disks that it holds or that it was left
// by. Put in order, all states that differ in names only have one form; no permutations are
// tried. A disk that one instance holds and another was left by keeps the name of the other:
// then there are more forms than there need be.
type alike struct {
	class map[string]int // by id
	ids   [][]string     // by class
	looks map[any]int    // a number for what a resource is but for its ids
}

// newAlike finds the resources of the start that are interchangeable.
func newAlike(s *scope.Scope, p *pace.Pace) (*alike, error) {
	a := &alike{class: map[string]int{}, looks: map[any]int{}}
	asked := map[string][]model.Op{} // by id: what names it
	for _, op := range s.Ops {
		if err := p.Did(1); err != nil {
			return nil, err
		}
		for _, id := range named(op) {
			asked[id] = append(asked[id], op)
		}
	}
	add := func(id string, first int) error { // to one of the classes from the first
		for c := first; c < len(a.ids); c++ {
			other := a.ids[c][0]
			both := slices.Concat(asked[id], asked[other])
			if err := p.Did(1 + len(both)); err != nil {
				return err
			}
			if slices.Equal(inOrder(both, nil), inOrder(both, renaming{id: other, other: id})) {
				a.class[id] = c
				a.ids[c] = append(a.ids[c], id)
				return nil
			}
		}
		a.alone(id)
		return nil
	}
	for i := range s.Start.Instances() {
		if err := add(string(i.ID), 0); err != nil {
			return nil, err
		}
	}
	first := len(a.ids)
	for d := range s.Start.Disks() {
		if err := add(string(d.ID), first); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// alone returns the class of an id that is like no other yet.
func (a *alike) alone(id string) int {
	c, known := a.class[id]
	if !known {
		c = len(a.ids)
		a.class[id] = c
		a.ids = append(a.ids, []string{id})
	}
	return c
}

// named returns the ids that an operation names.
func named(op model.Op) (ids []string) {
	model.Rename(op,
		func(id model.InstanceID) model.InstanceID { ids = append(ids, string(id)); return id },
		func(id model.DiskID) model.DiskID { ids = append(ids, string(id)); return id },
		func(id string) string { ids = append(ids, id); return id })
	return ids
}

// inOrder returns operations, renamed, as text in order.
func inOrder(ops []model.Op, r renaming) (lines []string) {
	for _, op := range ops {
		lines = append(lines, r.op(op).String())
	}
	slices.Sort(lines)
	return lines
}

// A shape is what a resource and what it holds look like but for their ids and, where that
// is the same, which parameters of the operation at hand they are.
type shape struct {
	id          string
	looks, role []int
}

func (a shape) compare(b shape) int {
	return cmp.Or(slices.Compare(a.looks, b.looks), slices.Compare(a.role, b.role))
}

func (a *alike) shape(id string, what any, role map[string]int) shape {
	n, known := a.looks[what]
	if !known {
		n = len(a.looks)
		a.looks[what] = n
	}
	return shape{id, []int{a.alone(id), n}, []int{role[id]}}
}

// itsOwn stands for the source of a disk where that is the root of its tree.
var itsOwn = model.SourceOf("its own")

// form returns the renaming to the one form of a state: states that differ in names only
// become the same. Of an operation, unless it is nil, it gives to each transition from them
// that differs in names only the same form, too.
func (a *alike) form(s model.State, op model.Op) renaming {
	role := map[string]int{}
	if op != nil {
		for n, id := range named(op) {
			role[id] = -1 - n
		}
	}
	holds := map[model.InstanceID][]shape{}
	for d := range s.Disks() {
		what, root := d, cmp.Or(d.InstanceID, d.SourceInstanceID.InstanceID())
		what.ID, what.InstanceID = "", ""
		if root != "" && d.SourceInstanceID == model.SourceOf(root) {
			what.SourceInstanceID = itsOwn
		}
		holds[root] = append(holds[root], a.shape(string(d.ID), what, role))
	}
	var instances []shape
	for i := range s.Instances() {
		what := i
		what.ID = ""
		tree := a.shape(string(i.ID), what, role)
		slices.SortFunc(holds[i.ID], shape.compare)
		for _, d := range holds[i.ID] {
			tree.looks, tree.role = append(tree.looks, d.looks...), append(tree.role, d.role...)
		}
		instances = append(instances, tree)
	}
	slices.SortFunc(instances, shape.compare)
	slices.SortFunc(holds[""], shape.compare)
	order := instances
	for _, i := range instances {
		order = append(order, holds[model.InstanceID(i.id)]...)
	}
	order = append(order, holds[""]...)
	return a.inOrder(order, role)
}

// inOrder returns the renaming in which the resources of each class that are there have
// the first ids, in order, and then those that are named.
func (a *alike) inOrder(order []shape, role map[string]int) renaming {
	r, used := renaming{}, make([]int, len(a.ids))
	give := func(id string) {
		c := a.alone(id)
		r[id] = a.ids[c][used[c]]
		used[c]++
	}
	for _, there := range order {
		give(there.id)
	}
	for _, ids := range a.ids {
		absent := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return r[id] != "" })
		slices.SortStableFunc(absent, func(x, y string) int { return cmp.Compare(role[x], role[y]) })
		for _, id := range absent {
			give(id)
		}
	}
	return r
}
