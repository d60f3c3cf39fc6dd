package sim_test

import (
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A Reclaim takes with it what was noted of the instance and of the disks that it
// releases, and a disk that is kept settles no more.
func TestReclaimDropsWhatWasNoted(t *testing.T) {
	for _, test := range []struct {
		name string
		op   model.Op
	}{{"reclaim", model.Reclaim{InstanceID: "i-a"}}, {"DeleteInstance", model.DeleteInstance{InstanceID: "i-a"}}} {
		w, clock := start(t, sim.Config{}, instance("i-a", model.Stopped),
			model.Disk{ID: "d-1", Status: model.InUse, InstanceID: "i-a", DeleteWithInstance: true}, disk("d-2", model.InUse, "i-a"), disk("d-3", model.Creating, ""))
		do(t, w, detach)
		do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"})
		do(t, w, test.op)
		if pending := w.Pending(); len(pending) != 1 || pending[0].ID != "d-3" {
			t.Errorf("%s: pending are %v, want d-3 alone", test.name, pending)
		}
		clock.Add(time.Hour)
		wantSettled(t, w, "5s settle d-3")
		s := w.State()
		_, flagged := s.Disk("d-1")
		if kept, ok := s.Disk("d-2"); flagged || !ok || kept.Status != model.Available {
			t.Errorf("%s: d-1 is there: %t; d-2 is %v, want it Available", test.name, flagged, kept.Status)
		}
		if of, _ := w.Existed("i-a"); !of {
			t.Errorf("%s: i-a is not known to have existed", test.name)
		}
		checkHistory(t, w)
	}
}

// The platform asks nobody: a Reclaim comes whatever the status, and nothing goes wrong
// around it. What is Pending then settles no more.
func TestReclaimAtAnyTime(t *testing.T) {
	for status := range model.InstanceStatuses() {
		w, clock := start(t, sim.Config{}, instance("i-a", status))
		n := w.Arm(sim.Lost())
		do(t, w, model.Reclaim{InstanceID: "i-a"})
		clock.Add(time.Hour)
		wantSettled(t, w)
		if _, ok := w.State().Instance("i-a"); ok {
			t.Errorf("%v: i-a is still there", status)
		}
		if !w.Disarm(n) {
			t.Errorf("%v: the fault was used up", status)
		}
		checkHistory(t, w)
	}
}

// From 2024 on a disk that was detached to be deleted goes with the instance that it
// left, at the instant of that; in 2019 it stays.
func TestSourceIsReleasedWithItsInstance(t *testing.T) {
	for _, edition := range []book.Edition{book.Edition2019, book.Latest} {
		w, clock := start(t, sim.Config{Machine: model.Machine{Edition: edition}}, running, inUse)
		op := detach
		if edition == book.Latest {
			op.DeleteWithInstance = model.True
		}
		do(t, w, op)
		clock.Add(time.Minute)
		wantStatus(t, w, model.Available)
		do(t, w, model.Reclaim{InstanceID: "i-a"})
		_, kept := w.State().Disk("d-1")
		if _, existed := w.Existed("d-1"); kept != (edition == book.Edition2019) || existed == kept {
			t.Errorf("in edition %v d-1 is there: %t; it is known to be gone: %t", edition, kept, existed)
		}
		checkHistory(t, w)
	}
}
