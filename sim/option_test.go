package sim_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

func TestInjectedAnswerChangesNothing(t *testing.T) {
	for _, refusal := range model.EnvironmentRefusals() {
		w, _ := start(t, sim.Config{}, running, inUse)
		before := w.State()
		w.Arm(sim.Injected(refusal).On(book.ActionDetachDisk))
		answer, err := w.Do(detach)
		var got *model.Refusal
		if !errors.As(err, &got) || got.Code != refusal.Code || got.Status != refusal.Status || got.Broken.Len() != 0 {
			t.Errorf("the error is %v, want %v and no broken rule", err, refusal)
		}
		if answer.String() != refusal.String() {
			t.Errorf("answered %v, want %v", answer, refusal)
		}
		if !w.State().Equal(before) || len(w.Pending()) != 0 {
			t.Errorf("%v took effect:\n%v", refusal, w.History())
		}
		if e := w.History().Events[0]; !e.Injected || e.Answer.String() != refusal.String() {
			t.Errorf("the event is %+v, want it marked as injected", e)
		}
		do(t, w, detach) // the injection was for one call
	}
}

func TestInjectedIsARefusal(t *testing.T) {
	for _, status := range []int{0, 400, 599} {
		w, _ := start(t, sim.Config{}, running, inUse)
		if answer, _ := w.Do(detach, sim.InjectedRaw(model.Answer{Status: status, Code: "X"})); answer.Status != status || answer.Code != "X" {
			t.Errorf("answered %v, want %d X", answer, status)
		}
	}
	const want = "; expected a refusal, with a status from 400 to 599 and a code"
	for text, a := range map[string]model.Answer{
		`0 ""`: {}, `503 ""`: {Status: 503}, `302 "X"`: {Status: 302, Code: "X"}, `600 "X"`: {Status: 600, Code: "X"}, `400 "X"`: {Status: 400, Code: "X", NotEnabled: true},
	} {
		wantPanic(t, "sim.Injected: "+text+want, func() { sim.Injected(a) })
		wantPanic(t, "sim.InjectedRaw: "+text+want, func() { sim.InjectedRaw(a) })
	}
	wantPanic(t, "sim: 403 Throtling is no documented code; did you mean 400 Throttling?; or raw, if it is meant so", func() { sim.Injected(model.Answer{Status: 403, Code: "Throtling"}) })
}

// An event is no call of the API: nothing is there to refuse it.
func TestNothingIsInjectedIntoAnEvent(t *testing.T) {
	refusal := sim.Injected(model.Answer{Status: 400, Code: "Throttling"})
	for _, op := range []model.Op{
		model.Lock{InstanceID: "i-a", Reason: model.LockSecurity}, model.Unlock{InstanceID: "i-a", Reason: model.LockSecurity},
		model.Settle{ID: "d-1"}, model.DetachFailed{DiskID: "d-1"}, model.AttachFailed{DiskID: "d-1"},
	} {
		w, _ := start(t, sim.Config{}, running, disk("d-1", model.Detaching, "i-a"))
		const refuse, why = "refuse 400 Throttling", "; nobody asks the API for that, so nothing can go wrong around it"
		action := model.ActionOf(op)
		wantPanic(t, fmt.Sprintf("sim: %q is said about %v%s", refuse, action, why), func() { _, _ = w.Do(op, refusal) })
		wantPanic(t, fmt.Sprintf("sim: refuse of %v%s", action, why), func() { refusal.On(action) })
		_, _ = w.Do(op) // enabled or not: nothing was queued
		if events := w.History().Events; len(events) != 1 || events[0].Injected {
			t.Errorf("happened:\n%v", w.History())
		}
	}
}

func TestArmedFaultsQueue(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse, disk("d-2", model.InUse, "i-a"), disk("d-3", model.InUse, "i-a"))
	w.Arm(sim.Takes(sim.After(2 * time.Minute)).On(book.ActionDetachDisk))
	w.Arm(sim.Takes(sim.Never()).On(book.ActionDetachDisk))
	do(t, w, model.StopInstance{InstanceID: "i-a"}) // another action, which leaves the queue alone
	do(t, w, model.Settle{ID: "i-a"})
	do(t, w, detach)
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"})
	do(t, w, model.DetachDisk{InstanceID: "i-a", DiskID: "d-3"})
	var got []string
	for _, p := range w.Pending() {
		got = append(got, p.String())
	}
	want := []string{"d-1 Detaching since 0s, due 2m", "d-2 Detaching since 0s, settles never", "d-3 Detaching since 0s, due 1m"}
	if !slices.Equal(got, want) {
		t.Errorf("pending %q, want %q", got, want)
	}
}

func TestOptionOfTheCallPrecedesArmed(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	w.Arm(sim.Takes(sim.Never()).On(book.ActionDetachDisk))
	do(t, w, detach, sim.Takes(sim.After(time.Second)))
	if p := w.Pending(); len(p) != 1 || p[0].Due != time.Second {
		t.Errorf("pending %v, want d-1 due after 1s", p)
	}
}
