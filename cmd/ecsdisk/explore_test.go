package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/pace"
)

func TestExploreCounts(t *testing.T) {
	for args, want := range map[string]string{
		"--instances 1 --disks 1 --no-symmetry":             "scope       core(1,1)\nstates      75\ntransitions 308\ndepth       7\n",
		"--scope core --instances 1 --disks 3":              "scope       core(1,3)\nclasses     1,330\ntransitions 8,904\ndepth       13\n",
		"--instances 2 --disks 2 --no-symmetry --workers 1": "scope       core(2,2)\nstates      15,705\ntransitions 130,020\ndepth       16\n",
		"--scope every --disks 0":                           "scope       every(0)\n",
		"-":                                                 "scope       stdin\nclasses     17\n",
	} {
		got := ecsdiskWith(t, t.Context(), "instance i-a Stopping\n", append([]string{"explore"}, strings.Fields(args)...)...)
		if got.status != green || !strings.HasPrefix(got.stdout, want) || last(got.stdout) != "all properties held" || got.stderr != "" {
			t.Errorf("%s: exit status %d: %s%s; want %s", args, got.status, got.stdout, got.stderr, want)
		}
		rest := regexp.MustCompile(`(?m)^seconds     \d+\.\d{3} \([\d,]+ transitions/s\)\nmemory      [\d.]+[KMG]?i?B of sets(, [\d.]+MiB of the process at its peak)?\ntable       \d+ steps of the machine$`)
		if !rest.MatchString(got.stdout) {
			t.Errorf("%s: %s; want %s", args, got.stdout, rest)
		}
	}
}

// JSON says the same as the text, and a reading changes what is counted.
func TestExploreJSON(t *testing.T) {
	var plain, read reportJSON
	for _, tt := range []struct {
		args string
		into *reportJSON
	}{{"explore --json --no-symmetry --instances 1 --disks 1", &plain}, {"explore --json --instances 1 --disks 1 --reading", &read}} {
		args := strings.Fields(tt.args)
		if tt.into == &read {
			args = append(args, "R-release-transit refused")
		}
		got := ecsdisk(t, args...)
		if err := json.Unmarshal([]byte(got.stdout), tt.into); err != nil || got.status != green {
			t.Fatalf("exit status %d, %v: %s%s", got.status, err, got.stdout, got.stderr)
		}
	}
	if plain.Scope != "core(1,1)" || plain.Symmetry || plain.States != 75 || plain.Transitions != 308 || plain.Depth != 7 || plain.Entries == 0 || plain.Seconds <= 0 {
		t.Errorf("%+v", plain)
	}
	if !read.Symmetry || read.Transitions >= plain.Transitions {
		t.Errorf("%+v; expected fewer transitions than %d", read, plain.Transitions)
	}
}

// A part is said to be one, whatever ends it.
func TestExploreSaysThatItIsAPart(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, tt := range []struct {
		ctx        context.Context
		args, want string
	}{
		{stopped, "explore --disks 4", "not judged: what is farther away; it was stopped in its table: "},
		{t.Context(), "explore --disks 6 --no-symmetry --memory 3MiB", "not judged: what is farther away; the memory is used up at depth "},
	} {
		got := ecsdiskWith(t, tt.ctx, "", strings.Fields(tt.args)...)
		if got.status != unjudged || !strings.Contains(got.stdout, "\nall properties held as far as it came\n") || !strings.HasPrefix(last(got.stdout), tt.want) {
			t.Errorf("%s: exit status %d: %s%s", tt.args, got.status, got.stdout, got.stderr)
		}
		r := ecsdiskWith(t, tt.ctx, "", strings.Fields(tt.args+" --json")...)
		var j reportJSON
		if err := json.Unmarshal([]byte(r.stdout), &j); err != nil || r.status != unjudged || j.Unfinished == "" {
			t.Errorf("%s: exit status %d, %v: %s", tt.args, r.status, err, r.stdout)
		}
	}
}

