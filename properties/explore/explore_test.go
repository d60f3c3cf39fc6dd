package explore

import (
	"fmt"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

var wants = map[string]scope.Counts{
	"core(1,1)": {States: 75, Transitions: 308, Depth: 7},
	"core(1,3)": {States: 5859, Transitions: 44820, Depth: 13},
	"core(2,2)": {States: 15705, Transitions: 130020, Depth: 16},
}

func TestGeneric(t *testing.T) {
	for _, s := range []scope.Scope{scope.Core(1, 1), scope.Core(1, 3), scope.Core(2, 2)} {
		got, v := exploretest.Search(s, nil)
		if v != nil || got != wants[s.Name] {
			t.Errorf("%s: %+v %v; expected %+v", s.Name, got, v, wants[s.Name])
		}
	}
}

func BenchmarkTabulate(b *testing.B) {
	s, p := scope.Core(2, 3), exploretest.Pacing(b)
	for b.Loop() {
		if _, err := tabulate(p, &s, false, 1<<30); err != nil {
			b.Fatal(err)
		}
	}
}

func laidOut(t testing.TB, s *scope.Scope, symmetry bool) *layout {
	t.Helper()
	l, err := layoutOf(exploretest.Pacing(t).Task, s, symmetry, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// searched returns a search of a layout that came to its end.
func searched(t testing.TB, l *layout, workers int) *search {
	t.Helper()
	s := newSearch(l, workers, 1<<30)
	if err := s.run(exploretest.Pacing(t), l.number(l.start())); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConcrete(t *testing.T) {
	wants["core(2,3)"] = scope.Counts{States: 227691, Transitions: 2302074, Depth: 19}
	for _, s := range []scope.Scope{scope.Core(1, 1), scope.Core(1, 3), scope.Core(2, 2), scope.Core(2, 3)} {
		for workers := 1; workers <= 2; workers++ {
			l := laidOut(t, &s, false)
			if got := searched(t, l, workers).counts; got != wants[s.Name] {
				t.Errorf("%s: %+v; expected %+v", s.Name, got, wants[s.Name])
			}
		}
	}
}

// TestSymmetry counts the classes of the states of small scopes another way: each
// state is renamed by every permutation of its resources that are alike, and the
// least of the names counts.
func TestSymmetry(t *testing.T) {
	for _, s := range []scope.Scope{scope.Core(1, 1), scope.Core(1, 3), scope.Core(2, 2), scope.Core(3, 1), threeAlike()} {
		classes := map[string]bool{}
		exploretest.Search(s, func(state model.State) { classes[leastName(state)] = true })
		l := laidOut(t, &s, true)
		for workers := 1; workers <= 2; workers++ {
			if got := searched(t, l, workers).counts; got.States != len(classes) {
				t.Errorf("%s: %d classes; expected %d", s.Name, got.States, len(classes))
			}
		}
	}
}

// threeAlike returns a scope of three instances and three disks that are interchangeable:
// the order of two does not say that of the third.
func threeAlike() scope.Scope {
	s := scope.Core(3, 3)
	s.Name, s.Ops = "three alike", nil
	var instances []model.Instance
	for i := range s.Start.Instances() {
		i.HotPlug = model.True
		instances = append(instances, i)
		s.Ops = append(s.Ops, model.StopInstance{InstanceID: i.ID})
		for d := range s.Start.Disks() {
			s.Ops = append(s.Ops,
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID},
				model.AttachDisk{InstanceID: i.ID, DiskID: d.ID, DeleteWithInstance: true})
		}
	}
	var err error
	if s.Start, err = model.NewState(instances, slices.Collect(s.Start.Disks())); err != nil {
		panic(err)
	}
	return s
}

// leastName returns the least key of a state over all renamings.
func leastName(s model.State) string {
	instances, disks := slices.Collect(s.Instances()), slices.Collect(s.Disks())
	least := ""
	for _, p := range exploretest.Permutations(len(instances)) {
		for _, q := range exploretest.Permutations(len(disks)) {
			name := map[model.InstanceID]model.InstanceID{}
			is, ds := slices.Clone(instances), slices.Clone(disks)
			for n, at := range p {
				name[instances[at].ID] = model.InstanceID(fmt.Sprint("i", n))
				is[at].ID = name[instances[at].ID]
			}
			for n, at := range q {
				ds[at].ID = model.DiskID(fmt.Sprint("d", n))
				ds[at].InstanceID = name[ds[at].InstanceID]
				ds[at].SourceInstanceID = model.SourceOf(name[ds[at].SourceInstanceID.InstanceID()])
			}
			renamed, err := model.NewState(is, ds)
			if err != nil {
				panic(err)
			}
			if key := renamed.Key(); least == "" || key < least {
				least = key
			}
		}
	}
	return least
}
