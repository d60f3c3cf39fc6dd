package properties_test

import (
	"testing"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/mutant"
	"example.com/ecsdisk/sim"
)

// Each finds what Check finds, and goes on where Check stops; where Check finds
// nothing, it finds nothing either.
func TestEach(t *testing.T) {
	more := 0
	for m := range searched() {
		if m.Timed || m.Name == "asked-again-a-detach-is-lost" { // these take a clock, and the machine asked again
			continue
		}
		_, found := properties.Search{Machine: m.Machine, Suspect: m.Suspect, Sequences: 20000}.Run()
		if found == nil {
			t.Errorf("%s is not found", m.Name)
			continue
		}
		more += testEach(t, m, found)
	}
	if more == 0 {
		t.Error("nothing breaks two properties at once")
	}
}

// testEach returns how many properties Each finds beyond the one that Check finds.
func testEach(t *testing.T, m mutant.Mutant, found *properties.Found) (more int) {
	t.Helper()
	subject := properties.Subject{Start: found.World.State, Machine: m.Machine, Step: m.Suspect.Step}
	var one properties.Checker
	if err := one.Begin(subject); err != nil {
		t.Fatal(err)
	}
	var each properties.Checker
	each.Begin(subject)
	e := sim.Event{After: found.World.State}
	for n, step := range found.Steps {
		e = sim.Event{N: n, Op: step.Op, Before: e.After}
		e.After, e.Outcome = m.Suspect.Step(e.Before, e.Op)
		err := one.Check(&e, properties.OfStep|properties.OfHistory)
		all := each.Each(&e, properties.OfStep|properties.OfHistory)
		if err == nil && all == nil {
			continue
		}
		if err == nil || all == nil || all[0].Error() != err.Error() {
			t.Errorf("%s: Check finds %v, Each %v", m.Name, err, all)
		}
		return len(all) - 1
	}
	return 0
}