// What a machine without a rule leaves is red, and green without its got.
func TestExploreLeavesAScript(t *testing.T) {
	t.Chdir(t.TempDir())
	got := ecsdisk(t, "explore", "--without", "DetachDiskInUse", "--out", "out")
	const file = "out/AcceptedExactlyWhenNoRuleIsBroken.script"
	if got.status != red || last(got.stdout) != "replay it: ecsdisk replay "+file {
		t.Fatalf("exit status %d: %s%s", got.status, got.stdout, got.stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if replayed := ecsdisk(t, "replay", file); replayed.status != red || !strings.Contains(replayed.stdout, "DetachDiskInUse") {
		t.Errorf("its replay has exit status %d:\n%s", replayed.status, replayed.stdout)
	}
	fixed := regexp.MustCompile(` got .*`).ReplaceAllString(string(text), "")
	if replayed := ecsdiskWith(t, t.Context(), fixed, "replay", "--strict", "-"); replayed.status != green {
		t.Errorf("without its got it is not green:\n%s", replayed.stdout)
	}
	var j reportJSON
	inJSON := ecsdisk(t, "explore", "--without", "DetachDiskInUse", "--json")
	if err := json.Unmarshal([]byte(inJSON.stdout), &j); err != nil || inJSON.status != red || j.Property != "AcceptedExactlyWhenNoRuleIsBroken" || !strings.Contains(j.Counterexample, " got ok") {
		t.Errorf("exit status %d, %v: %s", inJSON.status, err, inJSON.stdout)
	}
}

func TestExploreCertificates(t *testing.T) {
	file := filepath.Join(t.TempDir(), "core.certificate")
	written := ecsdisk(t, "explore", "--instances", "1", "--disks", "1", "--certificate", file)
	text, err := os.ReadFile(file)
	if err != nil || written.status != green || written.stdout != string(text) {
		t.Fatalf("exit status %d, %v: %s%s", written.status, err, written.stdout, written.stderr)
	}
	large := filepath.Join(t.TempDir(), "large.certificate")
	if got := ecsdisk(t, "explore", "--disks", "2", "--no-symmetry", "--certificate", large); got.status != green {
		t.Fatalf("exit status %d: %s", got.status, got.stderr)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.certificate")
	if err := os.WriteFile(wrong, []byte(strings.Replace(string(text), " 75\n", " 76\n", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   string
		status status
		want   string
	}{
		{"--instances 1 --disks 1 --verify " + file, green, "verified: "},
		{"--instances 1 --disks 2 --verify " + file, red, "not green: "},
		{"--instances 1 --disks 1 --verify " + wrong, red, "states      75"},
		{"--instances 2 --disks 2 --memory 4KiB --verify " + large, failed, "for its tables; the memory is 4.0 KiB"},
		{"--verify testdata/page.script", failed, "line 1 of the certificate"},
		{"--verify testdata/missing", failed, "no such file"},
	} {
		got := ecsdisk(t, append([]string{"explore"}, strings.Fields(tt.args)...)...)
		if got.status != tt.status || !strings.Contains(got.stdout+got.stderr, tt.want) {
			t.Errorf("%s: exit status %d, want %d and %q: %s%s", tt.args, got.status, tt.status, tt.want, got.stdout, got.stderr)
		}
	}
}

var differences = sync.OnceValues(func() ([]graph.Difference, error) { return graph.Readings(context.Background(), 0, nil) })

// compared returns what a choice makes of the machine.
func compared(t *testing.T, c book.Choice) graph.Difference {
	t.Helper()
	all, err := differences()
	at := slices.IndexFunc(all, func(d graph.Difference) bool { return d.Choice == c })
	if err != nil || at < 0 {
		t.Fatalf("%s: %d differences, %v", c, len(all), err)
	}
	return all[at]
}

// What JSON has of a reading is what the text has, whose golden is of all.
func TestExploreReadingsJSON(t *testing.T) {
	for choice, needs := range map[book.Choice]int{book.OrderAnyBroken: 0, book.VisibleInUse: 0, book.AttachDetachingIgnored: 2} {
		d := differenceOf(compared(t, choice))
		if d.Reading != choice.Reading() || d.Value != choice.Value() || (d.Other == "") != (choice == book.OrderAnyBroken) || len(d.Needs) != needs || d.Unfinished != "" {
			t.Errorf("%s: %+v", choice, d)
		}
		for _, text := range []string{d.Default, d.Other} {
			if text == "" {
				continue
			}
			if replayed := ecsdiskWith(t, t.Context(), text, "replay", "--strict", "-"); replayed.status != green {
				t.Errorf("%s: exit status %d:\n%s", choice, replayed.status, replayed.stdout)
			}
		}
		for _, need := range d.Needs {
			if replayed := ecsdiskWith(t, t.Context(), need.Counterexample, "replay", "-"); replayed.status != red {
				t.Errorf("%s: exit status %d, want 1:\n%s", need.Property, replayed.status, need.Counterexample)
			}
		}
	}
}

// With an edition JSON has each choice, too: of one that the edition does not have where it exists.
func TestReadingsOfAnEditionJSON(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context()) // which choices there are is known before
	stop()
	got := ecsdiskWith(t, stopped, "", "readings", "--edition", "2024-12-04", "--json")
	var all []differenceJSON
	if err := json.Unmarshal([]byte(got.stdout), &all); err != nil || got.status != unjudged {
		t.Fatalf("exit status %d, %v: %s%s", got.status, err, got.stdout, got.stderr)
	}
	there, missing := 0, ""
	for _, d := range all {
		if d.ExistsIn != "" && d.Edition == "" && d.Unfinished == "" {
			missing += d.Reading + " " + d.Value + " in " + d.ExistsIn + "\n"
		} else if d.Edition == "2024-12-04" && d.Unfinished != "" {
			there++
		}
	}
	const wants = "R-stop-locked unaffected in 2026-09\nR-early-parameter honoured in 2020-09-10, 2021-06-23\n"
	if missing != wants || there != len(all)-2 || there < 17 {
		t.Errorf("%d of %d are compared, and these are not there:\n%s", there, len(all), missing)
	}
}

// Of a comparison that is a part nothing is said that only the whole would say.
func TestExploreReadingsOfAPart(t *testing.T) {
	difference := compared(t, book.VisibleInUse)
	if !difference.Differs() || difference.Needs != nil {
		t.Fatalf("%+v", difference)
	}
	const claim = "all properties hold without the default, too\n"
	for _, unfinished := range []string{"", "it was stopped"} {
		difference.Unfinished = unfinished
		var out strings.Builder
		printDifference(&out, newPalette(false), difference)
		if strings.Contains(out.String(), claim) != (unfinished == "") || strings.Contains(out.String(), "\nthis is a part: it was stopped\n") != (unfinished != "") {
			t.Errorf("of a part (%q) is said\n%s", unfinished, &out)
		}
	}
}

// Ctrl-C ends any of them, which says that it is a part.
func TestExploreInterrupted(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	directory := filepath.Join(t.TempDir(), "tour")
	for _, analysis := range []string{"readings", "coverage", "liveness", "histories", "prove", "tour --out=" + directory} {
		args := strings.Fields(analysis)
		got := ecsdiskWith(t, stopped, "", args...)
		if got.status != unjudged || !strings.HasPrefix(last(got.stdout), "not judged: ") || !strings.Contains(last(got.stdout), "it was stopped in ") || got.stderr != "" {
			t.Errorf("%s: exit status %d: %s%s", analysis, got.status, got.stdout, got.stderr)
		}
		inJSON := ecsdiskWith(t, stopped, "", append(args, "--json")...)
		if inJSON.status != unjudged || !json.Valid([]byte(inJSON.stdout)) || !strings.Contains(inJSON.stdout, `"Unfinished": "`) {
			t.Errorf("%s: exit status %d: %s%s", analysis, inJSON.status, inJSON.stdout, inJSON.stderr)
		}
	}
	if _, err := os.Stat(directory); err == nil {
		t.Errorf("a part of a tour is written")
	}
}

// An exploration can begin anywhere in a script.
func TestExploreAt(t *testing.T) {
	const world = "instance i-a Running\n\n0s StopInstance InstanceId=i-a ok\n5s lock i-a security\n"
	for at, want := range map[string]string{
		"1":  "scope       stdin@line1\n",
		"3":  "scope       stdin@line3\n",
		"4s": "scope       stdin@4s\n",
		"5s": "scope       stdin@5s\n",
	} {
		got := ecsdiskWith(t, t.Context(), world, "explore", "-", "--at", at)
		if got.status != green || !strings.HasPrefix(got.stdout, want) {
			t.Errorf("--at %s: exit status %d: %s%s; want %s", at, got.status, got.stdout, got.stderr, want)
		}
	}
	// The later it begins, the shorter is the way to a start that the lock is to refuse.
	for at, steps := range map[string]int{"1": 4, "4": 2} {
		got := ecsdiskWith(t, t.Context(), world, "explore", "-", "--at", at, "--without", "StartInstanceInstanceUnlocked", "--json")
		var j reportJSON
		if err := json.Unmarshal([]byte(got.stdout), &j); err != nil || got.status != red || strings.Count(j.Counterexample, "\n0s ") != steps {
			t.Errorf("--at %s: exit status %d, %v; want %d steps: %s", at, got.status, err, steps, j.Counterexample)
		}
	}
}

func TestExploreSaysWhatCannotBeRead(t *testing.T) {
	got := ecsdisk(t, "explore", "testdata/missing.script")
	if got.status != failed || !strings.Contains(got.stderr, "no such file") || strings.Contains(got.stderr, "--help") {
		t.Errorf("exit status %d: %s", got.status, got.stderr)
	}
}

func TestProgressText(t *testing.T) {
	for want, p := range map[string]pace.Progress{
		"search: 1,234,567, 617,283/s, depth 9, frontier 4,000": {Phase: "search", Done: 1234567, Depth: 9, Frontier: 4000, Elapsed: 2 * time.Second},
		"coverage: 50 of 2,000, 50/s":                           {Phase: "coverage", Done: 50, Of: 2000, Elapsed: time.Second},
	} {
		if got := progressText(p); got != want {
			t.Errorf("%q; want %q", got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "2KiB": 2048, "512MiB": 512 << 20, "1.5GiB": 3 << 29} {
		n, err := parseSize(text)
		if err != nil || n != want {
			t.Errorf("%s is %d, %v; want %d", text, n, err, want)
		}
		if bytes := size(n); want >= 1<<10 && bytes != text {
			t.Errorf("%d is written %s, want %s", want, bytes, text)
		}
	}
	for _, text := range []string{"", "GiB", "0", "-1MiB", "2GB", "NaN", "9e18GiB"} {
		if _, err := parseSize(text); err == nil || !strings.Contains(err.Error(), "expected one such as") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
