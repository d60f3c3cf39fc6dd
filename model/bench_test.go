package model

import (
	"fmt"
	"slices"
	"testing"
)

// A size is that of a world: how many instances and disks.
type size struct{ instances, disks int }

func (z size) String() string { return fmt.Sprintf("%dx%d", z.instances, z.disks) }

// sizes are worlds as small as a test has them and as large as a fleet.
var sizes = []size{{4, 8}, {100, 1_000}, {1_000, 10_000}, {10_000, 100_000}}

// small is the size at which a step is compared with copying the list it changes.
var small, large = sizes[0], sizes[2]

func instanceNo(i int) InstanceID { return InstanceID(fmt.Sprintf("i-%06d", i)) }
func diskNo(d int) DiskID         { return DiskID(fmt.Sprintf("d-%06d", d)) }

// world returns n Running instances and m disks, half of them In_use and spread
// over the instances.
func world(n, m int) State {
	var is []Instance
	var ds []Disk
	for i := range n {
		is = append(is, Instance{ID: instanceNo(i), Status: Running})
	}
	for d := range m {
		disk := Disk{ID: diskNo(d), Status: Available}
		if d/n%2 == 0 {
			disk.Status, disk.InstanceID = InUse, instanceNo(d%n)
		}
		ds = append(ds, disk)
	}
	s, err := NewState(is, ds)
	if err != nil {
		panic(err)
	}
	return s
}

// A stepCase is a step whose cost counts.
type stepCase struct {
	name      string
	op        func(size) Op
	lists     int // that change
	resources func(size) int
}

func one(size) int { return 1 }

var stepCases = []stepCase{
	{"attach", func(z size) Op {
		return AttachDisk{instanceNo(z.instances / 2), diskNo(z.instances + z.instances/2), true}
	}, 1, one},
	{"detach", func(z size) Op {
		return DetachDisk{InstanceID: instanceNo(z.instances / 2), DiskID: diskNo(z.instances / 2)}
	}, 1, one},
	{"modify", func(z size) Op { return ModifyDiskAttribute{diskNo(z.instances / 2), True, Absent} }, 1, one},
	{"stop", func(z size) Op { return StopInstance{instanceNo(z.instances / 2)} }, 1, one},
	{"delete-instance", func(z size) Op { return DeleteInstance{instanceNo(z.instances / 2), true} }, 2,
		func(z size) int { return 1 + z.disks/z.instances/2 }},
}

// refusals are steps that are refused: for what is there, for what is not, and for
// what is not given.
func refusals(z size) []Op {
	return []Op{
		DetachDisk{InstanceID: instanceNo(z.instances / 2), DiskID: diskNo(z.instances + z.instances/2)}, DetachDisk{InstanceID: "i-none", DiskID: "d-none"}, DetachDisk{},
		AttachDisk{instanceNo(0), diskNo(0), false}, DeleteDisk{diskNo(0)}, ReInitDisk{diskNo(0)}, StartInstance{instanceNo(0)},
		DeleteInstance{instanceNo(0), false}, ModifyDiskAttribute{DiskID: diskNo(0)},
	}
}

var (
	sinkState   State
	sinkOutcome Outcome
	sinkBool    bool
)

// BenchmarkStep compares at the small size with clone, the copy of the list of disks.
func BenchmarkStep(b *testing.B) {
	var m Machine
	step := func(b *testing.B, s State, op Op, want Verdict) {
		b.ReportAllocs()
		var next State
		var o Outcome
		for b.Loop() {
			next, o = m.Step(s, op)
		}
		if o.Verdict() != want || next.Equal(s) != (want == Refused) {
			b.Fatalf("%s is %s", op, o)
		}
	}
	for _, z := range sizes {
		s := world(z.instances, z.disks)
		for _, c := range stepCases {
			op := c.op(z)
			b.Run(c.name+"/"+z.String(), func(b *testing.B) { step(b, s, op, Accepted) })
		}
		b.Run("refused/"+z.String(), func(b *testing.B) { step(b, s, refusals(z)[0], Refused) })
		if z == small {
			b.Run("clone/"+z.String(), func(b *testing.B) {
				b.ReportAllocs()
				few, _ := s.disks.Leaf()
				var disks []Disk
				for b.Loop() {
					disks = slices.Clone(few)
				}
				if len(disks) != z.disks {
					b.Fatalf("%d disks", len(disks))
				}
			})
		}
	}
}

// BenchmarkSettle settles 10,000 detaches that complete at one instant.
func BenchmarkSettle(b *testing.B) {
	const due = 10_000
	for _, z := range sizes[2:] {
		var m Machine
		s := world(z.instances, z.disks)
		var detach, settle []Op
		for d := range s.Disks() {
			if d.InstanceID == "" {
				detach = append(detach, AttachDisk{instanceNo(len(detach) % z.instances), d.ID, false}, Settle{string(d.ID)})
			}
		}
		s = m.StepAll(s, slices.Values(detach), func(Op, Outcome) {})
		detach = nil
		for d := range s.Disks() {
			if len(settle) < due {
				detach, settle = append(detach, DetachDisk{InstanceID: d.InstanceID, DiskID: d.ID}), append(settle, Settle{string(d.ID)})
			}
		}
		s = m.StepAll(s, slices.Values(detach), func(Op, Outcome) {})
		b.Run(z.String(), func(b *testing.B) {
			b.ReportAllocs()
			accepted := 0
			for b.Loop() {
				accepted = 0
				sinkState = m.StepAll(s, slices.Values(settle), func(_ Op, o Outcome) {
					if o.Accepted() {
						accepted++
					}
				})
			}
			if accepted != due {
				b.Fatalf("%d of %d detaches complete", accepted, due)
			}
		})
	}
}

// BenchmarkEqual compares a state with its successor that is equal to it, and with
// one that is not.
func BenchmarkEqual(b *testing.B) {
	for _, z := range sizes {
		var m Machine
		s := world(z.instances, z.disks)
		other, _ := m.Step(s, ModifyDiskAttribute{diskNo(z.disks - 1), True, Absent})
		back, _ := m.Step(other, ModifyDiskAttribute{diskNo(z.disks - 1), False, Absent})
		equal := func(t State, want bool) func(*testing.B) {
			return func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					sinkBool = s.Equal(t)
				}
				if sinkBool != want {
					b.Fatalf("Equal is %t", sinkBool)
				}
			}
		}
		b.Run("equal/"+z.String(), equal(back, true))
		b.Run("other/"+z.String(), equal(other, false))
	}
}
