package graph

import (
	"bytes"
	"slices"
	"strings"

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
	var instances []model.Instance
	for i := range s.Instances() {
		i.ID = rename(r, i.ID)
		instances = append(instances, i)
	}
	var disks []model.Disk
	for d := range s.Disks() {
		d.ID, d.InstanceID = rename(r, d.ID), rename(r, d.InstanceID)
		disks = append(disks, d)
	}
	renamed, err := model.NewState(instances, disks)
	if err != nil {
		panic("explore: a renamed state is not well-formed: " + err.Error())
	}
	return renamed
}

// maxSymmetries is how many renamings may be tried of every state.
const maxSymmetries = 5040

// symmetries returns the renamings after which a scope asks the same operations, the
// one that renames nothing first. By equivariance a state and the same state renamed can
// do the same. Where there are too many to try, it returns only the first.
func symmetries(s *scope.Scope, p *pace.Pace) ([]renaming, error) {
	kinds, err := alike(s, p)
	if err != nil {
		return nil, err
	}
	found, tried := []renaming{{}}, 1
	for _, ids := range kinds {
		for n := range ids {
			if tried *= n + 1; tried > maxSymmetries {
				return found, nil
			}
		}
	}
	asked := sortedOps(s.Ops)
	all := []renaming{{}}
	for _, ids := range kinds {
		var more []renaming
		for _, r := range all {
			for _, p := range orders(ids) {
				with := renaming{}
				for from, to := range r {
					with[from] = to
				}
				for n, id := range ids {
					with[id] = p[n]
				}
				more = append(more, with)
			}
		}
		all = more
	}
	for _, r := range all[1:] { // the first renames each to itself
		var ops []model.Op
		for _, op := range s.Ops {
			if err := p.Did(1); err != nil {
				return nil, err
			}
			ops = append(ops, r.op(op))
		}
		if slices.Equal(sortedOps(ops), asked) {
			found = append(found, r)
		}
	}
	return found, nil
}

// orders returns all orders of ids, as they stand first.
func orders(ids []string) [][]string {
	if len(ids) == 0 {
		return [][]string{nil}
	}
	var all [][]string
	for n, id := range ids {
		for _, rest := range orders(slices.Delete(slices.Clone(ids), n, n+1)) {
			all = append(all, append([]string{id}, rest...))
		}
	}
	return all
}

func sortedOps(ops []model.Op) (lines []string) {
	for _, op := range ops {
		lines = append(lines, op.String())
	}
	slices.Sort(lines)
	return lines
}

// alike returns the ids of the start's resources, those together of which the same is
// asked.
func alike(s *scope.Scope, p *pace.Pace) (kinds [][]string, err error) {
	at := map[string]int{}
	add := func(kind, id string) {
		var asked []string
		for _, op := range s.Ops {
			if err == nil {
				err = p.Did(1)
			}
			if err != nil {
				return
			}
			hide := func(other string) string {
				if other == id {
					return "this"
				}
				return "other"
			}
			asked = append(asked, model.Rename(op,
				func(id model.InstanceID) model.InstanceID { return model.InstanceID(hide(string(id))) },
				func(id model.DiskID) model.DiskID { return model.DiskID(hide(string(id))) }, hide).String())
		}
		slices.Sort(asked)
		key := kind + strings.Join(asked, "\n")
		if _, known := at[key]; !known {
			at[key] = len(kinds)
			kinds = append(kinds, nil)
		}
		kinds[at[key]] = append(kinds[at[key]], id)
	}
	for i := range s.Start.Instances() {
		add("instance", string(i.ID))
	}
	for d := range s.Start.Disks() {
		add("disk", string(d.ID))
	}
	return kinds, err
}

// leastKey returns a key that is the same for states of which one is the other renamed:
// the least of the keys of all of them. It is any key once the pace is to stop.
func leastKey(symmetries []renaming, p *pace.Pace) func([]byte, model.State) []byte {
	known := map[string][]byte{}
	return func(b []byte, s model.State) []byte {
		own := s.Key()
		least, ok := known[own]
		if !ok {
			least = []byte(own)
			for _, r := range symmetries[1:] {
				if p.Did(1) != nil {
					break
				}
				if key := r.state(s).AppendKey(nil); bytes.Compare(key, least) < 0 {
					least = key
				}
			}
			known[own] = least
		}
		return append(b, least...)
	}
}
