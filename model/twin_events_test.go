package model

import "example.com/ecsdisk/model/book"

// The events: what settles and fails, and the locks.

func (t *twin) setLocks(id InstanceID, change func(Locks) Locks) Verdict {
	i, isInstance := t.instances[id]
	if !isInstance {
		return NotEnabled
	}
	i.Locks = change(i.Locks)
	t.instances[id] = i
	return Accepted
}

func (t *twin) settle(id string) Verdict {
	i, d := t.instances[InstanceID(id)], t.disks[DiskID(id)]
	switch {
	case i.Status == Pending, i.Status == Stopping:
		return t.enter(i, Stopped)
	case i.Status == Starting:
		return t.enter(i, Running)
	case d.Status == Creating:
		d.Status = Available
	case d.Status == Attaching, d.Status == ReIniting:
		d.Status = InUse
	case d.Status == Detaching:
		left, flag := SourceOf(d.InstanceID), d.DetachDeletes
		d.Status, d.InstanceID, d.DeleteWithInstance, d.DetachDeletes = Available, "", flag, false
		switch {
		case !t.from(2020):
		case d.Type == SystemDisk:
			d.Type, d.Portable, d.SourceInstanceID, d.DetachedSystem = DataDisk, True, left, true
		case flag && !d.DetachedSystem:
			d.SourceInstanceID = left
		}
	default:
		return NotEnabled
	}
	t.disks[d.ID] = d
	return Accepted
}

func (t *twin) detachFailed(id DiskID) Verdict {
	d := t.disks[id]
	if d.Status != Detaching {
		return NotEnabled
	}
	if !t.reading.Has(book.FailedDetachRetries) {
		d.Status, d.DetachDeletes = InUse, false
	}
	t.disks[id] = d
	return Accepted
}

func (t *twin) attachFailed(id DiskID) Verdict {
	d := t.disks[id]
	if d.Status != Attaching {
		return NotEnabled
	}
	d.Status, d.InstanceID, d.DeleteWithInstance = Available, "", false
	t.disks[id] = d
	return Accepted
}
