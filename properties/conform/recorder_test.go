package conform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

var detachable = script.MustWorld(`
instance i-1 Running
disk     d-1 In_use i-1 DeleteWithInstance=true
`)

// kept returns the script files under testdata/ecsdisk of the present directory.
func kept(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/ecsdisk/*/*.script")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func parse(t *testing.T, file string) script.Script {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := script.Parse(file, f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A property test runs its body many times. One script is written, of the last run
// that failed, when the outer test is through.
func TestRecorderKeepsTheLastFailingRun(t *testing.T) {
	t.Chdir(t.TempDir())
	f := runFake(t, "TestMove", func(outer *fake) {
		r := conform.NewRecorder(outer)
		for n, fails := range []bool{false, true, true, false} {
			clock := new(sim.Manual)
			w := detachable.New(clock)
			run := &fake{name: "TestMove"}
			r.World(run, w)
			w.Do(model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"})
			clock.Add(time.Duration(n) * time.Second)
			w.Do(model.DescribeDisks{DiskIDs: []model.DiskID{"d-1"}})
			if run.failed = fails; fails {
				outer.failed = true
			}
			if len(kept(t)) > 0 {
				t.Error("a script is written before the outer test is through")
			}
		}
	})
	files := kept(t)
	if len(files) != 1 || !strings.HasPrefix(files[0], "testdata/ecsdisk/TestMove/") {
		t.Fatalf("kept %v; expected one script of TestMove", files)
	}
	s := parse(t, files[0])
	if len(s.Steps) != 2 || s.Steps[1].At != 2*time.Second {
		t.Errorf("the script is not of the last run that failed:\n%s", s)
	}
	report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Errorf("%v %v", err, report.Failed)
	}
	for _, want := range []string{s.String(), "ecsdisk replay " + filepath.Join(cwd(t), files[0])} {
		if !strings.Contains(f.log.String(), want) {
			t.Errorf("the log is\n%s\nexpected it to have\n%s", f.log.String(), want)
		}
	}
}

func cwd(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// The script ends at the instant at which its run does, by the clock of that run,
// though the outer test ends outside the run's bubble.
func TestRecorderEndsWhenTheRunDoes(t *testing.T) {
	t.Chdir(t.TempDir())
	runFake(t, "TestWait", func(outer *fake) {
		r := conform.NewRecorder(outer)
		synctest.Test(t, func(t *testing.T) {
			w := detachable.New(sim.Real{})
			r.World(run{t}, w)
			w.Do(model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"})
			time.Sleep(90 * time.Second)
		})
		outer.failed = true
	})
	s := parse(t, kept(t)[0])
	report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Fatalf("%v %v", err, report.Failed)
	}
	v := report.World.Look()
	if d, _ := v.State.Disk("d-1"); v.At != 90*time.Second || d.Status != model.Available {
		t.Errorf("at the end of the script, at %v, d-1 is %v; want it Available at 1m30s:\n%s", v.At, d.Status, s)
	}
}

// run is a test that has failed, and does not tell.
type run struct{ *testing.T }

func (run) Failed() bool { return true }

func TestRecorderWritesNothingOfATestThatPasses(t *testing.T) {
	t.Chdir(t.TempDir())
	runFake(t, "TestFine", func(outer *fake) {
		r := conform.NewRecorder(outer)
		r.World(outer, detachable.New(new(sim.Manual)))
	})
	if files := kept(t); len(files) > 0 {
		t.Errorf("kept %v", files)
	}
}

// The same failure has the same name; another one has another.
func TestRecorderNeverWritesOver(t *testing.T) {
	t.Chdir(t.TempDir())
	fail := func(id model.DiskID) {
		runFake(t, "TestGroup/sub test", func(outer *fake) {
			w := detachable.New(new(sim.Manual))
			conform.NewRecorder(outer).World(outer, w)
			w.Do(model.DetachDisk{InstanceID: "i-1", DiskID: id})
			outer.Errorf("wrong")
		})
	}
	fail("d-1")
	first := kept(t)
	fail("d-1")
	if again := kept(t); len(first) != 1 || len(again) != 1 || again[0] != first[0] {
		t.Errorf("kept %v, then %v", first, again)
	}
	fail("d-2")
	if both := kept(t); len(both) != 2 {
		t.Errorf("of two failures there are %v", both)
	}
}

// An observer that is told the answers of a system step by step fails the test with the
// rule's words, the script and the command that replays it.
func TestRecorderOracle(t *testing.T) {
	t.Chdir(t.TempDir())
	f := runFake(t, "TestMock", func(outer *fake) {
		r := conform.NewRecorder(outer)
		observer := r.Oracle(outer, detachable, conform.Options{})
		detach := model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}
		r.Diverged(observer.Observe(detach, model.Answer{}))
		r.Diverged(observer.Observe(model.Lock{InstanceID: "i-1", Reason: model.LockSecurity}, model.Answer{}))
		r.Diverged(observer.Observe(detach, model.Answer{}))
		t.Error("the divergence does not end the test")
	})
	files := kept(t)
	if len(files) != 1 {
		t.Fatalf("kept %v", files)
	}
	got := strings.ReplaceAll(f.log.String(), cwd(t)+string(filepath.Separator), "DIR/")
	got = strings.ReplaceAll(got, files[0], "FILE")
	want := `DetachDisk InstanceId=i-1 DiskId=d-1 was answered ok; the documented machine requires 403 IncorrectDiskStatus.
Rule DetachDiskInUse: the disk is In_use. “The disk to be detached must be in the In_use state.” (DetachDisk, description; the code is from DetachDisk, 2018-10-26)
Rule DetachDiskInstanceUnlocked is broken, too, but not under R-lock-scope in-use-only.
--- script FILE ---
instance i-1 Running
disk     d-1 In_use i-1 DeleteWithInstance=true
reading  R-lock-scope in-use-only

0s  DetachDisk InstanceId=i-1 DiskId=d-1   ok
0s  lock       i-1 security
0s  DetachDisk InstanceId=i-1 DiskId=d-1   403 IncorrectDiskStatus got ok
--- end of script ---
It is kept. Replay it with
	ecsdisk replay DIR/FILE
`
	if got != want {
		t.Errorf("the message is\n%s\nexpected\n%s", got, want)
	}
}
