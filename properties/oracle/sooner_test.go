package oracle

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

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
		j := New(world, true, Options{Fixed: true, First: true})
		j.Do(script.Call{Op: test.op})
		states := 1
		for _, f := range j.factors() {
			states *= len(f.beliefs)
		}
		if j.Verdict() != Good || states != test.states {
			for _, f := range j.factors() {
				for _, b := range f.beliefs {
					t.Logf("%v %+v %x", j.names(f), b.locals, b.in)
				}
			}
			t.Errorf("after %s: %s, %d states; expected %d", test.op, j.Verdict(), states, test.states)
		}
	}
}
