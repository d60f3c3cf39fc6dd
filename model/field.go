package model

import (
	"fmt"
	"strconv"

	"example.com/ecsdisk/model/book"
)

// Field returns the value of one of [book.DiskFields] as a script writes it.
func (d Disk) Field(f book.Field) string {
	switch f {
	case book.FieldID:
		return QuoteID(string(d.ID))
	case book.FieldStatus:
		return d.Status.String()
	case book.FieldInstanceID:
		if d.InstanceID == "" {
			return ""
		}
		return QuoteID(string(d.InstanceID))
	case book.FieldType:
		return d.Type.String()
	case book.FieldCategory:
		return QuoteID(d.Category)
	case book.FieldDiskChargeType:
		return d.ChargeType.String()
	case book.FieldPortable:
		return d.Portable.String()
	case book.FieldDeleteWithInstance:
		return strconv.FormatBool(d.DeleteWithInstance)
	case book.FieldDeleteAutoSnapshot:
		return strconv.FormatBool(d.DeleteAutoSnapshot)
	case book.FieldDetachDeletes:
		return strconv.FormatBool(d.DetachDeletes)
	case book.FieldSourceInstanceID:
		if d.SourceInstanceID == (Source{}) {
			return ""
		}
		return QuoteID(d.SourceInstanceID.String())
	case book.FieldDetachedSystem:
		return strconv.FormatBool(d.DetachedSystem)
	}
	panic("model: a disk has no field " + f.String())
}

// SetField sets one of [book.DiskFields] from what [Disk.Field] returns.
func (d *Disk) SetField(f book.Field, text string) (err error) {
	switch f {
	case book.FieldID:
		err = setID(&d.ID, text)
	case book.FieldStatus:
		d.Status, err = ParseDiskStatus(text)
	case book.FieldInstanceID:
		err = setID(&d.InstanceID, text)
	case book.FieldType:
		d.Type, err = ParseDiskType(text)
	case book.FieldCategory:
		err = setID(&d.Category, text)
	case book.FieldDiskChargeType:
		d.ChargeType, err = ParseChargeType(text)
	case book.FieldPortable:
		d.Portable, err = parseFlag(text)
	case book.FieldDeleteWithInstance:
		d.DeleteWithInstance, err = parseBool(text)
	case book.FieldDeleteAutoSnapshot:
		d.DeleteAutoSnapshot, err = parseBool(text)
	case book.FieldDetachDeletes:
		d.DetachDeletes, err = parseBool(text)
	case book.FieldSourceInstanceID:
		var id InstanceID
		err = setID(&id, text)
		d.SourceInstanceID = SourceOf(id)
	case book.FieldDetachedSystem:
		d.DetachedSystem, err = parseBool(text)
	default:
		panic("model: a disk has no field " + f.String())
	}
	return err
}

// Field returns the value of one of [book.InstanceFields] as a script writes it.
func (i Instance) Field(f book.Field) string {
	switch f {
	case book.FieldID:
		return QuoteID(string(i.ID))
	case book.FieldStatus:
		return i.Status.String()
	case book.FieldOperationLocks:
		return i.Locks.String()
	case book.FieldInstanceChargeType:
		return i.ChargeType.String()
	case book.FieldHotPlug:
		return i.HotPlug.String()
	case book.FieldMaxDataDisks:
		return strconv.Itoa(int(i.MaxDataDisks))
	}
	panic("model: an instance has no field " + f.String())
}

// SetField sets one of [book.InstanceFields] from what [Instance.Field] returns.
func (i *Instance) SetField(f book.Field, text string) (err error) {
	switch f {
	case book.FieldID:
		err = setID(&i.ID, text)
	case book.FieldStatus:
		i.Status, err = ParseInstanceStatus(text)
	case book.FieldOperationLocks:
		i.Locks, err = ParseLocks(text)
	case book.FieldInstanceChargeType:
		i.ChargeType, err = ParseChargeType(text)
	case book.FieldHotPlug:
		i.HotPlug, err = parseFlag(text)
	case book.FieldMaxDataDisks:
		var n uint64
		if n, err = strconv.ParseUint(text, 10, 8); err != nil || n == 0 || n > MostDataDisks {
			err = fmt.Errorf("MaxDataDisks %q: expected 1 to %d", text, MostDataDisks)
		}
		i.MaxDataDisks = uint8(n)
	default:
		panic("model: an instance has no field " + f.String())
	}
	return err
}

func setID[T ~string](id *T, text string) error {
	s, err := UnquoteID(text)
	*id = T(s)
	return err
}

func parseBool(text string) (bool, error) {
	f, err := parseFlag(text)
	return f == True, err
}

// notDefault is what [Resource.NotDefault] returns of a disk.
func (d Disk) notDefault() book.Fields {
	d.setDefaults()
	bare := Disk{Portable: d.defaultPortable()}
	bare.setDefaults()
	return 1<<book.FieldID | 1<<book.FieldStatus | differ(book.DiskFields, d.Field, bare.Field)
}

// notDefault is what [Resource.NotDefault] returns of an instance.
func (i Instance) notDefault() book.Fields {
	i.setDefaults()
	var bare Instance
	bare.setDefaults()
	return 1<<book.FieldID | 1<<book.FieldStatus | differ(book.InstanceFields, i.Field, bare.Field)
}

// differ returns those of the fields in which two resources differ.
func differ(among book.Fields, x, y func(book.Field) string) (fields book.Fields) {
	for f := range among.All() {
		if x(f) != y(f) {
			fields |= 1 << f
		}
	}
	return fields
}
