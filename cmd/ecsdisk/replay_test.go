package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// A shipped script is green as it stands, strictly; or it has a got, and then is red
// with it and green without.
func TestShippedScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.script")
	if err != nil || len(files) < 14 {
		t.Fatalf("%d scripts are shipped (%v); want 14 at least", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := script.Parse(file, bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if s.String() != string(text) {
				t.Errorf("it is not in its canonical form")
			}
			want := green
			for n := range s.Steps {
				if s.Steps[n].Got != nil {
					want, s.Steps[n].Got = red, nil
				}
			}
			if got := ecsdisk(t, "replay", "--strict", file); got.status != want {
				t.Errorf("it is %v, want %v:\n%s", got.status, want, got.stdout)
			}
			if got := ecsdiskWith(t, t.Context(), s.String(), "replay", "--strict", "-"); got.status != green {
				t.Errorf("without its got it is %v:\n%s", got.status, got.stdout)
			}
		})
	}
}

func TestReplaySaysWhatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a NUL byte", "disk d-1 Available\n0s Det\x00ach DiskId=d-1 ok\n", "stdin:2:7: control character"},
		{"two worlds", "instance i-a Running\ndisk d-1 Available\ninstance i-a Stopped\n", "stdin:3:1: resource i-a is stated twice"},
		{"a line of 10 MB", "# fine\n" + strings.Repeat("x", 10<<20), "stdin:2:1: the line is too long"},
		{"a step that cannot be read, late", "disk d-1 Available\n0s DeleteDisk DiskId=d-1 ok\n1s Eat d-1 ok\n", `stdin:3:4: operation "Eat" is not modelled`},
		{"nothing", "", "stdin: there is no script"},
		{"a comment only", "# later\n", "stdin: there is no script"},
		{"a script in a log that does not end", "    --- script TestX ---\n    disk d-1 Available\n", `stdin: line 1 has "--- script"`},
		{"a log without scripts", "ok  \texample.com/x\t0.1s\n", "stdin:1:1: "},
		{"a script in a log", "=== RUN TestX\n    --- script TestX ---\n    disk d-1 Eaten\n    --- end of script ---\n", "stdin#TestX:1:10: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, flag := range []string{"--strict", "--quiet", "--json"} {
				got := ecsdiskWith(t, t.Context(), tt.text, "replay", flag, "-")
				if got.status != failed || !strings.HasPrefix(got.stderr, "ecsdisk: "+tt.want) || strings.Contains(got.stderr, "--help") {
					t.Errorf("%s: exit status %d, want 2, and stderr has to start with %q and to have no hint:\n%s", flag, got.status, tt.want, got.stderr)
				}
			}
		})
	}
	got := ecsdisk(t, "replay", "testdata/missing.script", "testdata/golden/*.script")
	if got.status != failed || strings.Count(got.stderr, "ecsdisk: ") != 2 {
		t.Errorf("a missing file and a pattern that nothing fits: exit status %d, want 2 and two lines:\n%s", got.status, got.stderr)
	}
}

// The worst status of several files wins, whatever their order.
func TestReplayWorstStatusWins(t *testing.T) {
	const good, bad, ugly = "testdata/page.script", "testdata/red/got.wrong", "testdata/missing.script"
	for _, tt := range []struct {
		files []string
		want  status
	}{
		{[]string{good, good}, green},
		{[]string{bad, good}, red},
		{[]string{good, bad}, red},
		{[]string{ugly, bad, good}, failed},
	} {
		if got := ecsdisk(t, append([]string{"replay"}, tt.files...)...); got.status != tt.want {
			t.Errorf("%v: exit status %d, want %d", tt.files, got.status, tt.want)
		}
	}
}

// endless is the same step for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, "0s Tick\n"), nil }

// Nothing is read past the step that is not green, so a script of any length streams.
func TestReplayStreams(t *testing.T) {
	text, err := os.ReadFile("testdata/red/got.wrong")
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	s := run(t.Context(), []string{"replay", "-"}, io.MultiReader(bytes.NewReader(text), endless{}), &stdout, &stderr)
	if s != red {
		t.Errorf("exit status %d, want 1:\n%s%s", s, &stdout, &stderr)
	}
	b := &beginning{in: endless{}}
	b.forget()
	if _, err := io.CopyN(io.Discard, b, 1<<20); err != nil || b.kept != nil {
		t.Errorf("a beginning that was forgotten keeps %d bytes (%v)", len(b.kept), err)
	}
}

