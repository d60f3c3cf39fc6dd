package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// twoBad is a history of four disks, of which two come back after they were deleted. Two
// describes show disks of several parts.
const twoBad = `edition 2019-05-31
instance i-a Running
disk d-1 Available
disk d-2 Available
disk d-3 Available
disk d-4 In_use i-a

0s  DeleteDisk    DiskId=d-1   ok
1s  DeleteDisk    DiskId=d-2   ok
1m  DescribeDisks DiskId=d-1,d-3   d-1 Available; d-3 Available
2m  DescribeDisks DiskId=d-2,d-4   d-2 Available; d-4 In_use i-a
3m  DescribeDisks InstanceId=i-a   d-4 In_use i-a
4m  DetachDisk    InstanceId=i-a DiskId=d-4   unheard
5m  AttachDisk    InstanceId=i-a DiskId=d-3   400 Throttling
`

// The parts of a history that were judged each by itself come to what is said of the whole: as
// text, as JSON and by the exit status.
func TestPartsMerge(t *testing.T) {
	directory := t.TempDir()
	for name, text := range map[string]string{
		"bad.history": twoBad, "good.history": strings.ReplaceAll(twoBad, "DeleteDisk ", "AttachDisk "),
		"lost.history": readText(t, "testdata/histories/lost-detach.history"), "broken.history": readText(t, "testdata/histories/two-calls-open.history"),
		"cut.jsonl": readText(t, "testdata/histories/cut.jsonl"), "skipped.history": readText(t, "testdata/histories/modifying.history"), "misspelt.history": readText(t, "testdata/histories/misspelt.history"),
	} {
		file := filepath.Join(directory, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		var parts []string
		for n := range 3 {
			got := ecsdisk(t, "check", fmt.Sprintf("--split=%d/3", n+1), "--json", file)
			part := filepath.Join(directory, fmt.Sprint(n, ".json"))
			if err := os.WriteFile(part, []byte(got.stdout), 0o666); err != nil {
				t.Fatal(err)
			}
			parts = append(parts, part)
		}
		for _, form := range []string{"--json", "--json=false"} {
			whole, merged := ecsdisk(t, "check", form, file), ecsdisk(t, append([]string{"check", "--merge", form}, parts...)...)
			if merged.stdout != whole.stdout || merged.status != whole.status {
				t.Errorf("%s: the parts are, with status %d,\n%s\nand the whole, with status %d,\n%s", name, merged.status, merged.stdout, whole.status, whole.stdout)
			}
		}
	}
}

// Parts that are not all those of one history are told apart, and no verdict is given.
func TestPartsThatDoNotMerge(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"empty": "", "x.history": twoBad, "y.history": twoBad + "\n6m  DeleteDisk DiskId=d-3   ok\n"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, args := range map[string]string{
		"1": "--split=1/2 --json x.history", "2": "--split=2/2 --json x.history", "2f": "--split=2/2 --as=fake --json x.history", "3": "--split=2/3 --json x.history",
		"y": "--split=2/2 --json y.history", "whole": "--json x.history", "text": "--split=1/2 x.history",
	} {
		got := ecsdisk(t, append([]string{"check"}, strings.Fields(args)...)...)
		if err := os.WriteFile(name, []byte(got.stdout), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string]string{
		"1":         "x.history: part 2/2 is missing; expected all parts of it",
		"1 2 2":     "2:1: part 2/2 stands twice; expected each part once",
		"1 3":       "3:1: it is part 2/3, and that of 1:1 is 1/2; expected parts of one division",
		"1 2f":      "2f:1: it was judged as fake, any edition, lag 0s, bound 1m, budget 0, and that of 1:1 as service, any edition, lag 30s, bound 1m, budget 0; expected the same of each part",
		"1 y":       "y.history: part 1/2 is missing; expected all parts of it",
		"whole":     "whole:1: it is no part of a history; expected a line that check --split --json has printed",
		"text":      "text:1: it is no part of a history; expected a line that check --split --json has printed",
		"empty":     "empty: there is no part of a history; expected lines that check --split --json has printed",
		"elsewhere": "elsewhere: no such file",
	} {
		got := ecsdisk(t, append([]string{"check", "--merge"}, strings.Fields(args)...)...)
		if got.status != failed || !strings.Contains(got.stderr, want) || strings.Contains(got.stdout, ": bad") {
			t.Errorf("--merge %s: exit status %d:\n%s%s; expected that %s", args, got.status, got.stdout, got.stderr, want)
		}
	}
	for args, want := range map[string]string{
		"--split=2/8":                      "stdin: it can be read once only; expected a regular file with --split, for that reads it twice",
		"--split=0/8 x.history":            "expected one such as 2/8, the second of eight parts, and at most 65536",
		"--split=2 x.history":              "expected one such as 2/8",
		"--split=1/2 --follow x.history":   "expected one of --split and --follow, not both",
		"--merge --as=fake 1":              "--as fake has no effect with --merge, only without --merge",
		"--split=1/2 --json missing.jsonl": "missing.jsonl: no such file",
	} {
		if got := ecsdiskWith(t, t.Context(), twoBad, append([]string{"check"}, strings.Fields(args)...)...); got.status != failed || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: exit status %d: %s%s; expected that %s", args, got.status, got.stdout, got.stderr, want)
		}
	}
}

// Parts that no one machine can be of are bad, though each is good.
func TestPartsOfNoOneMachine(t *testing.T) {
	t.Chdir(t.TempDir())
	history := "instance i-a Running\ninstance i-b Running\ndisk d-1 In_use i-a\ndisk d-2 In_use i-b\n\n" +
		"0s DetachDisk InstanceId=i-a DiskId=d-1   ok\n0s DetachDisk InstanceId=i-b DiskId=d-2   ok\n" +
		"1s DescribeDisks DiskId=d-1   Detaching InstanceId=i-a\n1s DescribeDisks DiskId=d-2   Detaching InstanceId=\n"
	if err := os.WriteFile("x.history", []byte(history), 0o666); err != nil {
		t.Fatal(err)
	}
	lines := ""
	for n := range 2 {
		got := ecsdisk(t, "check", "--as=fake", "--json", fmt.Sprintf("--split=%d/2", n+1), "x.history")
		if got.status != green {
			t.Errorf("part %d: exit status %d: %s", n+1, got.status, got.stdout)
		}
		lines += got.stdout
	}
	got := ecsdiskWith(t, t.Context(), lines, "check", "--merge", "-")
	if got.status != red || !strings.Contains(got.stdout, "x.history: what is left possible in part 2, R-visible in-use, and in those before, R-visible except-attaching or in-use-detaching or every-attached, cannot be one machine\n") {
		t.Errorf("exit status %d:\n%s%s", got.status, got.stdout, got.stderr)
	}
}

// A long file is judged by as many cores as there are, and the same is said of it as by one: of
// what is good, and of what is bad.
func TestCheckCores(t *testing.T) {
	before := runtime.GOMAXPROCS(4)
	defer runtime.GOMAXPROCS(before)
	text, err := io.ReadAll(newLog(10, 20_000))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.jsonl")
	for name, text := range map[string][]byte{
		"good": text, "bad": bytes.Replace(text, []byte(`"Status":"In_use","InstanceId":"i-7"`), []byte(`"Status":"In_use","InstanceId":"i-3"`), 1),
		"cut": text[:len(text)-20], "unreadable": append(bytes.Clone(text), "[]\n"...),
	} {
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		said := func(long int64) (string, *checked) {
			var out bytes.Buffer
			c := checkCommand()
			c.SetContext(t.Context())
			k := &checker{command: c, flags: checkFlags{as: "service"}, out: bufio.NewWriter(&out), every: time.Hour, long: long}
			k.printer = &checkedText{out: k.out, paint: newPalette(false)}
			got := k.file(file)
			k.printer.end(got)
			k.out.Flush()
			return out.String() + got.text(), got
		}
		many, _ := said(1)
		one, got := said(1 << 40)
		if many != one || got.report.Calls != 20_000 && name != "cut" {
			t.Errorf("%s: by many cores it is\n%s\nand by one, with %d calls,\n%s", name, many, got.report.Calls, one)
		}
	}
}
