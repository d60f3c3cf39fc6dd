package properties

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A part is resources that an operation concerns together.
type part struct {
	named     []string // ids, whether there is such a resource or not
	instances []model.Instance
	disks     []model.Disk
	counted   model.InstanceID // the instance that holds more data disks, of which nothing counts
	more      int              // but how many they are
}

// concerns yields what an operation concerns in a state: what it may read and change. It
// is what has an id that the operation names, and the instance that holds a named disk,
// without which the part were not well-formed. Besides,
//
//   - of the other data disks of the instance that it names AttachDisk reads the number,
//   - the release of an instance concerns each disk that is attached to it, but no two of
//     them together: there is a part for each, and what is true of one part is true of all
//     of the release,
//   - a describe concerns nothing: what it reads is in its answer only.
func concerns(s model.State, op model.Op) iter.Seq[*part] {
	return func(yield func(*part) bool) {
		var p part
		if model.ActionOf(op).Describe() {
			yield(&p)
			return
		}
		p.named = namesIn(op)
		for _, id := range p.named {
			p.add(s, id)
		}
		switch op := op.(type) {
		case model.AttachDisk:
			p.counted = op.InstanceID
			for d := range s.DisksOf(op.InstanceID) {
				if d.Type == model.DataDisk && d.ID != op.DiskID {
					p.more++
				}
			}
		case model.DeleteInstance:
			shared := p
			for d := range s.DisksOf(op.InstanceID) {
				p.disks = append(shared.disks[:len(shared.disks):len(shared.disks)], d)
				if !yield(&p) {
					return
				}
			}
			if len(p.disks) > len(shared.disks) {
				return
			}
		}
		yield(&p)
	}
}

// add puts the resource of an id, if there is one, into the part.
func (p *part) add(s model.State, id string) {
	if i, ok := s.Instance(model.InstanceID(id)); ok && !slices.Contains(p.instances, i) {
		p.instances = append(p.instances, i)
	}
	if d, ok := s.Disk(model.DiskID(id)); ok && !slices.Contains(p.disks, d) {
		p.disks = append(p.disks, d)
		p.add(s, string(d.InstanceID))
	}
}

// namesIn returns the ids in an operation.
func namesIn(op model.Op) (ids []string) {
	instances, disks := model.IDs(op)
	for _, id := range instances {
		ids = append(ids, string(id))
	}
	for _, id := range disks {
		ids = append(ids, string(id))
	}
	return ids
}

// ids returns the ids of the part, those of resources that are not there included.
func (p *part) ids() []string {
	ids := slices.Clip(p.named)
	for _, i := range p.instances {
		ids = append(ids, string(i.ID))
	}
	for _, d := range p.disks {
		ids = append(ids, string(d.ID))
	}
	return ids
}

// others are resources that no operation concerns which does not name them.
var others = part{
	instances: []model.Instance{
		{ID: "1", Status: model.Stopped},
		{ID: "2", Status: model.Running, Locks: model.LockSecurity | model.LockFinancial, HotPlug: model.False},
		{ID: "3", Status: model.Starting, ChargeType: model.PrePaid},
	},
	disks: []model.Disk{
		{ID: "4", Status: model.Available, DeleteWithInstance: true},
		{ID: "5", Status: model.InUse, InstanceID: "1", Type: model.SystemDisk, DeleteWithInstance: true},
		{ID: "6", Status: model.Detaching, InstanceID: "1", DeleteWithInstance: true},
		{ID: "7", Status: model.Attaching, InstanceID: "2", Portable: model.False},
	},
}

// world returns the part as a world, all by itself or among others. The error is that of a
// state that was not well-formed.
func (p *part) world(among bool) (model.State, error) {
	prefix := "other-"
	for slices.ContainsFunc(p.named, func(id string) bool { return strings.HasPrefix(id, prefix) }) {
		prefix += "-"
	}
	instances, disks := slices.Clip(p.instances), slices.Clip(p.disks)
	for n := range p.more {
		disks = append(disks, model.Disk{ID: model.DiskID(prefix + "more-" + strconv.Itoa(n)), Status: model.InUse, InstanceID: p.counted})
	}
	if among {
		for _, i := range others.instances {
			i.ID = model.InstanceID(prefix) + i.ID
			instances = append(instances, i)
		}
		for _, d := range others.disks {
			d.ID = model.DiskID(prefix) + d.ID
			if d.InstanceID != "" {
				d.InstanceID = model.InstanceID(prefix) + d.InstanceID
			}
			disks = append(disks, d)
		}
	}
	return model.NewState(instances, disks)
}

// local applies an event to each of its parts alone, or among others where the state has
// nothing else, and compares. To take away is to add, seen from the other side.
func local(s *step) fault {
	if !s.Judged() {
		return fault{}
	}
	verdict, broken := model.Accepted, book.RuleSet{}
	var concerned []string
	var effect fault
	for p := range concerns(s.Before, s.Op) {
		among := s.Before.NumInstances() == len(p.instances) && s.Before.NumDisks() == len(p.disks)+p.more
		before, err := p.world(among)
		if err != nil {
			return fault{} // nor was the state before well-formed
		}
		after, o := s.next(before, s.Op)
		verdict, broken = max(verdict, o.Verdict()), broken.Union(o.Broken())
		concerned = append(concerned, p.ids()...)
		if effect.clause == holds && o.Verdict() == s.Outcome.Verdict() {
			effect = s.sameEffect(p, before, after)
		}
	}
	if verdict != s.Outcome.Verdict() || broken != s.Outcome.Broken() {
		return fault{outcomeIsLocal, fmt.Sprintf("it is %s; among other resources it is %s", s.Outcome, strings.TrimSpace(verdict.String()+" "+broken.String()))}
	}
	for i := range s.changes {
		if id := s.changes[i].ID(); !slices.Contains(concerned, id) {
			return fault{effectIsLocal, fmt.Sprintf("%s changed, which it does not concern", id)}
		}
	}
	return effect
}

// sameEffect compares what an event makes of a part, alone or among others, with what it
// made of it in the state.
func (s *step) sameEffect(p *part, before, after model.State) fault {
	ids := p.ids()
	for c := range model.Diff(before, after) {
		if !slices.Contains(ids, c.ID()) {
			return fault{effectIsLocal, fmt.Sprintf("among other resources, it changes one of those: %s", c)}
		}
	}
	for _, id := range ids {
		if got, want := s.After.Resource(id), after.Resource(id); !got.Equal(want) {
			return fault{effectIsLocal, fmt.Sprintf("%s becomes %q; among other resources it becomes %q", id, got, want)}
		}
	}
	return fault{}
}
