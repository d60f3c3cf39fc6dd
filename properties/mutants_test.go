package properties

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMutants has every mutant found by the search, and keeps the minimal script on
// which each is caught with the property that catches it.
func TestMutants(t *testing.T) {
	dir := filepath.Join("testdata", "mutants")
	names := map[string]bool{}
	for m := range mutants() {
		if names[m.name+".script"] {
			t.Fatalf("two mutants are called %s", m.name)
		}
		names[m.name+".script"] = true
		t.Run(m.name, func(t *testing.T) { testMutant(t, m, filepath.Join(dir, m.name+".script")) })
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !names[f.Name()] {
			t.Errorf("%s is the script of no mutant", f.Name())
		}
	}
}

func testMutant(t *testing.T, m mutant, file string) {
	_, found := Search{Machine: m.machine, Suspect: m.suspect, Timed: m.timed, Seed: m.seed, Sequences: 20000}.Run()
	if found == nil {
		t.Fatal("no sequence kills it")
	}
	s, violation, ok := m.suspect.Counterexample(found.World, found.Steps)
	if !ok {
		t.Fatalf("%v, but not when the sequence is made again", found.Violation)
	}
	s.Head = append(s.Head, "# Killed by property "+violation.Property.String()+".")
	if *update {
		if err := os.WriteFile(file, []byte(s.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.String(); got != string(want) {
		t.Errorf("the minimal script is\n%s\nexpected\n%s", got, want)
	}
	testKill(t, m, s)
}

// testKill has the documented machine give the answers that the script wants and
// hold all properties on it; and no step can be left out of the kill.
func testKill(t *testing.T, m mutant, s script.Script) {
	for n := range s.Steps {
		s.Steps[n].Got = nil
	}
	report, err := Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Errorf("the documented machine is not green on it: %v %v", err, report.Failed)
	}
	killed := m.suspect.Violation(s.World, s.Steps)
	if killed == nil {
		t.Fatal("the script does not kill it")
	}
	for n := range s.Steps {
		if v := m.suspect.Violation(s.World, slices.Delete(slices.Clone(s.Steps), n, n+1)); v != nil && v.Property == killed.Property && killed.Op != nil && !model.ActionOf(s.Steps[n].Op).Describe() {
			t.Errorf("step %d, %s, can be left out", n+1, s.Steps[n].Op)
		}
	}
}

// TestStraggler has a completion that was noted for one detach come up in a newer
// attachment, and in a newer detach: a world that keeps its notes lets it hit them.
func TestStraggler(t *testing.T) {
	for name, text := range map[string]string{
		"attachment": `
instance i-1 Running
instance i-2 Running
disk     d-1 In_use i-1

0s   DetachDisk     InstanceId=i-1 DiskId=d-1   ok
30s  DeleteInstance InstanceId=i-1 Force=true   ok
57s  AttachDisk     InstanceId=i-2 DiskId=d-1   ok
1m   DescribeDisks  DiskId=d-1                  Attaching
`,
		"detach": `
instance i-1 Running
instance i-2 Running
disk     d-1 In_use i-1

0s   DetachDisk     InstanceId=i-1 DiskId=d-1   ok
30s  DeleteInstance InstanceId=i-1 Force=true   ok
30s  AttachDisk     InstanceId=i-2 DiskId=d-1   ok
35s  DetachDisk     InstanceId=i-2 DiskId=d-1   ok
1m   DescribeDisks  DiskId=d-1                  Detaching i-2
`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := script.Parse(name, strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			report, err := Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
			if err != nil || !report.Green() {
				t.Errorf("the documented machine: %v %v", err, report.Failed)
			}
			v := Suspect{KeepNotes: true}.Violation(s.World, s.Steps)
			if v == nil || v.Property != CompletionHitsItsOwnDetachOnly {
				t.Errorf("with notes kept: %v; expected property %s not to hold", v, CompletionHitsItsOwnDetachOnly)
			}
			report, err = script.Replay(s.World, script.All(s.Steps), script.Options{KeepNotes: true})
			if err != nil || report.Green() {
				t.Errorf("with notes kept the answers are as they should be: %v", err)
			}
		})
	}
}
