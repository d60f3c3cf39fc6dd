package script_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/ecsdisk/sim/script"
)

// A script between fences is found in a log, however a log has it.
func TestFromLog(t *testing.T) {
	const one, two = "# c\ndisk d-1 Creating\n\n5s  settle d-1\n", "instance i-a Running\n"
	indented := func(text string, by int) string {
		space := strings.Repeat(" ", by)
		return space + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+space) + "\n"
	}
	for _, test := range []struct {
		name, log string
		want      []string // name, text, name, text
	}{
		{name: "none", log: "ok  example.com\n" + one},
		{name: "empty"},
		{name: "as it is", log: script.Fence("a b", one), want: []string{"a b", one}},
		{name: "4 spaces", log: "--- FAIL: T\n" + indented(script.Fence("a", one), 4) + "FAIL\n", want: []string{"a", one}},
		{name: "8 spaces", log: "    x_test.go:1: red\n" + indented(script.Fence("a", one), 8) + "    x_test.go:2: more\n", want: []string{"a", one}},
		{name: "behind the place of the log", log: "    x_test.go:1: " + strings.TrimLeft(indented(script.Fence("a", one), 8), " "), want: []string{"a", one}},
		{name: "tabs", log: "\t" + strings.ReplaceAll(script.Fence("a", one), "\n", "\n\t"), want: []string{"a", one}},
		{name: "blank lines cut short", log: strings.ReplaceAll(indented(script.Fence("a", one), 8), "        \n", "\n"), want: []string{"a", one}},
		{name: "several", log: script.Fence("a", one) + "noise\n" + indented(script.Fence("b", two), 4), want: []string{"a", one, "b", two}},
		{name: "CRLF", log: strings.ReplaceAll(indented(script.Fence("a", one), 4), "\n", "\r\n"), want: []string{"a", one}},
		{name: "no newline at either end", log: strings.TrimSuffix(script.Fence("a", strings.TrimSuffix(one, "\n")), "\n"), want: []string{"a", one}},
		{name: "an empty script", log: script.Fence("a", ""), want: []string{"a", ""}},
		{name: "a fence in a comment", log: script.Fence("a", "# --- script b ---\n"+two), want: []string{"a", "# --- script b ---\n" + two}},
		{name: "a fence that does not end", log: strings.TrimSuffix(script.Fence("a", one), "--- end of script ---\n") + "panic: no\n"},
		{name: "an end that does not start", log: "--- end of script ---\n" + script.Fence("a", one), want: []string{"a", one}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range script.FromLog([]byte(test.log)) {
				got = append(got, f.Name, string(f.Text))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the scripts of\n%s\ndiffer: %s", test.log, diff)
			}
		})
	}
}

// Each script of the repository comes out of a log as it went in.
func TestFenceFiles(t *testing.T) {
	for path, text := range files(t) {
		log := fmt.Sprintf("=== RUN\n    x_test.go:1: red\n%s", strings.ReplaceAll("\n"+script.Fence(path, text), "\n", "\n        "))
		if got := script.FromLog([]byte(log)); len(got) != 1 || got[0].Name != path || string(got[0].Text) != text {
			t.Errorf("%s: a log of it has\n%s", path, got)
		}
	}
}
