package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// What each reading changes: in how many steps it is seen, and what needs its default.
var readingsWant = map[string]string{
	"R-order any-broken":              "0",
	"R-hot any-status":                "3 AcceptedExactlyWhenNoRuleIsBroken",
	"R-lock-scope in-use-only":        "2",
	"R-visible in-use":                "4",
	"R-visible in-use-detaching":      "6",
	"R-visible every-attached":        "2",
	"R-flag-at-completion acceptance": "4 EffectsAndNothingElse DetachingKeepsInstanceAndFlag",
	"R-failed-detach retries":         "5 EffectsAndNothingElse",
	"R-release-transit kept":          "3 EffectsAndNothingElse ReleaseTakesFlaggedDisksOnly",
	"R-release-transit refused":       "2 AcceptedExactlyWhenNoRuleIsBroken",
	"R-still-attached own-code":       "2",
	"R-delete-unknown not-found":      "1 AcceptedExactlyWhenNoRuleIsBroken",
	"R-delete-locked refused":         "2 AcceptedExactlyWhenNoRuleIsBroken",
	"R-financial lock-table":          "2 AcceptedExactlyWhenNoRuleIsBroken",
	"R-attach-detaching ignored":      "4 AcceptedExactlyWhenNoRuleIsBroken AttachAndDetachPassThroughTransit",
	"R-auto-snapshot false":           "2 EffectsAndNothingElse",
	"R-auto-snapshot attach":          "2 EffectsAndNothingElse",
	"R-stop-locked unaffected":        "2 AcceptedExactlyWhenNoRuleIsBroken",
	"R-early-parameter honoured":      "5 EffectsAndNothingElse",
}

func TestReadings(t *testing.T) { checkReadings(t, 0, readingsWant) }

// In one edition the choices are compared that it has, and the same comes out, but where the
// edition has no rule that a choice bears on.
func TestReadingsOfAnEdition(t *testing.T) {
	if testing.Short() {
		t.Skip("compares all readings again")
	}
	for _, e := range []book.Edition{book.Edition2018, book.Latest} {
		wants := map[string]string{}
		for c := range e.Choices() {
			if !c.Default() {
				wants[c.String()] = readingsWant[c.String()]
			}
		}
		if e == book.Edition2018 {
			wants[book.HotAnyStatus.String()] = "0"
		}
		checkReadings(t, book.EditionsOf(e), wants)
	}
}

// checkReadings compares the readings in some editions, and checks what comes out.
func checkReadings(t *testing.T, among book.Editions, wants map[string]string) {
	t.Helper()
	differences, err := Readings(t.Context(), among, nil)
	if err != nil || len(differences) != len(wants) {
		t.Fatalf("%d choices, %v; expected %d", len(differences), err, len(wants))
	}
	for _, d := range differences {
		c := d.Choice
		if d.Unfinished != "" || !among.Has(d.Edition) {
			t.Errorf("%s in %s: %s", c, d.Edition, d.Unfinished)
		}
		got := fmt.Sprint(len(d.Other.Steps))
		for _, n := range d.Needs {
			got += " " + n.Property.String()
			checkNeed(t, c, n)
		}
		if got != wants[c.String()] {
			t.Errorf("%s in %s: %s; expected %s\n%s%s", c, d.Edition, got, wants[c.String()], d.Default, d.Other)
		}
		if !d.Differs() {
			continue
		}
		// Each of the two is green under the reading that it states, and not under the other.
		for _, s := range []script.Script{d.Default, d.Other} {
			replayGreen(t, s)
			s.World.Machine.Readings = book.ReadingsOf()
			if s.String() == d.Default.String() {
				s.World.Machine.Readings = book.ReadingsOf(c)
			}
			report, err := properties.Replay(s.World, script.All(s.Steps), script.Options{Strict: model.Exactly})
			if err != nil || report.Green() {
				t.Errorf("%s: the script is green under the other value, too: %v\n%s", c, err, s)
			}
		}
	}
}

// What was not compared to the end says so, and does not look like the same machine.
func TestReadingsStopped(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	differences, err := Readings(stopped, 0, nil)
	if err != nil || len(differences) == 0 {
		t.Fatalf("%d choices, %v", len(differences), err)
	}
	for _, d := range differences {
		if !strings.Contains(d.Unfinished, "context canceled") {
			t.Errorf("%s: it was stopped because of %q", d.Choice, d.Unfinished)
		}
	}
}

// checkNeed checks that the last step of its script, and none before, breaks a property.
func checkNeed(t *testing.T, c book.Choice, n Need) {
	t.Helper()
	judge := n.Counterexample.World.Machine
	suspect := properties.Suspect{Step: model.Machine{Edition: judge.Edition, Readings: book.ReadingsOf(c)}.Step}
	steps := n.Counterexample.Steps
	for len(steps) > 1 && model.ActionOf(steps[len(steps)-1].Op).Describe() {
		steps = steps[:len(steps)-1]
	}
	before := n.Counterexample.World.State
	for _, step := range steps[:len(steps)-1] {
		before, _ = suspect.Step(before, step.Op)
	}
	e := sim.Event{Op: steps[len(steps)-1].Op, Before: before}
	e.After, e.Outcome = suspect.Step(before, e.Op)
	var checker properties.Checker
	if err := checker.Begin(properties.Subject{Start: before, Machine: judge, Step: suspect.Step}); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(checker.Each(&e, properties.OfStep), func(v *properties.Violation) bool { return v.Property == n.Property }) {
		t.Errorf("%s: %s keeps %s", c, e.Op, n.Property)
	}
	if v := suspect.Violation(n.Counterexample.World, steps); v == nil || !strings.Contains(n.Counterexample.String(), n.Property.Doc()) {
		t.Errorf("%s: %v; expected %s\n%s", c, v, n.Property, n.Counterexample)
	}
	if v := suspect.Violation(n.Counterexample.World, steps[:len(steps)-1]); v != nil {
		t.Errorf("%s: %s: a step can be left out\n%s", c, n.Property, n.Counterexample)
	}
}

// TestCompareKeepsTheMachine: what the machine is without stays left out on both sides.
func TestCompareKeepsTheMachine(t *testing.T) {
	s := scopeOf("instance i-0 Running HotPlug=false\ndisk d-0 In_use i-0", 0)
	for without, differs := range map[book.RuleSet]bool{{}: true, book.RuleSetOf(book.DetachDiskHotPlug, book.AttachDiskHotPlug): false} {
		s.Machine.Without.Rules = without
		d, err := compare(t.Context(), s, book.HotAnyStatus)
		if err != nil || d.Differs() != differs {
			t.Errorf("without %s: differs is %t, %v; want %t", without, d.Differs(), err, differs)
		}
	}
}
