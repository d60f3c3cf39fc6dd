package model

import (
	"cmp"

	"example.com/ecsdisk/model/book"
)

// An effect is a row of the effect table as the machine applies it.
type effect struct {
	field   book.Field
	value   book.Value
	given   bool // the value is no constant
	release bool

	// Where the value is a constant: a resource whose field has it.
	disk     Disk
	instance Instance
}

// effects are those of the table, in its order.
var effects = func() (all []effect) {
	for e := range book.Effects() {
		does, err := effectOf(e.Row())
		if err != nil {
			panic("model: " + e.String() + ": " + err.Error())
		}
		all = append(all, does)
	}
	return all
}()

func effectOf(row book.EffectRow) (effect, error) {
	does := effect{field: row.Field, value: row.To, given: !row.To.Constant(), release: row.Release}
	if does.release || does.given {
		return does, nil
	}
	set := does.disk.SetField
	if row.Of == book.OfInstance {
		set = does.instance.SetField
	}
	err := set(row.Field, cmp.Or(string(row.To), `""`))
	return does, err
}

// setDisk sets the field of a disk.
func (e *effect) setDisk(d *Disk, g *given) {
	switch e.field {
	case book.FieldStatus:
		d.Status = e.disk.Status
	case book.FieldInstanceID:
		if d.InstanceID = e.disk.InstanceID; e.given {
			d.InstanceID = g.instance
		}
	case book.FieldType:
		d.Type = e.disk.Type
	case book.FieldCategory:
		switch d.Category = e.disk.Category; e.value {
		case book.Given:
			d.Category = g.category
		case book.ByDefault:
			d.Category = DefaultCategory
		}
	case book.FieldDiskChargeType:
		d.ChargeType = e.disk.ChargeType
	case book.FieldPortable:
		if d.Portable = e.disk.Portable; e.given {
			d.Portable = d.defaultPortable()
		}
	case book.FieldDeleteWithInstance:
		if d.DeleteWithInstance = e.disk.DeleteWithInstance; e.given {
			d.DeleteWithInstance = g.deletes == True
		}
		if e.value == book.Asked {
			d.DeleteWithInstance = d.DetachDeletes
		}
	case book.FieldDetachDeletes:
		if d.DetachDeletes = e.disk.DetachDeletes; e.given {
			d.DetachDeletes = g.deletes == True
		}
	case book.FieldSourceInstanceID:
		if d.SourceInstanceID = e.disk.SourceInstanceID; e.value == book.Left {
			d.SourceInstanceID = SourceOf(d.InstanceID)
		}
	case book.FieldDetachedSystem:
		d.DetachedSystem = e.disk.DetachedSystem
	case book.FieldDeleteAutoSnapshot:
		if d.DeleteAutoSnapshot = e.disk.DeleteAutoSnapshot; e.given {
			d.DeleteAutoSnapshot = g.snapshot == True
		}
	default:
		panic("model: no effect on " + e.field.String() + " of a disk")
	}
}

// setInstance sets the field of an instance.
func (e *effect) setInstance(i *Instance, g *given) {
	switch e.field {
	case book.FieldStatus:
		i.Status = e.instance.Status
	case book.FieldInstanceChargeType:
		if i.ChargeType = e.instance.ChargeType; e.given {
			i.ChargeType = g.charge
		}
	case book.FieldHotPlug:
		if i.HotPlug = e.instance.HotPlug; e.given {
			i.HotPlug = cmp.Or(g.hotPlug, defaultHotPlug)
		}
	case book.FieldMaxDataDisks:
		if i.MaxDataDisks = e.instance.MaxDataDisks; e.given {
			i.MaxDataDisks = DefaultDataDisks
		}
	case book.FieldOperationLocks:
		switch e.value {
		case book.With:
			i.Locks |= g.reason
		case book.Less:
			i.Locks &^= g.reason
		default:
			i.Locks = e.instance.Locks
		}
	default:
		panic("model: no effect on " + e.field.String() + " of an instance")
	}
}
