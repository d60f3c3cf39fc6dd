package explore

import (
	"fmt"
	"slices"
	"testing"

	"example.com/ecsdisk/model"
)

var wants = map[string]Counts{
	"core(1,1)": {75, 308, 7},
	"core(1,3)": {5859, 44820, 13},
	"core(2,2)": {15705, 130020, 16},
}

func TestGeneric(t *testing.T) {
	for _, s := range []Scope{Core(1, 1), Core(1, 3), Core(2, 2)} {
		got, v := s.generic(nil)
		if v != nil || got != wants[s.Name] {
			t.Errorf("%s: %+v %v; expected %+v", s.Name, got, v, wants[s.Name])
		}
	}
}

func BenchmarkTabulate(b *testing.B) {
	s, p := Core(2, 3), pacing(b)
	for b.Loop() {
		if _, err := tabulate(p, &s, false, 1<<30); err != nil {
			b.Fatal(err)
		}
	}
}

func layoutOf(t testing.TB, s *Scope, symmetry bool) *layout {
	t.Helper()
	l, err := s.layout(pacing(t).task, symmetry, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// searched returns a search of a layout that came to its end.
func searched(t testing.TB, l *layout, workers int) *search {
	t.Helper()
	s := newSearch(l, workers, 1<<30)
	if err := s.run(pacing(t), l.number(l.start())); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConcrete(t *testing.T) {
	wants["core(2,3)"] = Counts{227691, 2302074, 19}
	for _, s := range []Scope{Core(1, 1), Core(1, 3), Core(2, 2), Core(2, 3)} {
		for workers := 1; workers <= 2; workers++ {
			l := layoutOf(t, &s, false)
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
	for _, s := range []Scope{Core(1, 1), Core(1, 3), Core(2, 2), Core(3, 1), threeAlike()} {
		classes := map[string]bool{}
		s.generic(func(state model.State) { classes[leastName(state)] = true })
		l := layoutOf(t, &s, true)
		for workers := 1; workers <= 2; workers++ {
			if got := searched(t, l, workers).counts; got.States != len(classes) {
				t.Errorf("%s: %d classes; expected %d", s.Name, got.States, len(classes))
			}
		}
	}
}

// threeAlike returns a scope of three instances and three disks that are interchangeable:
// the order of two does not say that of the third.
func threeAlike() Scope {
	s := Core(3, 3)
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
	s.Start = mustState(instances, slices.Collect(s.Start.Disks()))
	return s
}

// leastName returns the least key of a state over all renamings.
func leastName(s model.State) string {
	instances, disks := slices.Collect(s.Instances()), slices.Collect(s.Disks())
	least := ""
	for _, p := range permutations(len(instances)) {
		for _, q := range permutations(len(disks)) {
			name := map[model.InstanceID]model.InstanceID{}
			is, ds := slices.Clone(instances), slices.Clone(disks)
			for n, at := range p {
				name[instances[at].ID] = model.InstanceID(fmt.Sprint("i", n))
				is[at].ID = name[instances[at].ID]
			}
			for n, at := range q {
				ds[at].ID = model.DiskID(fmt.Sprint("d", n))
				ds[at].InstanceID = name[ds[at].InstanceID]
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

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return all
}
