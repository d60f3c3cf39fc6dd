package explore

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// TestEvery has the two engines agree on a scope of every operation, and on machines
// that are broken where core(n,m) never looks.
func TestEvery(t *testing.T) {
	asked := map[book.Action]bool{}
	for _, op := range scope.Every(1).Ops {
		asked[model.ActionOf(op)] = true
	}
	for a := range book.Actions() {
		if !asked[a] {
			t.Errorf("%s is never asked", a)
		}
	}
	scopes := []scope.Scope{scope.Every(1)}
	for _, r := range []book.Rule{book.DetachDiskPostPaid, book.ReInitDiskInstanceStopped, book.AttachDiskInstancePaid} {
		scopes = append(scopes, exploretest.Broken(scope.Every(1), book.Omission{Rules: book.RuleSetOf(r)}))
	}
	for n, s := range scopes {
		want, v := exploretest.Search(s, nil)
		got, err := Explore(t.Context(), s, Options{})
		if err != nil || (v == nil) != (n == 0) || (got.Violation == nil) != (v == nil) || got.Depth != want.Depth || v == nil && got.Counts != want {
			t.Errorf("%s, %d: %+v %v %v; expected %+v %v", s.Name, n, got.Counts, got.Violation, err, want, v)
		}
	}
	if got, err := Explore(t.Context(), scope.Every(2), Options{}); err != nil || got.Violation != nil || got.Counts != (scope.Counts{States: 251252, Transitions: 2598948, Depth: 25}) {
		t.Errorf("every(2): %+v %v", got, err)
	}
}
