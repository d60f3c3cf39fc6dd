package main

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
)

const plannedWorld = "instance i-a Running\ndisk d-1 In_use i-a DeleteWithInstance=true\n"

// What plan prints is a script that replay finds green to the letter, and so is what
// its JSON holds.
func TestPlanPrintsAGreenScript(t *testing.T) {
	for _, goal := range []string{
		"d-1 Available DeleteWithInstance=false", "d-1 released", "i-a Stopped; d-1 Detaching",
		"DetachDisk refused with DetachDiskInUse only", "DeleteDisk DiskId=d-1 accepted",
	} {
		args := append([]string{"plan", "-"}, strings.Fields(goal)...)
		got := ecsdiskWith(t, t.Context(), plannedWorld, args...)
		if got.status != green || got.stderr != "" {
			t.Errorf("%s: exit status %d: %s%s", goal, got.status, got.stdout, got.stderr)
			continue
		}
		if replayed := ecsdiskWith(t, t.Context(), got.stdout, "replay", "--strict", "-"); replayed.status != green {
			t.Errorf("%s: its replay has exit status %d:\n%s", goal, replayed.status, replayed.stdout)
		}
		var j pathJSON
		inJSON := ecsdiskWith(t, t.Context(), plannedWorld, append(args, "--json")...)
		if err := json.Unmarshal([]byte(inJSON.stdout), &j); err != nil || j.Script != got.stdout || !j.Reached || len(j.Operations) != j.Depth {
			t.Errorf("%s: %v: %s", goal, err, inJSON.stdout)
		}
	}
}

// From each refusal of a script its step is accepted at the end of the plan, unless nothing
// mends it: a parameter that is missing, a disk that is not Portable.
func TestPlanMendsRefusals(t *testing.T) {
	const page = "testdata/page.script"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	mended := 0
	for n, line := range strings.Split(string(text), "\n") {
		step, _, refused := strings.Cut(line, "   4")
		if !refused || strings.HasPrefix(line, "#") {
			continue
		}
		got := ecsdisk(t, "plan", page, "--at", strconv.Itoa(n+1), "--steps", "3")
		if strings.Contains(line, "MissingParameter") || strings.Contains(line, "DiskNotPortable") {
			if got.status != red {
				t.Errorf("%s: exit status %d, want 1: %s", line, got.status, got.stdout)
			}
			continue
		}
		mended++
		want := strings.Join(append(strings.Fields(step)[1:], "ok"), " ")
		if end := strings.Join(strings.Fields(last(got.stdout))[1:], " "); got.status != green || end != want {
			t.Errorf("%s: exit status %d, it ends with %q, want %q", line, got.status, end, want)
		}
	}
	if mended < 4 {
		t.Errorf("%d refusals were mended; expected those of the page", mended)
	}
}

func TestPlanSaysWhatIsNotReached(t *testing.T) {
	for _, tt := range []struct {
		args, want string
		status     status
	}{
		{"d-1 Creating", "no state has it: all ", red},
		{"DetachDisk DiskId=d-1 accepted", "no state has it: the resources that decide about it were looked at in all 179 states that they can reach, within 9 steps", red},
		{"d-1 Available --steps 1", "among them all within 1 step; none has it", red},
		{"d-1 Creating --states 9 --steps 50", "not judged: whether it can be reached at all; the limit is 9 states\n", unjudged},
		{"d-1 Creating --states 9", "looked at: 9 states, among them all within 1 step; none has it\nnot judged: whether it can be reached at all; the limit is 9 states\n", unjudged},
	} {
		got := ecsdiskWith(t, t.Context(), plannedWorld, append([]string{"plan", "-"}, strings.Fields(tt.args)...)...)
		if got.status != tt.status || !strings.HasPrefix(got.stdout, "not reached: D") && !strings.HasPrefix(got.stdout, "not reached: d-1 ") || !strings.Contains(got.stdout, tt.want) {
			t.Errorf("%s: exit status %d: %s%s; want %d and %q", tt.args, got.status, got.stdout, got.stderr, tt.status, tt.want)
		}
	}
}

func TestPlanSaysWhatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"plan testdata/missing.script d-1 Available", "missing.script: no such file"},
		{"plan testdata/page.script d-9 Available", "there is no d-9 in the world"},
		{"plan testdata/page.script --at 9999", "there is no step in line 9999"},
		{"plan testdata/page.script DetachDisk accepted soon", "expected nothing behind accepted"},
	} {
		got := ecsdisk(t, strings.Fields(tt.args)...)
		if got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, tt.want) || strings.Contains(got.stderr, "--help") {
			t.Errorf("%s: exit status %d, want 2 and %q: %s%s", tt.args, got.status, tt.want, got.stdout, got.stderr)
		}
	}
}
