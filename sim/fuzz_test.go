package sim_test

import (
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
)

// tape is a source of choices made of bytes. When they have run out it gives zeros.
type tape struct{ left []byte }

func (t *tape) IntN(n int) int {
	x := 0
	for most := n - 1; most > 0 && len(t.left) > 0; most >>= 8 {
		x = x<<8 | int(t.left[0])
		t.left = t.left[1:]
	}
	return x % n
}

// FuzzWorld makes a world, its delays, calls and moves of the clock, back and forth,
// out of bytes, and checks after each what is true of every world.
func FuzzWorld(f *testing.F) {
	for seed := range byte(8) {
		var bytes []byte
		for n := range 400 {
			bytes = append(bytes, byte(n)*seed+byte(n*n)*17+byte(n>>3)*29)
		}
		f.Add(bytes)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		src := &tape{bytes}
		c := sim.Config{Seed: uint64(src.IntN(256)), Delays: sim.Delays{}}
		if src.IntN(2) == 1 {
			c.Machine.Readings = book.ReadingsOf(book.FailedDetachRetries)
		}
		for _, status := range sim.Statuses() {
			c.Delays[status] = drawDelay(src)
		}
		clock := &sim.Manual{}
		w := sim.New(clock, properties.DrawWorld(c.Machine, src, 3, 6), c)
		g := properties.NewGenerator(c.Machine, w.State(), 0)
		for range 60 {
			if len(src.left) == 0 {
				break
			}
			op := g.Draw(src, w.State())
			var options []sim.Option
			switch c := src.IntN(8); {
			case c < 3:
				clock.Add(time.Duration(src.IntN(5000)-1000) * time.Millisecond)
			case c == 3:
				options = append(options, sim.Takes(drawDelay(src)))
			case c == 4 && !model.ActionOf(op).Event():
				options = append(options, sim.Injected(model.EnvironmentRefusals()[0]))
			case c == 5 && !model.ActionOf(op).Event():
				options = append(options, [...]sim.Fault{sim.Lost(), sim.Dropped(), sim.Late(), sim.Stale(time.Second)}[src.IntN(4)])
			}
			_, _ = w.Do(op, options...) // a refusal is as good as any answer
			checkSettled(t, w)
		}
		checkHistory(t, w)
	})
}

// checkSettled asserts that no call leaves anything due: what still is was entered
// by the call itself, to settle at once. And that what is pending is exactly what is
// in a transitional status.
func checkSettled(t *testing.T, w *sim.World) {
	t.Helper()
	events := w.History().Events
	now := events[len(events)-1].At
	pending := map[string]string{}
	for _, p := range w.Pending() {
		pending[p.ID] = p.Status
		if p.Timed() && p.Due <= now && p.Since < now {
			t.Fatalf("%v is not settled at %v\n%v", p, now, w.History())
		}
	}
	transitional := map[string]string{}
	for i := range w.State().Instances() {
		if i.Status.Transitional() {
			transitional[string(i.ID)] = i.Status.String()
		}
	}
	for d := range w.State().Disks() {
		if d.Status.Transitional() {
			transitional[string(d.ID)] = d.Status.String()
		}
	}
	for id, status := range transitional {
		if pending[id] != status {
			t.Fatalf("%s is %s, pending %q\n%v", id, status, pending[id], w.History())
		}
	}
	if len(pending) != len(transitional) {
		t.Fatalf("pending %v, but in transit %v\n%v", pending, transitional, w.History())
	}
}

// FuzzParseDelay: what parses prints as what parses to the same delay.
func FuzzParseDelay(f *testing.F) {
	for _, text := range []string{"1m", "30s..3m", "3-describes", "never", "told/fails=2", "0s", "1.5h..2h3ns/fails=1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := sim.ParseDelay(text)
		if err != nil {
			return
		}
		if again, err := sim.ParseDelay(d.String()); err != nil || again != d {
			t.Errorf("%q parses to %+v, which prints as %q, which parses to %+v, %v", text, d, d, again, err)
		}
	})
}
