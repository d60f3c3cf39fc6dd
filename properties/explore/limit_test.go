package explore

import (
	"fmt"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// full returns a scope in which an instance has as many data disks as it can have, two
// of which can leave, and two others want to be attached.
func full() scope.Scope {
	s := scope.Scope{Name: "full"}
	var disks []model.Disk
	for n := range model.DefaultDataDisks {
		disks = append(disks, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%02d", n)), Status: model.InUse, InstanceID: "i"})
	}
	disks = append(disks, model.Disk{ID: "d-x", Status: model.Available}, model.Disk{ID: "d-y", Status: model.Available})
	var err error
	if s.Start, err = model.NewState([]model.Instance{{ID: "i", Status: model.Running}}, disks); err != nil {
		panic(err)
	}
	for _, id := range []model.DiskID{"d-00", "d-01", "d-x", "d-y"} {
		s.Ops = append(s.Ops, model.AttachDisk{InstanceID: "i", DiskID: id}, model.DetachDisk{InstanceID: "i", DiskID: id}, model.Settle{ID: string(id)})
	}
	return s
}

// TestLimit has the number of disks decide: that is no value of one of them.
func TestLimit(t *testing.T) {
	s := full()
	want, v := exploretest.Search(s, nil)
	if v != nil || want.States < 20 {
		t.Fatal(want, v)
	}
	for workers := 1; workers <= 2; workers++ {
		r, err := Explore(t.Context(), s, Options{Workers: workers})
		if err != nil || r.Violation != nil || r.Counts != want {
			t.Errorf("%+v %v %v; expected %+v", r.Counts, r.Violation, err, want)
		}
	}
	if r, err := Explore(t.Context(), s, Options{Symmetry: true}); err != nil || r.States >= want.States {
		t.Errorf("with symmetry: %d states, %v; there are %d", r.States, err, want.States)
	}
	r, err := Explore(t.Context(), exploretest.Broken(s, book.Omission{Rules: book.RuleSetOf(book.AttachDiskBelowLimit)}), Options{})
	if err != nil || r.Violation == nil || r.Depth != 0 {
		t.Errorf("without the limit: %v %v", r.Violation, err)
	}
}
