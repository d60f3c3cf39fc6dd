package induct

import (
	"fmt"
	"iter"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// wellFormed yields every well-formed state of a machine's edition of at most these many
// instances and disks, and its number. It makes up all values of all attributes, and leaves it to the model which
// states they make. Those that are not wanted are left out, and so is all after one where
// there shall be no more.
func wellFormed(m model.Machine, instances, disks int, wanted func(n int) (wanted, more bool)) iter.Seq2[int, model.State] {
	return func(yield func(int, model.State) bool) {
		n := 0
		fit := map[string][][]model.Disk{} // by the instances that there are: the values of each disk
		product(instances, anyInstance, func(is []model.Instance) bool {
			there := ""
			for _, i := range is {
				there += string(i.ID) + " "
			}
			if fit[there] == nil {
				fit[there] = make([][]model.Disk, disks)
				for d := range disks {
					fit[there][d] = fitting(is, anyDisk(m, d, instances))
				}
			}
			return product(disks, func(d int) []model.Disk { return fit[there][d] }, func(ds []model.Disk) bool {
				n++
				if wanted, more := wanted(n - 1); !wanted || !more {
					return more
				}
				s, err := model.NewState(is, ds)
				return err != nil || yield(n-1, s)
			})
		})
	}
}

// product calls yield with each choice of one value, or none, for each of n
// resources, until it returns false; it reports whether it never did.
func product[T any](n int, values func(n int) []T, yield func([]T) bool) bool {
	all := make([][]T, n)
	for at := range all {
		all[at] = values(at)
	}
	chosen := make([]T, 0, n)
	var choose func(at int) bool
	choose = func(at int) bool {
		if at == n {
			return yield(chosen)
		}
		if !choose(at + 1) {
			return false
		}
		for _, v := range all[at] {
			chosen = append(chosen, v)
			more := choose(at + 1)
			chosen = chosen[:len(chosen)-1]
			if !more {
				return false
			}
		}
		return true
	}
	return choose(0)
}

// fitting returns the disks of which each is well-formed beside the instances.
func fitting(instances []model.Instance, disks []model.Disk) (fit []model.Disk) {
	for _, d := range disks {
		if _, err := model.NewState(instances, []model.Disk{d}); err == nil {
			fit = append(fit, d)
		}
	}
	return fit
}

// everyID returns the ids of n resources of a kind.
func everyID[T ~string](kind string, n int) (ids []T) {
	for n := range n {
		ids = append(ids, T(fmt.Sprintf("%s-%d", kind, n)))
	}
	return ids
}

var flags = []model.Flag{model.False, model.True}

// anyInstance returns the instance of a number with all values of its attributes.
func anyInstance(n int) (all []model.Instance) {
	for status := range model.InstanceStatuses() {
		for _, charge := range []model.ChargeType{model.PostPaid, model.PrePaid} {
			for locks := range model.LocksInRules + 1 {
				if !model.LocksInRules.Has(locks) {
					continue
				}
				for _, hot := range flags {
					all = append(all, model.Instance{ID: everyID[model.InstanceID]("i", n+1)[n], Status: status, Locks: locks, ChargeType: charge, HotPlug: hot})
				}
			}
		}
	}
	return all
}

// bindings returns a disk in each way in which the machine's edition can have it asked, or
// be left by one of the instances.
func bindings(m model.Machine, instances ...model.InstanceID) []model.Disk {
	all := []model.Disk{{}}
	if book.FieldDetachDeletes.Editions().Has(m.Edition) {
		all = append(all, model.Disk{DetachDeletes: true})
	}
	if book.FieldSourceInstanceID.Editions().Has(m.Edition) {
		for _, d := range all {
			for _, id := range instances {
				d.SourceInstanceID, d.DetachedSystem = model.SourceOf(id), false
				all = append(all, d)
				d.DetachedSystem = true
				all = append(all, d)
			}
		}
	}
	return all
}

// anyDisk returns the disk of a number with all values of its attributes in the machine's
// edition, attached to none or to each of the instances, whether that is well-formed or not.
func anyDisk(m model.Machine, n, instances int) (all []model.Disk) {
	bound := bindings(m, everyID[model.InstanceID]("i", instances)...)
	for _, id := range append(everyID[model.InstanceID]("i", instances), "") {
		for status := range model.DiskStatuses() {
			for _, charge := range []model.ChargeType{model.PostPaid, model.PrePaid} {
				for _, t := range []model.DiskType{model.DataDisk, model.SystemDisk} {
					for bits := range 8 {
						for _, d := range bound {
							d.ID, d.InstanceID, d.Status, d.Type, d.ChargeType = everyID[model.DiskID]("d", n+1)[n], id, status, t, charge
							d.Portable, d.DeleteWithInstance, d.DeleteAutoSnapshot = model.FlagOf(bits&1 != 0), bits&2 != 0, bits&4 != 0
							all = append(all, d)
						}
					}
				}
			}
		}
	}
	return all
}

// everyOp returns every operation of a machine's edition on these many instances and disks, and those that lack
// an id. A creation may be under the id of the other kind.
func everyOp(m model.Machine, instances, disks int) (ops []model.Op) {
	is, ds := append(everyID[model.InstanceID]("i", instances), ""), append(everyID[model.DiskID]("d", disks), "")
	ops = append(slices.Collect(m.OpsOn(is, ds)), model.DescribeDisks{}, model.DescribeInstances{})
	for _, i := range is {
		ops = append(ops, model.DescribeInstances{InstanceIDs: []model.InstanceID{i}}, model.DescribeDisks{InstanceID: i}, model.CreateDisk{DiskID: model.DiskID(i)})
		for _, d := range ds {
			ops = append(ops,
				model.CreateInstance{InstanceID: i, SystemDiskID: d},
				model.CreateInstance{InstanceID: i, SystemDiskID: d, InstanceChargeType: model.PrePaid, HotPlug: model.False},
				model.CreateInstance{InstanceID: model.InstanceID(d), SystemDiskID: model.DiskID(i)})
		}
	}
	for _, d := range ds {
		ops = append(ops, model.DescribeDisks{DiskIDs: []model.DiskID{d}}, model.CreateDisk{DiskID: d}, model.CreateDisk{DiskID: d, DiskCategory: "ephemeral_ssd"})
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(ops, func(op model.Op) bool {
		was := seen[op.String()]
		seen[op.String()] = true
		return was
	})
}
