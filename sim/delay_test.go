package sim_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// detaching returns a world in which d-1 is about to be detached under a delay.
func detaching(tb testing.TB, d sim.Delay, choices ...book.Choice) (*sim.World, *sim.Manual) {
	tb.Helper()
	w, clock := start(tb, sim.Config{
		Machine: model.Machine{Readings: book.ReadingsOf(choices...)},
		Delays:  sim.Delays{"Detaching": d},
	}, running, other, inUse)
	do(tb, w, detach)
	return w, clock
}

func TestAfter(t *testing.T) {
	w, clock := detaching(t, sim.After(time.Minute))
	clock.Add(time.Minute - 1)
	wantStatus(t, w, model.Detaching)
	clock.Add(1)
	wantStatus(t, w, model.Available)
	wantSettled(t, w, "1m settle d-1")
}

func TestBetweenIsDrawnWithinItsBounds(t *testing.T) {
	low, high := 10*time.Second, 12*time.Second
	drawn := map[time.Duration]bool{}
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Detaching": sim.Between(low, high)}}, running, inUse)
	for range 200 {
		do(t, w, detach)
		p := w.Pending()[0]
		took := p.Due - p.Since
		if took < low || took > high {
			t.Fatalf("the detach takes %v, want between %v and %v", took, low, high)
		}
		drawn[took] = true
		clock.Add(high)
		do(t, w, attach)
		do(t, w, model.Settle{ID: "d-1"})
	}
	if len(drawn) < 150 {
		t.Errorf("200 draws gave %d delays", len(drawn))
	}
}

func TestBetweenReachesBothBounds(t *testing.T) {
	drawn := map[time.Duration]bool{}
	for seed := range uint64(50) {
		w, _ := start(t, sim.Config{Seed: seed, Delays: sim.Delays{"Detaching": sim.Between(1, 2)}}, running, disk("d-1", model.Detaching, "i-a"))
		drawn[w.Pending()[0].Due] = true
	}
	if !drawn[1] || !drawn[2] || len(drawn) != 2 {
		t.Errorf("drawn %v, want 1ns and 2ns", drawn)
	}
}

// The n-th describe that shows the disk shows its new status.
func TestAfterDescribes(t *testing.T) {
	w, clock := detaching(t, sim.AfterDescribes(3))
	clock.Add(time.Hour)           // time does nothing
	for _, op := range []model.Op{ // nor do describes that do not show the disk, or get no answer
		model.DescribeDisks{DiskIDs: []model.DiskID{"d-2"}}, model.DescribeInstances{}, model.DescribeDisks{Status: "Available"},
	} {
		do(t, w, op)
	}
	_, _ = w.Do(describe, sim.Injected(model.EnvironmentRefusals()[0]))
	for n, want := range []model.DiskStatus{model.Detaching, model.Detaching, model.Available} {
		if got := do(t, w, describe).Shown[0].Disk.Status; got != want {
			t.Errorf("describe %d shows %v, want %v", n+1, got, want)
		}
	}
	wantSettled(t, w, "1h settle d-1")
}

// A describe that filters by the status counts what it would show, and then shows it
// no more.
func TestAfterDescribesThatFilter(t *testing.T) {
	w, _ := detaching(t, sim.AfterDescribes(2))
	for n, want := range []int{1, 0} {
		if got := do(t, w, model.DescribeDisks{Status: "Detaching"}).Shown; len(got) != want {
			t.Errorf("describe %d shows %v, want %d disks", n+1, got, want)
		}
	}
	wantStatus(t, w, model.Available)
}

func TestAfterDescribesOfInstances(t *testing.T) {
	w, _ := start(t, sim.Config{Delays: sim.Delays{"Starting": sim.AfterDescribes(2)}}, instance("i-a", model.Starting))
	for _, want := range []model.InstanceStatus{model.Starting, model.Running} {
		if got := do(t, w, model.DescribeInstances{}).Shown[0].Instance.Status; got != want {
			t.Errorf("shows %v, want %v", got, want)
		}
	}
}

// Describes start to count anew with each detach, and each retry.
func TestAfterDescribesCountsAnew(t *testing.T) {
	w, _ := detaching(t, sim.AfterDescribes(2))
	do(t, w, describe)
	do(t, w, model.DetachFailed{DiskID: "d-1"})
	do(t, w, detach)
	do(t, w, describe)
	wantStatus(t, w, model.Detaching)
	do(t, w, describe)
	wantStatus(t, w, model.Available)

	w, _ = detaching(t, sim.AfterDescribes(2).Failing(1), book.FailedDetachRetries)
	for range 3 {
		do(t, w, describe)
	}
	wantStatus(t, w, model.Detaching)
	do(t, w, describe)
	wantStatus(t, w, model.Available)
	wantSettled(t, w, "0s detach-failed d-1", "0s settle d-1")
}

