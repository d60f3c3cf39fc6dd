package scope

import (
	"testing"

	"example.com/ecsdisk/sim/script"
)

// TestNumOps has as many operations as are said to be.
func TestNumOps(t *testing.T) {
	for _, s := range []Scope{Core(0, 0), Core(2, 3), Core(0, 2), Core(3, 0), Every(1), {Start: script.MustWorld("instance i Running OperationLocks=recycling\ndisk d In_use i\n").State}} {
		if got, want := numOps(s.Machine, s.Start), len(Ops(s.Machine, s.Start)); got != want {
			t.Errorf("%s: %d operations; it has %d", s.Name, got, want)
		}
	}
}
