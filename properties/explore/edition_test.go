package explore

import (
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// in returns a scope of an edition.
func in(e book.Edition, s scope.Scope) scope.Scope {
	s.Machine.Edition = e
	return s
}

// TestEditions goes through core(2,3) whole in each edition, and through a world of disks
// that are detached in each that has them.
func TestEditions(t *testing.T) {
	core := scope.Counts{States: 227691, Transitions: 2302074, Depth: 19}
	bound := scope.Counts{States: 460299, Transitions: 4983820, Depth: 25} // of disks that are flagged while they are Detaching
	left, leftFlagged := scope.Counts{States: 121347, Transitions: 1336512, Depth: 22}, scope.Counts{States: 288891, Transitions: 3515592, Depth: 24}
	want := map[book.Edition][2]scope.Counts{
		book.Edition2018: {{States: 227691, Transitions: 2335932, Depth: 17}}, // without hot plug, more can be attached and detached
		book.Edition2019: {core},
		book.Edition2020: {core, left},
		book.Edition2021: {core, left},
		book.Edition2024: {bound, leftFlagged},
		book.Edition2026: {bound, leftFlagged},
	}
	for e := range book.AllEditions() {
		scopes := []scope.Scope{in(e, scope.Core(2, 3)), in(e, scope.Detached(2))}
		if !book.FieldSourceInstanceID.Editions().Has(e) {
			if _, err := Explore(t.Context(), scopes[1], Options{}); err == nil || !strings.Contains(err.Error(), "cannot be told in edition "+e.String()) {
				t.Errorf("detached(2) in %s: %v", e, err)
			}
			scopes = scopes[:1]
		}
		for n, s := range scopes {
			for _, symmetry := range []bool{false, true} {
				r, err := Explore(t.Context(), s, Options{Symmetry: symmetry})
				if err != nil || r.Violation != nil || !symmetry && r.Counts != want[e][n] {
					t.Errorf("%s in %s, symmetry %t: %+v %v %v; expected %+v", s.Name, e, symmetry, r.Counts, r.Violation, err, want[e][n])
				}
			}
		}
	}
}

// TestEditionsPlainly has the two engines agree on small scopes of each edition.
func TestEditionsPlainly(t *testing.T) {
	for e := range book.AllEditions() {
		scopes := []scope.Scope{in(e, scope.Every(1))}
		if book.FieldSourceInstanceID.Editions().Has(e) {
			scopes = append(scopes, in(e, scope.Detached(1)))
		}
		for _, s := range scopes {
			want, v := exploretest.Search(s, nil)
			got, err := Explore(t.Context(), s, Options{})
			if err != nil || v != nil || got.Violation != nil || got.Counts != want {
				t.Errorf("%s in %s: %+v %v %v; expected %+v %v", s.Name, e, got.Counts, got.Violation, err, want, v)
			}
		}
	}
}

// TestSymmetryOfSources counts the classes of the states in which disks remember one of two
// instances that are interchangeable, each state renamed by every permutation.
func TestSymmetryOfSources(t *testing.T) {
	s := in(book.Edition2024, scope.Core(2, 2))
	s.Name = "two alike"
	var instances []model.Instance
	for i := range s.Start.Instances() {
		i.HotPlug = model.True
		instances = append(instances, i)
	}
	var err error
	if s.Start, err = model.NewState(instances, slices.Collect(s.Start.Disks())); err != nil {
		t.Fatal(err)
	}
	classes := map[string]bool{}
	exploretest.Search(s, func(state model.State) { classes[leastName(state)] = true })
	l := laidOut(t, &s, true)
	if l.order == nil || !slices.ContainsFunc(l.disks[0].values, func(v value) bool { return v.disk.SourceInstanceID != (model.Source{}) }) {
		t.Fatal("no instances are interchangeable, or no disk remembers one")
	}
	if got := searched(t, l, 1).counts; got.States != len(classes) {
		t.Errorf("%d classes; expected %d", got.States, len(classes))
	}
}

// TestOwnLimits has instances that may have data disks of a number of their own.
func TestOwnLimits(t *testing.T) {
	s := in(book.Edition2021, scope.Core(2, 2))
	var instances []model.Instance
	for i := range s.Start.Instances() {
		i.MaxDataDisks = uint8(1 + len(instances))
		instances = append(instances, i)
	}
	var err error
	if s.Start, err = model.NewState(instances, slices.Collect(s.Start.Disks())); err != nil {
		t.Fatal(err)
	}
	want, v := exploretest.Search(s, nil)
	got, err := Explore(t.Context(), s, Options{})
	if err != nil || v != nil || got.Counts != want {
		t.Errorf("%+v %v; expected %+v %v", got.Counts, err, want, v)
	}
}
