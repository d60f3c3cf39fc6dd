package explore

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
)

// TestTooLarge has scopes that cannot be explored: that is found out with little work and
// memory, and said with what would fit.
func TestTooLarge(t *testing.T) {
	for _, tt := range []struct {
		scope    scope.Scope
		symmetry bool
		memory   int64
		want     string
	}{
		{scope.Core(2, 60), false, 0, "core(2,60) has more combinations of values than can be numbered; core(2,8) would fit in 4.0 GiB"},
		{scope.Core(2, 60), true, 0, "core(2,60) has more combinations of values than can be numbered; core(2,16) would fit in 4.0 GiB"},
		{scope.Core(2, 16), true, 64 << 20, "core(2,16) needs about 991.9 MiB for its tables; the memory is 64.0 MiB; core(2,10) would fit in 64.0 MiB"},
		{scope.Core(60, 2), true, 0, "core(60,2) has more combinations of values than can be numbered; core(7,2) would fit in 4.0 GiB"},
		{scope.Core(1, 60), true, 1 << 30, "core(1,60) needs about 221.7 GiB for its tables; the memory is 1.0 GiB; core(1,29) would fit"},
		{scope.Core(2, 3), true, 1 << 10, "core(2,3) needs more than 1.2 KiB for its tables; the memory is 1.0 KiB"},
	} {
		c := &exploretest.Counting{Context: context.Background(), Until: math.MaxInt64}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Explore(c, c.Counted(tt.scope), Options{Symmetry: tt.symmetry, Memory: tt.memory})
		runtime.ReadMemStats(&after)
		if _, ok := errors.AsType[*TooLargeError](err); !ok || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", tt.scope.Name, err, tt.want)
		}
		if asked, bytes := c.Asked.Load(), after.TotalAlloc-before.TotalAlloc; asked > 4000 || bytes > 2<<30 {
			t.Errorf("%s: it asks %d times and allocates %s before it says so", tt.scope.Name, asked, sizeText(int64(bytes)))
		}
	}
	changed := scope.Core(2, 60)
	changed.Ops = changed.Ops[1:]
	if _, err := Explore(t.Context(), changed, Options{}); err == nil || strings.Contains(err.Error(), "would fit") {
		t.Errorf("of a scope that is core no more: %v", err)
	}
}

// TestEstimate has each layout take what was estimated.
func TestEstimate(t *testing.T) {
	for _, s := range []scope.Scope{scope.Core(1, 1), scope.Core(2, 3), scope.Core(3, 2), scope.Core(2, 5), scope.Every(1), full()} {
		for _, symmetry := range []bool{false, true} {
			l := laidOut(t, &s, symmetry)
			bytes := 4 * len(l.innerNumber)
			for _, c := range l.classes {
				bytes += len(c.elements) + 4*len(c.minus) + 4*len(c.plus)
			}
			for _, held := range l.held {
				bytes += len(held)
			}
			made := map[*uint32]bool{}
			for _, maps := range l.maps {
				for _, m := range maps {
					if m != nil && !made[&m[0]] {
						made[&m[0]] = true
						bytes += 4 * len(m)
					}
				}
			}
			if l.order != nil {
				for _, p := range l.order.pairs {
					for _, exchanged := range p.exchanged {
						bytes += 4 * len(exchanged)
					}
				}
				for _, trees := range l.order.bits {
					bytes += 8 * len(trees)
				}
			}
			if bytes != l.tables || l.numbers != l.blocks*l.size || l.bitmaps != 3*8*(l.blocks*l.size/64)+l.blocks {
				t.Errorf("%s, symmetry %t: %d bytes and %d numbers; estimated %d, %d", s.Name, symmetry, bytes, l.blocks*l.size, l.tables, l.numbers)
			}
		}
	}
	for r := 1; r < 9; r++ {
		for m := range 9 {
			if got, want := multisetsOf(m, r), choose(m+r-1, m); got != want {
				t.Errorf("%d multisets of %d out of %d; expected %d", got, m, r, want)
			}
		}
	}
	if multisetsOf(45, 40) != maxNumber || times(1<<40, 1<<40) != maxNumber || plus(maxNumber, maxNumber) != maxNumber {
		t.Error("what is too large is taken for less")
	}
}
