package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

const badHistory = "disk d-1 Available\n\n0s  DeleteDisk    DiskId=d-1   ok\n1m  DescribeDisks DiskId=d-1   Available\n"

// Each verdict has its exit status, and the worst of several files counts: what cannot be
// read, or is broken itself, before what is bad before what is unknown.
func TestCheckStatus(t *testing.T) {
	const in = "testdata/histories/"
	for _, tt := range []struct {
		args, want string
		status     status
	}{
		{in + "lost-detach.history", ": good, 6 calls; ", green},
		{"--as fake " + in + "unlisted.history", ": bad, 3 calls; only with edition 2019-05-31; supposed that nobody else acts\n", red},
		{"--as fake --partial " + in + "unlisted.history", ": bad, 3 calls; only with edition 2019-05-31; supposed that there was more at the start, that nobody else acts\n", red},
		{"--as fake --others " + in + "unlisted.history", ": good, 3 calls; only with edition 2019-05-31; supposed that others act, too\n", green},
		{"--as fake " + in + "apart.history", ": good, 3 calls; only with edition 2019-05-31; never seen complete: ", green},
		{"--as fake --one-instant " + in + "apart.history", "so at no one instant: d-1 is as it was until 10s, and d-2 as it was from 20s on\n", red},
		{"--as fake --one-instant " + in + "apart.history", "; supposed that one describe shows one instant, that nobody else acts\n", red},
		{in + "cut.jsonl", ": good, 1 call; cut at ", green},
		{in + "deleted-disk-returns.history", ": bad, 5 calls; ", red},
		{in + "modifying.history", ": unknown, 0 calls: there is no call that can be judged; skipped status Modifying (1)", unjudged},
		{in + "two-calls-open.history", ": broken, 2 calls; ", failed},
		{in + "misspelt.history", ": unreadable, 0 calls; ", failed},
		{in + "missing.history", ": unreadable, 0 calls\n", failed},
		{in + "lost*.history " + in + "mod*.history", "2 histories: 1 good, 0 bad, 0 broken or unreadable, 1 unknown\n", unjudged},
		{in + "mod*.history " + in + "del*.history", "2 histories: 0 good, 1 bad, 0 broken or unreadable, 1 unknown\n", red},
		{in + "two*.history " + in + "del*.history", "2 histories: 0 good, 1 bad, 1 broken or unreadable, 0 unknown\n", failed},
		{"--budget=1 ../../sim/history/testdata/H3-delete-attached.jsonl", "too much is possible", unjudged},
		{"--edition 2018-10-26 testdata/page.script", "", green},
		{"testdata/golden", "testdata/golden: unknown, 0 calls: the name of no file in it ends in .script, .history, .jsonl, .json or .gz\n", unjudged},
	} {
		if got := ecsdisk(t, append([]string{"check"}, strings.Fields(tt.args)...)...); got.status != tt.status || !strings.Contains(got.stdout, tt.want) {
			t.Errorf("%s: exit status %d, want %d and %q:\n%s%s", tt.args, got.status, tt.status, tt.want, got.stdout, got.stderr)
		}
	}
}

// Without a file it is standard input, compressed or not.
func TestCheckStandardInput(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(badHistory))
	w.Close()
	for _, args := range [][]string{{"check"}, {"check", "-"}, {"check", "--follow"}} {
		for _, text := range []string{badHistory, zipped.String()} {
			got := ecsdiskWith(t, t.Context(), text, args...)
			if got.status != red || !strings.HasPrefix(got.stdout, "stdin: call 2 (line 4) at 1m: DescribeDisks DiskId=d-1 was answered d-1 Available\n  where d-1 released: the machine requires none\nstdin: ") || !strings.Contains(got.stdout, "\nstdin: bad, 2 calls; ") {
				t.Errorf("%q: exit status %d:\n%s%s", args, got.status, got.stdout, got.stderr)
			}
		}
	}
	if got := ecsdisk(t, "check", "--follow", "a", "b"); got.status != failed || !strings.Contains(got.stderr, "expected no --follow with several files") || !strings.Contains(got.stderr, "--help' for usage") {
		t.Errorf("exit status %d: %s", got.status, got.stderr)
	}
}