func TestNever(t *testing.T) {
	w, clock := detaching(t, sim.Never())
	clock.Add(100 * 365 * 24 * time.Hour)
	do(t, w, describe)
	wantStatus(t, w, model.Detaching)
	wantSettled(t, w)
}

func TestWhenTold(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Told()}, running, inUse)
	do(t, w, detach)
	clock.Add(time.Hour)
	do(t, w, describe)
	wantStatus(t, w, model.Detaching)
	do(t, w, model.Settle{ID: "d-1"})
	wantStatus(t, w, model.Available)
	wantSettled(t, w) // it was told: nothing fell due
}

// Never and Told have the last word on a Delay that also says when.
func TestNeverAndToldPrevail(t *testing.T) {
	for _, d := range []sim.Delay{{Never: true, Max: 1}, {Told: true, Max: 1}, {Never: true, Describes: 1}, {Told: true, Describes: 1}} {
		w, clock := detaching(t, d)
		clock.Add(time.Hour)
		do(t, w, describe)
		wantStatus(t, w, model.Detaching)
	}
}

func TestDetachFails(t *testing.T) {
	w, clock := detaching(t, sim.After(time.Minute).Failing(3))
	clock.Add(time.Hour)
	wantStatus(t, w, model.InUse)
	wantSettled(t, w, "1m detach-failed d-1") // the first failure ends it
	if d, _ := w.State().Disk("d-1"); d.InstanceID != "i-a" {
		t.Errorf("d-1 is on %q, want i-a", d.InstanceID)
	}
}

// Each retry comes after the delay, or a second if that is longer.
func TestDetachRetries(t *testing.T) {
	for _, test := range []struct {
		delay time.Duration
		want  []string
	}{
		{0, []string{"0s detach-failed d-1", "1s detach-failed d-1", "2s settle d-1"}},
		{time.Millisecond, []string{"1ms detach-failed d-1", "1.001s detach-failed d-1", "2.001s settle d-1"}},
		{time.Minute, []string{"1m detach-failed d-1", "2m detach-failed d-1", "3m settle d-1"}},
	} {
		w, clock := detaching(t, sim.After(test.delay).Failing(2), book.FailedDetachRetries)
		clock.Add(time.Hour)
		wantStatus(t, w, model.Available)
		wantSettled(t, w, test.want...)
	}
}

func TestRetriesAreDrawnAnew(t *testing.T) {
	w, clock := detaching(t, sim.Between(time.Minute, time.Hour).Failing(2), book.FailedDetachRetries)
	clock.Add(4 * time.Hour)
	var took []time.Duration
	var last time.Duration
	for _, e := range w.History().Events {
		if e.Due {
			took = append(took, e.At-last)
			last = e.At
		}
	}
	if len(took) != 3 || took[0] == took[1] || took[1] == took[2] {
		t.Errorf("the tries took %v, want three draws", took)
	}
}

func TestAttachFails(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Attaching": sim.After(5 * time.Second).Failing(2)}},
		running, disk("d-1", model.Available, ""))
	do(t, w, attach)
	clock.Add(time.Hour)
	wantStatus(t, w, model.Available)
	wantSettled(t, w, "5s attach-failed d-1")
}

func TestOnlyDetachAndAttachFail(t *testing.T) {
	w, clock := start(t, sim.Config{Delays: sim.Delays{"Starting": sim.After(time.Second).Failing(5), "ReIniting": sim.After(time.Second).Failing(5)}},
		instance("i-a", model.Starting), disk("d-1", model.ReIniting, "i-a"))
	clock.Add(time.Hour)
	wantSettled(t, w, "1s settle i-a", "1s settle d-1")
}

// Delays are added to the time without going round its end, where a disk would be
// detached before it was.
func TestDelayAsLongAsTimeCanBe(t *testing.T) {
	for _, d := range []sim.Delay{sim.After(math.MaxInt64), sim.Between(math.MaxInt64-1, math.MaxInt64)} {
		w, clock := start(t, sim.Config{Delays: sim.Delays{"Detaching": d}}, running, inUse)
		clock.Add(time.Hour)
		do(t, w, detach)
		clock.Add(time.Hour)
		wantStatus(t, w, model.Detaching)
	}
	w, clock := detaching(t, sim.Between(0, math.MaxInt64))
	clock.Add(-time.Hour)
	wantStatus(t, w, model.Detaching)
}

