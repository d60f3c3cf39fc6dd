package explore

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// TestEvery has the two engines agree on a scope of every operation, and on machines
// that are broken where core(n,m) never looks.
func TestEvery(t *testing.T) {
	asked := map[book.Action]bool{}
	for _, op := range Every(1).Ops {
		asked[model.ActionOf(op)] = true
	}
	for a := range book.Actions() {
		if !asked[a] {
			t.Errorf("%s is never asked", a)
		}
	}
	scopes := []Scope{Every(1)}
	for _, r := range []book.Rule{book.DetachDiskPostPaid, book.ReInitDiskInstanceStopped, book.AttachDiskInstancePaid} {
		scopes = append(scopes, broken(Every(1), book.Omission{Rules: book.RuleSetOf(r)}))
	}
	for n, s := range scopes {
		want, v := s.generic(nil)
		got, err := Explore(t.Context(), s, Options{})
		if err != nil || (v == nil) != (n == 0) || (got.Violation == nil) != (v == nil) || got.Depth != want.Depth || v == nil && got.Counts != want {
			t.Errorf("%s, %d: %+v %v %v; expected %+v %v", s.Name, n, got.Counts, got.Violation, err, want, v)
		}
	}
	if got, err := Explore(t.Context(), Every(2), Options{}); err != nil || got.Violation != nil || got.Counts != (Counts{251252, 2350612, 25}) {
		t.Errorf("every(2): %+v %v", got, err)
	}
}
