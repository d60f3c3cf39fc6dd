package main

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// What coverage says is reached by a script, in as many steps, is green to the letter.
func TestExploreCoverageJSON(t *testing.T) {
	got := ecsdisk(t, "coverage", "--instances", "1", "--disks", "1", "--json")
	var all []reachedJSON
	if err := json.Unmarshal([]byte(got.stdout), &all); err != nil || got.status != green || len(all) < 100 {
		t.Fatalf("exit status %d, %v, %d lines: %s", got.status, err, len(all), got.stderr)
	}
	for _, r := range all {
		if (r.Times > 0) != (r.Script != "") {
			t.Errorf("%s %s: %d times, script %q", r.Kind, r.Name, r.Times, r.Script)
		}
		if r.Script == "" {
			continue
		}
		if replayed := ecsdiskWith(t, t.Context(), r.Script, "replay", "--strict", "-"); replayed.status != green {
			t.Errorf("%s %s: exit status %d:\n%s", r.Kind, r.Name, replayed.status, replayed.stdout)
		}
	}
}

func TestExploreLivenessJSON(t *testing.T) {
	got := ecsdisk(t, "liveness", "--scope", "every", "--disks", "0", "--json")
	var r livenessJSON
	if err := json.Unmarshal([]byte(got.stdout), &r); err != nil || got.status != green || r.Scope != "every(0)" || r.Violation != "" {
		t.Fatalf("exit status %d, %v: %s%s", got.status, err, got.stdout, got.stderr)
	}
	if len(r.Stuck) != 1 || r.Stuck[0].Disk != "p-0" || r.Stuck[0].States != r.States {
		t.Errorf("%+v; expected that the subscription disk p-0 is never free", r.Stuck)
	}
}

func TestExploreInductive(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a part of the proof several times")
	}
	got := ecsdisk(t, "prove", "--stride", "400")
	if want := regexp.MustCompile(`^[\d,]+ well-formed states of at most 1 instance and 2 disks, \d+ operations in each\n[\d,]+ well-formed states of at most 2 instances and 1 disk, .*\n.* more disks\nin .* s\nevery step that was taken preserves all properties\nit remains assumed that .*it was one in 400\n$`); got.status != green ||
		!want.MatchString(got.stdout) {
		t.Errorf("exit status %d: %s%s; want %s", got.status, got.stdout, got.stderr, want)
	}
	small := ecsdisk(t, "prove", "--instances", "1")
	if want := regexp.MustCompile(`^11,649 well-formed states of at most 1 instance and 1 disk, (?s:.*)\nevery step preserves all properties\nit remains assumed that .*\n$`); small.status != green || !want.MatchString(small.stdout) {
		t.Errorf("exit status %d: %s%s; want %s", small.status, small.stdout, small.stderr, want)
	}
	t.Chdir(t.TempDir())
	broken := ecsdisk(t, "prove", "--stride", "100", "--without", "DetachDiskInUse", "--out", "out")
	if broken.status != red || last(broken.stdout) != "replay it: ecsdisk replay out/AcceptedExactlyWhenNoRuleIsBroken.script" {
		t.Errorf("exit status %d, want 1: %s%s", broken.status, broken.stdout, broken.stderr)
	}
	var j inductiveJSON
	inJSON := ecsdisk(t, "prove", "--instances", "1", "--without", "DetachDiskInUse", "--json")
	if err := json.Unmarshal([]byte(inJSON.stdout), &j); err != nil || inJSON.status != red || j.Property == "" || j.Counterexample == "" {
		t.Errorf("exit status %d, %v: %s", inJSON.status, err, inJSON.stdout)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	part := ecsdiskWith(t, stopped, "", "prove")
	if part.status != unjudged || !strings.Contains(part.stdout, "\nevery step that was taken preserves all properties\nnot judged: all other steps; it was stopped ") {
		t.Errorf("exit status %d: %s%s", part.status, part.stdout, part.stderr)
	}
}

// A graph keeps every transition: of one of too many nothing is judged.
func TestExploreSaysThatAGraphIsTooLarge(t *testing.T) {
	for _, analysis := range []string{"coverage", "liveness"} {
		got := ecsdisk(t, analysis, "--edges", "99")
		if got.status != unjudged || !strings.HasPrefix(got.stdout, "not judged: not every state was reached: the graph of core(2,3) has more than 99 transitions") || got.stderr != "" {
			t.Errorf("%s: exit status %d, want 3: %s%s", analysis, got.status, got.stdout, got.stderr)
		}
	}
}
