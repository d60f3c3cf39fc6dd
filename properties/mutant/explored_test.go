package mutant

import (
	"flag"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/scope"
)

var exploreAll = flag.Bool("explore-all", false, "explore every mutant, not each of some")

// each is of how many mutants one is explored, unless all are, or tried in a short run.
const each = 20

// The tabulated engine looks at what can be reached, and not at what can be declared.
// A mutant that is said to be equivalent goes through as many states by as many steps
// as the documented machine does, and one that breaks a property there has a row that
// says so. A mutant that changes what its operation does not name cannot be tabulated:
// the engine has to refuse it.
func TestExplored(t *testing.T) {
	for _, small := range []scope.Scope{scope.Core(1, 2), scope.Every(1)} {
		documented := map[model.Machine]scope.Counts{}
		broken := 0
		for n, r := range matrix() {
			if n%each != 0 && !*exploreAll && !testing.Short() {
				continue
			}
			small.Machine, small.Suspect = r.Machine, r.Suspect
			got, err := explore.Explore(t.Context(), small, explore.Options{})
			if err != nil {
				if r.Killed == nil {
					t.Errorf("%s: %v; expected a table of a machine that is as the documented one", r.Name, err)
				}
				continue
			}
			if got.Violation != nil {
				broken++
				if r.Killed == nil {
					t.Errorf("%s: %v in %s; expected what its row says", r.Name, got.Violation, small.Name)
				}
				continue
			}
			if r.Killed != nil {
				continue // what breaks it cannot be reached from there
			}
			if _, ok := documented[r.Machine]; !ok {
				small.Suspect = properties.Suspect{}
				counts, err := explore.Explore(t.Context(), small, explore.Options{})
				if err != nil {
					t.Fatal(err)
				}
				documented[r.Machine] = counts.Counts
			}
			if got.Counts != documented[r.Machine] {
				t.Errorf("%s: %+v in %s; the documented machine: %+v", r.Name, got.Counts, small.Name, documented[r.Machine])
			}
		}
		if broken == 0 {
			t.Errorf("no mutant is broken in %s", small.Name)
		}
	}
}
