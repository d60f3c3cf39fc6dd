package conform

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// The ids of a system are never taken for the model's of other resources, nor the other
// way round.
func TestNamesOfOthers(t *testing.T) {
	all := func(model.DiskID) bool { return true }
	n := newNames[model.DiskID]()
	n.known["d-0"] = true
	n.bind("d-1", "own-1")
	n.bind("d-2", "d-3")
	for system, want := range map[model.DiskID]model.DiskID{
		"": "", "d-0": "d-0", "own-1": "d-1", "d-3": "d-2",
		"d-1": "d-1*", "d-2": "d-2*", "d-4": "d-4", // strangers
	} {
		if got := n.toModel(system, all); got != want {
			t.Errorf("the system's %q is the model's %q; expected %q", system, got, want)
		}
	}
	for id, want := range map[model.DiskID]model.DiskID{"d-0": "d-0", "d-1": "own-1", "d-2": "d-3", "d-3": "d-3*", "d-4": "d-4"} {
		if got := n.toSystem(id); got != want {
			t.Errorf("the model's %q is the system's %q; expected %q", id, got, want)
		}
	}
	n.unnamed = []model.DiskID{"d-5", "d-6"}
	if got := n.toModel("d-1", func(id model.DiskID) bool { return id == "d-6" }); got != "d-6" || n.toSystem("d-6") != "d-1" || len(n.unnamed) != 1 {
		t.Errorf("what is shown first is %q; expected the one that fits: %v", got, n)
	}
	if got := n.toModel("d-5", all); got != "d-5" || len(n.unnamed) != 0 {
		t.Errorf("what has taken its id is %q: %v", got, n)
	}
}

// A call that comes to the same before a settle as after it is followed once: what may
// settle later is not supposed to have settled.
func TestNothingSettlesSoonerThanItHasTo(t *testing.T) {
	world := script.MustWorld("instance i-1 Running\ninstance i-2 Running\ndisk d-1 Detaching i-1\ndisk d-2 Attaching i-1")
	for _, test := range []struct {
		op     model.Op
		states int
	}{
		{model.ModifyDiskAttribute{DiskID: "d-1", DeleteAutoSnapshot: model.True}, 1},
		{model.ModifyDiskAttribute{DiskID: "d-2", DeleteWithInstance: model.True}, 1},
		{model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.True}, 2}, // which is false again after it
		{model.StopInstance{InstanceID: "i-1"}, 1},
	} {
		o := NewOracle(world, Options{Readings: new(book.Readings), Untold: model.False})
		if err := o.Observe(test.op, model.Answer{}); err != nil || len(o.candidates) != test.states {
			t.Errorf("after %s: %v, %d states; expected %d", test.op, err, len(o.candidates), test.states)
		}
	}
}
