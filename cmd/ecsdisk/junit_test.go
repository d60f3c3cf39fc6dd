package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is not green is a failure, what could not be judged an error, and each says why. A
// file that JUnit did not write is left as it is.
func TestReplayJUnit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "j.xml")
	args := []string{"replay", "-q", "testdata/page.script", "testdata/red/got.wrong", "testdata/missing.script", "testdata/red/stuck.world", "--junit", file}
	for range 2 { // the second writes over the first
		if got := ecsdisk(t, args...); got.status != failed {
			t.Fatalf("exit status %d: %s", got.status, got.stderr)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/golden/replay-junit.xml", string(text))
	var all struct {
		Suites []suite `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &all); err != nil || len(all.Suites) != 1 || len(all.Suites[0].Cases) != 4 {
		t.Errorf("%v, %+v", err, all)
	}
	if err := os.WriteFile(file, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := ecsdisk(t, args...); got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, "is not written over") {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
	if got := ecsdisk(t, "replay", "-q", "testdata/page.script", "--junit", filepath.Join(t.TempDir(), "none", "j.xml")); got.status != failed || !strings.Contains(got.stderr, "no such file") {
		t.Errorf("exit status %d: %s", got.status, got.stderr)
	}
}

// A failure names the edition, where it is not the default one.
func TestReplayJUnitNamesTheEdition(t *testing.T) {
	file := filepath.Join(t.TempDir(), "j.xml")
	if got := ecsdiskWith(t, t.Context(), "disk d-1 Available\n0s DeleteDisk DiskId=d-1 403 DiskNotPortable\n", "replay", "--edition", "latest", "--junit", file, "-"); got.status != red {
		t.Fatalf("exit status %d: %s", got.status, got.stderr)
	}
	if text := readText(t, file); !strings.Contains(text, `message="line 2, edition 2026-09: DeleteDisk`) {
		t.Error(text)
	}
}

// Whatever a message holds, the file is XML, and says it.
func TestJUnitIsXML(t *testing.T) {
	const text = "<&\"]]> \x00\x1b\xff\uffff\r\tü"
	file := filepath.Join(t.TempDir(), "j.xml")
	s := suite{Name: "x"}
	s.add("a\x01<b", red, text)
	if err := s.write(file); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Suites []suite `xml:"testsuite"`
	}
	if err := xml.Unmarshal(written, &all); err != nil {
		t.Fatalf("%v:\n%s", err, written)
	}
	const want = "<&\"]]> \ufffd\ufffd\ufffd\ufffd\ufffd\tü"
	if got := all.Suites[0].Cases[0]; got.Failure.Text != want || got.Failure.Message != want || got.Name != "a\ufffd<b" {
		t.Errorf("%+v, want %q", got.Failure, want)
	}
}
