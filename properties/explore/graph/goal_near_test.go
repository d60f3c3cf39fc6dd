package graph

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// What never is accepted near an operation never is in the whole world, and the other way
// round where no limit is near.
func TestNeverIsNever(t *testing.T) {
	for name, world := range map[string]string{
		"a subscription elsewhere":    "instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-b DiskChargeType=PrePaid Portable=true\n",
		"not portable elsewhere":      "instance i-a Running\ninstance i-b Stopped\ndisk d-1 In_use i-b Portable=false\n",
		"not portable here":           "instance i-a Running HotPlug=false\ndisk d-1 In_use i-a Portable=false\ndisk d-2 Available\n",
		"a subscription held":         "instance i-a Stopped InstanceChargeType=PrePaid\ndisk d-1 In_use i-a Portable=false\ndisk d-2 In_use i-a\n",
		"a free subscription":         "instance i-a Running OperationLocks=security\ninstance i-b Running\ndisk d-1 Available DiskChargeType=PrePaid Portable=true\n",
		"a system disk and a release": "instance i-a Stopping\ndisk d-1 In_use i-a Type=system\ndisk d-2 Detaching i-a\n",
	} {
		s := exploretest.WorldOf(world)
		ops := append(scope.Ops(s.Machine, s.Start), model.DetachDisk{InstanceID: "i-a"}, model.DetachDisk{InstanceID: "i-a", DiskID: "d-9"}, model.DeleteDisk{DiskID: "d-9"})
		nevers := 0
		for _, op := range ops {
			if model.ActionOf(op).Event() {
				continue
			}
			g, err := ParseGoal(op.String()+" accepted", s)
			if err != nil {
				t.Fatal(err)
			}
			_, never := g.never(exploretest.Pacing(t).Task, &s)
			g.asks = nil
			path, err := Plan(t.Context(), s, g, PlanOptions{})
			if err != nil || path.Reached == never || path.Unfinished != "" {
				t.Errorf("%s: %s is never accepted: %t; it is in one of %d states: %t (%v, %s)", name, op, never, path.States, path.Reached, err, path.Unfinished)
			}
			if never {
				nevers++
			}
		}
		if nevers < 2 {
			t.Errorf("%s: %d operations are never accepted; expected those without an id, and of an unknown disk", name, nevers)
		}
	}
}

// A world of any size is no matter where a few resources tell.
func TestPlanLooksNearFirst(t *testing.T) {
	s := scope.Core(4, 6)
	g, err := ParseGoal("DetachDisk InstanceId=i-0 DiskId=d-3 accepted", s) // d-3 is not Portable
	if err != nil {
		t.Fatal(err)
	}
	s.Ops = nil
	path, err := Plan(t.Context(), s, g, PlanOptions{})
	if err != nil || path.Reached || !path.Near || path.Unfinished != "" || path.States > nearStates {
		t.Errorf("%+v, %v", path, err)
	}
}

// Around an operation is what it names, what holds that, and what is there besides.
func TestAround(t *testing.T) {
	s := exploretest.WorldOf("instance i-a Running\ninstance i-b Running\ninstance i-c Running\ndisk d-1 In_use i-a\ndisk d-2 In_use i-a\ndisk d-3 In_use i-c\n").Start
	for _, tt := range []struct {
		op   model.Op
		want string
	}{
		{model.AttachDisk{InstanceID: "i-b", DiskID: "d-1"}, "instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a\ndisk d-2 In_use i-a\n"},
		{model.DeleteInstance{InstanceID: "i-c"}, "instance i-c Running\ndisk d-3 In_use i-c\n"},
		{model.Settle{ID: "d-3"}, "instance i-c Running\ndisk d-3 In_use i-c\n"},
		{model.DeleteDisk{DiskID: "d-9"}, ""},
	} {
		var want model.State
		if tt.want != "" {
			want = exploretest.WorldOf(tt.want).Start
		}
		if got := Around(s, tt.op); !got.Equal(want) {
			t.Errorf("around %s there is %v; want %v", tt.op, got, want)
		}
	}
}
