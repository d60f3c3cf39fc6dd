package sim_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// start returns a world of the given instances and disks, and its clock.
func start(tb testing.TB, c sim.Config, resources ...any) (*sim.World, *sim.Manual) {
	tb.Helper()
	clock := &sim.Manual{}
	return sim.New(clock, state(tb, resources...), c), clock
}

func state(tb testing.TB, resources ...any) model.State {
	tb.Helper()
	var instances []model.Instance
	var disks []model.Disk
	for _, r := range resources {
		switch r := r.(type) {
		case model.Instance:
			instances = append(instances, r)
		case model.Disk:
			disks = append(disks, r)
		default:
			tb.Fatalf("%T is no resource", r)
		}
	}
	s, err := model.NewState(instances, disks)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func instance(id model.InstanceID, status model.InstanceStatus) model.Instance {
	return model.Instance{ID: id, Status: status}
}

func disk(id model.DiskID, status model.DiskStatus, on model.InstanceID) model.Disk {
	return model.Disk{ID: id, Status: status, InstanceID: on}
}

// The worlds of most tests have the instances i-a and i-b and the disk d-1.
var (
	running = instance("i-a", model.Running)
	other   = instance("i-b", model.Running)
	inUse   = disk("d-1", model.InUse, "i-a")

	detach   = model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}
	attach   = model.AttachDisk{InstanceID: "i-a", DiskID: "d-1"}
	reattach = model.AttachDisk{InstanceID: "i-b", DiskID: "d-1"}
	describe = model.DescribeDisks{DiskIDs: []model.DiskID{"d-1"}}
)

// do does what has to be accepted.
func do(tb testing.TB, w *sim.World, op model.Op, options ...sim.Option) model.Answer {
	tb.Helper()
	answer, err := w.Do(op, options...)
	if err != nil {
		tb.Fatalf("%v: %v", op, err)
	}
	return answer
}

// wantStatus asserts which status the disk d-1 has after what is due has settled.
func wantStatus(tb testing.TB, w *sim.World, want model.DiskStatus) {
	tb.Helper()
	if d, _ := w.State().Disk("d-1"); d.Status != want {
		tb.Errorf("d-1 is %v, want %v\n%v", d.Status, want, w.History())
	}
}

// settled returns the events of a world that fell due, such as "1m settle d-1".
func settled(w *sim.World) (events []string) {
	for _, e := range w.History().Events {
		if e.Due {
			events = append(events, sim.FormatDuration(e.At)+" "+e.Op.String())
		}
	}
	return events
}

// wantSettled asserts what fell due, in order.
func wantSettled(tb testing.TB, w *sim.World, want ...string) {
	tb.Helper()
	if got := settled(w); !slices.Equal(got, want) {
		tb.Errorf("fell due:\n%q\nwant:\n%q\n%v", got, want, w.History())
	}
}

// wantPanic asserts that f panics with a text.
func wantPanic(tb testing.TB, want string, f func()) {
	tb.Helper()
	defer func() {
		tb.Helper()
		if got := recover(); got != want {
			tb.Errorf("panic: %v\nwant:  %v", got, want)
		}
	}()
	f()
}

func TestRefusalIsAGoError(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, disk("d-1", model.Detaching, "i-a"))
	answer, err := w.Do(detach)
	var refusal *model.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("the error is %v, want a refusal", err)
	}
	own := book.Book{}.Refusal(book.DetachDiskInUse, 0)
	if rule, ok := refusal.Rule(); !ok || rule != book.DetachDiskInUse {
		t.Errorf("the rule is %v, want %v", rule, book.DetachDiskInUse)
	}
	if refusal.Status != own.Status || refusal.Code != own.Code || refusal.Message != own.Message {
		t.Errorf("the refusal is %v, want that of %v", refusal, book.DetachDiskInUse)
	}
	if answer.Status != own.Status || answer.Code != own.Code || answer.Message != own.Message {
		t.Errorf("the answer is %v, want that of %v", answer, book.DetachDiskInUse)
	}
	if errors.Is(err, model.ErrNotEnabled) {
		t.Error("a refusal is no ErrNotEnabled")
	}
}

func TestRefusalNamesEveryBrokenRule(t *testing.T) {
	locked := running
	locked.Locks = model.LockSecurity
	w, _ := start(t, sim.Config{}, locked, disk("d-1", model.Detaching, "i-a"))
	_, err := w.Do(detach)
	var refusal *model.Refusal
	if want := book.RuleSetOf(book.DetachDiskInstanceUnlocked, book.DetachDiskInUse); !errors.As(err, &refusal) || refusal.Broken != want {
		t.Errorf("the error is %#v, want a refusal of %v", err, want)
	}
}

func TestNotEnabledIsAGoError(t *testing.T) {
	w, _ := start(t, sim.Config{}, running, inUse)
	for _, op := range []model.Op{
		model.Settle{ID: "d-1"}, model.Lock{InstanceID: "i-z", Reason: model.LockSecurity}, model.CreateDisk{DiskID: "i-a"},
	} {
		before := w.State()
		answer, err := w.Do(op)
		if !errors.Is(err, model.ErrNotEnabled) || !answer.NotEnabled {
			t.Errorf("%v: %v, %v; want not enabled", op, answer, err)
		}
		if !w.State().Equal(before) {
			t.Errorf("%v changed the state", op)
		}
	}
}

