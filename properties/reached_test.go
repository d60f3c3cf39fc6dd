package properties

import (
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// What is counted is what was applied: of an accepted call the action and what changed,
// of a refused one the rule that it broke alone, of others that they were.
func TestReachedCountsWhatIsApplied(t *testing.T) {
	detach := model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}
	flag := model.ModifyDiskAttribute{DiskID: "d-1", DeleteWithInstance: model.True}
	for name, test := range map[string]struct {
		event                                   sim.Event
		before                                  string
		events, accepted, alone, leaving, stays int
	}{
		"accepted":             {event: sim.Event{Op: detach}, before: inUse, events: 1, accepted: 1, leaving: 1},
		"refused, one rule":    {event: sim.Event{Op: detach}, before: leaving, events: 1, alone: 1},
		"refused, two rules":   {event: sim.Event{Op: detach}, before: "instance i-1 Starting; disk d-1 Detaching i-1", events: 1},
		"injected":             {event: sim.Event{Op: detach, Injected: true}, before: leaving, events: 1},
		"dropped":              {event: sim.Event{Op: detach, Reply: sim.ReplyDropped}, before: leaving, events: 1},
		"a comment":            {event: sim.Event{Comment: "# a comment"}, before: inUse},
		"without a transition": {event: sim.Event{Op: flag}, before: inUse, events: 1, stays: 1},
	} {
		t.Run(name, func(t *testing.T) {
			var m model.Machine
			reached := new(Reached)
			e := test.event
			e.Before = line(test.before)
			e.After = e.Before
			if e.Op != nil {
				var after model.State
				if after, e.Outcome = m.Step(e.Before, e.Op); e.Applied() {
					e.After = after
				}
			}
			var c Checker
			if err := c.Begin(Subject{Start: e.Before, Reached: reached}); err != nil {
				t.Fatal(err)
			}
			if err := c.Check(&e, OfStep|OfHistory); err != nil {
				t.Fatal(err)
			}
			leaves := change(ofDisk, "In_use", "Detaching")
			if reached.Events != test.events || reached.Accepted(book.ActionDetachDisk) != test.accepted || reached.Alone(book.DetachDiskInUse) != test.alone ||
				reached.Transition(leaves) != test.leaving || reached.Transition(change(ofDisk, "In_use", "In_use")) != test.stays {
				t.Errorf("%d events, %d accepted, %d alone, %d leaving; expected %+v", reached.Events, reached.Accepted(book.ActionDetachDisk),
					reached.Alone(book.DetachDiskInUse), reached.Transition(leaves), test)
			}
		})
	}
}

// A transition that is said never to happen under a reading does not, and happens under
// others.
func TestTransitionsThatNeverHappen(t *testing.T) {
	for c := range otherReadings() {
		var reached *Reached
		for _, tr := range transitions {
			for _, never := range tr.never {
				if never != c {
					continue
				}
				if reached == nil {
					reached, _ = Search{Machine: model.Machine{Readings: book.ReadingsOf(c)}, Sequences: 500}.Run()
				}
				if n := reached.Transition(tr.Transition); n > 0 {
					t.Errorf("under %s, %s happens %d times; it is said never to", c, tr, n)
				}
			}
		}
	}
}

// A loop over what there is may end early.
func TestIteratorsEnd(t *testing.T) {
	n := 0
	for range Transitions() {
		n++
		break
	}
	for range All() {
		n++
		break
	}
	if n != 2 {
		t.Errorf("%d rounds; expected one each", n)
	}
}
