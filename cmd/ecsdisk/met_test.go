package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Each line brings about what it stands for, in a world that is as the help says.
func TestMetLines(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range universe() {
		if seen[m.item] || m.line == "" {
			t.Errorf("%s is there twice, or has no line: %q", m.item, m.line)
			continue
		}
		seen[m.item] = true
		file := filepath.Join(t.TempDir(), "met")
		t.Setenv("ECSDISK_MET", file)
		performLine(t, m.line)
		text, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(text), "\n"), m.item) {
			t.Errorf("%q does not bring about %s, but\n%s%v", m.line, m.item, text, err)
		}
	}
}

// performLine does what a line says.
func performLine(t *testing.T, line string) {
	t.Helper()
	var world, faults, steps []string
	for part := range strings.SplitSeq(line, "; ") {
		switch word, rest, _ := strings.Cut(part, " "); word {
		case "instance", "disk", "delay", "reading", "edition":
			world = append(world, part)
		case "fault":
			faults = append(faults, rest)
		default:
			steps = append(steps, part)
		}
	}
	start, err := exampleWorld(strings.Join(world, "; "))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	clock := &sim.Manual{}
	w := start.New(clock)
	for _, text := range faults {
		f, err := sim.ParseFault(text)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		w.Arm(f)
	}
	for _, step := range steps {
		words := strings.Fields(step)
		if d, err := sim.ParseDuration(words[0]); err == nil {
			clock.Add(d)
			words = words[1:]
		}
		op, err := script.ParseOp(words...)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		w.Do(op)
	}
}

// Whatever worlds write can be read: here those of all scripts.
func TestMetReadsWhatIsWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "met")
	t.Setenv("ECSDISK_MET", file)
	scripts, err := filepath.Glob("../../properties/testdata/r*/*.script")
	if err != nil || len(scripts) < 50 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, name := range scripts {
		in, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := script.Parse(name, in)
		in.Close()
		if err != nil {
			t.Fatal(err)
		}
		clock := &sim.Manual{}
		w := s.World.New(clock)
		for _, step := range s.Steps {
			clock.Set(time.Time{}.Add(step.At))
			w.Call(step.Op, step.Options()...)
		}
	}
	got := ecsdisk(t, "met", file, file)
	if got.status != green || got.stderr != "" || strings.Contains(got.stdout, "any other refusal") {
		t.Errorf("exit status %d, %s\n%s", got.status, got.stderr, got.stdout)
	}
}

func TestMetErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"empty": "", "bad": "call DetachDisk\nrule DetachDiskInuse\n", "blank": "\n", "half": "call Detach", "code": "code 200 OK\n", "good": "call DetachDisk\n", "own": "code 400 \"My code\"\n"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		args, want string
		status     status
	}{
		{"empty", "not judged: nothing is met in empty; expected what tests write", unjudged},
		{"bad", `bad:2: "rule DetachDiskInuse" is nothing that can be met; did you mean rule DetachDiskInUse?`, failed},
		{"blank", `blank:1: "" is nothing that can be met; expected a line that ECSDISK_MET writes`, failed},
		{"half", `half:1: "call Detach" is nothing that can be met`, failed},
		{"code", `code:1: "code 200 OK" is nothing that can be met`, failed},
		{"none", "no such file or directory; tests write it with its absolute name in ECSDISK_MET, and -count=1", failed},
		{"good own", "  call DetachDisk\n  code 400 \"My code\"\n\nnever met", green},
	} {
		got := ecsdisk(t, append([]string{"met"}, strings.Fields(tt.args)...)...)
		if got.status != tt.status || !strings.Contains(got.stdout+got.stderr, tt.want) {
			t.Errorf("met %s: exit status %d, want %d and %q:\n%s%s", tt.args, got.status, tt.status, tt.want, got.stdout, got.stderr)
		}
	}
}

// FuzzMet: what is taken is a line each that can be read again.
func FuzzMet(f *testing.F) {
	all := universe()
	for _, text := range []string{"call DetachDisk\nflag cleared\n", "code 400 \"a b\"\n", "code 0 X", "rule\n", "code 400 \"\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		met := map[string]bool{}
		if parseMet("met", strings.NewReader(text), all, met) != nil {
			return
		}
		for item := range met {
			if again := map[string]bool{}; parseMet("met", strings.NewReader(item+"\n"), all, again) != nil || !again[item] {
				t.Errorf("%q is read as %v", item, again)
			}
		}
	})
}
