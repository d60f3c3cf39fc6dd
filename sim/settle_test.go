package sim_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A disk that leaves Detaching in any way but by its settle leaves no note behind:
// what was noted never hits what the disk became since.
func TestStragglerHitsNothing(t *testing.T) {
	release := func(t *testing.T, w *sim.World) {
		do(t, w, model.DeleteInstance{InstanceID: "i-a", Force: true})
	}
	for _, test := range []struct {
		name  string
		leave func(*testing.T, *sim.World)
		flag  bool
		then  []model.Op // at 30s
		want  []string   // what falls due from then on
	}{
		{
			name:  "released and created again",
			leave: release, flag: true,
			then: []model.Op{model.CreateDisk{DiskID: "d-1"}},
			want: []string{"35s settle d-1"},
		},
		{
			name:  "kept and attached again",
			leave: release,
			then:  []model.Op{reattach},
			want:  []string{"35s settle d-1"},
		},
		{
			name:  "kept, attached and detached again",
			leave: release,
			then:  []model.Op{reattach, model.Settle{ID: "d-1"}, model.DetachDisk{InstanceID: "i-b", DiskID: "d-1"}},
			want:  []string{"1m30s settle d-1"},
		},
		{
			name:  "failed and detached again",
			leave: func(t *testing.T, w *sim.World) { do(t, w, model.DetachFailed{DiskID: "d-1"}) },
			then:  []model.Op{detach},
			want:  []string{"1m30s settle d-1"},
		},
		{
			name:  "told, attached and detached again",
			leave: func(t *testing.T, w *sim.World) { do(t, w, model.Settle{ID: "d-1"}) },
			then:  []model.Op{attach, model.Settle{ID: "d-1"}, detach},
			want:  []string{"1m30s settle d-1"},
		},
		{
			name:  "told and left alone",
			leave: func(t *testing.T, w *sim.World) { do(t, w, model.Settle{ID: "d-1"}) },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := inUse
			d.DeleteWithInstance = test.flag
			w, clock := start(t, sim.Config{}, running, other, d)
			do(t, w, detach)
			clock.Add(10 * time.Second)
			test.leave(t, w)
			if p := w.Pending(); len(p) != 0 {
				t.Errorf("pending %v after the disk left Detaching", p)
			}
			if due, ok := w.NextDue(); ok {
				t.Errorf("something is due at %v after the disk left Detaching", due)
			}
			clock.Add(20 * time.Second)
			for _, op := range test.then {
				do(t, w, op)
			}
			clock.Add(time.Hour)
			wantSettled(t, w, test.want...)
			checkHistory(t, w)
		})
	}
}

// A world without a history stays as small as it is: what was noted of a status that
// was left is no longer there.
func TestNotesOfTheLeftTakeNoMemory(t *testing.T) {
	w, _ := start(t, sim.Config{Keep: sim.KeepNone}, running, inUse)
	for range 1000 {
		do(t, w, detach)
		do(t, w, model.DetachFailed{DiskID: "d-1"})
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 50_000 {
		do(t, w, detach)
		do(t, w, model.DetachFailed{DiskID: "d-1"})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("50,000 detaches at one instant, each of them over, take %d KiB", grown>>10)
	}
	runtime.KeepAlive(w)
}

// A mutant that keeps notes does what no world may: the old note completes the new
// detach, 30 seconds early.
func TestKeepNotesIsNoticed(t *testing.T) {
	w, clock := start(t, sim.Config{KeepNotes: true}, running, inUse)
	do(t, w, detach)
	do(t, w, model.DetachFailed{DiskID: "d-1"})
	clock.Add(30 * time.Second)
	do(t, w, detach)
	clock.Add(30 * time.Second)
	wantSettled(t, w, "1m settle d-1")
}

// What falls due at one instant falls due in the machine that the world has, be it
// another than the documented one.
func TestDueInAnotherMachine(t *testing.T) {
	stuck := func(s model.State, op model.Op) (model.State, model.Outcome) {
		_, o := model.Machine{}.Step(s, op)
		return s, o
	}
	w, clock := start(t, sim.Config{Step: stuck}, running, disk("d-1", model.Detaching, "i-a"), disk("d-2", model.Detaching, "i-a"))
	clock.Add(time.Hour)
	wantStatus(t, w, model.Detaching)
	wantSettled(t, w, "1m settle d-1", "1m settle d-2")
}

func TestEventNamesWhatNotedIt(t *testing.T) {
	w, clock := start(t, sim.Config{}, instance("i-a", model.Running), inUse, disk("d-2", model.Detaching, "i-a"))
	do(t, w, model.DescribeDisks{})
	do(t, w, detach)
	clock.Add(time.Hour)
	var noted []int
	for _, e := range w.History().Events {
		if e.Due {
			noted = append(noted, e.Noted)
		}
	}
	if want := []int{-1, 1}; !slices.Equal(noted, want) {
		t.Errorf("noted by %v, want %v: the start, and the detach", noted, want)
	}
}

// With delay 0 the call itself ends in the transitional status; the next call or look,
// at the same instant, finds it settled.
func TestZeroDelaySettlesAtTheNextCall(t *testing.T) {
	var after []model.DiskStatus
	w, _ := start(t, sim.Config{Delays: sim.Delays{"Detaching": {}}, Observe: func(e sim.Event) {
		d, _ := e.After.Disk("d-1")
		after = append(after, d.Status)
	}}, running, inUse)
	do(t, w, detach)
	if got := do(t, w, describe).Shown[0].Disk.Status; got != model.Available {
		t.Errorf("the next call, at the same instant, shows %v, want Available", got)
	}
	if want := []model.DiskStatus{model.Detaching, model.Available, model.Available}; !slices.Equal(after, want) {
		t.Errorf("d-1 was %v, want %v", after, want)
	}
	wantSettled(t, w, "0s settle d-1")
}

func TestEachSettlesAtItsOwnInstant(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse, disk("d-2", model.InUse, "i-a"))
	do(t, w, detach)
	clock.Add(10 * time.Second)
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}, sim.Takes(sim.After(time.Second)))
	clock.Add(time.Hour)
	do(t, w, model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	wantSettled(t, w, "11s settle d-2", "1m settle d-1")
}

