package graph

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Each pair of editions that follow each other differs in as few steps as the documentation
// says; what is shown replays under the edition that it is of; and of what is not shown, there
// is a reason.
func TestEditions(t *testing.T) {
	all := slices.Collect(book.AllEditions())
	shortest := []int{1, 1, 1, 1, 0} // 0: no machine differs
	for n := range all[1:] {
		of := [2]model.Machine{{Edition: all[n]}, {Edition: all[n+1]}}
		found, err := Editions(t.Context(), of[0], of[1], nil)
		if err != nil {
			t.Fatal(err)
		}
		least := 0
		for _, d := range found {
			if d.Unfinished != "" || d.Says == [2]string{} {
				t.Errorf("%s → %s: %s: %v %s", all[n], all[n+1], d.What, d.Says, d.Unfinished)
			}
			steps := 0
			for k, s := range d.Scripts {
				if (len(s.Steps) == 0) == d.Found() && d.Untold[k] == "" {
					t.Errorf("%s → %s: %s: nothing under %s, and no reason", all[n], all[n+1], d.What, all[n+k])
				}
				if len(s.Steps) == 0 {
					continue
				}
				steps = 0
				for _, step := range s.Steps {
					if !model.ActionOf(step.Op).Describe() {
						steps++
					}
				}
				parsed, err := script.Parse("x", strings.NewReader(s.String()))
				if err != nil {
					t.Fatalf("%v, in\n%s", err, s)
				}
				r, err := properties.Replay(parsed.World, script.All(parsed.Steps), script.Options{Strict: model.Exactly})
				if err != nil || !r.Green() {
					t.Errorf("%s under %s: %v %v", d.What, all[n+k], err, r.Failed)
				}
			}
			if steps > 0 && (least == 0 || steps < least) {
				least = steps
			}
			if d.Found() && d.Untold == [2]string{} && !d.Hidden && stepsOf(d.Scripts[0]) == stepsOf(d.Scripts[1]) {
				t.Errorf("%s → %s: %s: both say\n%s", all[n], all[n+1], d.What, d.Scripts[0])
			}
		}
		if least != shortest[n] {
			t.Errorf("%s → %s: the shortest has %d steps; expected %d", all[n], all[n+1], least, shortest[n])
		}
	}
}

// stepsOf returns the step lines of a script, with their comments.
func stepsOf(s script.Script) string {
	s.World = script.World{}
	return s.String()
}

func TestEditionsThatAreOne(t *testing.T) {
	found, err := Editions(t.Context(), model.Machine{}, model.Machine{}, nil)
	if err != nil || found != nil {
		t.Errorf("an edition differs from itself: %v, %v", found, err)
	}
}

// What one edition says holds, and another breaks: from 2020 on a detached system disk goes with
// the instance that it left, with its flag, and from 2024 on a data disk.
func TestLosses(t *testing.T) {
	all := slices.Collect(book.AllEditions())
	for n := range all[1:] {
		has, breaks := model.Machine{Edition: all[n]}, model.Machine{Edition: all[n+1]}
		found, err := Losses(t.Context(), has, breaks, nil)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range found {
			names = append(names, l.Property.String())
			t.Logf("%s by %s\n%s", all[n], all[n+1], l.Script)
		}
		var want []string
		if all[n+1] == book.Edition2020 {
			want = []string{"CompletedDetachClearsFlagAndInstance", "ReleaseTakesFlaggedDisksOnly", "DetachedDiskSurvivesRelease"}
		}
		if !slices.Equal(names, want) {
			t.Errorf("of %s the machine of %s breaks %q; expected %q", all[n], all[n+1], names, want)
		}
		if found, err := Losses(t.Context(), breaks, breaks, nil); err != nil || found != nil {
			t.Errorf("the machine of %s breaks what holds in it: %v %v", breaks.Edition, found, err)
		}
	}
}
