package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	behind := func(text string, prefix func(line int) string) string {
		var b strings.Builder
		n := 0
		for line := range strings.Lines(text) {
			b.WriteString(prefix(n) + line)
			n++
		}
		return b.String()
	}
	always := func(prefix string) func(int) string { return func(int) string { return prefix } }
	stamp := func(n int) string { return fmt.Sprintf("2025-11-25T02:0%d:59.%07dZ ", n, n*1234567) }
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
		{name: "quoted", log: behind(indented(script.Fence("a", one), 4), always("> ")), want: []string{"a", one}},
		{name: "quoted, blank lines cut short", log: strings.ReplaceAll(behind(script.Fence("a", one), always("> ")), "> \n", ">\n"), want: []string{"a", one}},
		{name: "behind the time", log: behind(script.Fence("a", one), stamp), want: []string{"a", one}},
		{name: "behind the time and the place", log: behind("    x_test.go:1: "+strings.TrimLeft(indented(script.Fence("a", one), 8), " "), stamp), want: []string{"a", one}},
		{name: "space behind the fences", log: strings.ReplaceAll(script.Fence("a", one), " ---\n", " --- \n"), want: []string{"a", one}},
		{name: "an end in a comment", log: indented(script.Fence("a", "# --- end of script ---\n"+two), 4), want: []string{"a", "# --- end of script ---\n" + two}},
		{name: "a line of another log between", log: strings.Replace(behind(script.Fence("a", two), always("> ")), "> instance", "noise\n> instance", 1), want: []string{"a", "noise\n" + two}},
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
			for _, f := range scriptsOf([]byte(test.log)) {
				got = append(got, f.name, string(f.text))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the scripts of\n%s\ndiffer: %s", test.log, diff)
			}
		})
	}
}

// Each script of the repository comes out of a log as it went in.
func TestFenceFiles(t *testing.T) {
	found := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".script" {
			return err
		}
		found++
		text := readText(t, filepath.Join("../..", path))
		log := fmt.Sprintf("=== RUN\n    x_test.go:1: red\n%s", strings.ReplaceAll("\n"+script.Fence(path, text), "\n", "\n        "))
		if got := scriptsOf([]byte(log)); len(got) != 1 || got[0].name != path || string(got[0].text) != text {
			t.Errorf("%s: a log of it has\n%s", path, got)
		}
		return nil
	})
	if err != nil || found < 88 {
		t.Errorf("the repository has %d script files; expected at least 88: %v", found, err)
	}
}

// go test -json has one event a line, those of tests that run at a time in any order.
func TestFromLogAsJSON(t *testing.T) {
	texts := []string{"# \"c\" <&>\ndisk d-1 Creating\n\n5s  settle d-1\n", "instance i-a Running\n"}
	var tells [2][]string
	for n, text := range texts {
		name := fmt.Sprintf("T%d", n)
		log := "    x_test.go:1: red\n        " + strings.ReplaceAll(strings.TrimSuffix(script.Fence(name, text), "\n"), "\n", "\n        ") + "\n"
		for line := range strings.Lines(log) {
			event, err := json.Marshal(map[string]string{"Time": "2025-11-25T02:04:05Z", "Action": "output", "Package": "example.com/x", "Test": name, "Output": line})
			if err != nil {
				t.Fatal(err)
			}
			tells[n] = append(tells[n], string(event))
		}
	}
	log := []string{"# example.com/x", `{"Action":"start","Package":"example.com/x"}`}
	for n := range max(len(tells[0]), len(tells[1])) {
		for _, tell := range tells {
			if n < len(tell) {
				log = append(log, tell[n])
			}
		}
	}
	var got []string
	for _, f := range scriptsOf([]byte(strings.Join(log, "\n"))) {
		got = append(got, f.name, string(f.text))
	}
	if diff := cmp.Diff([]string{"T0", texts[0], "T1", texts[1]}, got); diff != "" {
		t.Errorf("the scripts of\n%s\ndiffer: %s", strings.Join(log, "\n"), diff)
	}
}

// A line that looks like JSON and is no event of go test is a line like others.
func TestFromLogOfOtherJSON(t *testing.T) {
	for _, line := range []string{`{"Output":"seed 2\n"}`, `{}`, `{"Action":1}`, `{"Action":"","Output":"x"}`, `{`} {
		got := scriptsOf([]byte(script.Fence("a", "seed 1\n"+line+"\n")))
		if len(got) != 1 || string(got[0].text) != "seed 1\n"+line+"\n" {
			t.Errorf("with the line %s it finds %q", line, got)
		}
	}
}

// A log that starts a script and holds none is told from a text that is no log.
func TestUnended(t *testing.T) {
	const why = ` has "--- script", but no script is read from there; expected "--- script NAME ---" there and, where the script ends, "--- end of script ---" behind the same start of a line`
	for log, want := range map[string]string{
		"":                                    "",
		"FAIL\n":                              "",
		script.Fence("a", "seed 1\n"):         "",
		"FAIL\n--- script a ---\nseed 1\n":    "line 2" + why,
		"--- script a\n--- end of script ---": "line 1" + why,
		"> --- script a ---\nseed 1\n| --- end of script ---": "line 1" + why,
	} {
		got := ""
		if err := unended([]byte(log)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("of the log\n%s\nit says\n%s\nexpected\n%s", log, got, want)
		}
	}
}
