package model

import "example.com/ecsdisk/model/book"

// step applies an operation. The operations stand one after another, as their pages have them.
func (t *twin) step(op Op) Verdict {
	switch o := op.(type) {
	case DetachDisk:
		return t.detachDisk(o)
	case AttachDisk:
		return t.attachDisk(o)
	case CreateDisk:
		return t.createDisk(o)
	case DeleteDisk:
		return t.deleteDisk(o)
	case ModifyDiskAttribute:
		return t.modifyDiskAttribute(o)
	case ReInitDisk:
		return t.reInitDisk(o)
	case CreateInstance:
		return t.createInstance(o)
	case StartInstance:
		return t.startInstance(o)
	case StopInstance:
		return t.stopInstance(o)
	case RebootInstance:
		return t.rebootInstance(o)
	case DeleteInstance:
		return t.deleteInstance(o)
	case Lock:
		return t.setLocks(o.InstanceID, func(l Locks) Locks { return l | o.Reason })
	case Unlock:
		return t.setLocks(o.InstanceID, func(l Locks) Locks { return l &^ o.Reason })
	case Settle:
		return t.settle(o.ID)
	case DetachFailed:
		return t.detachFailed(o.DiskID)
	case AttachFailed:
		return t.attachFailed(o.DiskID)
	case Reclaim:
		if _, isInstance := t.instances[o.InstanceID]; !isInstance {
			return NotEnabled
		}
		t.release(t.instances[o.InstanceID])
		return Accepted
	}
	return Accepted // a describe
}

func (t *twin) detachDisk(o DetachDisk) Verdict {
	if o.DeleteWithInstance == True && !t.from(2020) {
		return NotEnabled
	}
	i, isInstance := t.instances[o.InstanceID]
	d, isDisk := t.disks[o.DiskID]
	t.must(o.InstanceID != "", book.DetachDiskInstanceGiven)
	t.must(o.DiskID != "", book.DetachDiskDiskGiven)
	t.must(o.InstanceID == "" || isInstance, book.DetachDiskInstanceFound)
	t.must(o.DiskID == "" || isDisk, book.DetachDiskDiskFound)
	if isInstance && (!t.reading.Has(book.LockScopeInUseOnly) || !isDisk || d.Status == InUse) {
		t.must(!i.Locks.Has(LockSecurity), book.DetachDiskInstanceUnlocked)
	}
	if isInstance && isDisk {
		t.must(d.InstanceID == i.ID, book.DetachDiskAttachedHere)
	}
	system := isDisk && d.Type == SystemDisk && t.from(2020) // can be detached
	if isDisk {
		t.must(d.ChargeType == PostPaid || system, book.DetachDiskPostPaid)
		t.must(d.Portable == True || system, book.DetachDiskPortable)
		t.must(d.Status == InUse, book.DetachDiskInUse)
	}
	if isInstance {
		t.must(i.Status == Running || i.Status == Stopped || system, book.DetachDiskInstanceSteady)
		t.must(i.Status == Stopped || !system, book.DetachDiskSystemStopped)
		if t.from(2019) && i.Status == Running || t.from(2019) && t.reading.Has(book.HotAnyStatus) {
			t.must(i.HotPlug == True, book.DetachDiskHotPlug)
		}
	}
	if t.verdict() == Accepted {
		d.Status = Detaching
		switch {
		case system:
			d.DetachDeletes = o.DeleteWithInstance != False
		case t.from(2024), t.from(2020) && t.reading.Has(book.EarlyParameterHonoured):
			d.DetachDeletes = o.DeleteWithInstance == True
		}
		if t.reading.Has(book.FlagAtAcceptance) {
			d.DeleteWithInstance = d.DetachDeletes
		}
		t.disks[d.ID] = d
	}
	return t.verdict()
}

