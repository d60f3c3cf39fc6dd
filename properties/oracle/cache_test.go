package oracle

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// A cache says what a map says, though keys have one hash, and others add meanwhile: that is most
// likely to matter while it fills.
func TestCache(t *testing.T) {
	rounds := uint64(40)
	if testing.Short() {
		rounds = 5
	}
	for round := range rounds {
		var c cache[int, int]
		var all sync.WaitGroup
		for worker := range uint64(4) {
			all.Go(func() {
				own := map[int]bool{}
				src := rand.New(rand.NewPCG(round, worker))
				for range 1000 {
					k := src.IntN(1000)
					hash := uint64(k % 300)
					if src.IntN(2) == 0 {
						own[k] = true
						if got := c.add(hash, k, -k); *got != -k {
							t.Errorf("%d is added, and is %d", k, *got)
						}
						c.add(hash, k, 1) // it is there
					}
					switch got := c.get(hash, k); {
					case got == nil && own[k]:
						t.Errorf("%d was added, and is not there", k)
					case got != nil && *got != -k:
						t.Errorf("%d is %d; expected %d", k, *got, -k)
					}
				}
			})
		}
		all.Wait()
		used := 0
		for k := range 1000 {
			if c.get(uint64(k%300), k) != nil {
				used++
			}
		}
		if used == 0 || used != c.used {
			t.Errorf("it has %d keys, and counts %d", used, c.used)
		}
	}
}
