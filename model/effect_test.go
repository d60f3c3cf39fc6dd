package model

import (
	"testing"

	"example.com/ecsdisk/model/book"
)

// TestConstants holds that an effect may set any field but the id to any constant, whatever
// the operation gives.
func TestConstants(t *testing.T) {
	constants := map[book.Field][]string{
		book.FieldInstanceID: {"", "i-a"}, book.FieldType: {"data", "system"}, book.FieldCategory: {"cloud", "cloud_ssd"},
		book.FieldDiskChargeType: {"PostPaid", "PrePaid"}, book.FieldPortable: {"false", "true"},
		book.FieldDeleteWithInstance: {"false", "true"}, book.FieldDeleteAutoSnapshot: {"false", "true"},
		book.FieldDetachDeletes: {"false", "true"}, book.FieldSourceInstanceID: {"", "i-a"}, book.FieldDetachedSystem: {"false", "true"},
		book.FieldOperationLocks: {"financial", "security"}, book.FieldInstanceChargeType: {"PostPaid", "PrePaid"},
		book.FieldHotPlug: {"false", "true"}, book.FieldMaxDataDisks: {"16", "64"},
	}
	all := []given{{}, {instance: "i-z", category: "cloud_essd", charge: PrePaid, reason: LockRecycling, hotPlug: False, deletes: True, snapshot: True}}
	for f := range (book.DiskFields | book.InstanceFields).All() {
		values := constants[f]
		switch {
		case f == book.FieldID:
			continue
		case f == book.FieldStatus:
			values = []string{"Available", "In_use"}
		case values == nil:
			t.Errorf("the test has no constants of %v", f)
		}
		for _, value := range values {
			of := book.OfDisk
			if !book.DiskFields.Has(f) {
				of = book.OfInstance
			}
			e, err := effectOf(book.EffectRow{Of: of, Field: f, To: book.Value(value)})
			if err != nil {
				t.Fatal(err)
			}
			for n := range all {
				var d Disk
				var i Instance
				got := ""
				if of == book.OfDisk {
					e.setDisk(&d, &all[n])
					got = d.Field(f)
				} else {
					e.setInstance(&i, &all[n])
					got = i.Field(f)
				}
				if got != value {
					t.Errorf("an effect %v = %s sets it to %s, given %+v", f, value, got, all[n])
				}
			}
		}
	}
	if _, err := effectOf(book.EffectRow{Of: book.OfDisk, Field: book.FieldStatus, To: "Gone"}); err == nil {
		t.Error("an effect that sets a status that there is not is no error")
	}
}
