package explore

import (
	"fmt"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// ring returns a table of disks, each of which goes through a number of values.
func ring(disks, values int) *table {
	t := &table{scope: &scope.Scope{Name: "ring"}, budget: 1 << 30, at: map[string]int{}, symmetry: true}
	for d := range disks {
		t.disks = append(t.disks, slot{id: fmt.Sprint(d), values: make([]value, values)})
		for v := range values {
			t.moves = append(t.moves, move{disk: d, from: v, to: (v + 1) % values, instance: -1})
		}
	}
	return t
}

// TestMostValues has disks of as many values as the byte of an element can tell apart. One
// more is refused.
func TestMostValues(t *testing.T) {
	for disks, states := range map[int]int{1: 256, 2: 256 * 257 / 2} {
		l, err := newLayout(exploretest.Pacing(t), ring(disks, 256))
		if err != nil {
			t.Fatal(err)
		}
		if err := l.fill(exploretest.Pacing(t)); err != nil {
			t.Fatal(err)
		}
		s := newSearch(l, 1, 1<<30)
		if err := s.run(exploretest.Pacing(t), 0); err != nil || s.counts.States != states || s.counts.Depth != 255*disks {
			t.Errorf("%d disks of 256 values: %+v %v; expected %d states", disks, s.counts, err, states)
		}
		if _, err := newLayout(exploretest.Pacing(t), ring(disks, 257)); err == nil || !strings.Contains(err.Error(), "can have 257 values; expected at most 256") {
			t.Errorf("%d disks of 257 values: %v", disks, err)
		}
	}
}

// TestUnchangedBut holds that whatever changes besides the two slots of a question is
// noticed, whichever of the two were asked about.
func TestUnchangedBut(t *testing.T) {
	c := &compiler{table: alike(t)}
	before := c.scope.Start
	step := func(op model.Op) model.State {
		after, o := model.Machine{}.Step(before, op)
		if !o.Accepted() || after.Equal(before) {
			t.Fatalf("%s changes nothing", op)
		}
		return after
	}
	for _, q := range []question{{instance: 0, disk: 0}, {instance: 0, disk: -1}, {instance: -1, disk: 0}, {instance: -1, disk: -1}} {
		for _, change := range []struct {
			after model.State
			asked bool
		}{
			{before, true},
			{step(model.StopInstance{InstanceID: "i-a"}), q.instance == 0},
			{step(model.StopInstance{InstanceID: "i-b"}), false},
			{step(model.DeleteDisk{DiskID: "d-a"}), q.disk == 0},
			{step(model.DeleteDisk{DiskID: "d-b"}), false},
			{step(model.CreateDisk{DiskID: "d-c"}), false},
		} {
			if err := c.unchangedBut(before, change.after, q); (err == nil) != change.asked {
				t.Errorf("of slots %d and %d: %v, in %v", q.instance, q.disk, err, change.after)
			}
		}
	}
}
