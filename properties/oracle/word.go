package oracle

import "example.com/ecsdisk/model"

// A word is what a rule or an effect can read of one resource, packed: its own fields, and
// not which instance it is attached to. The zero word is no resource.
type word uint16

// The fields of a word. The status is in the lowest bits of either kind.
const (
	statusBits = 7

	diskSystem   word = 1 << 3
	diskPrePaid  word = 1 << 4
	diskPortable word = 1 << 5
	diskDeletes  word = 1 << 6 // DeleteWithInstance
	diskSnapshot word = 1 << 7 // DeleteAutoSnapshot
	diskDetach   word = 1 << 8 // DetachDeletes
	diskLeft     word = 1 << 9 // DetachedSystem
	diskExisted  word = 1 << 10

	lockShift        = 3
	lockBits    word = 15 << lockShift
	instPrePaid word = 1 << 7
	instHot     word = 1 << 8
)

// status returns the status of a disk or of an instance as a number.
func (w word) status() uint8 { return uint8(w & statusBits) }

func (w word) there() bool { return w&statusBits != 0 }

func (w word) diskStatus() model.DiskStatus { return model.DiskStatus(w & statusBits) }

func (w word) instanceStatus() model.InstanceStatus { return model.InstanceStatus(w & statusBits) }

func (w word) locks() model.Locks { return model.Locks(w & lockBits >> lockShift) }

// data reports whether it is a disk that counts against the limit of its instance.
func (w word) data() bool { return w.diskStatus().Attached() && w&diskSystem == 0 }

func bit(set bool, b word) word {
	if set {
		return b
	}
	return 0
}

// wordOfDisk packs a disk of a state, where nothing is absent.
func wordOfDisk(d model.Disk) word {
	return word(d.Status) | bit(d.Type == model.SystemDisk, diskSystem) | bit(d.ChargeType == model.PrePaid, diskPrePaid) |
		bit(d.Portable == model.True, diskPortable) | bit(d.DeleteWithInstance, diskDeletes) | bit(d.DeleteAutoSnapshot, diskSnapshot) |
		bit(d.DetachDeletes, diskDetach) | bit(d.DetachedSystem, diskLeft)
}

// disk unpacks a disk.
func (w word) disk(id, instance, source string) model.Disk {
	d := model.Disk{ID: model.DiskID(id), InstanceID: model.InstanceID(instance), Status: w.diskStatus(),
		Portable: model.FlagOf(w&diskPortable != 0), DeleteWithInstance: w&diskDeletes != 0, DeleteAutoSnapshot: w&diskSnapshot != 0,
		DetachDeletes: w&diskDetach != 0, DetachedSystem: w&diskLeft != 0, SourceInstanceID: model.SourceOf(model.InstanceID(source))}
	if w&diskSystem != 0 {
		d.Type = model.SystemDisk
	}
	if w&diskPrePaid != 0 {
		d.ChargeType = model.PrePaid
	}
	return d
}

// wordOfInstance packs an instance of a state.
func wordOfInstance(i model.Instance) word {
	return word(i.Status) | word(i.Locks)<<lockShift | bit(i.ChargeType == model.PrePaid, instPrePaid) | bit(i.HotPlug == model.True, instHot)
}

// instance unpacks an instance.
func (w word) instance(id string) model.Instance {
	i := model.Instance{ID: model.InstanceID(id), Status: w.instanceStatus(), Locks: w.locks(), HotPlug: model.FlagOf(w&instHot != 0)}
	if w&instPrePaid != 0 {
		i.ChargeType = model.PrePaid
	}
	return i
}
