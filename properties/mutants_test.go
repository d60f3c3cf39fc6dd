package properties_test

import (
	"flag"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/mutant"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMutants has every mutant found by the search, and keeps the minimal script on
// which each is caught with the property that catches it.
func TestMutants(t *testing.T) {
	dir := filepath.Join("testdata", "mutants")
	names := map[string]bool{}
	for m := range searched() {
		if names[m.Name+".script"] {
			t.Fatalf("two mutants are called %s", m.Name)
		}
		names[m.Name+".script"] = true
		t.Run(m.Name, func(t *testing.T) { testMutant(t, m, filepath.Join(dir, m.Name+".script")) })
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

// searched yields the mutants for a random search: those that leave something out,
// those that touch another disk, and the stories. The matrix of package mutant has all.
func searched() iter.Seq[mutant.Mutant] {
	return func(yield func(mutant.Mutant) bool) {
		for m := range mutant.All(0) {
			switch m.Kind {
			case mutant.RuleDropped, mutant.EffectDropped, mutant.DiskTouched, mutant.Story:
				if !yield(m) {
					return
				}
			}
		}
	}
}

// seeds are those of searches, where one shows more than another.
var seeds = map[string]uint64{"completion-hits-a-newer-detach-or-attachment": 383}

func testMutant(t *testing.T, m mutant.Mutant, file string) {
	_, found := properties.Search{Machine: m.Machine, Suspect: m.Suspect, Timed: m.Timed, Seed: seeds[m.Name], Sequences: 20000}.Run()
	if found == nil {
		t.Fatal("no sequence kills it")
	}
	s, violation, ok := m.Suspect.Counterexample(found.World, found.Steps)
	if !ok {
		t.Fatalf("%v, but not when the sequence is run again", found.Violation)
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
func testKill(t *testing.T, m mutant.Mutant, s script.Script) {
	for n := range s.Steps {
		s.Steps[n].Got = nil
	}
	report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Errorf("the documented machine is not green on it: %v %v", err, report.Failed)
	}
	killed := m.Suspect.Violation(s.World, s.Steps)
	if killed == nil {
		t.Fatal("the script does not kill it")
	}
	for n := range s.Steps {
		if v := m.Suspect.Violation(s.World, slices.Delete(slices.Clone(s.Steps), n, n+1)); v != nil && v.Property == killed.Property && killed.Op != nil && !model.ActionOf(s.Steps[n].Op).Describe() {
			t.Errorf("step %d, %s, can be left out", n+1, s.Steps[n].Op)
		}
	}
}

// What comes out of Minimise fails as what went in, cannot do without a step, and is
// as small as it gets: made smaller again it stays as it is.
func TestMinimise(t *testing.T) {
	for m := range searched() {
		_, found := properties.Search{Machine: m.Machine, Suspect: m.Suspect, Timed: m.Timed, Seed: 7, Sequences: 20000}.Run()
		if found == nil {
			t.Errorf("%s is not found", m.Name)
			continue
		}
		fails := func(w script.World, steps []script.Step) string {
			if v := m.Suspect.Violation(w, steps); v != nil {
				return v.Property.String()
			}
			return ""
		}
		before := fails(found.World, found.Steps)
		w, steps := properties.Minimise(found.World, found.Steps, fails)
		if got := fails(w, steps); got != before {
			t.Errorf("%s: it fails by %s; before, by %s", m.Name, got, before)
		}
		if len(steps) > len(found.Steps) {
			t.Errorf("%s: %d steps came of %d", m.Name, len(steps), len(found.Steps))
		}
		for n := range steps {
			if fails(w, slices.Delete(slices.Clone(steps), n, n+1)) == before {
				t.Errorf("%s: step %d can be left out of\n%s", m.Name, n+1, script.Script{World: w, Steps: steps})
			}
		}
		again, more := properties.Minimise(w, steps, fails)
		if got, want := (script.Script{World: again, Steps: more}).String(), (script.Script{World: w, Steps: steps}).String(); got != want {
			t.Errorf("%s: minimised again it is\n%s\nbefore:\n%s", m.Name, got, want)
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
		"detach after one that was told to end": `
instance i-1 Running
disk     d-1 In_use i-1

0s   DetachDisk    InstanceId=i-1 DiskId=d-1   ok
30s  settle        d-1
30s  AttachDisk    InstanceId=i-1 DiskId=d-1   ok
35s  DetachDisk    InstanceId=i-1 DiskId=d-1   ok
1m   DescribeDisks DiskId=d-1                  Detaching
`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := script.Parse(name, strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
			if err != nil || !report.Green() {
				t.Errorf("the documented machine: %v %v", err, report.Failed)
			}
			v := properties.Suspect{KeepNotes: true}.Violation(s.World, s.Steps)
			if v == nil || v.Property != properties.CompletionHitsItsOwnDetachOnly {
				t.Errorf("with notes kept: %v; expected property %s not to hold", v, properties.CompletionHitsItsOwnDetachOnly)
			}
			run, _ := properties.Suspect{KeepNotes: true}.Begin(s.World, func(*sim.Event) {})
			var last model.Answer
			for _, step := range s.Steps {
				last = run.Do(step)
			}
			if want := s.Steps[len(s.Steps)-1].Want; last.Shown[0].Disk.Status == want.Shown[0].Disk.Status {
				t.Errorf("with notes kept the last answer is as it should be: %v", last)
			}
		})
	}
}
