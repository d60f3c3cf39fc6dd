package conform_test

import (
	"slices"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/conform"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// newSlow returns what builds systems in which a status lasts for half an hour, whatever the
// delays of the world.
func newSlow(m model.Machine, status string) func(script.World) (conform.System, error) {
	return func(w script.World) (conform.System, error) {
		w.Delays = sim.Delays{status: sim.After(30 * time.Minute)}
		return newClock(m)(w)
	}
}

// A status that lasts longer than its delay is one cause, however many answers show it, and hides
// no other.
func TestLastsLonger(t *testing.T) {
	without := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInstanceUnlocked)}}
	for _, status := range sim.Statuses() {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			late := status + ": lasts longer than its delay"
			for _, test := range []struct {
				machine model.Machine
				want    []string
			}{
				{model.Machine{}, []string{late}},
				{without, slices.Sorted(slices.Values([]string{"DetachDisk: DetachDiskInstanceUnlocked requires 403 InstanceLockedForSecurity, got ok", late}))},
			} {
				r, err := conform.Config{New: newSlow(test.machine, status), Sequences: 120}.Search()
				if err != nil {
					t.Fatal(err)
				}
				var keys []string
				for _, d := range r.Divergences {
					keys = append(keys, d.Key())
					replay, err := properties.Replay(d.Script.World, script.All(d.Script.Steps), script.Options{})
					if err != nil || replay.Green() || replay.Steps != len(d.Script.Steps) {
						t.Errorf("the script of %s is red at step %d of %d: %v %v\n%s", d.Key(), replay.Steps, len(d.Script.Steps), replay.Failed, err, d.Script)
					}
				}
				if slices.Sort(keys); !slices.Equal(keys, test.want) {
					t.Errorf("%q; expected %q", keys, test.want)
				}
			}
		})
	}
}
