package script_test

import (
	"testing"

	"example.com/ecsdisk/sim/script"
)

func TestShellQuote(t *testing.T) {
	for word, want := range map[string]string{"": "''", "a/b-1.script": "a/b-1.script", "a b": "'a b'", "it's": `'it'\''s'`, "$x": "'$x'"} {
		if got := script.ShellQuote(word); got != want {
			t.Errorf("%s is quoted %s, want %s", word, got, want)
		}
	}
}
