package sim_test

import (
	"math"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/internal/misuse"
)

// What is wrong with an argument is said at the door, with what was expected.
func TestMisuse(t *testing.T) {
	const notNew = "sim.World: a world without a clock; expected one from sim.New"
	manual := (*sim.Manual)(nil)
	negative := sim.Delay{Min: -time.Second}
	live := func() *sim.World { w, _ := start(t, sim.Config{}, running, inUse); return w }
	for want, misuse := range map[string]func(){
		"sim.New: the clock is nil (<nil>); expected one such as &sim.Manual{} or sim.Real{}":       func() { sim.New(nil, model.State{}, sim.Config{}) },
		"sim.New: the clock is nil (*sim.Manual); expected one such as &sim.Manual{} or sim.Real{}": func() { sim.New(manual, model.State{}, sim.Config{}) },
		`sim.Delays: a delay of the status "Detatching", which is not transitional; expected one of Pending, Starting, Stopping, Creating, Attaching, Detaching, ReIniting`: func() {
			start(t, sim.Config{Delays: sim.Delays{"Detaching": sim.Never(), "Detatching": sim.Never()}})
		},
		"sim.Delays: Detaching: a delay of -1s; expected 0s or more":                                               func() { start(t, sim.Config{Delays: sim.Delays{"Detaching": negative}}) },
		"sim.After: a delay of -1ns; expected 0s or more":                                                          func() { sim.After(-1) },
		"sim.Between: a delay of -1m; expected 0s or more":                                                         func() { sim.Between(-time.Minute, time.Minute) },
		"sim.Between: a maximum of 1s, below the minimum of 1m; expected them the other way round":                 func() { sim.Between(time.Minute, time.Second) },
		"sim.AfterDescribes: 0 describes; expected 1 or more":                                                      func() { sim.AfterDescribes(0) },
		"sim.Delay.Failing: a delay with -1 failures; expected 0 or more":                                          func() { sim.Never().Failing(-1) },
		"sim.Takes: a delay of -1s; expected 0s or more":                                                           func() { sim.Takes(negative) },
		"sim.Takes: a delay of -2s; expected 0s or more":                                                           func() { sim.Takes(sim.Delay{Max: -2 * time.Second}) },
		"sim.Takes: a delay of -1 describes; expected 0 or more":                                                   func() { sim.Takes(sim.Delay{Describes: -1}) },
		"sim.Delay.Latest: a delay of -1s; expected 0s or more":                                                    func() { negative.Latest(0, false) },
		"sim.History.Replay: observe is nil; expected a function":                                                  func() { sim.History{}.Replay(nil) },
		"sim.Event.Timeline: an event without an operation; expected one that a world made":                        func() { sim.Event{}.Timeline() },
		"sim.World.RunOut: advance is nil; expected the Add of the world's clock":                                  func() { live().RunOut(nil, time.Hour) },
		"sim.World.RunOut: the horizon is -1h; expected 0s or more":                                                func() { live().RunOut((&sim.Manual{}).Add, -time.Hour) },
		"sim.World.Call: option 1 is nil; expected a Fault, or one of Repeats":                                     func() { live().Do(detach, sim.Takes(sim.Never()), nil) },
		"model: an Op of type <nil>; expected one of the operations of this package, and no pointer to it":         func() { live().Do(nil) },
		"model: an Op of type *model.Settle; expected one of the operations of this package, and no pointer to it": func() { live().Call(&model.Settle{}) },
		"sim.NewScaled: time passes 0 times as fast; expected a number above 0":                                    func() { sim.NewScaled(0) },
		"sim.NewScaled: time passes -1 times as fast; expected a number above 0":                                   func() { sim.NewScaled(-1) },
		"sim.NewScaled: time passes NaN times as fast; expected a number above 0":                                  func() { sim.NewScaled(math.NaN()) },
		"sim.NewScaled: time passes +Inf times as fast; expected a number above 0":                                 func() { sim.NewScaled(math.Inf(1)) },
		"sim.Scaled: a clock without a scale; expected one that NewScaled made":                                    func() { new(sim.Scaled).Add(1) },
		"sim.New: reading R-early-parameter honoured does not exist in edition 2019-05-31; expected one of 2020-09-10, 2021-06-23": func() {
			start(t, sim.Config{Machine: model.Machine{Readings: book.ReadingsOf(book.EarlyParameterHonoured)}})
		},
		"sim.New: \"i-a\": MaxDataDisks=64 cannot be told in edition 2019-05-31; expected one of 2021-06-23, 2024-12-04, 2026-09": func() {
			start(t, sim.Config{}, model.Instance{ID: "i-a", Status: model.Running, MaxDataDisks: 64})
		},
		"sim.World.Call: DetachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true cannot be told in edition 2019-05-31; expected one of 2020-09-10, 2021-06-23, 2024-12-04, 2026-09": func() {
			live().Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1", DeleteWithInstance: model.True})
		},
		"sim.Manual: a nil clock; expected &sim.Manual{}": func() { manual.Add(1) },
		notNew: func() { (*sim.World)(nil).State() },
	} {
		wantPanic(t, want, misuse)
	}
	wantPanic(t, notNew, func() { new(sim.World).Do(detach) })
}

