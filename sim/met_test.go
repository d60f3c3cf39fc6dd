package sim_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// meets returns what a test meets, in the order in which it does.
func meets(t *testing.T, test func()) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "met")
	t.Setenv("ECSDISK_MET", file)
	test()
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

const metWorld = "instance i-a Running\ndisk d-1 In_use i-a DeleteWithInstance=true\ndisk d-2 In_use i-a\ndisk d-3 Available\n"

// Each thing is met where the caller meets it, and not before.
func TestMet(t *testing.T) {
	throttled := sim.Injected(model.Answer{Status: 400, Code: "Throttling"})
	wait := func(d time.Duration) func(*sim.World, *sim.Manual) {
		return func(_ *sim.World, clock *sim.Manual) { clock.Add(d) }
	}
	call := func(op model.Op, options ...sim.Option) func(*sim.World, *sim.Manual) {
		return func(w *sim.World, _ *sim.Manual) { w.Do(op, options...) }
	}
	shownAll := call(model.DescribeDisks{})
	force := model.DeleteInstance{InstanceID: "i-a", Force: true}
	for name, test := range map[string]struct {
		world string
		do    []func(*sim.World, *sim.Manual)
		want  string
	}{
		"a life": {"", []func(*sim.World, *sim.Manual){call(detach), shownAll, wait(time.Minute), shownAll, call(detach)},
			"transition disk In_use → Detaching, call DetachDisk, call DescribeDisks, shown disk Detaching, transition disk Detaching → Available, flag cleared, code 403 DependencyViolation, rule DetachDiskAttachedHere"},
		"several due at once": {"", []func(*sim.World, *sim.Manual){call(detach), call(model.AttachDisk{InstanceID: "i-a", DiskID: "d-3"}), wait(time.Hour), shownAll},
			"transition disk In_use → Detaching, call DetachDisk, transition disk Available → Attaching, call AttachDisk, transition disk Detaching → Available, flag cleared, transition disk Attaching → In_use, call DescribeDisks"},
		"a long detach":                  {"delay Detaching 5m\n", []func(*sim.World, *sim.Manual){call(detach), wait(5 * time.Minute), shownAll}, "… long disk Detaching, transition disk Detaching → Available, flag cleared, call DescribeDisks"},
		"a detach not quite long":        {"delay Detaching 4m59s\n", []func(*sim.World, *sim.Manual){call(detach), wait(4*time.Minute + 59*time.Second), shownAll}, "… call DetachDisk, transition disk Detaching → Available, flag cleared, call DescribeDisks"},
		"a detach without end":           {"delay Detaching never\n", []func(*sim.World, *sim.Manual){call(detach), wait(time.Hour), shownAll}, "… call DescribeDisks, shown disk Detaching, long disk Detaching"},
		"a detach left long after":       {"delay Detaching never\n", []func(*sim.World, *sim.Manual){call(detach), wait(time.Hour), call(force)}, "… call DetachDisk, long disk Detaching, transition instance Running → released, transition disk Detaching → released, transition disk In_use → Available, call DeleteInstance"},
		"a stale look at a long detach":  {"delay Detaching never\n", []func(*sim.World, *sim.Manual){call(detach), wait(time.Hour), call(model.DescribeDisks{}, sim.Stale(time.Second))}, "… fault stale DescribeDisks, call DescribeDisks, shown disk Detaching"},
		"a flag that is set as asked":    {"", []func(*sim.World, *sim.Manual){call(model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.False})}, "call ModifyDiskAttribute"},
		"released by a locked instance":  {"", []func(*sim.World, *sim.Manual){call(model.Lock{InstanceID: "i-a", Reason: model.LockSecurity}), call(force)}, "transition instance Running → released, transition disk In_use → released, flag ignored, call DeleteInstance"},
		"a disk without a flag, deleted": {"", []func(*sim.World, *sim.Manual){call(model.DeleteDisk{DiskID: "d-3"})}, "transition disk Available → released, call DeleteDisk"},
		"throttled":                      {"", []func(*sim.World, *sim.Manual){call(detach, throttled)}, "fault refuse DetachDisk, code 400 Throttling"},
		"a refusal that nobody hears":    {"", []func(*sim.World, *sim.Manual){call(model.DeleteDisk{DiskID: "d-1"}, sim.Lost())}, "fault lost DeleteDisk"},
		"a success that nobody hears":    {"", []func(*sim.World, *sim.Manual){call(detach, sim.Lost())}, "transition disk In_use → Detaching, fault lost DetachDisk"},
		"dropped":                        {"", []func(*sim.World, *sim.Manual){call(detach, sim.Dropped())}, "fault dropped DetachDisk"},
		"late":                           {"", []func(*sim.World, *sim.Manual){call(detach, sim.Late())}, "transition disk In_use → Detaching, fault late DetachDisk, code 500 InternalError"},
		"takes":                          {"", []func(*sim.World, *sim.Manual){call(detach, sim.Takes(sim.Never())), call(detach, sim.Takes(sim.Never()))}, "transition disk In_use → Detaching, fault takes DetachDisk, call DetachDisk, code 403 IncorrectDiskStatus, rule DetachDiskInUse"},
		"takes, and starts nothing":      {"", []func(*sim.World, *sim.Manual){call(model.DetachDisk{InstanceID: "i-a"}, sim.Takes(sim.Never()))}, "code 400 MissingParameter, rule DetachDiskDiskGiven"},
		"a repetition":                   {"", []func(*sim.World, *sim.Manual){call(detach, sim.Repeats(model.Answer{Status: 200})), call(detach, sim.Repeats(model.Answer{Status: 400, Code: "Idempotent Mismatch"}))}, `code 400 "Idempotent Mismatch"`},
		"no event":                       {"", []func(*sim.World, *sim.Manual){call(model.Settle{ID: "d-1"})}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := meets(t, func() {
				clock := &sim.Manual{}
				w := script.MustWorld(metWorld + test.world).New(clock)
				for _, do := range test.do {
					do(w, clock)
				}
			})
			want := strings.ReplaceAll(test.want, ", ", "\n") + "\n"
			if test.want == "" {
				want = ""
			}
			if tail, ok := strings.CutPrefix(want, "… "); ok && strings.HasSuffix(got, tail) {
				return
			}
			if got != want {
				t.Errorf("met\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Standing faults are met by their kind, though both refuse.
func TestMetStandingFaults(t *testing.T) {
	got := meets(t, func() {
		w := script.MustWorld(metWorld + "delay Creating 0s\n").New(&sim.Manual{})
		w.Arm(sim.Limit(1))
		w.Arm(sim.Initializing(time.Hour))
		w.Do(detach)
		w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-2"})
		w.Do(model.CreateDisk{DiskID: "d-9"})
		w.Do(model.DeleteDisk{DiskID: "d-9"})
	})
	for _, want := range []string{"fault limit DetachDisk\ncode 403 InvalidOperation.Conflict\n", "fault initializing DeleteDisk\ncode 403 IncorrectDiskStatus.Initializing\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("met\n%s\nwant among them\n%s", got, want)
		}
	}
}

// Where no client of the user's is at work nothing is met.
func TestUnmet(t *testing.T) {
	machine := model.Machine{}
	got := meets(t, func() {
		for _, c := range []sim.Config{{Unmet: true}, {Step: machine.Step}, {KeepNotes: true}} {
			w, _ := start(t, c, running, inUse)
			do(t, w, detach)
		}
		w := script.MustWorld(metWorld)
		if _, err := script.Replay(w, script.All([]script.Step{{Op: detach}}), script.Options{}); err != nil {
			t.Fatal(err)
		}
	})
	if got != "" {
		t.Errorf("met\n%s", got)
	}
}

// Worlds that are called by many at once share the record.
func TestMetByMany(t *testing.T) {
	got := meets(t, func() {
		var all sync.WaitGroup
		for range 4 {
			w := script.MustWorld(metWorld).New(&sim.Manual{})
			for range 2 {
				all.Go(func() { w.Do(model.DescribeDisks{}) })
			}
		}
		all.Wait()
	})
	if got != "call DescribeDisks\n" {
		t.Errorf("met\n%s", got)
	}
}

// There is one fault of each kind.
func TestFaultOfEachKind(t *testing.T) {
	var kinds []string
	for _, f := range sim.Faults() {
		kinds = append(kinds, f.Kind())
		if !strings.HasPrefix(f.String(), f.Kind()) {
			t.Errorf("%s is of the kind %q", f, f.Kind())
		}
	}
	if got, want := strings.Join(kinds, " "), "refuse lost dropped late stale takes initializing limit"; got != want {
		t.Errorf("the kinds are %s, want %s", got, want)
	}
	if kind := (sim.Fault{}).Kind(); kind != "" {
		t.Errorf("no fault is of the kind %q", kind)
	}
}
