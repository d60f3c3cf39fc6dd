package conform

import (
	"testing"

	"example.com/ecsdisk/model"
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
