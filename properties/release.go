package properties

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

func releaseTakesFlagged(s *step) fault {
	id := releasedBy(s.Op)
	if id == "" || !s.accepted {
		return fault{}
	}
	instance, _ := s.Before.Instance(id)
	locked := instance.Locks.Has(model.LockSecurity)
	for b := range s.Before.DisksOf(id) {
		stays := unflaggedIsKept
		keep := !b.DeleteWithInstance && !locked
		if !keep && (b.Status == model.Attaching || b.Status == model.Detaching) && s.machine.Readings.Has(book.ReleaseTransitKept) {
			stays, keep = transitIsKept, true
		}
		a, kept := s.After.Disk(b.ID)
		if kept != keep {
			broken := stays
			switch {
			case kept && b.DeleteWithInstance:
				broken = flaggedIsReleased
			case kept:
				broken = lockedIsReleased
			}
			return fault{broken, fmt.Sprintf("disk %s (DeleteWithInstance=%t, security lock %t): kept %t; expected %t", b.ID, b.DeleteWithInstance, locked, kept, keep)}
		}
		want := model.Disk{ID: b.ID, Status: model.Available, Category: b.Category, Portable: model.True, DeleteAutoSnapshot: b.DeleteAutoSnapshot}
		if b.SourceInstanceID.InstanceID() != id {
			want.SourceInstanceID, want.DetachedSystem = b.SourceInstanceID, b.DetachedSystem
		}
		if kept && a != want {
			return fault{keptIsFree, differs(model.Resource{Disk: &a}, model.Resource{Disk: &want})}
		}
	}
	bound := boundEditions().Has(s.machine.Edition)
	if bound {
		if f := releaseFrees(s, id); f.clause != holds {
			return f
		}
	}
	for i := range s.changes {
		if b := s.changes[i].Before.Disk; b != nil && b.InstanceID != id && !(bound && b.SourceInstanceID.InstanceID() == id) {
			return fault{otherDisksAreKept, fmt.Sprintf("disk %s had nothing to do with %s and changed", b.ID, id)}
		}
	}
	return fault{}
}

// releaseFrees checks what becomes of the disks whose source is released and that are not
// attached to it.
func releaseFrees(s *step, id model.InstanceID) fault {
	for b := range s.Before.DisksFrom(id) {
		a, kept := s.After.Disk(b.ID)
		want := b
		want.SourceInstanceID, want.DetachedSystem = model.Source{}, false
		goes := !b.Status.Attached() && b.DeleteWithInstance
		switch {
		case b.InstanceID == id:
		case kept && goes:
			return fault{boundIsReleased, fmt.Sprintf("disk %s was left by %s with DeleteWithInstance=true, and is kept", b.ID, id)}
		case !kept && !goes:
			return fault{boundIsKept, fmt.Sprintf("disk %s, %s with DeleteWithInstance=%t, was left by %s, and is released", b.ID, b.Status, b.DeleteWithInstance, id)}
		case kept && a != want:
			return fault{sourceIsForgotten, differs(model.Resource{Disk: &a}, model.Resource{Disk: &want})}
		}
	}
	return fault{}
}

// releasedBy returns the instance that an operation is to release; "" of any other operation.
func releasedBy(op model.Op) model.InstanceID {
	switch op := op.(type) {
	case model.DeleteInstance:
		return op.InstanceID
	case model.Reclaim:
		return op.InstanceID
	}
	return ""
}

func lockHolds(s *step) fault {
	for i := range s.changes {
		b, a := s.changes[i].Before.Disk, s.changes[i].After.Disk
		if b == nil || b.Status != model.InUse && b.Status != model.ReIniting {
			continue
		}
		broken := lockedInUseIsNotDetaching
		switch {
		case a == nil:
			broken = lockedInUseIsNotReleased
		case a.InstanceID != b.InstanceID:
			broken = lockedInUseDoesNotLeave
		case a.Status != model.Detaching:
			continue
		}
		holder, ok := s.Before.Instance(b.InstanceID)
		if !ok || !holder.Locks.Has(model.LockSecurity) {
			continue
		}
		if _, still := s.After.Instance(b.InstanceID); !still {
			continue // it leaves with the instance itself
		}
		if b.Status == model.ReIniting {
			broken += lockedReInitingIsNotReleased - lockedInUseIsNotReleased
		}
		return fault{broken, fmt.Sprintf("disk %s was %s on %s, which has a security lock, and left", b.ID, b.Status, b.InstanceID)}
	}
	return fault{}
}
