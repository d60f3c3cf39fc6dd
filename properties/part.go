package properties

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A Part is resources that an operation concerns together: what it may read and change.
type Part struct {
	Instances []model.Instance
	Disks     []model.Disk
	Absent    []string // the named ids that nothing has

	// More is how many more data disks the named instance has, where nothing else is read
	// of them.
	More    int
	holding model.InstanceID
	named   []string
}

// Concerns yields the parts of a state that an operation concerns. They follow from the
// ids that it names: a part has the instance and the disk with a named id, and the instance
// that holds the disk and the one that is its source, without which the part would not be
// well-formed. That is at most three instances and one disk: three only where an instance is
// named beside a disk that another one holds and a third one was left by. Besides,
//
//   - of the other data disks of the instance AttachDisk reads the number,
//   - a release concerns each disk of its instance and each whose source that is, but no two
//     of them together: there is a part for each,
//   - StartInstance concerns each disk whose source its instance is, in the same way,
//   - a creation reads whether its ids are free, and there is a part for each that is not,
//   - a describe concerns nothing: what it reads is in its answer only.
//
// Where there are several parts, a step is accepted when it is in each of them, and else
// breaks the rules that it breaks in any.
func Concerns(s model.State, op model.Op) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		action := model.ActionOf(op)
		if action.Describe() {
			yield(Part{})
			return
		}
		instances, disks := model.IDs(op)
		p := Part{named: slices.Concat(words(instances), words(disks))}
		for _, id := range p.named {
			if s.Resource(id).None() {
				p.Absent = append(p.Absent, id)
			}
		}
		if action.Creates() && len(p.Absent) < len(p.named) {
			for _, id := range p.named {
				if r := s.Resource(id); !r.None() && !yield(p.with(s, r)) {
					return
				}
			}
			return
		}
		for _, id := range instances {
			if i, ok := s.Instance(id); ok {
				p = p.with(s, model.Resource{Instance: &i})
			}
		}
		for _, id := range disks {
			if d, ok := s.Disk(id); ok {
				p = p.with(s, model.Resource{Disk: &d})
			}
		}
		switch op := op.(type) {
		case model.AttachDisk:
			p.holding = op.InstanceID
			for d := range s.DisksOf(op.InstanceID) {
				if d.Type == model.DataDisk && d.ID != op.DiskID {
					p.More++
				}
			}
		case model.DeleteInstance, model.Reclaim, model.StartInstance:
			some := false
			for _, id := range instances {
				for d := range bound(s, id, action == book.ActionStartInstance) {
					some = true
					if !yield(p.with(s, model.Resource{Disk: &d})) {
						return
					}
				}
			}
			if some {
				return
			}
		}
		yield(p)
	}
}

// bound yields the disks whose source is an instance and, unless it is to be those only,
// before them those that it holds.
func bound(s model.State, id model.InstanceID, sourceOnly bool) iter.Seq[model.Disk] {
	return func(yield func(model.Disk) bool) {
		if !sourceOnly {
			for d := range s.DisksOf(id) {
				if !yield(d) {
					return
				}
			}
		}
		for d := range s.DisksFrom(id) {
			if (sourceOnly || d.InstanceID != id) && !yield(d) {
				return
			}
		}
	}
}

func words[T ~string](ids []T) (words []string) {
	for _, id := range ids {
		words = append(words, string(id))
	}
	return words
}

// with returns the part with a resource and, if that is a disk, the instance that holds it
// and its source.
func (p Part) with(s model.State, r model.Resource) Part {
	if r.Disk != nil {
		p.Disks = append(slices.Clip(p.Disks), *r.Disk)
		p = p.with(s, s.Resource(string(r.Disk.InstanceID)))
		r = s.Resource(string(r.Disk.SourceInstanceID.InstanceID()))
	}
	if r.Instance != nil && !slices.Contains(p.Instances, *r.Instance) {
		p.Instances = append(slices.Clip(p.Instances), *r.Instance)
	}
	return p
}

// IDs returns the ids of what is in the part, and of what is absent.
func (p Part) IDs() []string {
	ids := slices.Clip(p.Absent)
	for _, i := range p.Instances {
		ids = append(ids, string(i.ID))
	}
	for _, d := range p.Disks {
		ids = append(ids, string(d.ID))
	}
	return ids
}

// World returns the part as a world of its own. It panics if the state was not well-formed
// of which it is a part.
func (p Part) World() model.State {
	s, err := p.among(nil, nil)
	if err != nil {
		panic("properties: a part of a state that is not well-formed: " + err.Error())
	}
	return s
}

// prefix returns what no named id begins with.
func (p Part) prefix() string {
	prefix := "other-"
	for slices.ContainsFunc(p.named, func(id string) bool { return strings.HasPrefix(id, prefix) }) {
		prefix += "-"
	}
	return prefix
}

// among returns the part as a world among some other resources.
func (p Part) among(instances []model.Instance, disks []model.Disk) (model.State, error) {
	instances, disks = slices.Concat(p.Instances, instances), slices.Concat(p.Disks, disks)
	if p.More > 0 {
		prefix := p.prefix() + "more-"
		for n := range p.More {
			disks = append(disks, model.Disk{ID: model.DiskID(prefix + strconv.Itoa(n)), Status: model.InUse, InstanceID: p.holding})
		}
	}
	return model.NewState(instances, disks)
}

// others returns resources that are of no part, whatever names an operation has, and that can
// be told in the edition of a machine.
func (p Part) others(m model.Machine) ([]model.Instance, []model.Disk) {
	prefix := p.prefix()
	i, d := func(id string) model.InstanceID { return model.InstanceID(prefix + id) }, func(id string) model.DiskID { return model.DiskID(prefix + id) }
	instances := []model.Instance{
		{ID: i("1"), Status: model.Stopped},
		{ID: i("2"), Status: model.Running, Locks: model.LocksInRules, HotPlug: model.False},
		{ID: i("3"), Status: model.Starting, ChargeType: model.PrePaid},
	}
	disks := []model.Disk{
		{ID: d("4"), Status: model.Available, DeleteWithInstance: true},
		{ID: d("5"), Status: model.InUse, InstanceID: i("1"), Type: model.SystemDisk, DeleteWithInstance: true},
		{ID: d("6"), Status: model.Detaching, InstanceID: i("1"), DeleteWithInstance: true},
		{ID: d("7"), Status: model.Attaching, InstanceID: i("2"), Portable: model.False},
	}
	if boundEditions().Has(m.Edition) {
		disks = append(disks, model.Disk{ID: d("8"), Status: model.Available, DeleteWithInstance: true, SourceInstanceID: model.SourceOf(i("1")), DetachedSystem: true})
	}
	return instances, disks
}

// whole reports whether a state has nothing but the part.
func (p Part) whole(s model.State) bool {
	return s.NumInstances() == len(p.Instances) && s.NumDisks() == len(p.Disks)+p.More
}
