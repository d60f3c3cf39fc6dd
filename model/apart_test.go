package model

import (
	"encoding/json"
	"fmt"
	"testing"

	"example.com/ecsdisk/model/book"
)

// TestApart holds that each field by itself tells two states apart, in every way in
// which states are told apart: Equal, the key, JSON, and Diff, which names that field
// and no other.
func TestApart(t *testing.T) {
	instance := Instance{ID: "i-a", Status: Running, HotPlug: True}
	instances := map[book.Field]Instance{}
	changeInstance := func(f book.Field, change func(*Instance)) {
		i := instance
		change(&i)
		instances[f] = i
	}
	changeInstance(book.FieldID, func(i *Instance) { i.ID = "i-z" })
	changeInstance(book.FieldStatus, func(i *Instance) { i.Status = Stopped })
	changeInstance(book.FieldOperationLocks, func(i *Instance) { i.Locks = LockRecycling })
	changeInstance(book.FieldInstanceChargeType, func(i *Instance) { i.ChargeType = PrePaid })
	changeInstance(book.FieldHotPlug, func(i *Instance) { i.HotPlug = False })
	changeInstance(book.FieldMaxDataDisks, func(i *Instance) { i.MaxDataDisks = 17 })

	disk := Disk{ID: "d-1", Status: InUse, InstanceID: "i-a", Category: "cloud", Portable: False}
	disks := map[book.Field]Disk{}
	changeDisk := func(f book.Field, change func(*Disk)) {
		d := disk
		change(&d)
		disks[f] = d
	}
	changeDisk(book.FieldID, func(d *Disk) { d.ID = "d-9" })
	changeDisk(book.FieldStatus, func(d *Disk) { d.Status = Detaching })
	changeDisk(book.FieldInstanceID, func(d *Disk) { d.InstanceID = "i-b" })
	changeDisk(book.FieldType, func(d *Disk) { d.Type = SystemDisk })
	changeDisk(book.FieldCategory, func(d *Disk) { d.Category = "cloud_ssd" })
	changeDisk(book.FieldDiskChargeType, func(d *Disk) { d.ChargeType = PrePaid })
	changeDisk(book.FieldPortable, func(d *Disk) { d.Portable = True })
	changeDisk(book.FieldDeleteWithInstance, func(d *Disk) { d.DeleteWithInstance = true })
	changeDisk(book.FieldDeleteAutoSnapshot, func(d *Disk) { d.DeleteAutoSnapshot = true })

	// These need something else to be so, too.
	bases := map[book.Field]Disk{
		book.FieldDetachDeletes:    {ID: "d-1", Status: Detaching, InstanceID: "i-a"},
		book.FieldSourceInstanceID: {ID: "d-1", Status: Available, DeleteWithInstance: true},
		book.FieldDetachedSystem:   {ID: "d-1", Status: Available, DeleteWithInstance: true, SourceInstanceID: SourceOf("i-b")},
	}
	for f, text := range map[book.Field]string{book.FieldDetachDeletes: "true", book.FieldSourceInstanceID: "i-b", book.FieldDetachedSystem: "true"} {
		changed := bases[f]
		if err := changed.SetField(f, text); err != nil {
			t.Fatal(err)
		}
		disks[f] = changed
	}

	other := Instance{ID: "i-b", Status: Running, HotPlug: True}
	state := func(i Instance, d Disk) State {
		s, err := NewState([]Instance{i, other}, []Disk{d})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for f := range book.InstanceFields.All() {
		i, known := instances[f]
		if !known {
			t.Errorf("the test knows of no two instances that differ in their %s alone", f)
			continue
		}
		free := Disk{ID: "d-1", Status: Available}
		apart(t, f, state(instance, free), state(i, free))
	}
	for f := range book.DiskFields.All() {
		d, known := disks[f]
		if !known {
			t.Errorf("the test knows of no two disks that differ in their %s alone", f)
			continue
		}
		base, needs := bases[f]
		if !needs {
			base = disk
		}
		apart(t, f, state(instance, base), state(instance, d))
	}
}

func apart(t *testing.T, f book.Field, a, b State) {
	t.Helper()
	texts := make([]string, 2)
	for n, s := range []State{a, b} {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		texts[n] = string(text)
	}
	if a.Equal(b) || b.Equal(a) || a.Key() == b.Key() || texts[0] == texts[1] {
		t.Errorf("two states that differ in a %s: equal %t and %t, equal keys %t, equal JSON %t", f, a.Equal(b), b.Equal(a), a.Key() == b.Key(), texts[0] == texts[1])
	}
	var changes, fields int
	for c := range Diff(a, b) {
		changes++
		for field := range c.Fields() {
			if fields++; field != f && f != book.FieldID { // what comes or goes has all fields
				t.Errorf("Diff of two states that differ in a %s names %s", f, field)
			}
		}
	}
	if f == book.FieldID {
		if changes != 2 {
			t.Errorf("Diff of two states that differ in an id has %d changes; expected one that came and one that went", changes)
		}
	} else if changes != 1 || fields != 1 {
		t.Errorf("Diff of two states that differ in a %s has %d changes and %d fields", f, changes, fields)
	}
}

// TestLimitCounts holds the rule about the limit to a count, in worlds with as many
// disks as an instance can have, one less and one more, wherever the others are.
func TestLimitCounts(t *testing.T) {
	for attached := DefaultDataDisks - 1; attached <= DefaultDataDisks; attached++ {
		for others := range 3 {
			for _, elsewhere := range []bool{false, true} {
				var disks []Disk
				for n := range attached + others {
					d := Disk{ID: DiskID(fmt.Sprintf("d-%02d", n)), Status: InUse, InstanceID: "i-a"}
					switch {
					case n < attached:
					case elsewhere:
						d.InstanceID = "i-b"
					default:
						d.Status, d.InstanceID = Available, ""
					}
					disks = append(disks, d)
				}
				s, err := NewState([]Instance{{ID: "i-a", Status: Running}, {ID: "i-b", Status: Running}}, disks)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range disks {
					broken := Machine{}.Judge(s, AttachDisk{InstanceID: "i-a", DiskID: d.ID}).Broken()
					if full := attached == DefaultDataDisks; broken.Has(book.AttachDiskBelowLimit) != full {
						t.Errorf("%d of %d disks are attached, and AttachDisk of %s breaks %v", attached, len(disks), d.ID, broken)
					}
				}
			}
		}
	}
}
