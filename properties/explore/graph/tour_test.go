package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

// leastTransition returns a name of a transition that all have that differ from it in
// names only: the least, over all ways to rename.
func leastTransition(s model.State, op model.Op, renamings []renaming) string {
	var names []string
	for _, r := range renamings {
		names = append(names, r.state(s).Key()+r.op(op).String())
	}
	return slices.Min(names)
}

// anyRenaming returns all ways to rename the resources of a scope among those of their
// kind.
func anyRenaming(s scope.Scope) (all []renaming) {
	var instances, disks []string
	for i := range s.Start.Instances() {
		instances = append(instances, string(i.ID))
	}
	for d := range s.Start.Disks() {
		disks = append(disks, string(d.ID))
	}
	for _, p := range exploretest.Permutations(len(instances)) {
		for _, q := range exploretest.Permutations(len(disks)) {
			r := renaming{}
			for n, id := range instances {
				r[id] = instances[p[n]]
			}
			for n, id := range disks {
				r[id] = disks[q[n]]
			}
			all = append(all, r)
		}
	}
	return all
}

// TestTour replays the scripts of tours, and collects what transitions they take: all
// there are.
func TestTour(t *testing.T) {
	every := scope.Every(1)
	for _, test := range []struct {
		scope     scope.Scope
		renamings []renaming
		length    int // steps and scripts together
	}{
		{scope.Core(1, 1), anyRenaming(scope.Core(1, 1)), 691},
		{scope.Core(1, 2), anyRenaming(scope.Core(1, 2)), 4_843},
		{every, []renaming{{}}, 142_689},
	} {
		if testing.Short() && test.scope.Name == every.Name {
			continue
		}
		scripts, r, err := Tour(t.Context(), test.scope, Options{})
		if err != nil {
			t.Errorf("%s: %v", test.scope.Name, err)
			continue
		}
		left := map[string]bool{}
		checkStep := func(s model.State, op model.Op, after model.State, o model.Outcome) {
			if o.Accepted() && !after.Equal(s) {
				left[leastTransition(s, op, test.renamings)] = true
			}
		}
		exploretest.Search(test.scope, func(s model.State) {
			for _, op := range test.scope.Ops {
				after, o := test.scope.Machine.Step(s, op)
				checkStep(s, op, after, o)
			}
		})
		all, steps := len(left), 0
		for _, s := range scripts {
			if !s.World.State.Equal(test.scope.Start) || !s.World.Told {
				t.Errorf("%s does not start where the scope does", s)
			}
			for _, e := range exploretest.Green(t, test.scope.Name, s) {
				if !e.After.Equal(e.Before) {
					steps++
					delete(left, leastTransition(e.Before, e.Op, test.renamings))
				}
			}
		}
		if all != r.Transitions || len(left) > 0 {
			t.Errorf("%s: of %d transitions %d are left; expected none of %d", test.scope.Name, all, len(left), r.Transitions)
		}
		if r.Scripts != len(scripts) || r.Steps != steps || r.Least > steps+r.Scripts {
			t.Errorf("%s: %d scripts, %d steps, least %d; expected %d, %d", test.scope.Name, r.Scripts, r.Steps, r.Least, len(scripts), steps)
		}
		if steps+r.Scripts != test.length {
			t.Errorf("%s: %d steps and %d scripts; expected %d together, where no tour has fewer than %d", test.scope.Name, steps, r.Scripts, test.length, r.Least)
		}
	}
}

// TestTourFindsFaults asks machines that leave out an effect of core what a tour asks. It
// looks after every call at what there is then, and finds out all of them.
func TestTourFindsFaults(t *testing.T) {
	scripts, _, err := Tour(t.Context(), scope.Core(1, 2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := func(without book.Omission) bool {
		return slices.ContainsFunc(scripts, func(s script.Script) bool {
			state, broken := s.World.State, s.World.State
			return slices.ContainsFunc(s.Steps, func(step script.Step) bool {
				state, _ = model.Machine{}.Step(state, step.Op)
				broken, _ = model.Machine{Without: without}.Step(broken, step.Op)
				return !broken.Equal(state)
			})
		})
	}
	for e := range book.Effects() {
		row := e.Row()
		switch {
		case !row.Only.Default(), !row.Editions.Has(book.Edition2019), !strings.Contains("DetachDisk AttachDisk DeleteDisk StartInstance StopInstance lock unlock settle", row.Action.String()):
		case row.Action == book.ActionSettle && row.When.Any&(book.DiskCreating|book.DiskReIniting|book.InstancePending) != 0:
		default:
			if !found(book.Omission{Effects: book.EffectSetOf(e)}) {
				t.Errorf("a machine without %q answers the same", e)
			}
		}
	}
}

// TestTourUnderReadings replays tours of machines that follow each reading, with failures.
func TestTourUnderReadings(t *testing.T) {
	for choice := range book.Choices() {
		s := scopeOf("instance i-0 Running\ndisk d-0 Detaching i-0", 0, model.DetachFailed{DiskID: "d-0"}, model.AttachFailed{DiskID: "d-0"})
		s.Machine.Edition, _ = choice.Editions().Common(0)
		s.Machine.Readings = book.ReadingsOf(choice)
		scripts, r, err := Tour(t.Context(), s, Options{})
		if err != nil || r.Steps < r.Transitions {
			t.Errorf("%s: %+v %v", choice, r, err)
		}
		for _, s := range scripts {
			exploretest.Green(t, choice.String(), s)
		}
	}
}

// TestTourOfManyAlike has eight disks that are interchangeable, whether they are there or
// not: a class of states for how many look how.
func TestTourOfManyAlike(t *testing.T) {
	s := scope.Core(0, 8)
	s.Ops = nil
	for d := range s.Start.Disks() {
		s.Ops = append(s.Ops, model.CreateDisk{DiskID: d.ID}, model.DeleteDisk{DiskID: d.ID}, model.Settle{ID: string(d.ID)})
	}
	scripts, r, err := Tour(t.Context(), s, Options{})
	want := map[string]bool{}
	exploretest.Search(s, func(s model.State) {
		looks := map[model.Disk]int{}
		for d := range s.Disks() {
			d.ID = ""
			looks[d]++
		}
		want[fmt.Sprint(looks)] = true
	})
	if err != nil || r.States != len(want) || r.Steps < r.Transitions {
		t.Errorf("%+v, %v; expected %d states", r, err, len(want))
	}
	for _, s := range scripts {
		exploretest.Green(t, "many alike", s)
	}
}
