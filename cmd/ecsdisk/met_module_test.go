package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The tests of two packages of a module of somebody else's write one file, whether they
// pass or not.
func TestMetOfAModule(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", fmt.Sprintf("module example.com/driver\n\ngo 1.26.0\n\nrequire example.com/ecsdisk v0.0.0\n\nreplace example.com/ecsdisk => %q\n", root))
	const test = `package x

import (
	"os"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

func Test(t *testing.T) {
	w := script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a").New(&sim.Manual{})
	w.Do(%s)
	%s
}
`
	write("a/a_test.go", fmt.Sprintf(test, `model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}, sim.Lost()`, "t.Log(os.Args)"))
	write("b/b_test.go", fmt.Sprintf(test, `model.StopInstance{InstanceID: "i-a"}`, "os.Exit(3)"))
	for _, tt := range []struct{ file, want string }{
		{filepath.Join(dir, "met.txt"), "met: 4\n  call StopInstance\n  fault lost DetachDisk\n  transition disk In_use → Detaching\n  transition instance Running → Stopping\n\nnever met: "},
		{"met.txt", "ecsdisk: ECSDISK_MET=met.txt: WHAT IS MET IS NOT RECORDED: the name is relative"},
	} {
		cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-v", "./...")
		cmd.Dir = dir
		cmd.Env = append(cmd.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off", "ECSDISK_MET="+tt.file)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "--- PASS: Test") || !strings.Contains(string(out), "FAIL\texample.com/driver/b") {
			t.Errorf("%v: want that a passes, and b exits:\n%s", err, out)
		}
		said := string(out)
		if filepath.IsAbs(tt.file) {
			said = ecsdisk(t, "met", tt.file).stdout
		}
		if !strings.Contains(said, tt.want) {
			t.Errorf("with %s:\n%s\nwant\n%s", tt.file, said, tt.want)
		}
	}
	if found, err := filepath.Glob(filepath.Join(dir, "*", "met.txt")); err != nil || len(found) > 0 {
		t.Errorf("a relative name leaves %v, %v", found, err)
	}
}