// Of what is due at one instant, what entered first settles first.
func TestOrderIsThatOfEntry(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse, disk("d-2", model.InUse, "i-a"), disk("d-3", model.InUse, "i-a"))
	for n, id := range []model.DiskID{"d-3", "d-1", "d-2"} {
		do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: id}, sim.Takes(sim.After(time.Minute-time.Duration(n)*time.Second)))
		clock.Add(time.Second)
	}
	clock.Add(time.Hour)
	wantSettled(t, w, "1m settle d-3", "1m settle d-1", "1m settle d-2")
}

func TestOrderOfWhatADescribeSettles(t *testing.T) {
	w, _ := start(t, sim.Config{Delays: sim.Delays{"Detaching": sim.AfterDescribes(1)}}, running, inUse, disk("d-2", model.InUse, "i-a"))
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"})
	do(t, w, detach)
	do(t, w, model.DescribeDisks{})
	wantSettled(t, w, "0s settle d-2", "0s settle d-1")
}

// A retry does not lose its place: it entered its status before the other did.
func TestOrderOfARetry(t *testing.T) {
	w, clock := start(t, sim.Config{Machine: model.Machine{Readings: book.ReadingsOf(book.FailedDetachRetries)}},
		running, inUse, disk("d-2", model.InUse, "i-a"))
	do(t, w, detach, sim.Takes(sim.After(time.Minute).Failing(1)))
	clock.Add(time.Second)
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}, sim.Takes(sim.After(2*time.Minute-time.Second)))
	clock.Add(time.Hour)
	wantSettled(t, w, "1m detach-failed d-1", "2m settle d-1", "2m settle d-2")
}

func TestOrderOfTheStartWorld(t *testing.T) {
	resources := []any{
		disk("d-2", model.Detaching, "i-a"), instance("i-b", model.Starting), disk("d-1", model.ReIniting, "i-a"), instance("i-a", model.Stopping),
	}
	at := sim.After(time.Second)
	delays := sim.Delays{"Detaching": at, "ReIniting": at, "Starting": at, "Stopping": at}
	for _, test := range []struct{ order, want []string }{
		{nil, []string{"1s settle i-a", "1s settle i-b", "1s settle d-1", "1s settle d-2"}},
		{[]string{"d-2", "unknown", "i-b", "d-2"}, []string{"1s settle d-2", "1s settle i-b", "1s settle i-a", "1s settle d-1"}},
	} {
		w, clock := start(t, sim.Config{Delays: delays, Order: test.order}, resources...)
		clock.Add(time.Second)
		wantSettled(t, w, test.want...)
	}
}

// No settle starts another: each status settles into one that stays.
func TestNoSettleStartsAnother(t *testing.T) {
	w, clock := start(t, sim.Config{},
		instance("i-a", model.Pending), instance("i-b", model.Starting), instance("i-c", model.Stopping),
		disk("d-1", model.Creating, ""), disk("d-2", model.Attaching, "i-a"), disk("d-3", model.Detaching, "i-a"), disk("d-4", model.ReIniting, "i-a"))
	clock.Add(24 * time.Hour)
	if n := len(settled(w)); n != len(sim.Statuses()) {
		t.Errorf("%d settles, want one for each of %v", n, sim.Statuses())
	}
	if p := w.Pending(); len(p) != 0 {
		t.Errorf("still pending: %v", p)
	}
}

// What does not leave the status leaves its note alone.
func TestNoteOutlastsWhatChangesNoStatus(t *testing.T) {
	w, clock := start(t, sim.Config{Machine: model.Machine{Readings: book.ReadingsOf(book.FailedDetachRetries, book.AttachDetachingIgnored)}}, running, inUse)
	do(t, w, detach)
	clock.Add(30 * time.Second)
	do(t, w, model.DetachFailed{DiskID: "d-1"}) // changes nothing under this reading
	do(t, w, attach)                            // is ignored under this one
	do(t, w, model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.True})
	do(t, w, model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	clock.Add(time.Hour)
	wantSettled(t, w, "1m settle d-1")
}
