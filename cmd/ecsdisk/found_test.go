package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// takenName is the name of a file that stands where a directory is to be.
const takenName = "taken"

func inTakenDirectory(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile(takenName, nil, 0o666); err != nil {
		t.Fatal(err)
	}
}

// Evidence is printed before it is kept: what cannot be written is not lost, and is a
// second message.
func TestEvidenceIsPrintedBeforeItIsKept(t *testing.T) {
	inTakenDirectory(t)
	for _, tt := range []struct {
		args   string
		status status
		stdout string // is in it
		stderr string // begins so
	}{
		{"simulate --for 1m --without DetachDiskInUse --out taken", red, "not green: property 3, ", "ecsdisk: the script is printed, and not kept: "},
		{"simulate --for 1m --timed --without DetachDiskInUse --out taken/x", red, "not green: property 3, ", "ecsdisk: the script is printed, and not kept: "},
		{"explore --without DetachDiskInUse --out taken", red, "not green: property 3, ", "ecsdisk: the script is printed, and not kept: "},
		{"prove --instances 1 --without DetachDiskInUse --out taken", red, "not green: property 3, ", "ecsdisk: the script is printed, and not kept: "},
		{"explore --instances 1 --disks 1 --certificate taken/x", failed, "ecsdisk certificate 1\nscope       core(1,1)\n", "ecsdisk: open taken/x: "},
	} {
		got := ecsdisk(t, strings.Fields(tt.args)...)
		if got.status != tt.status || !strings.Contains(got.stdout, tt.stdout) || !strings.HasPrefix(got.stderr, tt.stderr) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: exit status %d, want %d, %q, and then %q:\n%s%s", tt.args, got.status, tt.status, tt.stdout, tt.stderr, got.stdout, got.stderr)
		}
		if tt.status != red {
			continue
		}
		if strings.Contains(got.stdout, "replay it: ") {
			t.Errorf("%s: it names a file that is not there:\n%s", tt.args, got.stdout)
		}
		_, text, _ := strings.Cut(got.stdout, "\n# ")
		text, _, _ = strings.Cut("# "+text, "\nnot green")
		if replayed := ecsdiskWith(t, t.Context(), text, "replay", "-"); replayed.status != red {
			t.Errorf("%s: what is printed has exit status %d when it is replayed: %s%s", tt.args, replayed.status, replayed.stdout, replayed.stderr)
		}
	}
}

