package history_test

import (
	"testing"

	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/internal/misuse"
)

// Given nothing but zeros, each exported function does what it can, or says what is
// wrong; none dereferences nil.
func TestZeroArguments(t *testing.T) {
	misuse.Zeros(t,
		map[string]any{"NewReader": history.NewReader, "NewWriter": history.NewWriter},
		history.Form(0), (*history.Reader)(nil), &history.Reader{}, (*history.Writer)(nil), &history.Writer{},
	)
}