// A property that does not hold is explained by its sentence. The documented machine
// breaks none, so here one without a rule is replayed.
func TestReplayExplainsAProperty(t *testing.T) {
	s, err := script.Parse("x", strings.NewReader("instance i-a Running OperationLocks=security\ndisk d-1 In_use i-a\n0s DetachDisk InstanceId=i-a DiskId=d-1 ok\n"))
	if err != nil {
		t.Fatal(err)
	}
	broken := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInstanceUnlocked)}}
	report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Step: broken.Step})
	if err != nil || report.Green() {
		t.Fatalf("the replay is green (%v)", err)
	}
	var text, lines bytes.Buffer
	(&textPrinter{out: &text, paint: newPalette(false)}).end(source{name: "x", world: s.World}, report, "", nil)
	(&jsonPrinter{jsonLines: newJSONLines(&lines)}).end(source{name: "x", world: s.World}, report, "", nil)
	for _, want := range []string{
		"  asked       DetachDisk InstanceId=i-a DiskId=d-1 at 0s",
		"  property    3, AcceptedExactlyWhenNoRuleIsBroken: An enabled operation",
		"  here        accepted; the rule table says refused: DetachDiskInstanceUnlocked\n",
		"x:3: not green: property 3",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &text)
		}
	}
	var j scriptJSON
	if err := json.Unmarshal(lines.Bytes(), &j); err != nil || j.Failed.Property != "AcceptedExactlyWhenNoRuleIsBroken" {
		t.Errorf("the JSON does not name the property (%v): %s", err, &lines)
	}
}

func TestReplayUpdate(t *testing.T) {
	const (
		wrong = "# Kept.\ndisk d-1 Available\n0s DeleteDisk DiskId=d-1 403 IncorrectDiskStatus # why\n"
		right = "# Kept.\ndisk d-1 Available\n\n0s  DeleteDisk DiskId=d-1   ok  # why\n"
	)
	file := filepath.Join(t.TempDir(), "x.script")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what string, got result, wantStatus status, wantText, wantSaid string) {
		t.Helper()
		text, err := os.ReadFile(file)
		if err != nil || string(text) != wantText {
			t.Errorf("%s: the file is now (%v)\n%s\nwant\n%s", what, err, text, wantText)
		}
		if got.status != wantStatus || !strings.Contains(got.stdout+got.stderr, wantSaid) {
			t.Errorf("%s: exit status %d, want %d, and %q in:\n%s%s", what, got.status, wantStatus, wantSaid, got.stdout, got.stderr)
		}
	}
	write(wrong)
	check("a wrong answer", ecsdisk(t, "replay", "--update", file), green, right, ":4: DeleteDisk DiskId=d-1: ok, was 403 IncorrectDiskStatus\n"+file+": rewritten, 1 answer changed\n")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("its mode is now %v (%v)", info.Mode(), err)
	}
	again := ecsdisk(t, "replay", "--update", file)
	check("nothing to do", again, green, right, "green, 1 step")
	if strings.Contains(again.stdout, "rewritten") {
		t.Errorf("what was right is rewritten:\n%s", again.stdout)
	}
	withGot := strings.Replace(right, "ok ", "ok got 403 DiskNotPortable ", 1)
	write(withGot)
	check("a got stays, and is red", ecsdisk(t, "replay", "--update", file), red, withGot, "was answered 403 DiskNotPortable")
	write("=== RUN TestX\n")
	check("what is no script is left alone", ecsdisk(t, "replay", "--update", file), failed, "=== RUN TestX\n", file+":1:1: ")
	check("standard input", ecsdiskWith(t, t.Context(), wrong, "replay", "--update", "-"), failed, "=== RUN TestX\n", "standard input")
	if left, _ := filepath.Glob(file + ".*"); left != nil {
		t.Errorf("files are left over: %v", left)
	}
}

// Each line of --json is an object with a Type, the last one of the script; and
// every field is in the help.
func TestReplayJSON(t *testing.T) {
	help := ecsdisk(t, "replay", "--help").stdout
	for _, args := range [][]string{
		{"replay", "--json", "--state", "--until", "30s", "testdata/page.script"},
		{"replay", "--json", "--quiet", "testdata/page.script"},
		{"replay", "--json", "testdata/red/admitted.wrong"},
		{"replay", "--json", "testdata/red/elsewhere.wrong"},
	} {
		lines := strings.Split(strings.TrimSuffix(ecsdisk(t, args...).stdout, "\n"), "\n")
		for n, line := range lines {
			var fields map[string]any
			if err := json.Unmarshal([]byte(line), &fields); err != nil {
				t.Fatalf("%v: line %d: %v", args, n+1, err)
			}
			want := "event"
			if n == len(lines)-1 {
				want = "script"
			}
			if fields["Type"] != want {
				t.Errorf("%v: line %d of %d has Type %v, want %s", args, n+1, len(lines), fields["Type"], want)
			}
			for name := range fields {
				if !strings.Contains(help, name) {
					t.Errorf("the help does not tell of the field %s", name)
				}
			}
		}
	}
}

