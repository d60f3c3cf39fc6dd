package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A tour is scripts that are green to the letter, and none is ever written over. Where
// time moves the system, nothing is told to settle.
func TestExploreTour(t *testing.T) {
	for _, flag := range []string{"--timed=false", "--timed"} {
		directory := filepath.Join(t.TempDir(), "tour")
		args := []string{"explore", "--instances", "1", "--disks", "1", flag, "--tour", directory}
		got := ecsdisk(t, append(args, "--json")...)
		var r tourJSON
		if err := json.Unmarshal([]byte(got.stdout), &r); err != nil || got.status != green || r.Scripts == 0 || len(r.Files) != r.Scripts || r.Steps < r.Transitions-len(r.Lost) {
			t.Fatalf("%s: exit status %d, %v: %s%s", flag, got.status, err, got.stdout, got.stderr)
		}
		if replayed := ecsdisk(t, append([]string{"replay", "-q", "--strict"}, r.Files...)...); replayed.status != green {
			t.Errorf("%s: exit status %d: %s", flag, replayed.status, replayed.stdout)
		}
		for _, file := range r.Files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if flag == "--timed" && strings.Contains(string(text), "settle ") {
				t.Errorf("%s is told what settles:\n%s", file, text)
			}
		}
		if again := ecsdisk(t, args...); again.status != failed || !strings.Contains(again.stderr, "exists") {
			t.Errorf("%s: exit status %d, want 2: it is there: %s%s", flag, again.status, again.stdout, again.stderr)
		}
	}
}
