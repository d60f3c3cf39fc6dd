package explore

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/induct"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// TestWithout has a machine that leaves out a rule be explored by default, as one that is
// given does, and be judged by what it leaves out.
func TestWithout(t *testing.T) {
	without := book.Omission{Rules: book.RuleSetOf(book.DetachDiskInUse)}
	own, given := scope.Core(1, 1), exploretest.Broken(scope.Core(1, 1), without)
	own.Machine.Without = without
	r, err := Explore(t.Context(), own, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := Explore(t.Context(), given, Options{})
	if err != nil || want.Violation == nil {
		t.Fatalf("%v %v", want.Violation, err)
	}
	if got, want := r.Counterexample.String(), want.Counterexample.String(); got != want {
		t.Errorf("%s\nexpected\n%s", got, want)
	}
	proof, err := induct.Prove(t.Context(), induct.Options{Machine: own.Machine, Worlds: []induct.Size{{Instances: 1, Disks: 1}}})
	if err != nil || proof.Violation == nil {
		t.Errorf("by induction: %v %v", proof.Violation, err)
	}
}

// TestViolations has the two engines agree on machines that are broken: on whether a
// property does not hold, and how far from the start. The counterexample is replayed.
func TestViolations(t *testing.T) {
	mutants := map[string]book.Omission{}
	for r := range book.Rules() {
		mutants[r.String()] = book.Omission{Rules: book.RuleSetOf(r)}
	}
	for e := range book.Effects() {
		mutants[e.String()] = book.Omission{Effects: book.EffectSetOf(e)}
	}
	killed := 0
	for name, without := range mutants {
		s := exploretest.Broken(scope.Core(1, 2), without)
		want, v := exploretest.Search(s, nil)
		for _, symmetry := range []bool{false, true} {
			r, err := Explore(t.Context(), s, Options{Symmetry: symmetry})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if (v == nil) != (r.Violation == nil) || r.Depth != want.Depth {
				t.Errorf("%s, symmetry %t: %v at depth %d; expected %v at %d", name, symmetry, r.Violation, r.Depth, v, want.Depth)
			}
			if r.Violation == nil {
				continue
			}
			killed++
			steps := len(r.Counterexample.Steps)
			for steps > 0 && model.ActionOf(r.Counterexample.Steps[steps-1].Op).Describe() {
				steps--
			}
			if steps != r.Depth+1 {
				t.Errorf("%s: %d steps; the violation is %d steps away\n%s", name, steps, r.Depth+1, r.Counterexample)
			}
			if got := s.Suspect.Violation(r.Counterexample.World, r.Counterexample.Steps); got == nil || !strings.Contains(r.Counterexample.String(), got.Property.Doc()) {
				t.Errorf("%s: the script does not show %v but %v\n%s", name, r.Violation, got, r.Counterexample)
			}
			for n := range r.Counterexample.Steps {
				r.Counterexample.Steps[n].Got = nil
			}
			report, err := properties.Replay(r.Counterexample.World, script.All(r.Counterexample.Steps), script.Options{Strict: model.Exactly})
			if err != nil || !report.Green() {
				t.Errorf("%s: the documented machine is not green on its script: %v %v", name, err, report.Failed)
			}
		}
	}
	if killed < 50 {
		t.Errorf("%d kills; expected the rules and effects of the scope", killed)
	}
}

// A set that is not a bitmap counts the same, and a memory that is too small ends the
// search with what it has.
func TestSparse(t *testing.T) {
	for _, symmetry := range []bool{false, true} {
		s := scope.Core(2, 3)
		l := laidOut(t, &s, symmetry)
		bitmap := searched(t, l, 1)
		sparse := newSearch(l, 1, 1<<30)
		sparse.sparse = newSparse(1 << 30)
		if err := sparse.run(exploretest.Pacing(t), l.number(l.start())); err != nil {
			t.Fatal(err)
		}
		if sparse.counts != bitmap.counts {
			t.Errorf("symmetry %t: %+v; expected %+v", symmetry, sparse.counts, bitmap.counts)
		}
	}
	r, err := Explore(t.Context(), scope.Core(2, 6), Options{Memory: 3 << 20})
	if err != nil || r.Unfinished == "" || r.States < 1000 || r.States >= 100_000 || r.Memory+r.Tables > 3<<20 {
		t.Errorf("%+v %v; expected a part of the states", r, err)
	}
}

// TestMachineOnceATable has the table find a machine that does not do the same when it
// is asked the same: it looks at the machine once for each operation.
func TestMachineOnceATable(t *testing.T) {
	var m model.Machine
	last := ""
	s := scope.Core(1, 1)
	s.Suspect = properties.Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		if model.ActionOf(op) != book.ActionDetachDisk {
			return m.Step(s, op)
		}
		before := last
		if last = s.Key() + op.String(); last == before { // asked again, it does nothing
			last = ""
			return s, m.Judge(s, op)
		}
		return m.Step(s, op)
	}}
	r, err := Explore(t.Context(), s, Options{})
	if err != nil || r.Violation == nil || r.Violation.Property != properties.Deterministic {
		t.Errorf("%v %v", r.Violation, err)
	}
}
