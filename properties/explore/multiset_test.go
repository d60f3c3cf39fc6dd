package explore

import (
	"slices"
	"testing"

	"example.com/ecsdisk/properties/explore/internal/exploretest"
)

func TestMultisets(t *testing.T) {
	for r := 1; r <= 7; r++ {
		for m := 1; m <= 5; m++ {
			s, err := newMultisets(exploretest.Pacing(t), m, r)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for n := range s.count {
				elements := s.of(n)
				if !slices.IsSorted(elements) || int(elements[m-1]) >= r || s.number(elements) != n || seen[string(elements)] {
					t.Fatalf("multiset %d of %d out of %d is %v", n, m, r, elements)
				}
				seen[string(elements)] = true
				for j := range m {
					for v := range r {
						with := append(slices.Delete(slices.Clone(elements), j, j+1), uint8(v))
						slices.Sort(with)
						if got := s.of(int(s.plus[int(s.minus[n*m+j])*r+v])); !slices.Equal(got, with) {
							t.Fatalf("%v with element %d changed to %d is %v; expected %v", elements, j, v, got, with)
						}
					}
				}
			}
		}
	}
}
