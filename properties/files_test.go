package properties

import (
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// scripts returns the script files of a directory by their names without extension.
func scripts(t *testing.T, dir ...string) map[string]script.Script {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(append(dir, "*.script")...))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in %v: %v", dir, err)
	}
	all := map[string]script.Script{}
	for _, file := range files {
		text, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := script.Parse(file, text)
		text.Close()
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".script")] = s
	}
	return all
}

// replay replays a script exactly, with all properties on.
func replay(t *testing.T, s script.Script, o script.Options) *script.Report {
	t.Helper()
	o.Strict = model.Exactly
	report, err := Replay(s.World, script.All(s.Steps), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// withoutGot returns a script as the regression test that it is without what a
// machine got wrong; ok is false if it has no got.
func withoutGot(s script.Script) (_ script.Script, ok bool) {
	steps := slices.Clone(s.Steps)
	for n := range steps {
		ok = ok || steps[n].Got != nil
		steps[n].Got = nil
	}
	s.Steps = steps
	return s, ok
}

// TestScriptsAreGreen replays every script file, except the mutants', which their own
// test replays.
func TestScriptsAreGreen(t *testing.T) {
	for _, dir := range [][]string{{"testdata", "rules"}, {"testdata", "readings"}, {"testdata", "editions"}, {"..", "cmd", "ecsdisk", "testdata"}} {
		for name, s := range scripts(t, dir...) {
			t.Run(filepath.Join(filepath.Base(filepath.Join(dir...)), name), func(t *testing.T) {
				regression, got := withoutGot(s)
				if r := replay(t, regression, script.Options{}); !r.Green() {
					t.Errorf("it is not green: %v", r.Failed)
				}
				if got && replay(t, s, script.Options{}).Green() {
					t.Error("it is green with a got that differs")
				}
			})
		}
	}
}

// TestEachRuleHasItsScript holds that the script breaks the rule alone, and that a
// machine without the rule does not get through it.
func TestEachRuleHasItsScript(t *testing.T) {
	files := scripts(t, "testdata", "rules")
	for rule := range book.Rules() {
		s, ok := files[rule.String()]
		if !ok {
			t.Errorf("rule %s has no script", rule)
			continue
		}
		delete(files, rule.String())
		alone := false
		r := replay(t, s, script.Options{Check: func(e *sim.Event) error {
			alone = alone || e.Outcome.Broken() == book.RuleSetOf(rule)
			return nil
		}})
		if !r.Green() || !alone {
			t.Errorf("the script of %s does not break it alone: %v", rule, r.Failed)
		}
		broken := s.World.Machine
		broken.Without.Rules = book.RuleSetOf(rule)
		if replay(t, s, script.Options{Step: broken.Step}).Green() {
			t.Errorf("the script of %s is green without the rule", rule)
		}
	}
	for name := range maps.Keys(files) {
		t.Errorf("%s is the script of no rule", name)
	}
}

// TestEachReadingHasItsScript holds that a script is of one reading alone, by which it
// is called, and that the default machine does not get through it. A reading of
// several operations has a script for each.
func TestEachReadingHasItsScript(t *testing.T) {
	has := map[book.Choice]bool{}
	for name, s := range scripts(t, "testdata", "readings") {
		chosen := slices.Collect(s.World.Machine.Readings.All())
		if len(chosen) != 1 {
			t.Errorf("%s is the script of %s; expected one reading", name, s.World.Machine.Readings)
			continue
		}
		c := chosen[0]
		has[c] = true
		if of := strings.TrimPrefix(c.Reading(), "R-") + "." + c.Value(); name != of && !strings.HasPrefix(name, of+"-") {
			t.Errorf("the script of %s is called %s", c, name)
		}
		if err := s.World.Machine.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		s.World.Machine.Readings = book.Readings{}
		if replay(t, s, script.Options{}).Green() {
			t.Errorf("the script of %s is green under the default", c)
		}
	}
	for c := range otherReadings() {
		if !has[c] {
			t.Errorf("%s has no script", c)
		}
	}
}

// machineOf returns the machine under one choice, of the default edition or, if that does not
// have the choice, of the first that has.
func machineOf(c book.Choice) model.Machine {
	m := model.Machine{Readings: book.ReadingsOf(c)}
	for e := range c.Editions().All() {
		if m.Check() == nil {
			break
		}
		m.Edition = e
	}
	return m
}

// otherReadings yields every reading of the machine that is no default. Which broken
// rule gives the code is a matter of comparison only.
func otherReadings() iter.Seq[book.Choice] {
	return func(yield func(book.Choice) bool) {
		for c := range book.Choices() {
			if !c.Default() && c != book.OrderAnyBroken && !yield(c) {
				return
			}
		}
	}
}
