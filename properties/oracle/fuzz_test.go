package oracle

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// Whatever a history says it is judged without a panic, and the same each time.
func FuzzJudge(f *testing.F) {
	files, err := filepath.Glob("../../sim/history/testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for n, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, uint8(n))
	}
	f.Fuzz(func(t *testing.T, text []byte, as uint8) {
		if len(text) > 1<<13 {
			return
		}
		r := history.NewReader("fuzz", bytes.NewReader(text))
		h, err := r.Header()
		if err != nil {
			return
		}
		var calls []script.Call
		for c, err := range r.Calls() {
			if err != nil || len(calls) == 60 {
				break
			}
			calls = append(calls, c)
		}
		o, err := As([]string{"sim", "fake", "service"}[as%3], h.World)
		if err != nil {
			t.Fatal(err)
		}
		o.Budget = 256
		first := judged(recorded{h.World, calls}, o)
		if again := judged(recorded{h.World, calls}, o); first.Verdict() != again.Verdict() || len(first.Findings) != len(again.Findings) {
			t.Errorf("first %s, then %s", first.Verdict(), again.Verdict())
		}
		for _, f := range first.Findings {
			_ = f.String()
		}
	})
}
