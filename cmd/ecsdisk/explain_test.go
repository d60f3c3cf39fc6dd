package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
)

// What is asked at a place is what replay finds there, and asking changes nothing.
func TestExplainAgreesWithReplay(t *testing.T) {
	type event struct {
		Line              int
		Operation, Answer string
		Injected          bool
	}
	for _, file := range []string{"testdata/page.script", "testdata/s19-straggler.script", "testdata/failed-detach.script"} {
		for line := range strings.Lines(ecsdisk(t, "replay", "--json", file).stdout) {
			var want event
			if err := json.Unmarshal([]byte(line), &want); err != nil {
				t.Fatal(err)
			}
			if want.Line == 0 {
				continue
			}
			at, _ := json.Marshal(want.Line)
			r := ecsdisk(t, "explain", "--json", file, "--at", string(at))
			var got explanationJSON
			if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
				t.Fatalf("%s:%d: %v: %s", file, want.Line, err, r.stderr)
			}
			if got.Operation != want.Operation || got.Answer != want.Answer || got.Accepted != (len(got.Broken) == 0 && got.Answer != "not-enabled") {
				t.Errorf("%s:%d: explain says %s of %s, replay %s of %s", file, want.Line, got.Answer, got.Operation, want.Answer, want.Operation)
			}
		}
	}
}

// When time mends a refusal, the operation is accepted at that instant and not before.
func TestExplainSaysWhenTimeMends(t *testing.T) {
	const world = "instance i-a Starting\ndelay Starting 42s\n"
	for _, tt := range []struct {
		steps string
		want  string // "" where time does not mend it
	}{
		{"", "42s"},
		{"10s DescribeInstances Starting\n", "42s"},
		{"0s lock i-a security\n", ""},
	} {
		r := ecsdiskWith(t, t.Context(), world+tt.steps, "explain", "--json", "StopInstance", "InstanceId=i-a")
		var got explanationJSON
		if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
			t.Fatalf("%v: %s", err, r.stderr)
		}
		if got.AcceptedAt != tt.want {
			t.Errorf("after %q it is accepted at %q, want %q", tt.steps, got.AcceptedAt, tt.want)
		}
	}
}

// Of several rules each is mended at an instant of its own, the first at which it holds.
func TestExplainSaysWhenTimeMendsEach(t *testing.T) {
	const world = "instance i-a Starting\ninstance i-b Running\ndisk d-1 Detaching i-b\ndelay Starting 42s\ndelay Detaching 10s\n"
	r := ecsdiskWith(t, t.Context(), world, "explain", "--json", "AttachDisk", "InstanceId=i-a", "DiskId=d-1")
	var got explanationJSON
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatalf("%v: %s", err, r.stderr)
	}
	at := map[string]string{}
	for _, b := range got.Broken {
		at[b.Rule] = b.MendedAt
	}
	if want := map[string]string{"AttachDiskAvailable": "10s", "AttachDiskInstanceSteady": "42s"}; !maps.Equal(at, want) || got.AcceptedAt != "42s" {
		t.Errorf("they are mended at %v, want %v; it is accepted at %s", at, want, got.AcceptedAt)
	}
}

func TestExplainLooksNoFurtherThanItsHorizon(t *testing.T) {
	const world = "instance i-a Running\ninstance i-b Starting\ndisk d-1 Detaching i-a\nreading R-failed-detach retries\n" +
		"delay Detaching 24h/fails=1000000000\ndelay Starting 9000h\n"
	r := ecsdiskWith(t, t.Context(), world, "explain", "DeleteDisk", "DiskId=d-1")
	if r.status != green || !strings.Contains(r.stdout, "\ntime alone does not mend it\n") {
		t.Errorf("exit status %d: %s%s", r.status, r.stdout, r.stderr)
	}
}

func TestExplainSaysWhatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"explain testdata/missing.script lock i-a security", "missing.script: no such file"},
		{"explain testdata/page.script --at 2", "testdata/page.script: there is no step in line 2"},
		{"explain testdata/page.script --at 9999", "testdata/page.script: there is no step in line 9999"},
		{"explain testdata/page.script --at 9999 lock i-instanceid1 security", "testdata/page.script: line 9999 is past the last step"},
		{"plan testdata/page.script --at 9999 d-diskid1 Available", "testdata/page.script: line 9999 is past the last step"},
		{"replay -q testdata/page.script --until 9999", "testdata/page.script: line 9999 is past the last step"},
		{"explain - lock i-a security", "stdin:1:1: "},
	} {
		got := ecsdiskWith(t, t.Context(), "eat d-1\n", strings.Fields(tt.args)...)
		if got.status != failed || !strings.Contains(got.stderr, tt.want) || strings.Contains(got.stderr, "--help") {
			t.Errorf("%s: exit status %d, want 2 and %q: %s", tt.args, got.status, tt.want, got.stderr)
		}
	}
}

// The shell completes operations before and behind a file, and then their parameters.
func TestExplainCompletes(t *testing.T) {
	var actions strings.Builder
	for a := range book.Actions() {
		fmt.Fprintln(&actions, a)
	}
	for args, want := range map[string]string{
		"Detach":                       actions.String() + ":0\n",
		"x.script Detach":              actions.String() + ":4\n",
		"x.script DetachDisk Disk":     "InstanceId=\nDiskId=\nDeleteWithInstance=\n:6\n",
		"DetachDisk DiskId=d-1 Instan": "InstanceId=\nDiskId=\nDeleteWithInstance=\n:6\n",
	} {
		got := ecsdisk(t, append([]string{"__completeNoDesc", "explain"}, strings.Fields(args)...)...)
		if got.stdout != want {
			t.Errorf("%s: %q; want %q", args, got.stdout, want)
		}
	}
}