func (t *twin) attachDisk(o AttachDisk) Verdict {
	i, isInstance := t.instances[o.InstanceID]
	d, isDisk := t.disks[o.DiskID]
	leavingHere := isInstance && isDisk && d.Status == Detaching && d.InstanceID == i.ID
	ignored := leavingHere && t.reading.Has(book.AttachDetachingIgnored)
	t.must(o.InstanceID != "", book.AttachDiskInstanceGiven)
	t.must(o.DiskID != "", book.AttachDiskDiskGiven)
	t.must(o.InstanceID == "" || isInstance, book.AttachDiskInstanceFound)
	t.must(o.DiskID == "" || isDisk, book.AttachDiskDiskFound)
	if isInstance {
		t.must(!i.Locks.Has(LockSecurity), book.AttachDiskInstanceUnlocked)
		t.must(!i.Locks.Has(LockFinancial) || t.reading.Has(book.FinancialLockTable), book.AttachDiskInstancePaid)
	}
	if isDisk {
		t.must(d.Portable == True, book.AttachDiskPortable)
		t.must(d.Status == Available || ignored, book.AttachDiskAvailable)
	}
	if isInstance {
		t.must(i.Status == Running || i.Status == Stopped, book.AttachDiskInstanceSteady)
		if t.from(2019) && (i.Status == Running || t.reading.Has(book.HotAnyStatus)) {
			t.must(i.HotPlug == True, book.AttachDiskHotPlug)
		}
		attached := 0
		for _, other := range t.disks {
			if other.InstanceID == i.ID && other.Type == DataDisk && !(ignored && other.ID == d.ID) {
				attached++
			}
		}
		t.must(attached < int(i.MaxDataDisks), book.AttachDiskBelowLimit)
	}
	if t.verdict() == Accepted && !ignored {
		d.Status = Attaching
		d.InstanceID = i.ID
		d.DeleteWithInstance = o.DeleteWithInstance
		if t.reading.Has(book.AutoSnapshotAttach) {
			d.DeleteAutoSnapshot = true
		}
		if !d.DetachedSystem {
			d.SourceInstanceID = Source{}
		}
		t.disks[d.ID] = d
	}
	return t.verdict()
}

func (t *twin) createDisk(o CreateDisk) Verdict {
	if o.DiskID == "" || t.taken(string(o.DiskID)) {
		return NotEnabled
	}
	d := Disk{ID: o.DiskID, Status: Creating, Type: DataDisk, ChargeType: PostPaid, Category: o.DiskCategory}
	if d.Category == "" {
		d.Category = "cloud"
	}
	switch d.Category {
	case "ephemeral", "ephemeral_ssd", "local_hdd_pro", "local_ssd_pro":
		d.Portable = False
	default:
		d.Portable = True
	}
	d.DeleteAutoSnapshot = !t.reading.Has(book.AutoSnapshotFalse) && !t.reading.Has(book.AutoSnapshotAttach)
	t.disks[d.ID] = d
	return Accepted
}

func (t *twin) deleteDisk(o DeleteDisk) Verdict {
	d, isDisk := t.disks[o.DiskID]
	t.must(o.DiskID != "", book.DeleteDiskDiskGiven)
	if t.reading.Has(book.DeleteUnknownNotFound) {
		t.must(o.DiskID == "" || isDisk, book.DeleteDiskDiskFound)
	}
	if isDisk {
		t.must(d.Portable == True, book.DeleteDiskPortable)
		if d.InstanceID != "" {
			if t.reading.Has(book.StillAttachedOwnCode) {
				t.must(false, book.DeleteDiskDetached)
			} else {
				t.must(false, book.DeleteDiskNotAttached)
			}
		} else {
			t.must(d.Status == Available, book.DeleteDiskAvailable)
		}
		t.must(!d.DetachedSystem || !t.from(2020), book.DeleteDiskUnprotected)
	}
	if t.verdict() == Accepted {
		delete(t.disks, o.DiskID)
	}
	return t.verdict()
}

