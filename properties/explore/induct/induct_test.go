package induct

import (
	"context"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

func inductive(t *testing.T, o Options) Proof {
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
	r := inductive(t, Options{Worlds: []Size{{1, 1}}, Progress: func(p pace.Progress) { progress = p }})
	if want := 81*49 + 80*96; len(r.Checked) != 1 || r.Checked[0].States != want || r.Violation != nil || r.Unfinished != "" || r.Follows != nil {
		t.Errorf("%+v; expected %d states and nothing else", r, want)
	}
	if progress.Done != r.Checked[0].States {
		t.Errorf("progress says %d of %d states", progress.Done, r.Checked[0].States)
	}
	some := inductive(t, Options{Worlds: []Size{{1, 1}}, Stride: 20, Workers: 1})
	if same := inductive(t, Options{Worlds: []Size{{1, 1}}, Stride: 20, Workers: 3}); same.Checked[0] != some.Checked[0] {
		t.Errorf("three workers check %+v; one %+v", same.Checked, some.Checked)
	}
	asked := map[book.Action]bool{}
	for _, op := range everyOp(model.Machine{}, 1, 1) {
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
		{Options{Worlds: []Size{{1, 2}}, Stride: stride}, oneAndTwo},
		{Options{Worlds: []Size{{2, 1}}, Stride: stride}, twoAndOne},
	} {
		r := inductive(t, o.Options)
		if states := r.Checked[0].States; r.Violation != nil || states < o.states/stride*9/10 || states > o.states/stride*11/10 {
			t.Errorf("%d states, %v; expected about one in %d of %d", states, r.Violation, stride, o.states)
		}
	}
}

// TestWellFormed looks for a state that comes twice.
func TestWellFormed(t *testing.T) {
	n, keys := 0, map[string]bool{}
	for _, s := range wellFormed(model.Machine{}, 1, 1, func(int) (bool, bool) { return true, true }) {
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
		found := inductive(t, Options{Worlds: []Size{{1, 1}}, Suspect: s.Suspect})
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
	r, err := Prove(ctx, Options{Worlds: []Size{{1, 1}}})
	if err != nil || r.Unfinished == "" || len(r.Checked) > 0 {
		t.Errorf("%+v %v; expected a part of the states", r, err)
	}
}

// TestFollows has an argument for each property of states and of steps, and none where
// not all was gone through.
func TestFollows(t *testing.T) {
	var of []properties.Property
	for _, a := range arguments {
		of = append(of, a.Property)
	}
	var want []properties.Property
	for p := range properties.All() {
		if p.Kind()&(properties.OfState|properties.OfStep) != 0 {
			want = append(want, p)
		}
	}
	if !slices.Equal(of, want) {
		t.Errorf("there are arguments for %v; expected %v", of, want)
	}
	for _, o := range []Options{{Stride: 1 << 20}, {Worlds: []Size{{1, 1}}, Stride: 1}} {
		if r := inductive(t, o); r.Follows != nil {
			t.Errorf("%+v: %v", o, r.Follows)
		}
	}
	for _, o := range []Options{{Worlds: Whole, Stride: 1}, {Worlds: []Size{{2, 2}}, Stride: 1}} {
		if !o.whole() {
			t.Errorf("%v are not all that everything follows from", o.Worlds)
		}
	}
}

// TestBusybodies has machines that read, or change, a third resource.
func TestBusybodies(t *testing.T) {
	var m model.Machine
	for name, step := range map[string]func(model.State, model.Op) (model.State, model.Outcome){
		"how many instances there are": func(s model.State, op model.Op) (model.State, model.Outcome) {
			if stop, is := op.(model.StopInstance); is && s.NumInstances() > 1 {
				return s, m.Judge(s, model.StopInstance{InstanceID: stop.InstanceID + "?"})
			}
			return m.Step(s, op)
		},
		"another disk of the instance": func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if stop, is := op.(model.StopInstance); is && o.Accepted() {
				for d := range s.DisksOf(stop.InstanceID) {
					after, _ = m.Step(after, model.Settle{ID: string(d.ID)})
				}
			}
			return after, o
		},
		"what is on its way elsewhere": func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if remove, is := op.(model.DeleteDisk); is && o.Accepted() {
				for d := range after.Disks() {
					if d.ID != remove.DiskID && d.Status == model.Detaching {
						after, _ = m.Step(after, model.Settle{ID: string(d.ID)})
					}
				}
			}
			return after, o
		},
		"one more of a crowd": func(s model.State, op model.Op) (model.State, model.Outcome) {
			if attach, is := op.(model.AttachDisk); is && s.NumDisks() == 13 {
				return s, m.Judge(s, model.AttachDisk{DiskID: attach.DiskID})
			}
			return m.Step(s, op)
		},
	} {
		r := inductive(t, Options{Suspect: properties.Suspect{Step: step}, Stride: 41})
		if r.Violation == nil {
			t.Errorf("%s: nothing is found", name)
		}
	}
}
