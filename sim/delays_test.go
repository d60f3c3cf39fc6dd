package sim_test

import (
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

func TestDelaysPerStatusAndPerCall(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Stopping": sim.After(3 * time.Second)}}, running, inUse)
	do(t, w, model.StopInstance{InstanceID: "i-a"})
	clock.Add(3 * time.Second)
	do(t, w, detach, sim.Takes(sim.After(7*time.Second)))
	clock.Add(7 * time.Second)
	do(t, w, attach) // its status is not in Delays
	clock.Add(5 * time.Second)
	do(t, w, detach) // neither what Takes said is
	clock.Add(time.Hour)
	wantSettled(t, w, "3s settle i-a", "10s settle d-1", "15s settle d-1", "1m15s settle d-1")
	if e := w.History().Events[2]; e.Takes == nil || *e.Takes != sim.After(7*time.Second) {
		t.Errorf("the event takes %v, want 7s", e.Takes)
	}
}

func TestDefaultDelays(t *testing.T) {
	w, clock := start(t, sim.Config{},
		instance("i-a", model.Pending), instance("i-b", model.Starting), instance("i-c", model.Stopping),
		disk("d-1", model.Creating, ""), disk("d-2", model.Attaching, "i-a"), disk("d-3", model.Detaching, "i-a"), disk("d-4", model.ReIniting, "i-a"))
	clock.Add(time.Hour)
	wantSettled(t, w, "5s settle i-a", "5s settle d-1", "5s settle d-2", "30s settle i-b", "30s settle i-c", "1m settle d-3", "1m settle d-4")
	if n := len(sim.DefaultDelays()); n != len(sim.Statuses()) {
		t.Errorf("%d delays for %d statuses", n, len(sim.Statuses()))
	}
}

// What a world was made with stays as it was, when it is written to.
func TestConfigIsTheWorldsOwn(t *testing.T) {
	c := sim.Config{Delays: sim.Delays{"Detaching": sim.After(time.Second)}, Order: []string{"i-a"}}
	w, _ := start(t, c, running, inUse)
	for range 2 {
		if got := w.History().Config; got.Delays["Detaching"] != sim.After(time.Second) || got.Order[0] != "i-a" {
			t.Fatalf("the delay is %v and the order %v; want 1s and i-a", got.Delays["Detaching"], got.Order)
		}
		c.Delays["Detaching"], c.Order[0] = sim.Never(), "i-b"
		c = w.History().Config
		c.Delays["Detaching"], c.Order[0] = sim.Never(), "i-b"
	}
}

func TestCanFail(t *testing.T) {
	for _, status := range append(sim.Statuses(), "In_use", "") {
		if got, want := sim.CanFail(status), status == "Detaching" || status == "Attaching"; got != want {
			t.Errorf("CanFail(%q) = %v, want %v", status, got, want)
		}
	}
}

func TestStarts(t *testing.T) {
	want := map[book.Action]string{
		book.ActionDetachDisk: "Detaching", book.ActionAttachDisk: "Attaching", book.ActionCreateDisk: "Creating", book.ActionReInitDisk: "ReIniting",
		book.ActionCreateInstance: "Pending", book.ActionStartInstance: "Starting", book.ActionRebootInstance: "Starting", book.ActionStopInstance: "Stopping",
	}
	for a := range book.Actions() {
		if got := strings.Join(sim.Starts(a), ","); got != want[a] {
			t.Errorf("%v starts %q, want %q", a, got, want[a])
		}
	}
}
