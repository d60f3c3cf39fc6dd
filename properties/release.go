package properties

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

func releaseTakesFlagged(s *step) fault {
	if s.action != book.ActionDeleteInstance || !s.accepted {
		return fault{}
	}
	id := s.Op.(model.DeleteInstance).InstanceID
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
		if want := (model.Disk{ID: b.ID, Status: model.Available, Category: b.Category, Portable: model.True, DeleteAutoSnapshot: b.DeleteAutoSnapshot}); kept && a != want {
			return fault{keptIsFree, differs(model.Resource{Disk: &a}, model.Resource{Disk: &want})}
		}
	}
	for i := range s.changes {
		if b := s.changes[i].Before.Disk; b != nil && b.InstanceID != id {
			return fault{otherDisksAreKept, fmt.Sprintf("disk %s was not attached to %s and changed", b.ID, id)}
		}
	}
	return fault{}
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
