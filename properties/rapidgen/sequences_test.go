package rapidgen

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestDocumentedMachine has the documented machine hold all properties, under its own
// readings and with each other choice.
func TestDocumentedMachine(t *testing.T) {
	t.Run("default", rapid.MakeCheck(new(Sequences).Check))
	for c := range book.Choices() {
		if !c.Default() {
			t.Run(c.String(), rapid.MakeCheck((&Sequences{Machine: model.Machine{Readings: book.ReadingsOf(c)}}).Check))
		}
	}
}

// TestReached has the sequences reach all that there is.
func TestReached(t *testing.T) {
	setRapid(t, map[string]string{"seed": "1", "checks": "5000"}) // rapid makes a fifth of them with -short
	var reached properties.Reached
	rapid.Check(t, (&Sequences{Reached: &reached}).Check)
	for _, missed := range reached.Missed(model.Machine{}) {
		t.Error(missed)
	}
}

// lenient is broken: it releases an instance and keeps every disk, whatever its flag.
func lenient() properties.Suspect {
	var m model.Machine
	for e := range book.Effects() {
		if row := e.Row(); row.Action == book.ActionDeleteInstance && row.Of == book.OfHeld && row.Release {
			m.Without.Effects = m.Without.Effects.Union(book.EffectSetOf(e))
		}
	}
	return properties.Suspect{Step: m.Step}
}

// lenientStory is the head of the script in which lenient is found out.
const lenientStory = `# Found by rapid, and red on purpose: replay it, and it says what should have been.
#
# The machine under test was a stand-in for the cloud, as a test might use one: when an
# instance was released it set the disks free, all of them. Code that forgets to clear
# DeleteWithInstance passes its tests against it, and loses the data in the cloud.
#
# rapid drew sequences of 30 operations, all properties on, until one did not hold, and left
# out operations; what was left was made shorter still. The words from there:
#
`

// TestGoldenFoundByRapid has rapid find a broken machine, shrink the sequence, and
// what then is made of it be the script that the command-line tool shows.
func TestGoldenFoundByRapid(t *testing.T) {
	s := &Sequences{Suspect: lenient()}
	o := check(t, s, func(*outer) {})
	found := s.Found()
	if found.Violation.Property != properties.ReleaseTakesFlaggedDisksOnly {
		t.Errorf("rapid finds %v", found.Violation)
	}
	if !strings.Contains(o.log.String(), found.Violation.Error()) {
		t.Errorf("the log does not say %q:\n%s", found.Violation, &o.log)
	}
	if len(found.Steps) > 4 {
		t.Errorf("rapid has shrunk to %d operations only: %v", len(found.Steps), found.Steps)
	}

	short, violation, ok := s.Suspect.Counterexample(found.World, found.Steps)
	if !ok {
		t.Fatalf("%v, but not when the sequence is run again", found.Violation)
	}
	if violation.Property != found.Violation.Property {
		t.Errorf("shortened, the violation is %v; it was %v", violation, found.Violation)
	}
	short.Head = append(strings.Split(strings.TrimSuffix(lenientStory, "\n"), "\n"), short.Head...)
	file := filepath.Join("..", "..", "cmd", "ecsdisk", "testdata", "found-by-rapid.script")
	if *update {
		if err := os.WriteFile(file, []byte(short.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := short.String(); got != string(want) {
		t.Errorf("the script is\n%s\nexpected\n%s", got, want)
	}

	report, err := properties.Replay(short.World, script.All(short.Steps), script.Options{})
	if err != nil || report.Green() {
		t.Errorf("with what the broken machine answered, the script is green: %v", err)
	}
	for n := range short.Steps {
		short.Steps[n].Got = nil
	}
	report, err = properties.Replay(short.World, script.All(short.Steps), script.Options{Strict: model.Exactly})
	if err != nil || !report.Green() {
		t.Errorf("the documented machine is not green on it: %v %v", err, report.Failed)
	}
}

// TestMachineProperties has a machine be found that breaks a property of machines
// only: where a disk has another kind of id, it accepts and does nothing.
func TestMachineProperties(t *testing.T) {
	var m model.Machine
	s := &Sequences{Suspect: properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		for d := range s.Disks() {
			if !strings.HasPrefix(string(d.ID), "d-") {
				return s, m.Judge(s, op)
			}
		}
		return m.Step(s, op)
	}}}
	check(t, s, func(*outer) {})
	if p := s.Found().Violation.Property; p != properties.Equivariant {
		t.Errorf("rapid finds %v; expected property %s not to hold", s.Found().Violation, properties.Equivariant)
	}
}

// TestKeep has one script be kept of the hundreds of runs that fail.
func TestKeep(t *testing.T) {
	t.Chdir(t.TempDir())
	s := &Sequences{Suspect: lenient()}
	check(t, s, func(o *outer) { s.Keep(o) })
	files, err := filepath.Glob(filepath.Join("testdata", "ecsdisk", t.Name(), "*.script"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files are kept: %v %v", len(files), files, err)
	}
	kept, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	short, _, _ := s.Suspect.Counterexample(s.Found().World, s.Found().Steps)
	if string(kept) != short.String() {
		t.Errorf("kept is\n%s\nexpected\n%s", kept, short)
	}
}

// TestKeepFlaky has the sequence as it was drawn be kept of a machine that does not
// do again what it did.
func TestKeepFlaky(t *testing.T) {
	t.Chdir(t.TempDir())
	var m model.Machine
	lazy := false // it accepts, and does nothing
	s := &Sequences{Suspect: properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if lazy && o.Accepted() {
			return s, o
		}
		return after, o
	}}}
	o := &outer{T: t}
	s.Keep(o)
	lazy = true
	setRapid(t, map[string]string{"seed": "1", "nofailfile": "true"})
	rapid.Check(o, s.Check)
	lazy = false
	o.end()
	files, err := filepath.Glob(filepath.Join("testdata", "ecsdisk", t.Name(), "*.script"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files are kept: %v %v", len(files), files, err)
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kept, err := script.Parse(files[0], f)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(kept.Steps, s.Found().Steps, func(a, b script.Step) bool { return a.Op.String() == b.Op.String() }) {
		t.Errorf("kept is\n%v\nexpected the steps %v", kept, s.Found().Steps)
	}
}
