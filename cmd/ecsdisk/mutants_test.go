package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestMutants(t *testing.T) {
	for name, args := range map[string][]string{
		"help-mutants":       {"mutants", "--help"},
		"mutants":            {"mutants"},
		"mutants-one":        {"mutants", "flag-reset-too-early"},
		"mutants-timed":      {"mutants", "completion-hits-a-newer-detach-or-attachment"},
		"mutants-equivalent": {"mutants", "reading-visible-in-use"},
		"mutants-edition":    {"mutants", "rule-DetachDiskHotPlug-not-instance-is-Starting", "--edition", "latest"},
		"mutants-json":       {"mutants", "rule-DetachDiskInUse-also-disk-is-Detaching", "--json"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "mutants" && testing.Short() {
				t.Skip("it makes the whole matrix")
			}
			got := ecsdisk(t, args...)
			if got.status != green || got.stderr != "" {
				t.Errorf("exit status %d, stderr %q", got.status, got.stderr)
			}
			compareGolden(t, filepath.Join("testdata/golden", name+".txt"), "$ ecsdisk "+strings.Join(args, " ")+"\n"+got.stdout)
		})
	}
}

// The script that is printed of a mutant is red when it is replayed: what the mutant
// answers stands there as got, or is shown at the end.
func TestMutantScriptIsRed(t *testing.T) {
	var rows []struct{ Script string }
	if err := json.Unmarshal([]byte(ecsdisk(t, "mutants", "frame-lock", "--json").stdout), &rows); err != nil || len(rows) != 1 {
		t.Fatalf("%v: %d rows", err, len(rows))
	}
	if got := ecsdiskWith(t, t.Context(), rows[0].Script, "replay", "-"); got.status != red {
		t.Errorf("exit status %d; expected %d:\n%s", got.status, red, got.stdout)
	}
}

func TestMutantIsUnknown(t *testing.T) {
	if got := ecsdisk(t, "mutants", "gravity"); got.status != failed || !strings.Contains(got.stderr, `mutant "gravity" is unknown`) {
		t.Errorf("exit status %d, stderr %q", got.status, got.stderr)
	}
}
