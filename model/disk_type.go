package model

import "example.com/ecsdisk/model/enum"

// A DiskType is the Type of a disk.
type DiskType uint8

// The types of a disk.
const (
	DataDisk DiskType = iota
	SystemDisk
)

var diskTypes = []string{DataDisk: "data", SystemDisk: "system"}

// String returns the type as the API spells it.
func (t DiskType) String() string { return enum.Spell(diskTypes, t) }

// ParseDiskType is the inverse of [DiskType.String].
func ParseDiskType(name string) (DiskType, error) {
	return enum.Parse[DiskType](diskTypes, "type of a disk", name)
}
