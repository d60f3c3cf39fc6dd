package model

import (
	"fmt"
	"iter"
	"strconv"

	"example.com/ecsdisk/model/suggest"
)

// A Field is one attribute of an instance or of a disk, for printing, parsing and
// comparing resources field by field.
type Field uint8

// The fields, in the order in which they are printed. FieldID and FieldStatus are
// of both kinds; FieldInstanceID is of a disk, the instance that it is attached to.
const (
	FieldID Field = iota
	FieldStatus
	FieldInstanceID
	FieldType
	FieldCategory
	FieldDiskChargeType
	FieldPortable
	FieldDeleteWithInstance
	FieldDeleteAutoSnapshot
	FieldOperationLocks
	FieldInstanceChargeType
	FieldHotPlug

	numFields = iota
)

var fieldNames = []string{"ID", "Status", "InstanceId", "Type", "Category", "DiskChargeType", "Portable",
	"DeleteWithInstance", "DeleteAutoSnapshot", "OperationLocks", "InstanceChargeType", "HotPlug"}

// String returns the name of the field as the API spells it.
func (f Field) String() string { return spell(fieldNames, f) }

// ParseField is the inverse of [Field.String], among the given fields.
func ParseField(name string, among Fields) (Field, error) {
	var names []string
	for f := range among.All() {
		if f.String() == name {
			return f, nil
		}
		names = append(names, f.String())
	}
	return 0, fmt.Errorf("%q is unknown; %s", name, suggest.List(name, names))
}

// Fields is a set of fields. It is comparable; the zero value is empty.
type Fields uint16

const _ = uint(16 - numFields) // each field has its bit

// The fields of each kind of resource.
const (
	DiskFields Fields = 1<<FieldID | 1<<FieldStatus | 1<<FieldInstanceID | 1<<FieldType | 1<<FieldCategory |
		1<<FieldDiskChargeType | 1<<FieldPortable | 1<<FieldDeleteWithInstance | 1<<FieldDeleteAutoSnapshot
	InstanceFields Fields = 1<<FieldID | 1<<FieldStatus | 1<<FieldOperationLocks | 1<<FieldInstanceChargeType | 1<<FieldHotPlug
)

// FieldsOf returns the set of the given fields.
func FieldsOf(fields ...Field) Fields {
	var s Fields
	for _, f := range fields {
		s |= 1 << f
	}
	return s
}

// Has reports whether f is in the set.
func (s Fields) Has(f Field) bool { return s>>f&1 != 0 }

// All yields the fields of the set, in the order of the constants.
func (s Fields) All() iter.Seq[Field] { return those(span[Field](0, numFields), s.Has) }

// Field returns the value of one of [DiskFields] as a script writes it.
func (d Disk) Field(f Field) string {
	switch f {
	case FieldID:
		return QuoteID(string(d.ID))
	case FieldStatus:
		return d.Status.String()
	case FieldInstanceID:
		if d.InstanceID == "" {
			return ""
		}
		return QuoteID(string(d.InstanceID))
	case FieldType:
		return d.Type.String()
	case FieldCategory:
		return QuoteID(d.Category)
	case FieldDiskChargeType:
		return d.ChargeType.String()
	case FieldPortable:
		return d.Portable.String()
	case FieldDeleteWithInstance:
		return strconv.FormatBool(d.DeleteWithInstance)
	case FieldDeleteAutoSnapshot:
		return strconv.FormatBool(d.DeleteAutoSnapshot)
	}
	panic("model: a disk has no field " + f.String())
}

// SetField sets one of [DiskFields] from what [Disk.Field] returns.
func (d *Disk) SetField(f Field, text string) (err error) {
	switch f {
	case FieldID:
		err = setID(&d.ID, text)
	case FieldStatus:
		d.Status, err = ParseDiskStatus(text)
	case FieldInstanceID:
		err = setID(&d.InstanceID, text)
	case FieldType:
		d.Type, err = ParseDiskType(text)
	case FieldCategory:
		err = setID(&d.Category, text)
	case FieldDiskChargeType:
		d.ChargeType, err = ParseChargeType(text)
	case FieldPortable:
		d.Portable, err = parseFlag(text)
	case FieldDeleteWithInstance:
		d.DeleteWithInstance, err = parseBool(text)
	case FieldDeleteAutoSnapshot:
		d.DeleteAutoSnapshot, err = parseBool(text)
	default:
		panic("model: a disk has no field " + f.String())
	}
	return err
}

// Field returns the value of one of [InstanceFields] as a script writes it.
func (i Instance) Field(f Field) string {
	switch f {
	case FieldID:
		return QuoteID(string(i.ID))
	case FieldStatus:
		return i.Status.String()
	case FieldOperationLocks:
		return i.Locks.String()
	case FieldInstanceChargeType:
		return i.ChargeType.String()
	case FieldHotPlug:
		return i.HotPlug.String()
	}
	panic("model: an instance has no field " + f.String())
}

// SetField sets one of [InstanceFields] from what [Instance.Field] returns.
func (i *Instance) SetField(f Field, text string) (err error) {
	switch f {
	case FieldID:
		err = setID(&i.ID, text)
	case FieldStatus:
		i.Status, err = ParseInstanceStatus(text)
	case FieldOperationLocks:
		i.Locks, err = ParseLocks(text)
	case FieldInstanceChargeType:
		i.ChargeType, err = ParseChargeType(text)
	case FieldHotPlug:
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
func (d Disk) NotDefault() Fields {
	d.setDefaults()
	bare := Disk{Portable: d.defaultPortable()}
	bare.setDefaults()
	return 1<<FieldID | 1<<FieldStatus | differ(DiskFields, d.Field, bare.Field)
}

// NotDefault is to an instance what [Disk.NotDefault] is to a disk.
func (i Instance) NotDefault() Fields {
	i.setDefaults()
	var bare Instance
	bare.setDefaults()
	return 1<<FieldID | 1<<FieldStatus | differ(InstanceFields, i.Field, bare.Field)
}

// differ returns those of the fields in which two resources differ.
func differ(among Fields, x, y func(Field) string) (fields Fields) {
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
func (c Change) Fields() iter.Seq2[Field, [2]string] {
	return func(yield func(Field, [2]string) bool) {
		before, after := [numFields]string{}, [numFields]string{}
		for f := range InstanceFields.All() {
			if c.BeforeInstance != nil {
				before[f] = c.BeforeInstance.Field(f)
			}
			if c.AfterInstance != nil {
				after[f] = c.AfterInstance.Field(f)
			}
		}
		for f := range DiskFields.All() {
			if c.BeforeDisk != nil {
				before[f] = c.BeforeDisk.Field(f)
			}
			if c.AfterDisk != nil {
				after[f] = c.AfterDisk.Field(f)
			}
		}
		for f := range Field(numFields) {
			if before[f] != after[f] && !yield(f, [2]string{before[f], after[f]}) {
				return
			}
		}
	}
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
