package mutant

import (
	"testing"

	"example.com/ecsdisk/properties"
)

// TestPower holds that a thousand random sequences notice every mutant that there is to
// notice: what is rare is drawn often enough.
func TestPower(t *testing.T) {
	if testing.Short() {
		t.Skip("searches for each mutant")
	}
	searched := 0
	for m := range All() {
		if m.Equivalent != "" {
			continue
		}
		searched++
		search := properties.Search{Machine: m.Machine, Suspect: m.Suspect, Timed: m.Timed, Seed: 1, Sequences: 1000}
		if _, found := search.Run(); found == nil {
			t.Errorf("%s, which %s, is not noticed", m.Name, m.Does)
		}
	}
	if searched < 500 {
		t.Errorf("there are %d mutants to notice", searched)
	}
}
