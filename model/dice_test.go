package model

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"

	"example.com/ecsdisk/model/book"
)

// Dice draw readings, worlds and operations, from the bytes of a fuzzed input or
// from random numbers. When the bytes run out, all draws are 0.
type dice struct {
	bytes []byte
	rng   *rand.Rand // nil: the bytes
}

// n draws a number below limit.
func (d *dice) n(limit int) int {
	if d.rng != nil {
		return d.rng.IntN(limit)
	}
	if len(d.bytes) == 0 {
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % limit
}

func (d *dice) bool() bool { return d.n(2) == 1 }

// locks draws lock reasons, few of them: most operations want none.
func (d *dice) locks() Locks {
	some := Locks(d.n(int(allLocks) + 1))
	return some & Locks(d.n(int(allLocks)+1))
}

func (d *dice) readings() book.Readings {
	var r book.Readings
	for range d.n(6) {
		r = r.With(book.Choice(d.n(len(slices.Collect(book.Choices())))))
	}
	return r
}

// machine draws an edition and readings that it has.
func (d *dice) machine() Machine {
	editions := slices.Collect(book.AllEditions())
	m := Machine{Edition: editions[d.n(len(editions))]}
	for c := range d.readings().All() {
		if c.Editions().Has(m.Edition) {
			m.Readings = m.Readings.With(c)
		}
	}
	return m
}

// world draws a world of at most that many instances and disks, as the machine's edition
// can tell it.
func (d *dice) world(m Machine, maxInstances, maxDisks int) State {
	var instances []Instance
	for n := range d.n(maxInstances + 1) {
		i := Instance{ID: instanceID(n), Status: Pending + InstanceStatus(d.n(int(Stopped))),
			Locks: d.locks(), ChargeType: ChargeType(d.n(2)), HotPlug: FlagOf(d.bool())}
		if book.FieldMaxDataDisks.Editions().Has(m.Edition) {
			i.MaxDataDisks = [...]uint8{0, 1, 3, 17, MostDataDisks}[d.n(5)]
		}
		instances = append(instances, i)
	}
	var disks []Disk
	most := func(id InstanceID) int {
		i := slices.IndexFunc(instances, func(i Instance) bool { return i.ID == id })
		return int(cmp.Or(instances[i].MaxDataDisks, DefaultDataDisks))
	}
	held := map[InstanceID]map[DiskType]int{}
	for n := range d.n(maxDisks + 1) {
		disk := Disk{ID: diskID(n), Status: Creating + DiskStatus(d.n(int(ReIniting))), Type: DiskType(d.n(8) / 7),
			ChargeType: ChargeType(d.n(4) / 3), DeleteWithInstance: d.bool(), DeleteAutoSnapshot: d.bool()}
		disk.Portable = FlagOf(disk.Type == DataDisk && d.n(4) != 3)
		if disk.Status.Attached() {
			if len(instances) == 0 {
				continue
			}
			disk.InstanceID = instances[d.n(len(instances))].ID
			if held[disk.InstanceID] == nil {
				held[disk.InstanceID] = map[DiskType]int{}
			}
			held[disk.InstanceID][disk.Type]++
			if held[disk.InstanceID][DataDisk] > most(disk.InstanceID) || held[disk.InstanceID][SystemDisk] > MaxSystemDisks {
				continue
			}
		}
		if book.FieldDetachDeletes.Editions().Has(m.Edition) && len(instances) > 0 {
			disk.DetachDeletes = disk.Status == Detaching && d.bool()
			disk.DetachedSystem = disk.Type == DataDisk && disk.Status != Creating && d.n(4) == 0
			if disk.DetachedSystem || disk.Type == DataDisk && disk.Status == Available && disk.DeleteWithInstance && d.bool() {
				disk.SourceInstanceID = SourceOf(instances[d.n(len(instances))].ID)
			}
		}
		disks = append(disks, disk)
	}
	s, err := NewState(instances, disks)
	if err != nil {
		panic(err)
	}
	return s
}

func instanceID(n int) InstanceID { return InstanceID("i-" + strconv.Itoa(n)) }
func diskID(n int) DiskID         { return DiskID("d-" + strconv.Itoa(n)) }

// op draws an operation on what such a world may have: half of the time one that
// moves a disk on, often with the instance that the disk is attached to, seldom with
// an id of the other kind or without one.
func (d *dice) op(s State, maxInstances, maxDisks int) Op {
	i, disk := instanceID(d.n(maxInstances)), diskID(d.n(maxDisks))
	switch held, _ := s.Disk(disk); d.n(24) {
	case 0:
		i = ""
	case 1:
		disk = ""
	case 2:
		i, disk = InstanceID(disk), DiskID(i)
	case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12:
		i = cmp.Or(held.InstanceID, i)
	}
	switch d.n(8) {
	case 0:
		return DetachDisk{i, disk, Flag(d.n(3))}
	case 1:
		return AttachDisk{i, disk, d.bool()}
	case 2:
		return Settle{string(i)}
	case 3:
		return Settle{string(disk)}
	}
	switch book.Action(d.n(len(params))) {
	case book.ActionCreateDisk:
		return CreateDisk{disk, [...]string{"", "cloud_ssd", "ephemeral", "ephemeral_ssd", "local_hdd_pro", "local_ssd_pro"}[d.n(6)]}
	case book.ActionDeleteDisk:
		return DeleteDisk{disk}
	case book.ActionModifyDiskAttribute:
		return ModifyDiskAttribute{disk, Flag(d.n(3)), Flag(d.n(3))}
	case book.ActionReInitDisk:
		return ReInitDisk{disk}
	case book.ActionCreateInstance:
		return CreateInstance{i, disk, ChargeType(d.n(2)), Flag(d.n(3))}
	case book.ActionStartInstance:
		return StartInstance{i}
	case book.ActionStopInstance:
		return StopInstance{i}
	case book.ActionRebootInstance:
		return RebootInstance{i}
	case book.ActionDeleteInstance:
		return DeleteInstance{i, d.bool()}
	case book.ActionDescribeInstances:
		return DescribeInstances{InstanceIDs: []InstanceID{i}}
	case book.ActionLock:
		return Lock{i, d.locks()}
	case book.ActionUnlock:
		return Unlock{i, allLocks &^ d.locks()}
	case book.ActionDetachFailed:
		return DetachFailed{disk}
	case book.ActionAttachFailed:
		return AttachFailed{disk}
	case book.ActionReclaim:
		return Reclaim{i}
	default:
		return DescribeDisks{InstanceID: i}
	}
}
