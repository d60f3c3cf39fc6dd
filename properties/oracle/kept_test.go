package oracle

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Histories that a simulator made and that were once found to be impossible. The name begins
// with what they are judged as.
func TestKept(t *testing.T) {
	files, err := filepath.Glob("testdata/sound/*.history")
	if err != nil || len(files) == 0 {
		t.Fatal("no histories", err)
	}
	for _, path := range files {
		as, _, _ := strings.Cut(filepath.Base(path), "-")
		h, calls := read(t, path)
		o, err := As(as, h.World)
		if err != nil {
			t.Fatal(err)
		}
		j := New(h.World, h.Known, o)
		j.Follow(slices.Values(calls))
		if r := j.Report(); r.Verdict() == Bad {
			t.Errorf("%s: %v", path, r.Findings)
		}
	}
}
