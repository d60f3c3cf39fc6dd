package properties

import (
	"cmp"
	"strconv"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// DrawWorld returns a well-formed world of at most the given numbers of instances
// and disks, in any state that may be declared in the machine's edition. Now and then it has one instance
// with as many data disks as it can have, or with room for one, and two more disks.
func DrawWorld(m model.Machine, src Source, maxInstances, maxDisks int) model.State {
	return drawWorld(m, src, maxInstances, maxDisks, src.IntN(fullWorlds) == 0)
}

// fullWorlds is how many worlds there are for one that has a full instance.
const fullWorlds = 16

func drawWorld(m model.Machine, src Source, maxInstances, maxDisks int, full bool) model.State {
	numInstances, numDisks := src.IntN(maxInstances+1), src.IntN(maxDisks+1)
	if full {
		numInstances, numDisks = 1, model.DefaultDataDisks+2
	}
	var instances []model.Instance
	for n := range numInstances {
		i := drawInstance(src, n+1)
		if !full && book.FieldMaxDataDisks.Editions().Has(m.Edition) && src.IntN(4) == 0 {
			i.MaxDataDisks = uint8(1 + src.IntN(4))
		}
		instances = append(instances, i)
	}
	var disks []model.Disk
	held := make([]struct{ data, system int }, numInstances)
	room := src.IntN(2)
	for n := range numDisks {
		d := drawDisk(src, n+1)
		if full {
			crowd(src, &d, n, model.DefaultDataDisks-room)
		}
		drawSource(m, src, &d, instances)
		if d.Status.Attached() {
			at := -1
			if numInstances > 0 {
				at = src.IntN(numInstances)
			}
			switch {
			case at < 0, d.Type == model.DataDisk && held[at].data == limitOf(instances[at]), d.Type == model.SystemDisk && held[at].system == model.MaxSystemDisks:
				d.Status, d.DetachDeletes = model.Available, false
			case d.Type == model.SystemDisk:
				held[at].system++
				d.InstanceID = instances[at].ID
			default:
				held[at].data++
				d.InstanceID = instances[at].ID
			}
		}
		disks = append(disks, d)
	}
	return model.MustState(instances, disks)
}

// crowd makes disk n one of those that fill an instance or, past them, often its
// system disk, and then one that is free to be attached.
func crowd(src Source, d *model.Disk, n, data int) {
	switch n {
	case data:
		if d.Type, d.Status = model.DataDisk, model.Available; src.IntN(2) == 0 {
			d.Type, d.Status, d.Portable = model.SystemDisk, model.InUse, model.False
		}
	case data + 1:
		d.Type, d.Status = model.DataDisk, model.Available
	case data + 2:
	default:
		d.Type, d.Status = model.DataDisk, model.InUse
	}
}

// limitOf returns how many data disks an instance may have, which need not be given.
func limitOf(i model.Instance) int { return int(cmp.Or(i.MaxDataDisks, model.DefaultDataDisks)) }

// drawSource gives a disk what only some editions have.
func drawSource(m model.Machine, src Source, d *model.Disk, instances []model.Instance) {
	if !boundEditions().Has(m.Edition) {
		return
	}
	d.DetachDeletes = d.Status == model.Detaching && src.IntN(2) == 1
	if len(instances) == 0 || d.Type == model.SystemDisk || d.Status == model.Creating || src.IntN(4) != 0 {
		return
	}
	if d.DetachedSystem = src.IntN(2) == 0; d.DetachedSystem || d.Status == model.Available && d.DeleteWithInstance {
		d.SourceInstanceID = model.SourceOf(instances[src.IntN(len(instances))].ID)
	}
}

func drawInstance(src Source, n int) model.Instance {
	i := model.Instance{ID: model.InstanceID("i-" + strconv.Itoa(n)), Status: model.Running, HotPlug: model.FlagOf(src.IntN(4) != 3)}
	switch c := src.IntN(8); {
	case c >= 6:
		i.Status = model.Stopped
	case c == 5:
		i.Status = model.Pending + model.InstanceStatus(src.IntN(instanceStatuses-1))
	}
	if src.IntN(6) == 5 {
		i.Locks = [...]model.Locks{model.LockSecurity, model.LockFinancial, model.LockRecycling, model.LockDedicatedHostFinancial}[src.IntN(4)]
	}
	if src.IntN(8) == 7 {
		i.ChargeType = model.PrePaid
	}
	return i
}

func drawDisk(src Source, n int) model.Disk {
	d := model.Disk{ID: model.DiskID("d-" + strconv.Itoa(n)), Status: model.Creating + model.DiskStatus(src.IntN(diskStatuses-1))}
	if src.IntN(2) == 0 {
		d.Status = model.InUse
	}
	if src.IntN(8) == 7 {
		d.Type = model.SystemDisk
	}
	if src.IntN(8) == 7 {
		d.ChargeType = model.PrePaid
	}
	d.Portable = model.FlagOf(d.Type == model.DataDisk && src.IntN(8) != 7)
	d.DeleteWithInstance = src.IntN(2) == 1
	d.DeleteAutoSnapshot = src.IntN(2) == 1
	return d
}
