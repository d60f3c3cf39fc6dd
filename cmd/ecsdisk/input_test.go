package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A directory is what is in it and below it, sorted; a pattern is what fits it, unless there
// is a file of that name.
func TestInputs(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"b.script", "a.script", "[ab].script", "d/2.script", "d/1.script", "d/e/3.script", "d/note.txt", "none/note.txt"} {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		args []string
		want []input
	}{
		{[]string{"-", "b.script", "missing"}, []input{{file: "-"}, {file: "b.script"}, {file: "missing"}}},
		{[]string{"?.script"}, []input{{file: "a.script"}, {file: "b.script"}}},
		{[]string{"[ab].script"}, []input{{file: "[ab].script"}}},
		{[]string{"x*", "["}, []input{{file: "x*"}, {file: "["}}},
		{[]string{"d"}, []input{{file: "d/1.script"}, {file: "d/2.script"}, {file: "d/e/3.script"}, {file: "d/note.txt", passed: true}}},
		{[]string{"n*"}, []input{{file: "none/note.txt", passed: true}, {file: "none", empty: true}}},
	} {
		if got := inputsOf(tt.args, scriptEndings); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %+v, want %+v", tt.args, got, tt.want)
		}
	}
	if got, want := nothingIn([]string{".a", ".b", ".c"}), "the name of no file in it ends in .a, .b or .c"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