func (t *twin) modifyDiskAttribute(o ModifyDiskAttribute) Verdict {
	d, isDisk := t.disks[o.DiskID]
	t.must(o.DiskID != "", book.ModifyDiskAttributeDiskGiven)
	t.must(o.DeleteWithInstance != Absent || o.DeleteAutoSnapshot != Absent, book.ModifyDiskAttributeAttributeGiven)
	t.must(o.DiskID == "" || isDisk, book.ModifyDiskAttributeDiskFound)
	if isDisk && o.DeleteWithInstance == False {
		t.must(d.Portable == True, book.ModifyDiskAttributePortable)
	}
	if t.verdict() == Accepted {
		if o.DeleteWithInstance != Absent {
			d.DeleteWithInstance = o.DeleteWithInstance == True
			means := t.from(2024) || t.from(2020) && (d.Type == SystemDisk || t.reading.Has(book.EarlyParameterHonoured))
			if d.Status == Detaching && means {
				d.DetachDeletes = d.DeleteWithInstance
			}
			if !d.DeleteWithInstance && !d.DetachedSystem {
				d.SourceInstanceID = Source{}
			}
		}
		if o.DeleteAutoSnapshot != Absent {
			d.DeleteAutoSnapshot = o.DeleteAutoSnapshot == True
		}
		t.disks[d.ID] = d
	}
	return t.verdict()
}

func (t *twin) reInitDisk(o ReInitDisk) Verdict {
	d, isDisk := t.disks[o.DiskID]
	t.must(o.DiskID != "", book.ReInitDiskDiskGiven)
	t.must(o.DiskID == "" || isDisk, book.ReInitDiskDiskFound)
	if isDisk {
		t.must(d.Status == InUse, book.ReInitDiskInUse)
	}
	if isDisk && d.Status == InUse {
		i := t.instances[d.InstanceID]
		t.must(!i.Locks.Has(LockSecurity), book.ReInitDiskInstanceUnlocked)
		t.must(!i.Locks.Has(LockFinancial), book.ReInitDiskInstancePaid)
		t.must(i.Status == Stopped, book.ReInitDiskInstanceStopped)
	}
	if t.verdict() == Accepted {
		d.Status = ReIniting
		t.disks[d.ID] = d
	}
	return t.verdict()
}

func (t *twin) createInstance(o CreateInstance) Verdict {
	if o.InstanceID == "" || o.SystemDiskID == "" || string(o.InstanceID) == string(o.SystemDiskID) ||
		t.taken(string(o.InstanceID)) || t.taken(string(o.SystemDiskID)) {
		return NotEnabled
	}
	t.instances[o.InstanceID] = Instance{ID: o.InstanceID, Status: Pending,
		ChargeType: o.InstanceChargeType, HotPlug: FlagOf(o.HotPlug != False), MaxDataDisks: 16}
	t.disks[o.SystemDiskID] = Disk{ID: o.SystemDiskID, InstanceID: o.InstanceID, Status: InUse, Type: SystemDisk,
		Category: "cloud", ChargeType: PostPaid, Portable: False, DeleteWithInstance: true, DeleteAutoSnapshot: true}
	return Accepted
}

func (t *twin) taken(id string) bool {
	_, isInstance := t.instances[InstanceID(id)]
	_, isDisk := t.disks[DiskID(id)]
	return isInstance || isDisk
}

func (t *twin) startInstance(o StartInstance) Verdict {
	i, isInstance := t.instances[o.InstanceID]
	t.must(o.InstanceID != "", book.StartInstanceInstanceGiven)
	t.must(o.InstanceID == "" || isInstance, book.StartInstanceInstanceFound)
	if isInstance {
		t.must(!i.Locks.Has(LockSecurity), book.StartInstanceInstanceUnlocked)
		t.must(!i.Locks.Has(LockFinancial), book.StartInstanceInstancePaid)
		t.must(i.Status == Stopped, book.StartInstanceStopped)
		for _, d := range t.disks {
			if d.DetachedSystem && d.SourceInstanceID == SourceOf(i.ID) && t.from(2020) {
				t.must(false, book.StartInstanceHasSystemDisk)
			}
		}
	}
	return t.enter(i, Starting)
}

