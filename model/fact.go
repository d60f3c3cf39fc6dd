package model

import "example.com/ecsdisk/model/book"

// facts are the facts of an operation in a state, with the resources they are of.
type facts struct {
	set      book.Facts
	instance *Instance // nil when there is none; never written through
	disk     *Disk
}

// observe looks the operation's resources up and states what is true of them.
func (m *Machine) observe(s *State, a *args) facts {
	var f facts
	switch a.action {
	case book.ActionCreateDisk:
		f.set = fact(a.disk != "" && s.free(string(a.disk)), book.IDsFree) | fact(a.category == "", book.CategoryAbsent)
		return f
	case book.ActionCreateInstance:
		f.set = fact(a.instance != "" && a.system != "" && string(a.instance) != string(a.system) &&
			s.free(string(a.instance)) && s.free(string(a.system)), book.IDsFree)
		return f
	case book.ActionSettle:
		f.disk = s.findDisk(DiskID(a.id))
		f.instance = s.findInstance(InstanceID(a.id))
	default:
		if a.disk != "" {
			f.set |= book.DiskGiven
			f.disk = s.findDisk(a.disk)
		}
		holder := a.instance
		if a.action == book.ActionReInitDisk && f.disk != nil {
			holder = f.disk.InstanceID
		}
		if holder != "" {
			f.set |= book.InstanceGiven
			f.instance = s.findInstance(holder)
		}
	}
	if d := f.disk; d != nil {
		f.set |= diskFacts(d)
		if f.instance != nil && d.InstanceID == f.instance.ID {
			f.set |= book.AttachedHere | fact(d.Status == Detaching, book.LeavingHere)
		}
	}
	if i := f.instance; i != nil {
		f.set |= instanceFacts(i)
	}
	switch a.action {
	case book.ActionModifyDiskAttribute:
		f.set |= fact(a.deletes != Absent, book.DeletesGiven) | fact(a.snapshot != Absent, book.SnapshotGiven) | fact(a.deletes != False, book.KeepsFlag)
	case book.ActionDetachDisk:
		f.set |= fact(a.deletes == True, book.DeletesTrue) | fact(a.deletes != False, book.KeepsFlag)
	case book.ActionStartInstance:
		if f.instance != nil {
			f.set |= fact(s.eachSource(f.instance.ID, func(d *Disk) bool { return !d.DetachedSystem }), book.HasSystemDisk)
		}
	case book.ActionAttachDisk:
		if f.instance != nil {
			// A disk that is to stay where it is (R-attach-detaching) takes no new place.
			staying := f.set&book.LeavingHere != 0 && m.Readings.Has(book.AttachDetachingIgnored)
			limit := int(f.instance.MaxDataDisks)
			f.set |= fact(s.disks.Len() < limit || s.countData(f.instance.ID, f.disk, staying) < limit, book.BelowLimit)
		}
	case book.ActionDeleteInstance:
		f.set |= fact(a.force == True && f.set&book.InstanceRunning != 0, book.ForcedOnRunning)
		if f.instance != nil && m.Readings.Has(book.ReleaseTransitRefused) {
			none := s.eachHeld(f.instance.ID, func(d *Disk) bool { return diskFacts(d)&(book.DiskAttaching|book.DiskDetaching) == 0 })
			f.set |= fact(none, book.NoneInTransit)
		}
	}
	return f
}

func fact(true bool, f book.Facts) book.Facts {
	if true {
		return f
	}
	return 0
}

// LocksInRules are the reasons for a lock that some rule is about: each has a fact.
const LocksInRules = LockSecurity | LockFinancial

func instanceFacts(i *Instance) book.Facts {
	return book.InstanceExists | book.InstancePending<<(i.Status-Pending) |
		fact(!i.Locks.Has(LockSecurity), book.SecurityUnlocked) | fact(!i.Locks.Has(LockFinancial), book.FinancialUnlocked) |
		fact(i.HotPlug == True, book.HotPlugSupported) | fact(i.ChargeType == PostPaid, book.InstancePostPaid)
}

func diskFacts(d *Disk) book.Facts {
	return book.DiskExists | book.DiskCreating<<(d.Status-Creating) |
		fact(!d.Status.Attached(), book.DiskNotAttached) |
		fact(d.ChargeType == PostPaid, book.DiskPostPaid) | fact(d.Portable == True, book.DiskPortable) |
		book.DiskIsSystem<<(SystemDisk-d.Type) | fact(d.DeleteWithInstance, book.Flagged) |
		fact(d.DetachDeletes, book.Deleting) | book.LeftSystem<<bit(!d.DetachedSystem, 0)
}