func TestEnvironmentEventsAreCalls(t *testing.T) {
	w, clock := start(t, sim.Config{}, running, inUse)
	do(t, w, detach)
	clock.Add(time.Minute)
	do(t, w, model.Lock{InstanceID: "i-a", Reason: model.LockSecurity})
	want := []model.Op{detach, model.Settle{ID: "d-1"}, model.Lock{InstanceID: "i-a", Reason: model.LockSecurity}}
	var got []model.Op
	for _, e := range w.History().Events {
		got = append(got, e.Op)
	}
	if !slices.Equal(got, want) {
		t.Errorf("happened %v, want %v", got, want)
	}
}

func TestCounterNeverRepeatsAnID(t *testing.T) {
	w, clock := start(t, sim.Config{}, instance("i-1", model.Running), disk("d-2", model.Available, ""), instance("d-3", model.Stopped))
	seen := map[string]bool{"i-1": true, "d-2": true, "d-3": true}
	for range 20 {
		d := do(t, w, model.CreateDisk{})
		i := do(t, w, model.CreateInstance{})
		for _, id := range []string{string(d.DiskID), string(i.InstanceID), string(i.DiskID)} {
			if seen[id] {
				t.Fatalf("%s is given twice", id)
			}
			seen[id] = true
		}
		clock.Add(time.Minute)
		do(t, w, model.DeleteDisk{DiskID: d.DiskID})
		do(t, w, model.DeleteInstance{InstanceID: i.InstanceID})
		for id, want := range map[string][2]bool{string(d.DiskID): {false, true}, string(i.InstanceID): {true, false}, string(i.DiskID): {false, true}} {
			if instance, disk := w.Existed(id); [2]bool{instance, disk} != want {
				t.Fatalf("of %s, released, an instance existed: %t, a disk: %t; want %v", id, instance, disk, want)
			}
		}
	}
	for _, id := range []string{"i-1", "d-unknown"} {
		if instance, disk := w.Existed(id); instance || disk {
			t.Errorf("%s was not released", id)
		}
	}
}

// The counter skips what its caller chose and released, and what the call itself
// names.
func TestCounterSkipsReleasedAndNamedIDs(t *testing.T) {
	w, clock := start(t, sim.Config{}, running)
	do(t, w, model.CreateDisk{DiskID: "d-1"})
	clock.Add(time.Minute)
	do(t, w, model.DeleteDisk{DiskID: "d-1"})
	if got := do(t, w, model.CreateDisk{}).DiskID; got != "d-2" {
		t.Errorf("the new id is %s, want d-2: d-1 was released", got)
	}
	if got := do(t, w, model.CreateInstance{InstanceID: "d-3"}).DiskID; got != "d-4" {
		t.Errorf("the new system disk is %s, want d-4: the instance is d-3", got)
	}
}

func TestReleasedIDMayBeCreatedAgain(t *testing.T) {
	w, clock := start(t, sim.Config{}, disk("d-1", model.Available, ""))
	do(t, w, model.DeleteDisk{DiskID: "d-1"})
	do(t, w, model.CreateDisk{DiskID: "d-1"})
	clock.Add(5 * time.Second)
	wantStatus(t, w, model.Available)
	do(t, w, model.DeleteDisk{DiskID: "d-1"})
	do(t, w, model.CreateInstance{InstanceID: "d-1"})
	clock.Add(5 * time.Second)
	if instance, disk := w.Existed("d-1"); instance || !disk {
		t.Errorf("of d-1 an instance existed: %t, a disk: %t; want the disk only", instance, disk)
	}
	do(t, w, model.DeleteInstance{InstanceID: "d-1"})
	if instance, disk := w.Existed("d-1"); !instance || !disk {
		t.Errorf("of d-1 an instance existed: %t, a disk: %t; want both", instance, disk)
	}
}

// Callers that call at once find one history, which replays to the state.
func TestConcurrentCallers(t *testing.T) {
	w := sim.New(sim.Real{}, state(t, running, other, inUse), sim.Config{Delays: sim.Delays{"Detaching": {}, "Attaching": sim.After(time.Microsecond)}})
	ops := []model.Op{detach, attach, reattach, describe, model.CreateDisk{}, model.StopInstance{InstanceID: "i-b"}, model.DeleteDisk{DiskID: "d-2"}}
	var callers sync.WaitGroup
	for n := range 16 {
		callers.Go(func() {
			for k := range 50 {
				op := ops[(n+k)%len(ops)]
				if k%10 == 0 {
					w.Arm(sim.Late().On(model.ActionOf(op)))
				}
				_, _ = w.Do(op) // which of them are refused is a matter of chance
				_, _ = w.NextDue()
				_, _ = w.LastDue()
				_, _, _ = w.State(), w.Pending(), w.History()
			}
		})
	}
	callers.Wait()
	checkHistory(t, w)
	calls := 0
	for _, e := range w.History().Events {
		if !e.Due {
			calls++
		}
	}
	if calls != 16*50 {
		t.Errorf("the history has %d calls, want %d", calls, 16*50)
	}
}