// The least and the greatest of each number is none that is wrong.
func TestBoundariesAreTaken(t *testing.T) {
	for text, got := range map[string]interface{ String() string }{
		"0s": sim.After(0), "1m": sim.Between(time.Minute, time.Minute), "1-describes": sim.AfterDescribes(1), "never": sim.Never().Failing(0),
		"stale=1ns": sim.Stale(1), "stale=10m": sim.Stale(sim.MaxStale), "initializing=1ns": sim.Initializing(1), "limit=1": sim.Limit(1),
		"takes=0s": sim.Takes(sim.Delay{}), "lost n=1": sim.Lost().Nth(1), "lost p=1": sim.Lost().Sometimes(1, 0), "lost p=5e-324": sim.Lost().Sometimes(5e-324, 0),
		"refuse 400 X raw": sim.InjectedRaw(model.Answer{Status: 400, Code: "X"}), "refuse 599 X raw": sim.InjectedRaw(model.Answer{Status: 599, Code: "X"}),
		"refuse 0 X raw": sim.InjectedRaw(model.Answer{Code: "X"}),
	} {
		if got.String() != text {
			t.Errorf("%s is printed, want %s", got, text)
		}
	}
	w, clock := start(t, sim.Config{Keep: sim.KeepNone}, running, disk("d-1", model.Detaching, "i-a"))
	if left, err := w.RunOut(clock.Add, 0); err != nil || len(left) != 1 {
		t.Errorf("up to a horizon of 0s, left are %v, %v; want d-1", left, err)
	}
}

// Given nothing but zeros, each exported function does what it can, or says what is
// wrong; none dereferences nil.
func TestZeroArguments(t *testing.T) {
	live, _ := start(t, sim.Config{}, running, inUse)
	misuse.Zeros(t,
		map[string]any{
			"After": sim.After, "AfterDescribes": sim.AfterDescribes, "Between": sim.Between, "CanFail": sim.CanFail,
			"DefaultDelays": sim.DefaultDelays, "Dropped": sim.Dropped, "Faults": sim.Faults, "FormatDuration": sim.FormatDuration,
			"Initializing": sim.Initializing, "Injected": sim.Injected, "InjectedRaw": sim.InjectedRaw, "Late": sim.Late, "Limit": sim.Limit, "Lost": sim.Lost,
			"Never": sim.Never, "New": sim.New, "NewScaled": sim.NewScaled, "ParseDelay": sim.ParseDelay, "ParseDuration": sim.ParseDuration, "ParseFault": sim.ParseFault,
			"Repeats": sim.Repeats, "Stale": sim.Stale, "Starts": sim.Starts, "Statuses": sim.Statuses, "Takes": sim.Takes, "Told": sim.Told, "WhenTold": sim.WhenTold,
		},
		sim.Delay{}, sim.Delays(nil), sim.Event{}, &sim.Event{}, sim.Fault{}, sim.History{}, (*sim.Manual)(nil), &sim.Manual{},
		(*sim.Scaled)(nil), &sim.Scaled{}, sim.NewScaled(2),
		sim.Pending{}, sim.Real{}, sim.Reply(0), sim.Reply(255), (*sim.World)(nil), &sim.World{}, live,
	)
}
