package rapidgen

import (
	"strconv"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"pgregory.net/rapid"
)

// TestSourceScatters has few numbers be small, though most that rapid draws are: of
// those, four in five are below the limit.
func TestSourceScatters(t *testing.T) {
	const checks = 1000
	setRapid(t, map[string]string{"seed": "1", "checks": strconv.Itoa(checks)})
	small := 0
	rapid.Check(t, func(t *rapid.T) {
		if Source(t).IntN(1<<31) < 1<<25 {
			small++
		}
	})
	if small > checks/10 {
		t.Errorf("%d of %d numbers are small", small, checks)
	}
}

func TestSourceBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		below := rapid.IntRange(1, 1<<40).Draw(t, "below")
		if n := Source(t).IntN(below); n < 0 || n >= below {
			t.Fatalf("IntN(%d) is %d", below, n)
		}
	})
}

func TestWorld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := World(model.Machine{}, 3, 5).Draw(t, "world")
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		full := s.NumInstances() == 1 && s.NumDisks() == model.DefaultDataDisks+2
		if !full && (s.NumInstances() > 3 || s.NumDisks() > 5) {
			t.Fatalf("%d instances and %d disks", s.NumInstances(), s.NumDisks())
		}
	})
}

// TestSyncTest has a world in fake time hold all properties: the clock is that of a
// bubble, in which the test sleeps.
func TestSyncTest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			start := World(model.Machine{}, 2, 4).Draw(t, "world")
			var config sim.Config
			var checker properties.Checker
			if err := checker.Begin(properties.SubjectOf(start, config)); err != nil {
				t.Fatal(err)
			}
			config.Observe = func(e sim.Event) {
				if err := checker.Check(&e, properties.OfStep|properties.OfHistory); err != nil {
					t.Fatal(err)
				}
			}
			w := sim.New(sim.Real{}, start, config)
			g := properties.NewGenerator(config.Machine, start, book.ActionSetOf(book.ActionSettle))
			for range 10 {
				time.Sleep(time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second)
				w.Do(Op(g, w.State()).Draw(t, "op"))
			}

			time.Sleep(time.Hour)
			for _, p := range w.Pending() {
				t.Errorf("after an hour, %s", p)
			}
		})
	})
}
