package model

import (
	"iter"
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

// NotDefault returns the fields that a world line of the disk has to have: its id and
// status, and what is not as it is when left out.
func (d Disk) NotDefault() book.Fields {
	d.setDefaults()
	bare := Disk{Portable: d.defaultPortable()}
	bare.setDefaults()
	return 1<<book.FieldID | 1<<book.FieldStatus | differ(book.DiskFields, d.Field, bare.Field)
}

// NotDefault is to an instance what [Disk.NotDefault] is to a disk.
func (i Instance) NotDefault() book.Fields {
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

// Fields yields the fields that differ with their values before and after, as
// scripts write them. For a resource that came or went that is all its fields, with
// "" where it is not.
func (c Change) Fields() iter.Seq2[book.Field, [2]string] {
	fields := book.InstanceFields
	if c.BeforeDisk != nil || c.AfterDisk != nil {
		fields = book.DiskFields
	}
	return func(yield func(book.Field, [2]string) bool) {
		for f := range fields.All() {
			values := [2]string{value(c.BeforeInstance, c.BeforeDisk, f), value(c.AfterInstance, c.AfterDisk, f)}
			if values[0] != values[1] && !yield(f, values) {
				return
			}
		}
	}
}

// value returns the value of a field of the one that is there, or "".
func value(i *Instance, d *Disk, f book.Field) string {
	switch {
	case i != nil:
		return i.Field(f)
	case d != nil:
		return d.Field(f)
	}
	return ""
}

// ID returns the id of the resource that changed, which no other resource has.
func (c Change) ID() string {
	switch {
	case c.BeforeInstance != nil:
		return string(c.BeforeInstance.ID)
	case c.AfterInstance != nil:
		return string(c.AfterInstance.ID)
	case c.BeforeDisk != nil:
		return string(c.BeforeDisk.ID)
	}
	return string(c.AfterDisk.ID)
}
