package book

import (
	"fmt"
	"iter"

	"example.com/ecsdisk/model/enum"
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
	FieldDetachDeletes    // what DetachDisk asked DeleteWithInstance to become
	FieldSourceInstanceID // the instance that a detached disk was left by, if it is still bound to it
	FieldDetachedSystem   // whether it was the system disk there
	FieldOperationLocks
	FieldInstanceChargeType
	FieldHotPlug
	FieldMaxDataDisks

	numFields = iota
)

var fieldNames = []string{"ID", "Status", "InstanceId", "Type", "Category", "DiskChargeType", "Portable",
	"DeleteWithInstance", "DeleteAutoSnapshot", "DetachDeletes", "SourceInstanceId", "DetachedSystem", "OperationLocks",
	"InstanceChargeType", "HotPlug", "MaxDataDisks"}

// fieldEditions are the editions in which a field can have a value that is not its default.
var fieldEditions = [numFields]Editions{FieldDetachDeletes: since2020, FieldSourceInstanceID: since2020,
	FieldDetachedSystem: since2020, FieldMaxDataDisks: since2021}

// String returns the name of the field as the API spells it.
func (f Field) String() string { return enum.Spell(fieldNames, f) }

// Editions returns the editions in which the field can have a value that is not its default:
// in the others it says nothing.
func (f Field) Editions() Editions { return fieldEditions[f] }

// ParseField is the inverse of [Field.String], among the given fields.
func ParseField(name string, among Fields) (Field, error) {
	for f := range among.All() {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("field %q is unknown; %s", name, suggest.List(name, enum.Names(among.All())))
}

// Fields is a set of fields. It is comparable; the zero value is empty.
type Fields uint16

const _ = uint(16 - numFields) // each field has its bit

// The fields of each kind of resource.
const (
	DiskFields Fields = 1<<FieldID | 1<<FieldStatus | 1<<FieldInstanceID | 1<<FieldType | 1<<FieldCategory |
		1<<FieldDiskChargeType | 1<<FieldPortable | 1<<FieldDeleteWithInstance | 1<<FieldDeleteAutoSnapshot |
		1<<FieldDetachDeletes | 1<<FieldSourceInstanceID | 1<<FieldDetachedSystem
	InstanceFields Fields = 1<<FieldID | 1<<FieldStatus | 1<<FieldOperationLocks | 1<<FieldInstanceChargeType | 1<<FieldHotPlug |
		1<<FieldMaxDataDisks
)

// HiddenFields are those of either kind that no describe shows.
const HiddenFields Fields = 1<<FieldDetachDeletes | 1<<FieldSourceInstanceID | 1<<FieldDetachedSystem | 1<<FieldMaxDataDisks

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
func (s Fields) All() iter.Seq[Field] { return enum.Those(enum.Span[Field](0, numFields), s.Has) }
