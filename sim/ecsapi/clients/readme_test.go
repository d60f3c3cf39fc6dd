package clients

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table in README.md")

// TestREADME holds the table of the corpus to the corpus, with the number of calls that
// the buggy client makes until its harm is done.
func TestREADME(t *testing.T) {
	const begin, end = "<!-- bugs -->\n", "<!-- end -->\n"
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	_, tail, ended := strings.Cut(rest, end)
	if !ok || !ended {
		t.Fatalf("README.md has no table between %q and %q", begin, end)
	}
	var table strings.Builder
	table.WriteString("| bug | what goes wrong | its user loses | calls | project |\n|---|---|---|---|---|\n")
	for _, b := range bugs {
		c, _ := b.run(t, b.buggy)
		fmt.Fprintf(&table, "| %s | %s | %s | %d | %s |\n", b.id, b.title, b.loses, len(c.calls()), b.project)
	}
	want := head + begin + table.String() + end + tail
	switch {
	case want == string(text):
	case *update:
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the table is not that of the corpus; go test -run README -update rewrites it")
	}
}
