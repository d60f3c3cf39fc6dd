package properties

import (
	"fmt"

	"example.com/ecsdisk/model"
)

// wellFormed checks the whole state.
func wellFormed(s *step) fault {
	if err := s.After.Validate(); err != nil {
		return fault{stateIsWellFormed, err.Error()}
	}
	return fault{}
}

// wellFormedAround checks what a step can break of a state that was well-formed
// before: the resources that changed and what they refer to.
func wellFormedAround(s *step) fault {
	for i := range s.changes {
		c := &s.changes[i]
		switch {
		case c.After.Disk != nil:
			if f := wellFormedDisk(s, c.Before.Disk, c.After.Disk); f.clause != holds {
				return f
			}
		case c.Before.Instance == nil && c.After.Instance != nil:
			if _, taken := s.After.Disk(model.DiskID(c.After.Instance.ID)); taken {
				return fault{instanceHasAnIDOfItsOwn, fmt.Sprintf("an instance and a disk have the id %s", c.After.Instance.ID)}
			}
		case c.Before.Instance != nil && c.After.Instance == nil:
			for d := range s.After.DisksOf(c.Before.Instance.ID) {
				return fault{instanceHoldsNothingWhenGone, fmt.Sprintf("disk %s has InstanceId %s, which is gone", d.ID, d.InstanceID)}
			}
			for d := range s.After.DisksFrom(c.Before.Instance.ID) {
				return fault{instanceIsNoSourceWhenGone, fmt.Sprintf("the source of disk %s is %s, which is gone", d.ID, d.SourceInstanceID)}
			}
		}
	}
	return fault{}
}

// wellFormedDisk checks a disk that changed or, where before is nil, was created.
func wellFormedDisk(s *step, before, d *model.Disk) fault {
	if d.Status.Attached() != (d.InstanceID != "") {
		f := fault{attachedHasInstance, fmt.Sprintf("disk %s is %s and has InstanceId %q", d.ID, d.Status, d.InstanceID)}
		if d.InstanceID != "" {
			f.clause = freeHasNoInstance
		}
		return f
	}
	if d.Type == model.SystemDisk && d.Portable == model.True {
		return fault{systemDiskIsNotPortable, fmt.Sprintf("system disk %s is Portable", d.ID)}
	}
	if d.DetachDeletes && d.Status != model.Detaching {
		return fault{askedWhileDetaching, fmt.Sprintf("disk %s is %s and has DetachDeletes=true", d.ID, d.Status)}
	}
	if d.DetachedSystem || d.SourceInstanceID != (model.Source{}) {
		if f := wellFormedSource(s, before, d); f.clause != holds {
			return f
		}
	}
	if before == nil {
		if _, taken := s.After.Instance(model.InstanceID(d.ID)); taken {
			return fault{diskHasAnIDOfItsOwn, fmt.Sprintf("a disk and an instance have the id %s", d.ID)}
		}
	}
	if d.InstanceID != "" && (before == nil || before.InstanceID != d.InstanceID || before.Type != d.Type) {
		return overfull(s, d.InstanceID)
	}
	return fault{}
}

// wellFormedSource checks a disk that has a source, or the mark of one that has.
func wellFormedSource(s *step, before, d *model.Disk) fault {
	fits := d.Status == model.Available && d.DeleteWithInstance
	if d.DetachedSystem {
		fits = d.Status != model.Creating && d.SourceInstanceID != (model.Source{})
	}
	if !fits || d.Type != model.DataDisk {
		return fault{sourceFits, fmt.Sprintf("%s disk %s is %s with DeleteWithInstance=%t, source %q and DetachedSystem=%t",
			d.Type, d.ID, d.Status, d.DeleteWithInstance, d.SourceInstanceID, d.DetachedSystem)}
	}
	if before == nil || before.SourceInstanceID != d.SourceInstanceID {
		if _, ok := s.After.Instance(d.SourceInstanceID.InstanceID()); !ok {
			return fault{sourceExists, fmt.Sprintf("the source of disk %s is %s, which does not exist", d.ID, d.SourceInstanceID)}
		}
	}
	return fault{}
}

// overfull checks an instance that holds another disk than before.
func overfull(s *step, id model.InstanceID) fault {
	holder, ok := s.After.Instance(id)
	if !ok {
		return fault{instanceExists, fmt.Sprintf("a disk has InstanceId %s, which does not exist", id)}
	}
	var data, system int
	for d := range s.After.DisksOf(id) {
		if d.Type == model.SystemDisk {
			system++
		} else {
			data++
		}
	}
	broken := holds
	switch {
	case data > int(holder.MaxDataDisks):
		broken = dataDisksFit
	case system > model.MaxSystemDisks:
		broken = systemDisksFit
	default:
		return fault{}
	}
	return fault{broken, fmt.Sprintf("instance %s has %d data disks and %d system disks", id, data, system)}
}