// The latest is after the longest of every try, and does not go round the end of time.
func TestLatest(t *testing.T) {
	const end = time.Duration(math.MaxInt64)
	for _, test := range []struct {
		delay   sim.Delay
		entered time.Duration
		retries bool
		want    time.Duration
	}{
		{sim.After(time.Minute), time.Second, true, time.Minute + time.Second},
		{sim.Between(time.Second, time.Hour), 0, true, time.Hour},
		{sim.Delay{Min: time.Hour, Max: time.Second}, 0, true, time.Hour},
		{sim.After(time.Minute).Failing(3), time.Second, false, time.Minute + time.Second},
		{sim.After(time.Minute).Failing(3), time.Second, true, 4*time.Minute + time.Second},
		{sim.After(time.Millisecond).Failing(2), 0, true, 2*time.Second + time.Millisecond},
		{sim.After(end), time.Second, true, end},
		{sim.After(time.Hour).Failing(4_000_000_000), 0, false, time.Hour},
		{sim.After(time.Hour).Failing(4_000_000_000), 0, true, end},
		{sim.After(end - time.Second).Failing(1), 0, true, end},
		{sim.After(end/2 - time.Second).Failing(1), time.Second, true, end - time.Second - 1},
	} {
		if got, ok := test.delay.Latest(test.entered, test.retries); !ok || got != test.want {
			t.Errorf("%v entered at %v, retries %t: %v, %t; want %v", test.delay, test.entered, test.retries, got, ok, test.want)
		}
	}
	for _, d := range []sim.Delay{sim.Never(), sim.WhenTold(), sim.AfterDescribes(1)} {
		if got, ok := d.Latest(0, true); ok {
			t.Errorf("%v settles by %v; time does not settle it", d, got)
		}
	}
}

func TestDelayText(t *testing.T) {
	for text, want := range map[string]sim.Delay{
		"0s":                  {},
		"1m":                  sim.After(time.Minute),
		"30s..3m":             sim.Between(30*time.Second, 3*time.Minute),
		"3-describes":         sim.AfterDescribes(3),
		"never":               sim.Never(),
		"told":                sim.WhenTold(),
		"1h/fails=2":          sim.After(time.Hour).Failing(2),
		"2-describes/fails=1": sim.AfterDescribes(2).Failing(1),
	} {
		got, err := sim.ParseDelay(text)
		if err != nil || got != want {
			t.Errorf("ParseDelay(%q) = %+v, %v; want %+v", text, got, err, want)
		}
		if want.String() != text {
			t.Errorf("%+v prints as %q, want %q", want, want, text)
		}
	}
	const forms = "expected 1m, 30s..3m, 3-describes, never or told, perhaps with /fails=1"
	for text, why := range map[string]string{
		"": forms, "1": forms, "1m..": forms, "..1m": forms, "0-describes": forms, "x-describes": forms,
		"never/fails=0": forms, "1m/fails=": forms, "1m/fails=x": forms, "Never": forms,
		"-1s":             "-1s is negative; expected 0s or more",
		"1s..-1s":         "-1s is negative; expected 0s or more",
		"99999999h":       "99999999h is out of range; expected at most 2562047h",
		"1m..99999999h":   "99999999h is out of range; expected at most 2562047h",
		"3m..30s":         "its minimum is above its maximum; expected 30s..3m",
		"3m..30s/fails=1": "its minimum is above its maximum; expected 30s..3m",
	} {
		want := fmt.Sprintf("delay %q: %s", text, why)
		if d, err := sim.ParseDelay(text); err == nil || err.Error() != want {
			t.Errorf("ParseDelay(%q) = %v, %v; want %s", text, d, err, want)
		}
	}
}

// A delay that is no range draws nothing: what others draw stays as it is.
func TestDelayOfOneLengthDrawsNothing(t *testing.T) {
	due := func(resources ...any) time.Duration {
		delays := sim.Delays{"Creating": sim.After(time.Second), "Attaching": sim.Between(time.Second, time.Second), "Detaching": sim.Between(0, time.Hour)}
		w, _ := start(t, sim.Config{Seed: 1, Delays: delays}, resources...)
		all := w.Pending()
		return all[len(all)-1].Due
	}
	alone := due(running, disk("d-9", model.Detaching, "i-a"))
	if behind := due(running, disk("d-1", model.Creating, ""), disk("d-2", model.Attaching, "i-a"), disk("d-9", model.Detaching, "i-a")); behind != alone {
		t.Errorf("behind delays of one length it draws %v, else %v", behind, alone)
	}
}

// TestDelaysAreWhole: each transitional status has a default delay, and no other has.
func TestDelaysAreWhole(t *testing.T) {
	known := sim.DefaultDelays()
	for _, status := range sim.Statuses() {
		if _, ok := known[status]; !ok {
			t.Errorf("%s is transitional and has no delay: it is to have one in defaultDelays, sim/delays.go", status)
		}
		delete(known, status)
	}
	for status := range known {
		t.Errorf("%s has a delay and is not transitional", status)
	}
}