// A tour that cannot be written is refused before it is made, or else printed.
func TestTourThatCannotBeWritten(t *testing.T) {
	inTakenDirectory(t)
	args := strings.Fields("tour --instances 1 --disks 1 --out")
	if got := ecsdisk(t, append(args, takenName)...); got.status != failed || !strings.Contains(got.stderr, "taken is no directory") || got.stdout != "" {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
	var want tourJSON
	written := ecsdisk(t, append(args, "tour", "--json")...)
	if err := json.Unmarshal([]byte(written.stdout), &want); err != nil || len(want.Files) == 0 || want.Unwritten != nil {
		t.Fatalf("%v: %s%s", err, written.stdout, written.stderr)
	}
	if err := os.Symlink("nowhere/there", "dangling"); err != nil {
		t.Fatal(err)
	}
	got := ecsdisk(t, append(args, "dangling")...)
	if got.status != failed || strings.Contains(got.stdout, "replay it: ") || !strings.Contains(got.stderr, "dangling") {
		t.Errorf("exit status %d, want 2: %s%s", got.status, got.stdout, got.stderr)
	}
	if replayed := ecsdiskWith(t, t.Context(), got.stdout, "replay", "-q", "--strict", "-"); replayed.status != green || strings.Count(replayed.stdout, ": green, ") != len(want.Files) {
		t.Errorf("what is printed has exit status %d when it is replayed, want %d green scripts:\n%s%s", replayed.status, len(want.Files), replayed.stdout, replayed.stderr)
	}
	var j tourJSON
	inJSON := ecsdisk(t, append(args, "dangling", "--json")...)
	if err := json.Unmarshal([]byte(inJSON.stdout), &j); err != nil || inJSON.status != failed || len(j.Unwritten) != len(want.Files) || j.Files != nil {
		t.Errorf("exit status %d, %v: %s%s", inJSON.status, err, inJSON.stdout, inJSON.stderr)
	}
}

// What --update was to change is told though it cannot be written.
func TestUpdateThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), strings.Repeat("x", 245)+".script") // no name beside it is short enough
	if err := os.WriteFile(file, []byte("disk d-1 Available\n0s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := ecsdisk(t, "replay", "--update", file)
	if got.status != failed || !strings.HasSuffix(got.stdout, ": DeleteDisk DiskId=d-1: ok, was 403 IncorrectDiskStatus\n") || !strings.Contains(got.stderr, file+" is left as it was: ") {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}

// A long script is printed by its head and tail, unless it is kept nowhere else.
func TestLongScriptsArePrintedShort(t *testing.T) {
	lines := func(n int) string {
		var b strings.Builder
		for k := range n {
			fmt.Fprintf(&b, "line %d\n", k+1)
		}
		return b.String()
	}
	for _, n := range []int{0, 1, headLines + tailLines, headLines + tailLines + 1} {
		if got := shorten(lines(n)); got != lines(n) {
			t.Errorf("%d lines are shortened to\n%s", n, got)
		}
	}
	const n = headLines + tailLines + 2
	got := shorten(lines(n))
	if want := fmt.Sprintf("line %d\n# ... 2 lines, which the file has ...\nline %d\n", headLines, headLines+3); !strings.Contains(got, want) ||
		!strings.HasPrefix(got, "line 1\n") || !strings.HasSuffix(got, fmt.Sprintf("line %d\n", n)) || strings.Count(got, "\n") != n-1 {
		t.Errorf("%d lines are shortened to\n%s", n, got)
	}
}

// longFound is a long sequence on which a machine without a rule is found out only at its
// end.
func longFound(t *testing.T) (properties.Suspect, *properties.Found) {
	t.Helper()
	broken := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInstanceUnlocked)}}
	text := "instance i-a Running\ndisk d-1 In_use i-a\n" + strings.Repeat("0s lock i-a security ok\n0s unlock i-a security ok\n", 40) +
		"0s lock i-a security ok\n0s DetachDisk InstanceId=i-a DiskId=d-1 ok\n"
	s, err := script.Parse("x", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	suspect := properties.Suspect{Step: broken.Step}
	return suspect, &properties.Found{World: s.World, Steps: s.Steps}
}

func TestWhatIsFoundIsPrintedThoughInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	suspect, found := longFound(t)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for range 20 { // whichever comes first
		s, violation, ok := shortest(stopped, suspect, found)
		if !ok || violation == nil || len(s.Steps) != 2 && len(s.Steps) != len(found.Steps) {
			t.Fatalf("%d steps, %v, %t", len(s.Steps), violation, ok)
		}
		if whole := len(s.Steps) > 2; whole != strings.Contains(s.String(), "It is as it was found: ") {
			t.Fatalf("of %d steps is said\n%s", len(s.Steps), s)
		}
	}
	if s, _, ok := shortest(t.Context(), suspect, found); !ok || len(s.Steps) != 2 {
		t.Errorf("it is made no shorter than\n%s", s)
	}
}

// No file is written over that holds something else, or evidence: what is in it stays.
func TestNothingIsWrittenOver(t *testing.T) {
	t.Chdir(t.TempDir())
	const text = "instance i-a Running\n"
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range []string{"explore --instances 1 --disks 0 --certificate x", "serve --tls x", "serve --record x"} {
		if err := os.WriteFile("x", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		got := ecsdiskWith(t, stopped, "", strings.Fields(args)...)
		if kept, err := os.ReadFile("x"); err != nil || got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, "x exists, and is not written over: expected a new file") || string(kept) != text {
			t.Errorf("%s: exit status %d, %v; the file holds %q: %s%s", args, got.status, err, kept, got.stdout, got.stderr)
		}
		if err := os.WriteFile("x", nil, 0o666); err != nil { // an empty one has nothing to lose
			t.Fatal(err)
		}
		ctx := stopped
		if strings.HasPrefix(args, "explore") {
			ctx = t.Context()
		}
		if got := ecsdiskWith(t, ctx, "", strings.Fields(args)...); got.status != green {
			t.Errorf("%s, into an empty file: exit status %d: %s", args, got.status, got.stderr)
		}
		again := green // what can be run again takes the place of its like
		if strings.Contains(args, "--record") {
			again = failed
		}
		if err := os.WriteFile("x", []byte(map[bool]string{true: text}[again == failed]+readText(t, "x")), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := ecsdiskWith(t, ctx, "", strings.Fields(args)...); got.status != again {
			t.Errorf("%s, again: exit status %d, want %d: %s", args, got.status, again, got.stderr)
		}
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
