package main

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// A tour is scripts that are green to the letter, and none is ever written over.
func TestTour(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "tour")
	args := []string{"tour", "--instances", "1", "--disks", "1", "--out", directory}
	got := ecsdisk(t, append(args, "--json")...)
	var r tourJSON
	if err := json.Unmarshal([]byte(got.stdout), &r); err != nil || got.status != green || r.Scripts == 0 || len(r.Files) != r.Scripts || r.Steps < r.Transitions {
		t.Fatalf("exit status %d, %v: %s%s", got.status, err, got.stdout, got.stderr)
	}
	if replayed := ecsdisk(t, append([]string{"replay", "-q", "--strict"}, r.Files...)...); replayed.status != green {
		t.Errorf("exit status %d: %s", replayed.status, replayed.stdout)
	}
	if again := ecsdisk(t, args...); again.status != failed {
		t.Errorf("exit status %d, want 2: it is there: %s%s", again.status, again.stdout, again.stderr)
	}
}
