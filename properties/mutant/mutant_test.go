package mutant

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// matrix is that of all mutants or, in a short run, of some; made once.
var matrix = sync.OnceValue(func() []Row { return Matrix(tried()) })

// tried yields the mutants that the tests try.
func tried() iter.Seq[Mutant] {
	if !testing.Short() {
		return All(0)
	}
	return func(yield func(Mutant) bool) {
		n := 0
		for m := range All(0) {
			if n++; n%each == 0 && !yield(m) {
				return
			}
		}
	}
}

// Every mutant is noticed by a property, or makes every step as the documented machine
// does and says why.
func TestEveryMutantIsKilledOrEquivalent(t *testing.T) { checkRows(t, 0, matrix()) }

func checkRows(t *testing.T, among book.Editions, rows []Row) {
	names := map[string]bool{}
	for _, r := range rows {
		if err := r.Machine.Check(); err != nil || !among.Has(r.Machine.Edition) {
			t.Errorf("%s is of edition %s, error %v; expected one of %s", r.Name, r.Machine.Edition, err, among)
		}
		if names[r.Name] {
			t.Errorf("two mutants are called %s", r.Name)
		}
		names[r.Name] = true
		if err := r.Fault(); err != nil {
			t.Error(err)
		}
		// Some are refused by a rule that the documented reading does not judge there.
		codes := r.Name == "reading-lock-scope-in-use-only-ignored" || strings.HasPrefix(r.Name, "reading-still-attached-")
		if r.Equivalent != "" && r.Codes != codes {
			t.Errorf("%s is said to be equivalent (%s); refused by a rule that is not broken: %t", r.Name, r.Equivalent, r.Codes)
		}
	}
}

// A catalogue that says the wrong thing of a mutant is found out.
func TestFault(t *testing.T) {
	killed := Row{Killed: new(script.Script)}
	killed.Equivalent = "it is not"
	same := Row{Steps: 1}
	otherwise := Row{Steps: 1, Differs: true}
	otherwise.Equivalent = "it is not"
	for _, r := range []Row{killed, same, otherwise} {
		if r.Fault() == nil {
			t.Errorf("%+v has no fault", r)
		}
	}
	killed.Equivalent, otherwise.Differs = "", false
	for _, r := range []Row{killed, otherwise} {
		if err := r.Fault(); err != nil {
			t.Error(err)
		}
	}
}

// The script of a row is green for the documented machine; the mutant breaks on it the
// property that the row says, which is one of those that notice it alone.
func TestKills(t *testing.T) {
	rows := matrix()
	n := 0
	for fresh := range tried() {
		r := rows[n]
		n++
		if r.Killed == nil {
			continue
		}
		if !slices.Contains(r.Killers, r.By) {
			t.Errorf("%s: killed by %s, which alone does not notice it: %v", r.Name, r.By, r.Killers)
		}
		steps := slices.Clone(r.Killed.Steps)
		for i := range steps {
			steps[i].Got = nil
		}
		if v := fresh.Suspect.Violation(r.Killed.World, steps); v == nil || v.Property != r.By {
			t.Errorf("%s: %v; expected a violation of %s on\n%s", r.Name, v, r.By, r.Killed)
		}
		report, err := properties.Replay(r.Killed.World, script.All(steps), script.Options{Strict: model.Exactly})
		if err != nil || !report.Green() {
			t.Errorf("%s: the documented machine is not green on its script: %v %v", r.Name, err, report.Failed)
		}
	}
}

// Every property notices a mutant: one that does not is tested by none of them.
func TestEveryPropertyKills(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes all mutants")
	}
	for p := range properties.All() {
		kills := 0
		for _, r := range matrix() {
			if slices.Contains(r.Killers, p) {
				kills++
			}
		}
		if kills == 0 {
			t.Errorf("property %s notices no mutant", p)
		}
	}
}
