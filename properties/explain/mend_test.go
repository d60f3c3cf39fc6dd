package explain

import (
	"fmt"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// The order is by what is destroyed that was not asked for, and else as it was.
func TestRemediesThatDestroyComeLast(t *testing.T) {
	destroying, harmless := 0, 0
	for _, text := range []string{
		"instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a DeleteWithInstance=true\ndisk d-2 In_use i-b\n",
		"instance i-a Stopped OperationLocks=security\ndisk d-1 In_use i-a\ndisk d-2 Available\n",
		"instance i-a Running\ninstance i-b Running\ndisk d-1 Attaching i-a\n", // whose attachment can fail, which is an event
		"instance i-a Running InstanceChargeType=PrePaid\ninstance i-b Stopped\ndisk d-1 In_use i-b Portable=false\n",
	} {
		world := script.MustWorld(text)
		for _, op := range scope.Ops(world.Machine, world.State) {
			d := newMender(world.Machine, world.State, op, false)
			allowed := newMender(world.Machine, world.State, op, true)
			for r := range d.now.All() {
				found := d.remedies(r)
				if len(found) != len(allowed.remedies(r)) {
					t.Errorf("%s: %v, and with what is allowed %v", op, found, allowed.remedies(r))
				}
				for n, one := range found {
					if n > 0 && found[n-1].Destroys && !one.Destroys {
						t.Errorf("%s: %s comes before %s", op, found[n-1], one)
					}
					after, _ := world.Machine.Step(world.State, one.Op)
					gone := 0
					for c := range model.Diff(world.State, after) {
						if c.After.Disk == nil && c.After.Instance == nil && !strings.Contains(op.String(), "="+c.ID()) {
							gone++
						}
					}
					if gone > 0 && !one.Destroys && model.ActionOf(op) != book.ActionDeleteInstance {
						t.Errorf("%s: %s is said to destroy nothing", op, one)
					}
					if model.ActionOf(one.Op) == book.ActionReInitDisk {
						t.Errorf("%s: %s loses data", op, one)
					}
					if one.Destroys {
						destroying++
					} else {
						harmless++
					}
				}
			}
		}
	}
	if destroying < 3 || harmless < 10 {
		t.Errorf("%d remedies destroy something, %d nothing", destroying, harmless)
	}
}

// Of the remedies of one action three are told, and how many more there are.
func TestOthersAreCounted(t *testing.T) {
	for n, want := range map[int]string{2: "DetachDisk DiskId=d-1", 3: "DetachDisk DiskId=d-2", 4: "DetachDisk of 1 other", 5: "DetachDisk of 2 others"} {
		var all []Remedy
		for k := range n {
			all = append(all, Remedy{Op: model.DetachDisk{DiskID: model.DiskID(fmt.Sprintf("d-%d", k))}})
		}
		e := Explanation{Remedies: map[book.Rule][]Remedy{book.AttachDiskBelowLimit: all}}
		if lines := e.Mends(book.AttachDiskBelowLimit); len(lines) != min(n, mostRemedies+1) || lines[len(lines)-1] != want {
			t.Errorf("of %d: %q; want the last to be %q", n, lines, want)
		}
	}
}

// The way to where a refused operation is accepted is one of the machine's own edition, whose
// operations may have what other editions do not.
func TestWayIsOfTheEdition(t *testing.T) {
	found := map[book.Edition]int{}
	for e := range book.AllEditions() {
		world := script.MustWorld(fmt.Sprintf("edition %s\ninstance i-a Pending OperationLocks=security\ndisk d-1 Available\n", e))
		for _, op := range scope.Ops(world.Machine, world.State) {
			detach, ok := op.(model.DetachDisk)
			if !ok || detach.DeleteWithInstance != model.True {
				continue
			}
			way, unjudged, err := newMender(world.Machine, world.State, op, false).way(t.Context(), false)
			if err != nil || unjudged != "" || len(way) != 4 {
				t.Errorf("edition %s: %s: %d steps %s%v; want 4", e, op, len(way), unjudged, err)
			}
			found[e]++
		}
	}
	if len(found) != 4 {
		t.Errorf("DeleteWithInstance=true of DetachDisk is asked in %v; want each edition since 2020-09-10", found)
	}
}
