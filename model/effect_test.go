package model

import (
	"testing"

	"example.com/ecsdisk/model/book"
)

// Whatever field a row of the effect table sets to a constant has that value then, whatever
// the operation gives.
func TestConstantsAreSet(t *testing.T) {
	gives := given{instance: "i-given", category: "cloud_essd", reason: LockFinancial, hotPlug: True}
	disk := Disk{Status: InUse, InstanceID: "i-a", Type: SystemDisk, Category: "ephemeral", ChargeType: PrePaid,
		Portable: True, DeleteWithInstance: true, DeleteAutoSnapshot: true,
		DetachDeletes: true, SourceInstanceID: SourceOf("i-b"), DetachedSystem: true}
	for f := range (book.DiskFields &^ book.FieldsOf(book.FieldID)).All() {
		want := disk.Field(f)
		e, err := effectOf(book.EffectRow{Of: book.OfDisk, Field: f, To: book.Value(want)})
		var d Disk
		if e.setDisk(&d, &gives); err != nil || d.Field(f) != want {
			t.Errorf("%s of a disk is set to %q, %v; want %q", f, d.Field(f), err, want)
		}
	}
	instance := Instance{Status: Running, Locks: LockSecurity, ChargeType: PrePaid, HotPlug: False, MaxDataDisks: 17}
	for f := range (book.InstanceFields &^ book.FieldsOf(book.FieldID)).All() {
		want := instance.Field(f)
		e, err := effectOf(book.EffectRow{Of: book.OfInstance, Field: f, To: book.Value(want)})
		i := Instance{Locks: LockRecycling}
		if e.setInstance(&i, &gives); err != nil || i.Field(f) != want {
			t.Errorf("%s of an instance is set to %q, %v; want %q", f, i.Field(f), err, want)
		}
	}
}
