package sim_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/benbjohnson/clock"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

func TestManual(t *testing.T) {
	var c sim.Manual
	if !c.Now().IsZero() {
		t.Errorf("the zero clock stands at %v", c.Now())
	}
	start := time.Date(2019, 5, 31, 0, 0, 0, 0, time.UTC)
	c.Set(start)
	c.Add(time.Minute)
	if want := start.Add(time.Minute); !c.Now().Equal(want) {
		t.Errorf("the clock stands at %v, want %v", c.Now(), want)
	}
}

// The clock of package clock, mock or real, is a Clock.
var _, _ sim.Clock = clock.New(), clock.NewMock()

func TestMockClock(t *testing.T) {
	mock := clock.NewMock()
	w := sim.New(mock, state(t, running, inUse), sim.Config{})
	do(t, w, detach)
	mock.Add(time.Minute)
	wantStatus(t, w, model.Available)
	if !w.Epoch().Equal(mock.Now().Add(-time.Minute)) {
		t.Errorf("the world began at %v, want a minute before %v", w.Epoch(), mock.Now())
	}
}

func TestRealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := sim.New(sim.Real{}, state(t, running, inUse), sim.Config{})
		do(t, w, detach)
		time.Sleep(time.Minute - 1)
		wantStatus(t, w, model.Detaching)
		time.Sleep(time.Nanosecond)
		wantStatus(t, w, model.Available)
	})
}

// On a scaled clock a detach of a minute takes as many times less.
func TestScaledClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := sim.NewScaled(20)
		w := sim.New(c, state(t, running, inUse), sim.Config{})
		do(t, w, detach)
		time.Sleep(3*time.Second - 1)
		wantStatus(t, w, model.Detaching)
		time.Sleep(time.Nanosecond)
		wantStatus(t, w, model.Available)
		if passed := c.Now().Sub(w.Epoch()); passed != time.Minute {
			t.Errorf("%v have passed, want 1m", passed)
		}
		c.Add(time.Hour)
		time.Sleep(time.Second)
		if passed := c.Now().Sub(w.Epoch()); passed != time.Hour+80*time.Second {
			t.Errorf("%v have passed, want 1h1m20s", passed)
		}
		time.Sleep(30 * 365 * 24 * time.Hour)
		if now := c.Now(); now.Before(w.Epoch().Add(199 * 365 * 24 * time.Hour)) {
			t.Errorf("after 600 years it stands at %v", now)
		}
	})
}

// A clock that goes back makes no event earlier than the one before it, and what is
// noted then counts from the latest instant seen.
func TestClockGoesBack(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse, disk("d-2", model.Detaching, "i-a"))
	clock.Add(50 * time.Second)
	do(t, w, describe)
	clock.Add(-time.Hour)
	do(t, w, detach)
	if e := w.History().Events[1]; e.At != 50*time.Second {
		t.Errorf("the call is at %v, want 50s", e.At)
	}
	if p := w.Pending(); len(p) != 2 || p[1].Since != 50*time.Second || p[1].Due != 110*time.Second {
		t.Errorf("pending %v, want d-1 since 50s, due 1m50s", p)
	}
	wantSettled(t, w)
	clock.Add(time.Hour + 10*time.Second)
	wantSettled(t, w, "1m settle d-2")
	checkHistory(t, w)
}

// The world starts no goroutine and sets no timer: in a bubble, either would show.
func TestWorldIsPassive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []sim.Event
		w := sim.New(sim.Real{}, state(t, running, inUse), sim.Config{Observe: func(e sim.Event) { seen = append(seen, e) }})
		do(t, w, detach)
		synctest.Wait()
		time.Sleep(time.Hour)
		if len(seen) != 1 {
			t.Errorf("%d events after an hour without a call or a look, want the one of the detach", len(seen))
		}
	})
}
