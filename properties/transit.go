package properties

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

func passThroughTransit(s *step) fault {
	if s.action != book.ActionAttachDisk && s.action != book.ActionDetachDisk || !s.accepted {
		return fault{}
	}
	switch op := s.Op.(type) {
	case model.AttachDisk:
		d, _ := s.After.Disk(op.DiskID)
		broken := holds
		switch {
		case d.Status != model.Attaching:
			broken = attachIsAttaching
		case d.InstanceID != op.InstanceID:
			broken = attachIsToTheInstance
		case d.DeleteWithInstance != op.DeleteWithInstance:
			broken = attachSetsFlag
		default:
			return fault{}
		}
		if b, _ := s.Before.Disk(op.DiskID); b.Status == model.Detaching && s.machine.Readings.Has(book.AttachDetachingIgnored) {
			return fault{} // the call is ignored, and the detach goes on
		}
		return fault{broken, fmt.Sprintf("the disk is %s on %q with DeleteWithInstance=%t; expected Attaching on %q with %t",
			d.Status, d.InstanceID, d.DeleteWithInstance, op.InstanceID, op.DeleteWithInstance)}
	case model.DetachDisk:
		if d, _ := s.After.Disk(op.DiskID); d.Status != model.Detaching {
			return fault{detachIsDetaching, fmt.Sprintf("the disk is %s; expected Detaching", d.Status)}
		}
	}
	return fault{}
}

func detachingKeeps(s *step) fault {
	for i := range s.changes {
		b, a := s.changes[i].Before.Disk, s.changes[i].After.Disk
		if b == nil || a == nil || a.Status != model.Detaching {
			continue
		}
		keepsInstance, keepsFlag := detachingKeepsInstance, detachingKeepsFlag
		if b.Status != model.Detaching {
			if b.Status != model.InUse || s.action != book.ActionDetachDisk {
				continue
			}
			keepsInstance, keepsFlag = detachKeepsInstance, detachKeepsFlag
		}
		if a.InstanceID != b.InstanceID {
			return fault{keepsInstance, fmt.Sprintf("Detaching disk %s has InstanceId %q; it had %q", a.ID, a.InstanceID, b.InstanceID)}
		}
		if a.DeleteWithInstance != b.DeleteWithInstance && !setsFlag(s, b, a) {
			return fault{keepsFlag, fmt.Sprintf("Detaching disk %s has DeleteWithInstance=%t; it had %t", a.ID, a.DeleteWithInstance, b.DeleteWithInstance)}
		}
	}
	return fault{}
}

// setsFlag reports whether a disk that is Detaching after a step has the flag that the
// step is to give it: ModifyDiskAttribute the one that was given, and an accepted detach the
// one that it asks under the reading by which the flag changes then.
func setsFlag(s *step, b, a *model.Disk) bool {
	switch op := s.Op.(type) {
	case model.ModifyDiskAttribute:
		return op.DiskID == a.ID && op.DeleteWithInstance == model.FlagOf(a.DeleteWithInstance)
	case model.DetachDisk:
		return b.Status != model.Detaching && a.DeleteWithInstance == a.DetachDeletes && s.machine.Readings.Has(book.FlagAtAcceptance)
	}
	return false
}

func completedDetachClears(s *step) fault {
	if s.action != book.ActionSettle {
		return fault{}
	}
	id := model.DiskID(s.Op.(model.Settle).ID)
	for i := range s.changes {
		b, a := s.changes[i].Before.Disk, s.changes[i].After.Disk
		if b == nil || a == nil || a.ID != id || b.Status != model.Detaching {
			continue
		}
		broken, asked := holds, b.DetachDeletes && boundEditions().Has(s.machine.Edition)
		switch {
		case a.Status != model.Available:
			broken = completedIsAvailable
		case a.InstanceID != "":
			broken = completedHasNoInstance
		case a.DeleteWithInstance != asked:
			broken = completedHasFlagAsked
		default:
			return fault{}
		}
		return fault{broken, fmt.Sprintf("disk %s is %s with InstanceId %q and DeleteWithInstance=%t; expected Available, none and %t",
			a.ID, a.Status, a.InstanceID, a.DeleteWithInstance, asked)}
	}
	return fault{}
}

// settleLeaves checks that a detach, once accepted, can be settled.
func settleLeaves(s *step) fault {
	for i := range s.changes {
		b, a := s.changes[i].Before.Disk, s.changes[i].After.Disk
		if a == nil || a.Status != model.Detaching || b != nil && b.Status == model.Detaching {
			continue
		}
		after, o := s.next(s.After, model.Settle{ID: string(a.ID)})
		d, ok := after.Disk(a.ID)
		broken := holds
		switch {
		case !o.Accepted():
			broken = detachingCanSettle
		case ok && d.Status == model.Detaching:
			broken = settleLeavesDetaching
		default:
			continue
		}
		return fault{broken, fmt.Sprintf("disk %s is Detaching, and Settle is %s and leaves it so", a.ID, o)}
	}
	return fault{}
}
