package properties

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A detach that goes on past its deadline is told at the first event that comes too
// late, and at none before.
func TestOverdue(t *testing.T) {
	retries := model.Machine{Readings: book.ReadingsOf(book.FailedDetachRetries)}
	failing := sim.After(0).Failing(3)
	for _, test := range []struct {
		name    string
		machine model.Machine
		delay   sim.Delay
		takes   *sim.Delay
		latest  time.Duration // by when it has to be over; 0 is never
	}{
		{name: "a minute", delay: sim.After(time.Minute), latest: time.Minute},
		{name: "drawn between two", delay: sim.Between(time.Second, time.Hour), latest: time.Hour},
		{name: "never", delay: sim.Never()},
		{name: "when told", delay: sim.WhenTold()},
		{name: "after describes", delay: sim.AfterDescribes(2)},
		{name: "a delay of the call", delay: sim.Never(), takes: &sim.Delay{Min: time.Second, Max: time.Second}, latest: time.Second},
		{name: "failing, which ends it", delay: sim.After(time.Minute).Failing(3), latest: time.Minute},
		{name: "failing, and tried again", machine: retries, delay: sim.After(time.Minute).Failing(3), latest: 4 * time.Minute},
		{name: "failing at once", machine: retries, delay: sim.Never(), takes: &failing, latest: 3 * time.Second},
	} {
		for _, atStart := range []bool{false, true} {
			if atStart && test.takes != nil {
				continue
			}
			t.Run(fmt.Sprintf("%s, at the start %t", test.name, atStart), func(t *testing.T) {
				start := script.MustWorld("instance i-1 Running\ndisk d-1 In_use i-1\ndisk d-2 Available").State
				detach := model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}
				detaching, o := test.machine.Step(start, detach)
				if atStart {
					start = detaching
				}
				// late returns what a checker says of a describe at that instant.
				late := func(at time.Duration, due bool) *Violation {
					var c Checker
					if err := c.Begin(Subject{Start: start, Machine: test.machine, Delays: sim.Delays{model.Detaching.String(): test.delay}}); err != nil {
						t.Fatal(err)
					}
					if !atStart {
						if err := c.Check(&sim.Event{Op: detach, Takes: test.takes, Outcome: o, Before: start, After: detaching}, OfStep|OfHistory); err != nil {
							t.Fatal(err)
						}
					}
					e := &sim.Event{N: 1, At: at, Due: due, Op: model.DescribeDisks{}, Before: detaching, After: detaching}
					e.Outcome = test.machine.Judge(detaching, e.Op)
					return c.first(e, OfHistory)
				}
				if test.latest == 0 {
					if v := late(1000*time.Hour, false); v != nil {
						t.Errorf("after 1000 hours: %v", v)
					}
					return
				}
				if v := late(test.latest-1, false); v != nil {
					t.Errorf("just before its end: %v", v)
				}
				for _, at := range []time.Duration{test.latest, test.latest + 1} {
					if v := late(at, false); v == nil || v.Property != AcceptedDetachEnds {
						t.Errorf("at %s: %v; expected property %s not to hold", at, v, AcceptedDetachEnds)
					}
				}
			})
		}
	}
}

// A detach that may go on to the end of time is not late.
func TestDeadlineAtTheEndOfTime(t *testing.T) {
	steps := []script.Step{
		{At: time.Hour, Op: model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}},
		{At: 2 * time.Hour, Op: model.DescribeDisks{}},
	}
	for _, delay := range []string{"2562047h", "1h..2562047h", "1h/fails=4000000000"} {
		w := script.MustWorld("instance i-1 Running\ndisk d-1 In_use i-1\nreading R-failed-detach retries\ndelay Detaching " + delay)
		if v := (Suspect{}).Violation(w, steps); v != nil {
			t.Errorf("%s: %v", delay, v)
		}
	}
}

// One Detaching disk that is late is told among others that are not, by its name.
func TestOverdueAmongOthers(t *testing.T) {
	var s step
	h := &s.history
	h.reset(Subject{Delays: sim.Delays{}})
	h.expect("d-1", 0, sim.After(time.Hour))
	h.expect("d-2", 0, sim.After(time.Minute))
	h.expect("d-3", 0, sim.After(time.Minute))
	at := func(d time.Duration, due bool) string {
		s.Event = &sim.Event{At: d, Due: due}
		return overdue(&s).why
	}
	if why := at(time.Minute, true); why != "" {
		t.Errorf("what settles on time is late: %s", why)
	}
	if why := at(time.Minute, false); !strings.HasPrefix(why, "disk d-2 ") {
		t.Errorf("%q; expected d-2 to be late", why)
	}
	delete(h.deadline, "d-2")
	delete(h.deadline, "d-3")
	if why := at(30*time.Minute, false); why != "" {
		t.Errorf("what is over is late: %s", why)
	}
	if why := at(2*time.Hour, false); !strings.HasPrefix(why, "disk d-1 ") {
		t.Errorf("%q; expected d-1 to be late", why)
	}
}

// Replay checks the machine at every event of a small world, at the first of a large
// one, and whatever else it is asked to check.
func TestReplayChecksTheMachine(t *testing.T) {
	var m model.Machine
	for _, test := range []struct {
		disks int
		from  int // the first event from which the machine says another thing each time
		green bool
	}{
		{1, 0, false}, {1, 1, false}, {smallWorld - 1, 1, false}, {smallWorld, 0, false}, {smallWorld, 1, true}, // and an instance
	} {
		var world strings.Builder
		world.WriteString("instance i-1 Running\n")
		for n := range test.disks {
			fmt.Fprintf(&world, "disk d-%d Available\n", n+1)
		}
		steps := []script.Step{
			{Op: model.StopInstance{InstanceID: "i-1"}},
			{Op: model.DeleteDisk{DiskID: "d-1"}},
		}
		s := script.Script{World: script.MustWorld(world.String()), Steps: steps}.Update()
		calls, events := 0, 0
		fickle := func(s model.State, op model.Op) (model.State, model.Outcome) {
			if calls++; events >= test.from && calls > events+1 {
				return s, m.Judge(s, op)
			}
			return m.Step(s, op)
		}
		report, err := Replay(s.World, script.All(s.Steps), script.Options{Step: fickle, Check: func(*sim.Event) error {
			events++
			calls = events
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		if report.Green() != test.green {
			t.Errorf("%d disks, fickle from event %d: green is %t: %v", test.disks, test.from, report.Green(), report.Failed)
		}
		var v *Violation
		if !test.green && (!errors.As(report.Failed, &v) || v.Property != Deterministic || v.N != test.from) {
			t.Errorf("%d disks, fickle from event %d: %v", test.disks, test.from, report.Failed)
		}
	}
	asked := errors.New("asked to end")
	report, err := Replay(script.MustWorld("instance i-1 Running"), script.All([]script.Step{{Op: model.DescribeDisks{}}}), script.Options{Check: func(*sim.Event) error { return asked }})
	if err != nil || !errors.Is(report.Failed, asked) {
		t.Errorf("%v, %v; expected what the check said", report, err)
	}
}
