package script_test

import (
	"errors"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A replay can stop behind a line, or behind an instant with all that is due by then.
func TestUntil(t *testing.T) {
	text := world + `
0s   DetachDisk InstanceId=i-a DiskId=d-1   ok
0s   CreateDisk DiskId=d-2                  ok
2m   CreateDisk DiskId=d-3                  ok
`
	for until, want := range map[string]struct {
		steps  int
		status model.DiskStatus // of d-1
	}{
		"1": {0, model.InUse}, "4": {1, model.Detaching}, "5": {2, model.Detaching}, "6": {3, model.Available},
		"0s": {2, model.Detaching}, "59s": {2, model.Detaching}, "1m": {2, model.Available}, "2m": {3, model.Available}, "1h": {3, model.Available},
	} {
		p, err := script.ParsePosition(until)
		if err != nil {
			t.Fatal(err)
		}
		r := replay(t, parse(t, text), script.Options{Until: &p})
		w, clock, err := script.Perform(parse(t, text).World, script.All(parse(t, text).Steps), &p)
		if err != nil {
			t.Fatal(err)
		}
		if at := clock.Now().Sub(w.Epoch()); at != w.Look().At || at != r.World.Look().At || p.Line == 0 && at != p.At {
			t.Errorf("until %v: the clock stands at %v, the world at %v, a replay at %v", p, at, w.Look().At, r.World.Look().At)
		}
		if d, _ := r.World.State().Disk("d-1"); !r.Green() || r.Steps != want.steps || d.Status != want.status {
			t.Errorf("until %v: %d steps and the disk is %v; expected %d and %v", p, r.Steps, d.Status, want.steps, want.status)
		}
	}
}

// A line past the last step is nowhere to stop.
func TestUntilALineThatIsNotThere(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{world + "settle d-1 not-enabled\n# behind\n", "line 4 is past the last step, which is on line 3"},
		{world, "there is no step up to line 4, nor behind it"},
	} {
		s := parse(t, test.text)
		until := &script.Position{Line: 4}
		if _, err := script.Replay(s.World, script.All(s.Steps), script.Options{Until: until}); err == nil || err.Error() != test.want {
			t.Errorf("a replay gives %v, expected %s", err, test.want)
		}
		if _, _, err := script.Perform(s.World, script.All(s.Steps), until); err == nil || err.Error() != test.want {
			t.Errorf("without comparing it gives %v, expected %s", err, test.want)
		}
	}
	s := parse(t, world+"settle d-1")
	if r := replay(t, s, script.Options{Until: &script.Position{Line: 9}}); r.Green() {
		t.Error("a replay that fails before that line is green")
	}
}

// What is due at the last instant, by a delay of nothing, settles before the replay
// ends, and what settles later is no part of it.
func TestReplayEndsSettled(t *testing.T) {
	text := world + "delay Detaching 0s\nDetachDisk InstanceId=i-a DiskId=d-1 ok\n"
	var seen []string
	observe := func(e *sim.Event, _ *script.Performed) { seen = append(seen, e.Op.String()) }
	want := []string{"DetachDisk InstanceId=i-a DiskId=d-1", "settle d-1"}
	for _, until := range []*script.Position{nil, {Line: 4}, {At: 0}} {
		seen = nil
		r := replay(t, parse(t, text), script.Options{Until: until, Observe: observe})
		if r.World.State(); !slices.Equal(seen, want) {
			t.Errorf("until %v: observed %q, want %q", until, seen, want)
		}
	}

	broken := errors.New("broken")
	r := replay(t, parse(t, text), script.Options{Check: func(e *sim.Event) error {
		if e.Due {
			return broken
		}
		return nil
	}})
	if r.Failed == nil || !errors.Is(r.Failed, broken) {
		t.Errorf("the check of the last settle is broken, and the replay is %v", r.Failed)
	}

	seen = nil
	r = replay(t, parse(t, world+"delay Detaching 0s\nDetachDisk InstanceId=i-a DiskId=d-1 404 InvalidDiskId.NotFound\n"), script.Options{Observe: observe})
	d, _ := r.World.State().Disk("d-1")
	if d.Status != model.Available || !slices.Equal(seen, want[:1]) {
		t.Errorf("after the failure d-1 is %v, and observed is %q; want it Available, and only the step", d.Status, seen)
	}
}
