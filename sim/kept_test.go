package sim_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// The last events start where they start, numbered as ever; none start now.
func TestKeep(t *testing.T) {
	for _, test := range []struct {
		keep, events, first int
		since               time.Duration
		start               model.DiskStatus
	}{
		{0, 5, 0, 0, model.InUse},
		{7, 5, 0, 0, model.InUse},
		{5, 5, 0, 0, model.InUse},
		{4, 4, 1, 10 * time.Second, model.Detaching},
		{3, 3, 2, 70 * time.Second, model.Available},
		{1, 1, 4, 80 * time.Second, model.InUse},
		{sim.KeepNone, 0, 5, 90 * time.Second, model.InUse},
	} {
		w, clock := start(t, sim.Config{Keep: test.keep, Delays: sim.Delays{"Attaching": {}}}, running, inUse)
		clock.Add(10 * time.Second)
		do(t, w, detach) // due at 1m10s
		clock.Add(70 * time.Second)
		do(t, w, attach)
		do(t, w, describe) // behind its settle
		clock.Add(10 * time.Second)
		h := w.History()
		d, _ := h.Start.Disk("d-1")
		if len(h.Events) != test.events || h.First != test.first || h.Since != test.since || d.Status != test.start {
			t.Errorf("of %d there are %d events behind %d, since %v, and d-1 is %v; want %d, %d, %v, %v",
				test.keep, len(h.Events), h.First, h.Since, d.Status, test.events, test.first, test.since, test.start)
		}
		for n, e := range h.Events {
			if e.N != h.First+n {
				t.Errorf("of %d event %d has the number %d", test.keep, h.First+n, e.N)
			}
		}
	}
}

// What is kept is the end of all that happened, from the state before it on, however much
// that is and whatever went wrong around the calls.
func TestKeptIsTheEndOfAll(t *testing.T) {
	for seed := range uint64(20) {
		s := newStory(seed)
		clock := &sim.Manual{}
		all := s.tell(clock, clock.Add, nil).History()
		before := map[int]model.State{}
		all.Replay(func(e sim.Event) { before[e.N] = e.Before })
		for _, keep := range []int{1, 2, 3, 5, 8, 20} {
			s.config.Keep = keep
			clock := &sim.Manual{}
			h := s.tell(clock, clock.Add, nil).History()
			gone := max(0, len(all.Events)-keep)
			since := time.Duration(0)
			if gone > 0 {
				since = all.Events[gone-1].At
			}
			if len(h.Events) != len(all.Events)-gone || h.First != gone || h.Since != since || !h.Start.Equal(before[gone]) || !h.End.State.Equal(all.End.State) {
				t.Fatalf("seed %d: of the last %d there are %d, behind %d, since %v; want %d of %d, since %v, from the state before", seed, keep,
					len(h.Events), h.First, h.Since, len(all.Events)-gone, len(all.Events), since)
			}
			for n, e := range h.Events {
				if want := all.Events[gone+n]; e.Timeline() != want.Timeline() || e.N != want.N {
					t.Fatalf("seed %d: of the last %d event %d is\n%swant\n%s", seed, keep, n, e.Timeline(), want.Timeline())
				}
			}
		}
	}
}

// Comments have no number: what came before them is still the last that did.
func TestKeepComments(t *testing.T) {
	w, clock := start(t, sim.Config{Keep: 1}, running, inUse)
	clock.Add(10 * time.Second)
	do(t, w, detach)
	for range 4 {
		clock.Add(time.Second)
		w.Comment("no such key")
		if h := w.History(); h.First != 1 || h.Since != 10*time.Second || len(h.Events) != 1 {
			t.Errorf("there are %d events behind %d, since %v; want one behind one, since 10s", len(h.Events), h.First, h.Since)
		}
	}
}

// A world that runs for long needs no more memory, but for an id of each resource that
// ever was.
func TestMemoryStaysFlat(t *testing.T) {
	clock := &sim.Manual{}
	w := sim.New(clock, state(t, running, inUse), sim.Config{Keep: 100, Observe: func(sim.Event) {}})
	w.Arm(parseFault(t, "lost p=0.1"))
	w.Arm(parseFault(t, "stale=10m p=0.1 on=DescribeDisks"))
	w.Arm(sim.Initializing(time.Second))
	hour := func() {
		for n := range 360 {
			if n%3 == 0 {
				id := w.Call(model.CreateDisk{}).Answer.DiskID
				clock.Add(6 * time.Second)
				w.Call(model.AttachDisk{InstanceID: "i-a", DiskID: id})
				clock.Add(6 * time.Second)
				w.Call(model.DetachDisk{InstanceID: "i-a", DiskID: id}, sim.Takes(sim.After(time.Second)))
				clock.Add(6 * time.Second)
				w.Call(model.DeleteDisk{DiskID: id})
			}
			w.Comment(fmt.Sprintf("comment %d", n))
			w.Call(describe)
			clock.Add(4 * time.Second)
		}
	}
	live := func() int {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	hour()
	hour()
	before := live()
	const hours = 60
	for range hours {
		hour()
	}
	const ids, most = hours * 120, 100
	if grown := live() - before; grown > ids*most {
		t.Errorf("%d bytes more for each of %d ids; expected at most %d", grown/ids, ids, most)
	} else {
		t.Logf("%d bytes more for each of %d ids", grown/ids, ids)
	}
	runtime.KeepAlive(w)
}