func (t *twin) stopInstance(o StopInstance) Verdict {
	i, isInstance := t.instances[o.InstanceID]
	t.must(o.InstanceID != "", book.StopInstanceInstanceGiven)
	t.must(o.InstanceID == "" || isInstance, book.StopInstanceInstanceFound)
	if isInstance {
		t.must(!i.Locks.Has(LockSecurity) || t.reading.Has(book.StopLockedUnaffected), book.StopInstanceInstanceUnlocked)
		t.must(!i.Locks.Has(LockFinancial) || !t.from(2019) || t.reading.Has(book.FinancialLockTable), book.StopInstanceInstancePaid)
		t.must(i.Status == Running, book.StopInstanceRunning)
	}
	return t.enter(i, Stopping)
}

func (t *twin) rebootInstance(o RebootInstance) Verdict {
	i, isInstance := t.instances[o.InstanceID]
	t.must(o.InstanceID != "", book.RebootInstanceInstanceGiven)
	t.must(o.InstanceID == "" || isInstance, book.RebootInstanceInstanceFound)
	if isInstance {
		t.must(!i.Locks.Has(LockSecurity), book.RebootInstanceInstanceUnlocked)
		t.must(!i.Locks.Has(LockFinancial) || !t.from(2019) || t.reading.Has(book.FinancialLockTable), book.RebootInstanceInstancePaid)
		t.must(i.Status == Running, book.RebootInstanceRunning)
	}
	return t.enter(i, Starting)
}

// enter ends StartInstance and its like: the instance gets a status, if accepted.
func (t *twin) enter(i Instance, s InstanceStatus) Verdict {
	if t.verdict() == Accepted {
		i.Status = s
		t.instances[i.ID] = i
	}
	return t.verdict()
}

func (t *twin) deleteInstance(o DeleteInstance) Verdict {
	i, isInstance := t.instances[o.InstanceID]
	t.must(o.InstanceID != "", book.DeleteInstanceInstanceGiven)
	t.must(o.InstanceID == "" || isInstance, book.DeleteInstanceInstanceFound)
	locked := i.Locks.Has(LockSecurity)
	if isInstance {
		t.must(!locked || !t.reading.Has(book.DeleteLockedRefused), book.DeleteInstanceInstanceUnlocked)
		t.must(i.ChargeType == PostPaid, book.DeleteInstancePostPaid)
		t.must(i.Status == Stopped || i.Status == Running && o.Force, book.DeleteInstanceReleasable)
		none := true
		for _, d := range t.disks {
			none = none && !(d.InstanceID == i.ID && inTransit(d))
		}
		t.must(none || !t.reading.Has(book.ReleaseTransitRefused), book.DeleteInstanceNoneInTransit)
	}
	if t.verdict() == Accepted {
		t.release(i)
	}
	return t.verdict()
}

func inTransit(d Disk) bool { return d.Status == Attaching || d.Status == Detaching }

// release takes an instance out, with those of its disks that go with it.
func (t *twin) release(i Instance) {
	locked := i.Locks.Has(LockSecurity)
	for _, d := range t.disks {
		bound := d.SourceInstanceID == SourceOf(i.ID)
		switch {
		case d.InstanceID != i.ID:
			if bound && d.InstanceID == "" && d.DeleteWithInstance {
				delete(t.disks, d.ID)
			} else if bound {
				d.SourceInstanceID, d.DetachedSystem = Source{}, false
				t.disks[d.ID] = d
			}
		case (d.DeleteWithInstance || locked) && !(inTransit(d) && t.reading.Has(book.ReleaseTransitKept)):
			delete(t.disks, d.ID)
		default:
			kept := Disk{ID: d.ID, Status: Available, Type: DataDisk, ChargeType: PostPaid, Portable: True,
				Category: d.Category, DeleteAutoSnapshot: d.DeleteAutoSnapshot}
			if d.DetachedSystem && !bound {
				kept.SourceInstanceID, kept.DetachedSystem = d.SourceInstanceID, true
			}
			t.disks[d.ID] = kept
		}
	}
	delete(t.instances, i.ID)
}