// full is a disk that is full.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	for _, args := range []string{
		"replay testdata/page.script", "replay --json testdata/page.script", "replay testdata/red/got.wrong", "check testdata/histories/lost-detach.history", "check --json testdata/histories/lost-detach.history",
		"rules", "rules --json", "rules --page", "codes", "codes --json", "explain 403 IncorrectDiskStatus", "rules --effects", "explain testdata/page.script --at 14", "explain --json --at 14 testdata/page.script",
		"plan testdata/page.script d-diskid1 Detaching", "explore --disks 1", "simulate --sequences 1", "mutants frame-lock", "", "--help", "help replay", "--version", "completion", "completion bash",
	} {
		var stderr bytes.Buffer
		s := run(t.Context(), strings.Fields(args), strings.NewReader(""), full{}, &stderr)
		if s != failed || !strings.Contains(stderr.String(), errFull.Error()) || strings.Count(stderr.String(), "\n") > 1 {
			t.Errorf("%s: exit status %d, want 2 and one line: %s", args, s, &stderr)
		}
	}
}

// In JSON a step that is admitted has what it wanted, and what no instant ends has none.
func TestReplayJSONOfWhatIsAdmittedAndPending(t *testing.T) {
	const text = "instance i-a Running OperationLocks=security\ninstance i-b Running\ndisk d-1 In_use i-a Portable=false\ndisk d-2 In_use i-b\ndelay Detaching never\n" +
		"0s DetachDisk InstanceId=i-a DiskId=d-1 403 DiskNotPortable\n0s DetachDisk InstanceId=i-b DiskId=d-2 ok\n0s DescribeDisks 503 ServiceUnavailable\n"
	got := ecsdiskWith(t, t.Context(), text, "replay", "--json", "--state", "-")
	lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
	var first, second, third eventJSON
	var end scriptJSON
	if err := errors.Join(json.Unmarshal([]byte(lines[0]), &first), json.Unmarshal([]byte(lines[1]), &second), json.Unmarshal([]byte(lines[2]), &third), json.Unmarshal([]byte(last(got.stdout)), &end)); err != nil {
		t.Fatal(err)
	}
	if first.Wanted != "403 DiskNotPortable" || first.Note == "" || second.Wanted != "" || second.Note != "" {
		t.Errorf("wanted %q (%s) and %q (%s)", first.Wanted, first.Note, second.Wanted, second.Note)
	}
	if first.Injected || second.Injected || !third.Injected {
		t.Errorf("injected: %t, %t, %t; expected the third alone", first.Injected, second.Injected, third.Injected)
	}
	if got.status != green || len(end.Pending) != 1 || end.Pending[0].ID != "d-2" || end.Pending[0].Due != "" || end.Pending[0].Delay != "never" {
		t.Errorf("exit status %d, pending %+v", got.status, end.Pending)
	}
}

// Of the rules that give the answered code those are told that are not broken, no other.
func TestReplayTellsWhatIsNotBroken(t *testing.T) {
	const text = "instance i-a Running\ndisk d-1 In_use i-a Portable=false\n0s DetachDisk InstanceId=i-a DiskId=d-1 404 DiskNotPortable\n"
	got := ecsdiskWith(t, t.Context(), text, "replay", "-")
	if got.status != red || !strings.Contains(got.stdout, "\n  not broken  the disk is pay-as-you-go (DetachDiskPostPaid), else it would be 403 DiskNotPortable\n") ||
		strings.Count(got.stdout, "  not broken  ") != 1 {
		t.Errorf("exit status %d:\n%s", got.status, got.stdout)
	}
}

// A reading that took effect at an earlier step is named, too.
func TestReplayNamesReadings(t *testing.T) {
	const text = "instance i-a Running\ndisk d-1 Detaching i-a DeleteWithInstance=true\n0s DeleteInstance InstanceId=i-a Force=true ok\n0s DescribeDisks DiskId=d-1 none got Available\n"
	got := ecsdiskWith(t, t.Context(), text, "replay", "-")
	if got.status != red || !strings.Contains(got.stdout, "\n  reading     R-release-transit kept would explain it: ") {
		t.Errorf("exit status %d:\n%s", got.status, got.stdout)
	}
	for _, tt := range []struct {
		failure script.Failure
		want    string
	}{
		{script.Failure{}, "  reading     no other reading explains it\n"},
		{script.Failure{StepOnly: true}, "no other reading explains it, as far as this step alone tells"},
		{script.Failure{Readings: []book.Choice{book.VisibleInUse}}, "the pages of 2019-05-31 say so\n"},
		{script.Failure{StepOnly: true, Readings: []book.Choice{book.HotAnyStatus}}, "R-hot any-status would explain it, as far as this step alone tells"},
	} {
		var out strings.Builder
		sayReadings(&paragraphs{out: &out, paint: newPalette(false).red}, 0, &tt.failure)
		if !strings.Contains(out.String(), tt.want) {
			t.Errorf("%q; want %q", &out, tt.want)
		}
	}
}
