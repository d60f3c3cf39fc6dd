package model

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model/book"
)

// values returns what a resource's fields are, in the order in which they are printed.
func values(among book.Fields, of func(book.Field) string) (all []string) {
	for f := range among.All() {
		all = append(all, of(f))
	}
	return all
}

// What a literal leaves out is at its default in a state, and is no part of its world
// line.
func TestDefaults(t *testing.T) {
	const needed = 1<<book.FieldID | 1<<book.FieldStatus
	for _, c := range []struct {
		given      Disk
		want       []string
		notDefault book.Fields
	}{
		{Disk{}, []string{"d", "Available", "", "data", "cloud", "PostPaid", "true", "false", "false", "false", "", "false"}, needed},
		{Disk{Category: "cloud", Portable: True}, []string{"d", "Available", "", "data", "cloud", "PostPaid", "true", "false", "false", "false", "", "false"}, needed},
		{Disk{Portable: False}, []string{"d", "Available", "", "data", "cloud", "PostPaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldPortable},
		{Disk{Category: "cloud_essd"}, []string{"d", "Available", "", "data", "cloud_essd", "PostPaid", "true", "false", "false", "false", "", "false"}, needed | 1<<book.FieldCategory},
		{Disk{Category: "ephemeral"}, []string{"d", "Available", "", "data", "ephemeral", "PostPaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldCategory},
		{Disk{Category: "ephemeral_ssd"}, []string{"d", "Available", "", "data", "ephemeral_ssd", "PostPaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldCategory},
		{Disk{Category: "local_hdd_pro"}, []string{"d", "Available", "", "data", "local_hdd_pro", "PostPaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldCategory},
		{Disk{Category: "local_ssd_pro"}, []string{"d", "Available", "", "data", "local_ssd_pro", "PostPaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldCategory},
		{Disk{Category: "local_ssd_pro", Portable: True}, []string{"d", "Available", "", "data", "local_ssd_pro", "PostPaid", "true", "false", "false", "false", "", "false"}, needed | 1<<book.FieldCategory | 1<<book.FieldPortable},
		{Disk{ChargeType: PrePaid}, []string{"d", "Available", "", "data", "cloud", "PrePaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldDiskChargeType},
		{Disk{ChargeType: PrePaid, Portable: True}, []string{"d", "Available", "", "data", "cloud", "PrePaid", "true", "false", "false", "false", "", "false"}, needed | 1<<book.FieldDiskChargeType | 1<<book.FieldPortable},
		{Disk{Type: SystemDisk}, []string{"d", "Available", "", "system", "cloud", "PostPaid", "false", "false", "false", "false", "", "false"}, needed | 1<<book.FieldType},
		{Disk{DeleteWithInstance: true}, []string{"d", "Available", "", "data", "cloud", "PostPaid", "true", "true", "false", "false", "", "false"}, needed | 1<<book.FieldDeleteWithInstance},
		{Disk{DeleteAutoSnapshot: true}, []string{"d", "Available", "", "data", "cloud", "PostPaid", "true", "false", "true", "false", "", "false"}, needed | 1<<book.FieldDeleteAutoSnapshot},
		{Disk{Status: Detaching, InstanceID: "i", DetachDeletes: true}, []string{"d", "Detaching", "i", "data", "cloud", "PostPaid", "true", "false", "false", "true", "", "false"}, needed | 1<<book.FieldInstanceID | 1<<book.FieldDetachDeletes},
		{Disk{SourceInstanceID: SourceOf("i"), DetachedSystem: true}, []string{"d", "Available", "", "data", "cloud", "PostPaid", "true", "false", "false", "false", "i", "true"}, needed | 1<<book.FieldSourceInstanceID | 1<<book.FieldDetachedSystem},
		{Disk{Status: InUse, InstanceID: "i"}, []string{"d", "In_use", "i", "data", "cloud", "PostPaid", "true", "false", "false", "false", "", "false"}, needed | 1<<book.FieldInstanceID},
	} {
		c.given.ID = "d"
		if c.given.Status == 0 {
			c.given.Status = Available
		}
		s, err := NewState([]Instance{{ID: "i", Status: Running}}, []Disk{c.given})
		if err != nil {
			t.Fatal(err)
		}
		d, _ := s.Disk("d")
		if got := values(book.DiskFields, d.Field); !slices.Equal(got, c.want) {
			t.Errorf("%+v is in a state %q; want %q", c.given, got, c.want)
		}
		if got := c.given.notDefault(); got != c.notDefault || d.notDefault() != got {
			t.Errorf("%+v: not at their default: %b, in a state %b; want %b", c.given, got, d.notDefault(), c.notDefault)
		}
	}
	for _, c := range []struct {
		given      Instance
		want       []string
		notDefault book.Fields
	}{
		{Instance{}, []string{"i", "Running", "", "PostPaid", "true", "16"}, needed},
		{Instance{HotPlug: True}, []string{"i", "Running", "", "PostPaid", "true", "16"}, needed},
		{Instance{HotPlug: False}, []string{"i", "Running", "", "PostPaid", "false", "16"}, needed | 1<<book.FieldHotPlug},
		{Instance{ChargeType: PrePaid}, []string{"i", "Running", "", "PrePaid", "true", "16"}, needed | 1<<book.FieldInstanceChargeType},
		{Instance{MaxDataDisks: 17}, []string{"i", "Running", "", "PostPaid", "true", "17"}, needed | 1<<book.FieldMaxDataDisks},
		{Instance{MaxDataDisks: DefaultDataDisks}, []string{"i", "Running", "", "PostPaid", "true", "16"}, needed},
		{Instance{Locks: LockSecurity}, []string{"i", "Running", "security", "PostPaid", "true", "16"}, needed | 1<<book.FieldOperationLocks},
	} {
		c.given.ID, c.given.Status = "i", Running
		s, err := NewState([]Instance{c.given}, nil)
		if err != nil {
			t.Fatal(err)
		}
		i, _ := s.Instance("i")
		if got := values(book.InstanceFields, i.Field); !slices.Equal(got, c.want) {
			t.Errorf("%+v is in a state %q; want %q", c.given, got, c.want)
		}
		if got := c.given.notDefault(); got != c.notDefault || i.notDefault() != got {
			t.Errorf("%+v: not at their default: %b, in a state %b; want %b", c.given, got, i.notDefault(), c.notDefault)
		}
	}
}

// A creation gives what it is not told the default that a declared resource has.
func TestCreatedAsDeclared(t *testing.T) {
	for _, category := range []string{"", "cloud", "cloud_essd", "ephemeral", "ephemeral_ssd", "local_hdd_pro", "local_ssd_pro"} {
		created, _ := Machine{}.Step(State{}, CreateDisk{"d", category})
		declared, err := NewState(nil, []Disk{{ID: "d", Status: Creating, Category: category, DeleteAutoSnapshot: true}})
		if err != nil || !created.Equal(declared) {
			t.Errorf("CreateDisk of category %q makes %#v; want %#v, %v", category, created, declared, err)
		}
	}
	for _, hotPlug := range []Flag{Absent, False, True} {
		created, _ := Machine{}.Step(State{}, CreateInstance{"i", "d", PostPaid, hotPlug})
		declared, err := NewState([]Instance{{ID: "i", Status: Pending, HotPlug: hotPlug}},
			[]Disk{{ID: "d", Status: InUse, InstanceID: "i", Type: SystemDisk, DeleteWithInstance: true, DeleteAutoSnapshot: true}})
		if err != nil || !created.Equal(declared) {
			t.Errorf("CreateInstance with HotPlug=%s makes %#v; want %#v, %v", hotPlug, created, declared, err)
		}
	}
}

// A shown resource states all fields or those that it says, and never a flag that it
// has not.
func TestShows(t *testing.T) {
	some := book.FieldsOf(book.FieldStatus, book.FieldPortable, book.FieldHotPlug)
	shown := func(r Resource, stated book.Fields) book.Fields { return Shown{r, stated}.Shows() }
	disk := func(portable Flag) Resource { return Resource{Disk: &Disk{Portable: portable}} }
	instance := func(hotPlug Flag) Resource { return Resource{Instance: &Instance{HotPlug: hotPlug}} }
	for _, c := range []struct{ got, want book.Fields }{
		{shown(disk(False), 0), book.DiskFields &^ book.HiddenFields},
		{shown(disk(True), some), some},
		{shown(disk(Absent), 0), book.DiskFields &^ book.HiddenFields &^ book.FieldsOf(book.FieldPortable)},
		{shown(disk(Absent), some), some &^ book.FieldsOf(book.FieldPortable)},
		{shown(instance(False), 0), book.InstanceFields &^ book.HiddenFields},
		{shown(instance(True), some), some},
		{shown(instance(Absent), 0), book.InstanceFields &^ book.HiddenFields &^ book.FieldsOf(book.FieldHotPlug)},
		{shown(instance(Absent), some), some &^ book.FieldsOf(book.FieldHotPlug)},
	} {
		if c.got != c.want {
			t.Errorf("the fields are %b; want %b", c.got, c.want)
		}
	}
}
