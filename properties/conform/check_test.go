package conform_test

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim/script"
)

// builders are the kinds of systems: each settles at its own times.
var builders = map[string]func(model.Machine) func(script.World) (conform.System, error){
	"settles inside the call": newMock,
	"settles when told":       newTold,
	"chooses its own ids":     newNamed,
	"has a clock":             func(model.Machine) func(script.World) (conform.System, error) { return newClocked },
}

func TestFaithfulSystems(t *testing.T) {
	for name, build := range builders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sequences := 100
			if testing.Short() {
				sequences = 25
			}
			for e := range book.AllEditions() {
				report, d := first(t, conform.Config{New: build(model.Machine{Edition: e}), Edition: e, Options: conform.Options{Instant: true}, Sequences: sequences})
				if d != nil || len(report.Readings) > 0 || report.Sequences != sequences {
					t.Errorf("edition %v: %s", e, report)
				}
				if named := strings.Contains(report.String(), "edition "+e.String()); named != (e != 0) {
					t.Errorf("edition %v: it is named: %t, in %s", e, named, report)
				}
			}
		})
	}
}

// A system of another reading is told so if it has to keep to the default one.
func TestReadings(t *testing.T) {
	for c := range book.Edition2019.Choices() {
		if c.Default() {
			continue
		}
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			m := model.Machine{Readings: book.ReadingsOf(c)}
			strict := conform.Config{New: newTold(m), Options: conform.Options{Readings: new(book.Readings), Strict: model.Exactly, OnlyTold: true}, Sequences: 5000, Causes: 1}
			if c == book.OrderAnyBroken {
				return // no machine goes by it
			}
			if _, d := first(t, strict); d == nil {
				t.Error("kept to the default readings nothing diverges")
			}
		})
	}
}

// TestBrokenSystems has every rule and every effect left out of a mock: the check
// finds each, and leaves a minimal script that is red as it stands, and green without
// its got.
func TestBrokenSystems(t *testing.T) {
	for r := range book.Rules() {
		if (model.Machine{}).Book().InForce(r) && !(testing.Short() && r%4 != 0) {
			d := testBroken(t, r.String(), model.Machine{Without: book.Omission{Rules: book.RuleSetOf(r)}})
			if d == nil {
				continue
			}
			if first, _ := d.Outcome.Rule(); first != r {
				t.Errorf("what is named is %s; expected %s", first, r)
			}
		}
	}
	for e := range book.Effects() {
		row := e.Row()
		// Of a disk that is kept the flag is false already, and an instance that is not
		// there is not shown.
		unseen := row.Action == book.ActionDeleteInstance && (row.Field == book.FieldDeleteWithInstance || row.Field == book.FieldInstanceID)
		if row.Only.Default() && !unseen && row.Editions.Has(model.Machine{}.Edition) && !(testing.Short() && e%4 != 0) {
			testBroken(t, e.String(), model.Machine{Without: book.Omission{Effects: book.EffectSetOf(e)}})
		}
	}
}

// TestBrokenSystemsOfTheLatestEdition has what the latest edition has more than the default
// one left out.
func TestBrokenSystemsOfTheLatestEdition(t *testing.T) {
	more := func(in book.Editions) bool { return in.Has(book.Latest) && !in.Has(model.Machine{}.Edition) }
	for r := range book.Rules() {
		if more(r.Row().Editions) {
			testBroken(t, r.String(), model.Machine{Edition: book.Latest, Without: book.Omission{Rules: book.RuleSetOf(r)}})
		}
	}
	for e := range book.Effects() {
		row := e.Row()
		// A source that is not forgotten shows only where the flag is false, then true again
		// before the instance goes; or not at all, for the instance is gone.
		unseen := row.Field == book.FieldSourceInstanceID && (row.Action == book.ActionModifyDiskAttribute || row.Action == book.ActionDeleteInstance)
		if more(row.Editions) && row.Only.Default() && !unseen {
			testBroken(t, e.String(), model.Machine{Edition: book.Latest, Without: book.Omission{Effects: book.EffectSetOf(e)}})
		}
	}
}

func testBroken(t *testing.T, name string, m model.Machine) (d *conform.Divergence) {
	t.Run(name, func(t *testing.T) {
		_, d = first(t, conform.Config{New: newTold(m), Edition: m.Edition, Options: conform.Options{Readings: new(book.Readings), OnlyTold: true}, Sequences: 5000, Causes: 1})
		if d == nil {
			t.Fatal("it is not found")
		}
		if named := strings.Contains(d.Error(), "edition "+m.Edition.String()+" requires"); named != (m.Edition != 0) {
			t.Errorf("its edition is named: %t, in %s", named, d.Error())
		}
		steps := d.Script.Steps
		report, err := properties.Replay(d.Script.World, script.All(steps), script.Options{})
		if err != nil || report.Green() {
			t.Errorf("its script is green: %v\n%s", err, d.Script)
		} else if report.Steps != len(steps) {
			t.Errorf("its script is red at step %d of %d: %v\n%s", report.Steps, len(steps), report.Failed, d.Script)
		}
		steps[len(steps)-1].Got = nil
		report, err = properties.Replay(d.Script.World, script.All(steps), script.Options{Strict: model.Exactly})
		if err != nil || !report.Green() {
			t.Errorf("without its got it is red: %v %v\n%s", err, report.Failed, d.Script)
		}
	})
	return d
}
