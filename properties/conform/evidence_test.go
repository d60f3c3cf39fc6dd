package conform_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Evidence is printed before it is kept. Where it cannot be kept a second message says
// so, and no file is named that is not there.
func TestEvidenceThatCannotBeKept(t *testing.T) {
	for name, run := range map[string]func(*fake){
		"Check": func(f *fake) { conform.Check(f, conform.Config{New: newTold(broken), Sequences: 100}) },
		"Recorder": func(f *fake) {
			w := detachable.New(new(sim.Manual))
			conform.NewRecorder(f).World(f, w)
			w.Do(model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"})
			f.Errorf("wrong")
		},
		"Diverged": func(f *fake) {
			r := conform.NewRecorder(f)
			o := r.Oracle(f, detachable, conform.Options{})
			r.Diverged(o.Observe(model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, model.Answer{Status: 404, Code: "Wrong"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.Mkdir("testdata", 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile("testdata/ecsdisk", nil, 0o666); err != nil { // a file where the directory should be
				t.Fatal(err)
			}
			log := runFake(t, "TestMock", run).log.String()
			script, failure := strings.Index(log, "0s  DetachDisk InstanceId=i-1 DiskId=d-1"), strings.Index(log, "The script could not be kept: ")
			if script < 0 || failure < script || strings.Contains(log, "ecsdisk replay") {
				t.Errorf("the log is\n%s", log)
			}
			if n := strings.Count(log, "--- end of script ---"); n != 1 {
				t.Errorf("the script is printed %d times:\n%s", n, log)
			}
		})
	}
}

// A long script is printed in part, and named; where it cannot be kept, whole.
func TestLongScriptsAreShortened(t *testing.T) {
	fail := func(f *fake) {
		world := "instance i-1 Running\n"
		for n := range 200 {
			world += fmt.Sprintf("disk d-%d Available\n", n)
		}
		w := script.MustWorld(world).New(new(sim.Manual))
		conform.NewRecorder(f).World(f, w)
		for n := range 6000 {
			w.Do(model.DeleteDisk{DiskID: model.DiskID(fmt.Sprintf("no-%d", n))})
		}
		f.Errorf("wrong")
	}
	t.Chdir(t.TempDir())
	log := runFake(t, "TestLong", fail).log.String()
	for _, want := range []string{
		"The script, in part:\ninstance i-1 Running\ndisk     d-0 Available\n",
		"\n… 181 lines more of the world …\n",
		"0s  DeleteDisk DiskId=no-0    ok\n", "0s  DeleteDisk DiskId=no-19   ok\n… 5940 steps in between …\n0s  DeleteDisk DiskId=no-5960   ok\n", "DiskId=no-5999   ok\n",
		"It is kept. Replay it with\n\tecsdisk replay ",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log is\n%s\nexpected it to have\n%s", log, want)
		}
	}
	if strings.Contains(log, "--- script") || strings.Count(log, "\n") > 100 || strings.Contains(log, "no-20 ") {
		t.Errorf("it is printed whole:\n%.3000s", log)
	}
	if s := parse(t, kept(t)[0]); len(s.Steps) != 6000 {
		t.Errorf("of the script %d steps are kept", len(s.Steps))
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("testdata", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	log = runFake(t, "TestLong", fail).log.String()
	if !strings.Contains(log, "could not be kept") || strings.Count(log, "--- end of script ---") != 1 || !strings.Contains(log, "no-3000 ") {
		t.Errorf("it is lost:\n%.3000s", log)
	}
}
