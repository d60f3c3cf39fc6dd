package sim_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// looks are the methods by which one looks at a world.
var looks = map[string]func(*sim.World){
	"Look":    func(w *sim.World) { w.Look() },
	"State":   func(w *sim.World) { w.State() },
	"Pending": func(w *sim.World) { w.Pending() },
	"NextDue": func(w *sim.World) { w.NextDue() },
	"LastDue": func(w *sim.World) { w.LastDue() },
	"Existed": func(w *sim.World) { w.Existed("d-1") },
	"History": func(w *sim.World) { w.History() },
	"StateAt": func(w *sim.World) { w.StateAt(0) },
}

// noLooks are all other methods of a world, and why.
var noLooks = map[string]string{
	"Do":      "is a call",
	"Call":    "is a call",
	"CallAll": "is a call",
	"Comment": "is in the history, as a call",
	"Arm":     "is about calls to come",
	"Disarm":  "is about calls to come",
	"Armed":   "is of what no time changes",
	"Epoch":   "never changes",
	"RunOut":  "moves the clock, and looks by the others",
}

// Every method is one or the other: a new one cannot be forgotten.
func TestEveryMethodLooksOrNot(t *testing.T) {
	for method := range reflect.TypeFor[*sim.World]().Methods() {
		_, looks := looks[method.Name]
		if _, not := noLooks[method.Name]; looks == not {
			t.Errorf("World.%s is to be in one of looks and noLooks", method.Name)
		}
	}
}

// Each look settles what is due at the clock's instant, which is observed as ever.
func TestLookingIsOfNow(t *testing.T) {
	for name, look := range looks {
		var seen []string
		w, clock := start(t, sim.Config{Observe: func(e sim.Event) { seen = append(seen, sim.FormatDuration(e.At)+" "+e.Op.String()) }},
			instance("i-a", model.Starting), disk("d-1", model.Detaching, "i-a"), disk("d-2", model.Detaching, "i-a"))
		look(w)
		if len(seen) != 0 {
			t.Errorf("%s: %q happened before anything was due", name, seen)
		}
		clock.Add(time.Minute - 1)
		look(w)
		if want := []string{"30s settle i-a"}; !slices.Equal(seen, want) {
			t.Errorf("%s: happened %q, want %q", name, seen, want)
		}
		clock.Add(1)
		look(w)
		if want := []string{"30s settle i-a", "1m settle d-1", "1m settle d-2"}; !slices.Equal(seen, want) {
			t.Errorf("%s: happened %q, want %q", name, seen, want)
		}
	}
}

// A driver that waits by the clock, and asks nothing meanwhile, finds the detach done.
func TestLookAfterADetach(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse)
	do(t, w, detach)
	want := sim.Pending{ID: "d-1", Status: "Detaching", Delay: sim.After(time.Minute), Due: time.Minute}
	if v := w.Look(); v.At != 0 || !slices.Equal(v.Pending, []sim.Pending{want}) {
		t.Errorf("at first the world is at %v with %v pending, want %v", v.At, v.Pending, want)
	}
	clock.Add(90 * time.Second)
	if p := w.Pending(); len(p) != 0 {
		t.Errorf("after 90s %v is pending", p)
	}
	if d, _ := w.State().Disk("d-1"); d.Status != model.Available {
		t.Errorf("after 90s d-1 is %v", d.Status)
	}
	if v := w.Look(); v.At != 90*time.Second || len(v.Pending) != 0 || !v.State.Equal(w.State()) {
		t.Errorf("after 90s the world is at %v with %v pending", v.At, v.Pending)
	}
	if h := w.History(); h.End.At != 90*time.Second || len(h.End.Pending) != 0 || !h.End.State.Equal(w.State()) {
		t.Errorf("the history ends at %v with %v pending", h.End.At, h.End.Pending)
	}
	if due, ok := w.NextDue(); ok {
		t.Errorf("after 90s the next is due at %v", due)
	}
}

// Looking is no describe: what settles at the second describe is not moved by it.
func TestLookingIsNoDescribe(t *testing.T) {
	for name, look := range looks {
		w, clock := start(t, sim.Config{Delays: sim.Delays{"Detaching": sim.AfterDescribes(2)}}, running, disk("d-1", model.Detaching, "i-a"))
		clock.Add(time.Minute)
		for _, want := range []model.DiskStatus{model.Detaching, model.Available} {
			for range 5 {
				look(w)
			}
			if got := do(t, w, describe).Shown[0].Disk.Status; got != want {
				t.Errorf("%s: d-1 is %v, want %v", name, got, want)
			}
		}
		if n := len(w.History().Events); n != 3 {
			t.Errorf("%s: %d events, want two describes and a settle:\n%v", name, n, w.History())
		}
	}
}

// What happens does not depend on who looks, and when.
func TestLookingChangesNoHistory(t *testing.T) {
	all := slices.Sorted(maps.Keys(looks))
	for seed := range uint64(300) {
		s := newStory(seed)
		rng := rand.New(rand.NewPCG(seed, 3))
		g := properties.NewGenerator(s.config.Machine, s.start, 0)
		unseen, seen := &sim.Manual{}, &sim.Manual{}
		w, watched := sim.New(unseen, s.start, s.config), sim.New(seen, s.start, s.config)
		for range 40 {
			for rng.IntN(2) == 0 {
				d := time.Duration(rng.IntN(4000)) * time.Millisecond
				unseen.Add(d)
				seen.Add(d)
				looks[all[rng.IntN(len(all))]](watched)
			}
			op := g.Draw(rng, watched.State())
			var options []sim.Option
			if rng.IntN(8) == 0 {
				options = append(options, sim.Takes(drawDelay(rng)))
			}
			_, _ = w.Do(op, options...) // refusals are part of it
			_, _ = watched.Do(op, options...)
		}
		wantSameHistory(t, w, watched)
	}
}

