package sim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/benbjohnson/clock"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// wantDue asserts the next and the last due instant, since the start; -1 is none.
func wantDue(tb testing.TB, w *sim.World, next, last time.Duration) {
	tb.Helper()
	for _, due := range []struct {
		name string
		of   func() (time.Time, bool)
		want time.Duration
	}{{"next", w.NextDue, next}, {"last", w.LastDue, last}} {
		got := time.Duration(-1)
		if at, ok := due.of(); ok {
			got = at.Sub(w.Epoch())
		}
		if got != due.want {
			tb.Errorf("the %s due instant is %v, want %v", due.name, got, due.want)
		}
	}
}

func TestNextAndLastDue(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse, disk("d-2", model.InUse, "i-a"))
	wantDue(t, w, -1, -1)
	do(t, w, detach)
	wantDue(t, w, time.Minute, time.Minute)
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}, sim.Takes(sim.After(10*time.Second)))
	wantDue(t, w, 10*time.Second, time.Minute)
	do(t, w, model.DetachFailed{DiskID: "d-1"}) // what is last does not count any more
	wantDue(t, w, 10*time.Second, 10*time.Second)
	do(t, w, detach)
	wantDue(t, w, 10*time.Second, time.Minute)
	clock.Add(10 * time.Second)
	wantDue(t, w, time.Minute, time.Minute)
	do(t, w, model.DetachFailed{DiskID: "d-1"})
	wantDue(t, w, -1, -1)
	do(t, w, detach, sim.Takes(sim.Never()))
	wantDue(t, w, -1, -1)
}

func TestPending(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Starting": sim.AfterDescribes(2), "Creating": sim.WhenTold()}},
		instance("i-a", model.Starting), instance("i-b", model.Running), disk("d-1", model.InUse, "i-b"))
	clock.Add(10 * time.Second)
	do(t, w, model.DetachDisk{InstanceID: "i-b", DiskID: "d-1"})
	do(t, w, model.CreateDisk{DiskID: "a disk"})
	var got []string
	for _, p := range w.Pending() {
		got = append(got, p.String())
		if p.Timed() != (p.ID == "d-1") {
			t.Errorf("%v: Timed is %v", p, p.Timed())
		}
	}
	want := []string{"i-a Starting since 0s, settles 2-describes", "d-1 Detaching since 10s, due 1m10s", `"a disk" Creating since 10s, settles told`}
	if !slices.Equal(got, want) {
		t.Errorf("pending:\n%q\nwant:\n%q", got, want)
	}
}

// A retry is pending since its detach, not since its last failure.
func TestPendingOfARetry(t *testing.T) {
	w, clock := detaching(t, sim.After(time.Minute).Failing(1), book.FailedDetachRetries)
	clock.Add(time.Minute)
	if p := w.Pending(); len(p) != 1 || p[0].Since != 0 || p[0].Due != 2*time.Minute {
		t.Errorf("pending %v, want d-1 since 0s, due 2m", p)
	}
}

func TestRunOut(t *testing.T) {
	mock := clock.NewMock()
	manual := &sim.Manual{}
	for _, test := range []struct {
		name    string
		clock   sim.Clock
		advance func(time.Duration)
	}{
		{"Manual", manual, manual.Add},
		{"Mock", mock, mock.Add},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := sim.New(test.clock, state(t, running, inUse, disk("d-2", model.InUse, "i-a"), disk("d-3", model.InUse, "i-a")),
				sim.Config{Machine: model.Machine{Readings: book.ReadingsOf(book.FailedDetachRetries)}})
			do(t, w, detach, sim.Takes(sim.After(time.Minute).Failing(2)))
			do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"}, sim.Takes(sim.After(24*time.Hour)))
			do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-3"}, sim.Takes(sim.Never()))
			left, err := w.RunOut(test.advance, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			wantSettled(t, w, "1m detach-failed d-1", "2m detach-failed d-1", "3m settle d-1")
			if len(left) != 2 || left[0].ID != "d-2" || left[1].ID != "d-3" {
				t.Errorf("left %v, want d-2, past the horizon, and d-3, which never settles", left)
			}
			if at := test.clock.Now().Sub(w.Epoch()); at != 3*time.Minute {
				t.Errorf("the clock stands at %v, want 3m: it does not run ahead", at)
			}
		})
	}
}

func TestRunOutReachesItsHorizon(t *testing.T) {
	w, clock := detaching(t, sim.After(time.Minute))
	if left, err := w.RunOut(clock.Add, time.Minute-1); err != nil || len(left) != 1 {
		t.Errorf("left %v, %v; want d-1, due just past the horizon", left, err)
	}
	if left, err := w.RunOut(clock.Add, time.Minute); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v; want none: d-1 is due at the horizon", left, err)
	}
}

func TestRunOutSettlesWhatIsDueAlready(t *testing.T) {
	w, clock := detaching(t, sim.After(time.Minute))
	clock.Add(time.Hour)
	moved := func(d time.Duration) { t.Errorf("the clock was moved by %v", d) }
	if left, err := w.RunOut(moved, time.Hour); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v; want none", left, err)
	}
}

func TestRunOutOfAClockThatStands(t *testing.T) {
	w, _ := detaching(t, sim.After(time.Minute))
	left, err := w.RunOut(func(time.Duration) {}, time.Hour)
	if err == nil || len(left) != 1 {
		t.Errorf("left %v, %v; want d-1 and an error", left, err)
	}
}

func TestRunOutAfterTheClockWentBack(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse)
	clock.Add(time.Hour)
	do(t, w, detach)
	clock.Add(-time.Hour)
	if left, err := w.RunOut(clock.Add, 2*time.Hour); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v; want none", left, err)
	}
	wantSettled(t, w, "1h1m settle d-1")
}

// TestLastDueIsTheLatest holds the last instant at which something is due, and the next,
// to those of what is pending, in random worlds and as time passes.
func TestLastDueIsTheLatest(t *testing.T) {
	src := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var disks []model.Disk
		delays := sim.Delays{}
		for _, status := range sim.Statuses() {
			delays[status] = sim.Between(0, time.Duration(1+src.IntN(1000))*time.Second)
		}
		for n := range 1 + src.IntN(12) {
			disks = append(disks, model.Disk{ID: model.DiskID(fmt.Sprintf("d-%02d", n)), Status: model.Creating})
		}
		state, err := model.NewState(nil, disks)
		if err != nil {
			t.Fatal(err)
		}
		clock := &sim.Manual{}
		w := sim.New(clock, state, sim.Config{Delays: delays, Seed: src.Uint64()})
		for {
			var first, last time.Duration
			pending := w.Pending()
			for n, p := range pending {
				if n == 0 || p.Due < first {
					first = p.Due
				}
				last = max(last, p.Due)
			}
			next, some := w.NextDue()
			latest, any := w.LastDue()
			if some != (len(pending) > 0) || any != some {
				t.Fatalf("%d are pending; NextDue %t, LastDue %t", len(pending), some, any)
			}
			if !some {
				break
			}
			if next != w.Epoch().Add(first) || latest != w.Epoch().Add(last) {
				t.Fatalf("next %s and last %s; of what is pending it is %s and %s", next.Sub(w.Epoch()), latest.Sub(w.Epoch()), first, last)
			}
			clock.Set(next)
		}
	}
}