// An edition that the world of a history cannot be of is told.
func TestCheckOfNoSuchEdition(t *testing.T) {
	got := ecsdiskWith(t, t.Context(), "instance i-a Running\ndisk d-1 Available SourceInstanceId=i-a DeleteWithInstance=true\n0s DescribeDisks DiskId=d-1 Available\n", "check", "--edition", "2018-10-26")
	if got.status != failed || !strings.Contains(got.stderr, "ecsdisk: stdin: ") || !strings.Contains(got.stderr, "2018-10-26") {
		t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}

// A call that the edition of a history cannot be told says so, and which can.
func TestCheckOfAnUntoldCall(t *testing.T) {
	for _, as := range []string{"sim", "fake", "service"} {
		got := ecsdiskWith(t, t.Context(), "edition 2019-05-31\ninstance i-a Running\ndisk d-1 In_use i-a\n0s DetachDisk InstanceId=i-a DiskId=d-1 DeleteWithInstance=true ok\n", "check", "--as", as)
		if got.status != red || !strings.Contains(got.stdout, "was answered ok: it cannot be told in edition 2019-05-31; expected one of 2020-09-10, 2021-06-23, 2024-12-04, 2026-09\n") {
			t.Errorf("as %s: exit status %d: %s%s", as, got.status, got.stdout, got.stderr)
		}
	}
}

// What was interrupted is not good, whatever came before; what is bad is so all the same.
func TestCheckInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, file := range []string{"-", "testdata/histories/deleted-disk-returns.history"} {
		got := ecsdiskWith(t, ctx, badHistory, "check", file)
		if got.status != unjudged || !strings.Contains(got.stdout, ": unknown, 0 calls: it was interrupted") {
			t.Errorf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
		}
	}
}

// Every field of the JSON is in the help.
func TestCheckJSON(t *testing.T) {
	help := ecsdisk(t, "check", "--help").stdout
	lines := ecsdisk(t, "check", "--json", "testdata/histories", "testdata/missing.script").stdout
	lines += ecsdisk(t, "check", "--json", "--as", "fake", "testdata/histories/lost-detach.history").stdout
	lines += ecsdisk(t, "check", "--json", "--split", "1/2", "testdata/histories").stdout
	followed := ecsdiskWith(t, t.Context(), badHistory, "check", "--json", "--follow").stdout
	if first, _, _ := strings.Cut(followed, "\n"); !strings.Contains(first, `"Type":"finding","File":"stdin","Call":2`) {
		t.Errorf("the finding does not come by itself:\n%s", followed)
	}
	var each func(line string, value any)
	each = func(line string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, value := range v {
				if !strings.Contains(help, name) {
					t.Errorf("the help does not tell of the field %s in %s", name, line)
				}
				if name != "Supposed" && name != "Skipped" && name != "Ignored" && name != "Outside" && name != "Elsewhere" && name != "Rules" && name != "Report" {
					each(line, value)
				}
			}
		case []any:
			for _, value := range v {
				each(line, value)
			}
		}
	}
	for line := range strings.Lines(lines + followed) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		each(line, fields)
	}
}

// What is bad is a failure; what is unknown, broken or unreadable is an error.
func TestCheckJUnit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "j.xml")
	if got := ecsdisk(t, "check", "--junit", file, "testdata/histories"); got.status != failed {
		t.Fatalf("exit status %d: %s", got.status, got.stderr)
	}
	compareGolden(t, "testdata/golden/check-junit.xml", readText(t, file))
}

// A Recorder's file is judged while it is written: a finding comes though no call follows it.
func TestCheckFollows(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.history")
	if err := os.WriteFile(file, []byte("disk d-1 Available\n\n0s  DeleteDisk    DiskId=d-1   ok\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := make(lineWriter, 16)
	c := checkCommand()
	c.SetContext(ctx)
	k := &checker{command: c, flags: checkFlags{as: "service", follow: true}, out: bufio.NewWriter(out), every: 10 * time.Millisecond, patience: 10 * time.Millisecond}
	k.printer = &checkedText{out: k.out, paint: newPalette(false)}
	done := make(chan *checked)
	go func() { done <- k.file(file) }()
	time.Sleep(50 * time.Millisecond)
	more, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	more.WriteString("1m  DescribeDisks DiskId=d-1   Availa")
	time.Sleep(3 * growingWait / 2) // a line in two parts
	more.WriteString("ble\n")
	more.Close()
	select {
	case said := <-out:
		if !strings.HasPrefix(said, file+": call 2 (line 4) at 1m: ") {
			t.Errorf("it says %q", said)
		}
	case <-time.After(20 * time.Second):
		t.Error("it says nothing")
	}
	stop()
	if got := <-done; got.status() != red || got.report.Calls != 2 || got.cut != nil {
		t.Errorf("%+v", got)
	}
}

// A lineWriter sends what is written to it.
type lineWriter chan string

func (w lineWriter) Write(p []byte) (int, error) {
	w <- string(p)
	return len(p), nil
}

// With --follow a call that took longer than the patience, beside others that were judged
// before it was told, makes the history broken.
func TestCheckFollowsShortCalls(t *testing.T) {
	k := &checker{every: time.Millisecond, patience: time.Second}
	c := new(checked)
	n := 0
	for call := range k.paused(c, func(yield func(s script.Call, err error) bool) {
		for range 2 {
			yield(script.Call{Line: 7, End: 2 * time.Second, Op: model.DescribeDisks{}}, nil)
			time.Sleep(20 * time.Millisecond)
		}
	}) {
		if call.Op != nil {
			n++
		}
	}
	if n != 2 || len(c.broken) == 0 || c.status() != failed || !strings.Contains(c.complaints()[0].Error(), ":7:1: it took 2s; expected at most 1s") {
		t.Errorf("%d calls, %+v", n, c.broken)
	}
}
