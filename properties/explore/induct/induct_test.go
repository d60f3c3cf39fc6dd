package induct

import (
	"context"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

func inductive(t *testing.T, o Options) Report {
	t.Helper()
	r, err := Prove(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestInductive counts the states by hand: an instance has 80 values or is not there; a
// disk has 48 that are not attached, or is not there, and 96 attached to an instance.
func TestInductive(t *testing.T) {
	var progress pace.Progress
	r := inductive(t, Options{Instances: 1, Disks: 1, Progress: func(p pace.Progress) { progress = p }})
	if want := 81*49 + 80*96; r.States != want || r.Violation != nil || r.Unfinished != "" || r.Steps != r.States*r.Ops {
		t.Errorf("%+v; expected %d states and nothing else", r, want)
	}
	if progress.Done != r.States {
		t.Errorf("progress says %d of %d states", progress.Done, r.States)
	}
	some := inductive(t, Options{Instances: 1, Disks: 1, Stride: 20, Workers: 1})
	if same := inductive(t, Options{Instances: 1, Disks: 1, Stride: 20, Workers: 3}); same.States != some.States || same.Steps != some.Steps {
		t.Errorf("three workers check %d states, %d steps; one %d, %d", same.States, same.Steps, some.States, some.Steps)
	}
	asked := map[book.Action]bool{}
	for _, op := range everyOp(1, 1) {
		asked[model.ActionOf(op)] = true
	}
	for a := range book.Actions() {
		if !asked[a] {
			t.Errorf("%s is never asked", a)
		}
	}
}

// TestInductiveSample checks a part of the states of larger worlds.
func TestInductiveSample(t *testing.T) {
	stride := 300
	if testing.Short() {
		stride = 3000
	}
	// Two disks: both are free or not there, one is, or both are attached, but not as two
	// system disks, of which there are 32.
	oneAndTwo := 81*49*49 + 80*(2*49*96+96*96-32*32)
	twoAndOne := 81*81*49 + 2*80*81*96
	for _, o := range []struct {
		Options
		states int
	}{
		{Options{Instances: 1, Disks: 2, Stride: stride}, oneAndTwo},
		{Options{Instances: 2, Disks: 1, Stride: stride}, twoAndOne},
	} {
		r := inductive(t, o.Options)
		if r.Violation != nil || r.States < o.states/stride*9/10 || r.States > o.states/stride*11/10 {
			t.Errorf("%d states, %v; expected about one in %d of %d", r.States, r.Violation, stride, o.states)
		}
	}
}

// TestWellFormed looks for a state that comes twice.
func TestWellFormed(t *testing.T) {
	n, keys := 0, map[string]bool{}
	for _, s := range wellFormed(1, 1, func(int) (bool, bool) { return true, true }) {
		n++
		keys[s.Key()] = true
	}
	if n != len(keys) {
		t.Errorf("%d states, of which %d differ", n, len(keys))
	}
}

// TestInductiveFindsMore has a machine that is broken where core never gets: no search
// from its start finds out, however far it goes.
func TestInductiveFindsMore(t *testing.T) {
	for _, r := range []book.Rule{book.DetachDiskPostPaid, book.DeleteInstancePostPaid, book.StopInstanceInstancePaid} {
		s := exploretest.Broken(scope.Core(2, 3), book.Omission{Rules: book.RuleSetOf(r)})
		if found, err := explore.Explore(t.Context(), s, explore.Options{Symmetry: true}); err != nil || found.Violation != nil {
			t.Errorf("%s: core finds %v %v", r, found.Violation, err)
		}
		found := inductive(t, Options{Instances: 1, Disks: 1, Suspect: s.Suspect})
		if found.Violation == nil || found.Violation.Property != properties.AcceptedExactlyWhenNoRuleIsBroken || len(found.Counterexample.Steps) != 1 {
			t.Errorf("%s: %v, expected a step that should be refused\n%s", r, found.Violation, found.Counterexample)
		}
		for n := range found.Counterexample.Steps {
			found.Counterexample.Steps[n].Got = nil
		}
		exploretest.Green(t, r.String(), found.Counterexample)
	}
}

func TestInductiveIsInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	r, err := Prove(ctx, Options{Instances: 1, Disks: 1})
	if err != nil || r.Unfinished == "" || r.States > 0 {
		t.Errorf("%+v %v; expected a part of the states", r, err)
	}
}
