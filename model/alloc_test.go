package model

import (
	"runtime"
	"sync"
	"testing"

	"example.com/ecsdisk/model/internal/list"
)

// How long a step takes depends on the computer; what it allocates does not, so these
// tests hold it to what the package promises.

// world returns the world of the size. Each is made once: nobody can write to it. The
// benchmarks make their own, since in a heap with a large world there is less to
// collect.
func (z size) world() State { return sizedWorlds()[z] }

var sizedWorlds = sync.OnceValue(func() map[size]State {
	worlds := map[size]State{}
	for _, z := range sizes {
		worlds[z] = world(z.instances, z.disks)
	}
	return worlds
})

func TestRefusedStepAllocatesNothing(t *testing.T) {
	for _, z := range sizes {
		s := z.world()
		for _, op := range refusals(z) {
			var m Machine
			if n := testing.AllocsPerRun(10, func() { sinkState, sinkOutcome = m.Step(s, op) }); n != 0 {
				t.Errorf("%s: %s allocates %v times", z, op, n)
			}
			if sinkOutcome.Verdict() != Refused {
				t.Errorf("%s: %s is %s", z, op, sinkOutcome)
			}
		}
	}
}

func TestSmallStepAllocatesOnceAList(t *testing.T) {
	s := small.world()
	for _, c := range stepCases {
		var m Machine
		op := c.op(small)
		if n := testing.AllocsPerRun(10, func() { sinkState, sinkOutcome = m.Step(s, op) }); n > float64(c.lists) {
			t.Errorf("%s allocates %v times and changes %d lists", op, n, c.lists)
		}
		if !sinkOutcome.Accepted() {
			t.Errorf("%s is %s", op, sinkOutcome)
		}
	}
}

func TestStepAllocatesLittle(t *testing.T) {
	const most = 8 << 10 // bytes for each resource that changes
	for _, z := range []size{large, sizes[3]} {
		s := z.world()
		for _, c := range stepCases {
			var m Machine
			op := c.op(z)
			n := bytesPerRun(100, func() { sinkState, sinkOutcome = m.Step(s, op) })
			changed := 0
			for range Diff(s, sinkState) {
				changed++
			}
			if changed != c.resources(z) {
				t.Errorf("%s: %s changes %d resources; want %d", z, op, changed, c.resources(z))
			}
			if n > uint64(changed*most) {
				t.Errorf("%s: %s allocates %d bytes; want at most %d", z, op, n, changed*most)
			}
		}
	}
}

// A step shares with the state before what it does not change: the lists, and the index
// unless a disk comes to an instance or leaves it.
func TestStepSharesWhatItDoesNotChange(t *testing.T) {
	s := large.world()
	for _, c := range stepCases {
		next, _ := Machine{}.Step(s, c.op(large))
		var instances, disks, moved bool
		for change := range Diff(s, next) {
			before, after := change.Before.Disk, change.After.Disk
			instances = instances || before == nil && after == nil
			disks = disks || before != nil || after != nil
			moved = moved || before != nil && (after == nil || before.InstanceID != after.InstanceID)
		}
		if s.instances.Is(&next.instances) == instances || s.disks.Is(&next.disks) == disks || (s.held == next.held) == moved {
			t.Errorf("%s: the instances are shared: %t, the disks: %t, the index: %t", c.name,
				s.instances.Is(&next.instances), s.disks.Is(&next.disks), s.held == next.held)
		}
	}
}

// A state and its successor are compared without copying either.
func TestEqualAllocatesNothing(t *testing.T) {
	for _, z := range sizes {
		s := z.world()
		next, _ := Machine{}.Step(s, stepCases[0].op(z))
		if n := testing.AllocsPerRun(10, func() { sinkBool = s.Equal(next) }); n != 0 || sinkBool {
			t.Errorf("%s: Equal is %t and allocates %v times", z, sinkBool, n)
		}
	}
}

// Nor are they when a disk comes or goes, whatever that does to the tree that they are in.
func TestDiffAllocatesNothing(t *testing.T) {
	states := []State{large.world()}
	at := diskNo(large.disks/2) + "+"
	for _, step := range []func(DiskID) Op{
		func(id DiskID) Op { return CreateDisk{DiskID: id} },
		func(id DiskID) Op { return Settle{string(id)} },
		func(id DiskID) Op { return DeleteDisk{id} },
	} {
		for n := range 2 * list.LeafWidth {
			next, o := Machine{}.Step(states[len(states)-1], step(at+DiskID(rune('A'+n))))
			if !o.Accepted() {
				t.Fatal(o)
			}
			states = append(states, next)
		}
	}
	changes := 0
	if n := testing.AllocsPerRun(1, func() {
		changes = 0
		for n := range len(states) - 1 {
			for range Diff(states[n], states[n+1]) {
				changes++
			}
		}
	}); n != 0 || changes != len(states)-1 {
		t.Errorf("Diff yields %d changes of %d steps and allocates %v times", changes, len(states)-1, n)
	}
}

// bytesPerRun is to bytes what [testing.AllocsPerRun] is to allocations.
func bytesPerRun(runs int, f func()) uint64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / uint64(runs)
}