// An observer may look at the world, which is of now, and call it: what comes of that
// is observed next, in order.
func TestObserverLooksAndCalls(t *testing.T) {
	var w *sim.World
	var clock *sim.Manual
	var seen, during []string
	w, clock = start(t, sim.Config{Observe: func(e sim.Event) {
		seen = append(seen, sim.FormatDuration(e.At)+" "+e.Op.String())
		d, _ := w.State().Disk("d-2")
		during = append(during, d.Status.String())
		for _, look := range looks {
			look(w)
		}
		if e.Due && e.Op == (model.Settle{ID: "d-1"}) {
			do(t, w, reattach)
		}
	}}, running, other, inUse, disk("d-2", model.InUse, "i-a"))
	do(t, w, detach)
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"})
	clock.Add(time.Minute)
	do(t, w, describe)
	wantSeen := []string{
		"0s DetachDisk InstanceId=i-a DiskId=d-1", "0s DetachDisk InstanceId=i-a DiskId=d-2",
		"1m settle d-1", "1m settle d-2", "1m AttachDisk InstanceId=i-b DiskId=d-1", "1m DescribeDisks DiskId=d-1",
	}
	if !slices.Equal(seen, wantSeen) {
		t.Errorf("observed\n%q\nwant\n%q", seen, wantSeen)
	}
	if want := []string{"In_use", "Detaching", "Available", "Available", "Available", "Available"}; !slices.Equal(during, want) {
		t.Errorf("meanwhile d-2 was %q, want %q", during, want)
	}
	checkHistory(t, w)
}

// An observer that panics leaves a world behind that can be used, and the events that
// are still to be observed are not lost.
func TestObserverPanics(t *testing.T) {
	var seen []string
	angry := true
	w, clock := start(t, sim.Config{Observe: func(e sim.Event) {
		seen = append(seen, sim.FormatDuration(e.At)+" "+e.Op.String())
		if angry && e.Due {
			panic("enough")
		}
	}}, running, inUse, disk("d-2", model.Detaching, "i-a"))
	do(t, w, detach)
	clock.Add(time.Minute)
	wantPanic(t, "enough", func() { w.State() })
	wantPanic(t, "enough", func() { do(t, w, describe) })
	angry = false
	do(t, w, describe)
	if want := []string{"0s DetachDisk InstanceId=i-a DiskId=d-1", "1m settle d-2", "1m settle d-1", "1m DescribeDisks DiskId=d-1"}; !slices.Equal(seen, want) {
		t.Errorf("observed\n%q\nwant\n%q", seen, want)
	}
	checkHistory(t, w)
}

// TestStateAt: the state of each instant of the last ten minutes, and of none before.
func TestStateAt(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse)
	clock.Add(10 * time.Second)
	do(t, w, detach)
	status := func(at time.Duration) model.DiskStatus {
		d, _ := w.StateAt(at).Disk("d-1")
		return d.Status
	}
	clock.Add(9 * time.Minute)
	for at, want := range map[time.Duration]model.DiskStatus{0: model.InUse, 10*time.Second - 1: model.InUse, 10 * time.Second: model.Detaching,
		70*time.Second - 1: model.Detaching, 70 * time.Second: model.Available, time.Hour: model.Available, -time.Hour: model.InUse} {
		if got := status(at); got != want {
			t.Errorf("at %v d-1 was %v, want %v", at, got, want)
		}
	}
	clock.Add(time.Hour)
	do(t, w, describe)
	if got := status(0); got != model.Available {
		t.Errorf("ten minutes ago d-1 was %v", got)
	}
}

// The state at an instant is that after all that happened up to it, at each boundary of
// what happened and of what is still known, however many settled at one look.
func TestStateAtIsWhatWas(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 4))
		var disks []any
		delays := sim.Delays{"Creating": sim.Between(0, 2*sim.MaxStale)}
		for n := range 40 {
			disks = append(disks, disk(model.DiskID(fmt.Sprintf("d-%02d", n)), model.Creating, ""))
		}
		w, clock := start(t, sim.Config{Delays: delays, Seed: seed}, disks...)
		due := map[time.Duration]bool{}
		for _, p := range w.Pending() {
			due[p.Due] = true
		}
		instants := slices.Sorted(maps.Keys(due))
		for _, jump := range []time.Duration{instants[5] + sim.MaxStale, instants[12] + sim.MaxStale - 1, 3 * sim.MaxStale} {
			if at := w.Look().At; jump > at {
				clock.Add(jump - at)
			}
			if rng.IntN(2) == 0 { // what happens now lets go of what is too old
				do(t, w, model.CreateDisk{})
			}
			h := w.History()
			now := h.End.At
			known := now - sim.MaxStale
			var events []sim.Event
			h.Replay(func(e sim.Event) { events = append(events, e) })
			for _, at := range append(instants, known, now) {
				for _, at := range []time.Duration{at - 1, at, at + 1} {
					want := h.Start
					for _, e := range events {
						if e.At <= max(at, known) {
							want = e.After
						}
					}
					if got := w.StateAt(at); !got.Equal(want) {
						t.Fatalf("seed %d: at %v, of what is known since %v, the state was %v; want %v", seed, at, known, got, want)
					}
				}
			}
		}
	}
}
