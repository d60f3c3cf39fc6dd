package graph

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore/internal/exploretest"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

func coverageOf(t *testing.T, s scope.Scope) Coverage {
	t.Helper()
	c, err := graphOf(t, s).Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c Coverage) of(kind Kind, name string) Covered {
	n := slices.IndexFunc(c, func(r Covered) bool { return r.Kind == kind && r.Name == name })
	return c[n]
}

// TestCoverage replays every script of the coverage: it is green, and its last step
// reaches what it says, by the count that random sequences are measured with.
func TestCoverage(t *testing.T) {
	for _, s := range []scope.Scope{scope.Core(1, 2), scope.Every(1)} {
		for _, r := range coverageOf(t, s) {
			if r.Times == 0 {
				if len(r.Script.Steps) > 0 {
					t.Errorf("%s: %s %s is never reached, and yet there is a script", s.Name, r.Kind, r.Name)
				}
				continue
			}
			events := exploretest.Green(t, r.Name, r.Script)
			if len(events) == 0 || !shows(t, r, s, events[len(events)-1]) {
				t.Errorf("%s: %s %s (%d) is not seen at the end of\n%s", s.Name, r.Kind, r.Name, r.Times, r.Script)
			}
		}
	}
}

// shows reports whether an event reaches something.
func shows(t *testing.T, r Covered, s scope.Scope, e sim.Event) bool {
	reached := new(properties.Reached)
	var checker properties.Checker
	if err := checker.Begin(properties.Subject{Start: e.Before, Machine: s.Machine, Reached: reached}); err != nil {
		t.Fatal(err)
	}
	e.N = 0
	if err := checker.Check(&e, properties.OfStep|properties.OfHistory); err != nil {
		t.Fatal(err)
	}
	rule, _ := book.ParseRule(r.Name)
	switch r.Kind {
	case RuleAlone:
		return reached.Alone(rule) == 1
	case RuleWithOthers:
		return e.Outcome.Broken().Has(rule) && e.Outcome.Broken().Len() > 1
	case Operation:
		return e.Outcome.Accepted() && e.Outcome.Action().String() == r.Name
	case Status:
		for _, shown := range e.Answer.Shown {
			if shown.Kind().String()+" "+shown.Status() == r.Name {
				return true
			}
		}
		return false
	case Transition:
		for tr := range properties.Transitions() {
			if tr.String() == r.Name {
				return reached.Transition(tr) > 0
			}
		}
	case Reading:
		for choice := range book.Choices() {
			other := model.Machine{Readings: book.ReadingsOf(choice)}
			if choice.String() != r.Name {
				continue
			}
			after, o := other.Step(e.Before, e.Op)
			answer := other.Answer(e.Before, e.Op, o)
			return choice == book.OrderAnyBroken && e.Outcome.Broken().Len() > 1 || !after.Equal(e.After) ||
				script.FormatAnswer(answer, o.Action()) != script.FormatAnswer(e.Answer, o.Action())
		}
	}
	return false
}

// TestCoverageCounts compares with what is known of two worlds.
func TestCoverageCounts(t *testing.T) {
	c := coverageOf(t, scope.Core(1, 1))
	for _, want := range []struct {
		kind         Kind
		name         string
		times, steps int
	}{
		{RuleAlone, "AttachDiskAvailable", 24, 2},
		{RuleAlone, "DetachDiskInstanceUnlocked", 4, 4},
		{RuleAlone, "ReInitDiskInUse", 0, 0},
		{Operation, "DetachDisk", 4, 3},
		{Status, "disk Detaching", 16, 4},
		{Transition, "disk In_use → Detaching", 4, 3},
		{Reading, "R-hot any-status", 0, 0},
		{Reading, "R-flag-at-completion acceptance", 2, 3},
	} {
		if got := c.of(want.kind, want.name); got.Times != want.times || len(got.Script.Steps) != want.steps {
			t.Errorf("%s %s: %d times, %d steps; expected %d, %d", want.kind, want.name, got.Times, len(got.Script.Steps), want.times, want.steps)
		}
	}
	// A step or a state counts once, however many disks it is so of.
	steps, states := 0, 0
	two := scope.Core(1, 2)
	exploretest.Search(two, func(s model.State) {
		inUse := func(d model.Disk) bool { return d.Status == model.InUse }
		if slices.ContainsFunc(slices.Collect(s.Disks()), inUse) {
			states++
		}
		for _, op := range two.Ops {
			after, _ := two.Machine.Step(s, op)
			if slices.ContainsFunc(slices.Collect(s.Disks()), func(d model.Disk) bool { _, left := after.Disk(d.ID); return inUse(d) && !left }) {
				steps++
			}
		}
	})
	c = coverageOf(t, two)
	if got := c.of(Transition, "disk In_use → released"); got.Times != steps {
		t.Errorf("%s: %d times; expected %d", got.Name, got.Times, steps)
	}
	if got := c.of(Status, "disk In_use"); got.Times != states {
		t.Errorf("%s: %d times; expected %d", got.Name, got.Times, states)
	}
	states = 0
	two = scope.Core(2, 1)
	exploretest.Search(two, func(s model.State) {
		if slices.ContainsFunc(slices.Collect(s.Instances()), func(i model.Instance) bool { return i.Status == model.Running }) {
			states++
		}
	})
	if got := coverageOf(t, two).of(Status, "instance Running"); got.Times != states {
		t.Errorf("%s: %d times; expected %d", got.Name, got.Times, states)
	}
	// In a world of every operation, an instance of 16 disks is all that lacks: rules
	// that are judged before all others can only refuse alone.
	for _, r := range coverageOf(t, scope.Every(1)).Missed() {
		if r.Kind != RuleWithOthers && r.Name != book.AttachDiskBelowLimit.String() {
			t.Errorf("%s %s is never reached", r.Kind, r.Name)
		}
	}
}

// TestCoverageUnderReadings finds what differs from a machine that follows another
// reading, back to the default.
func TestCoverageUnderReadings(t *testing.T) {
	s := scope.Core(1, 1)
	s.Machine.Readings = book.ReadingsOf(book.FlagAtAcceptance)
	c := coverageOf(t, s)
	if got := c.of(Reading, book.FlagAtCompletion.String()); got.Times != 2 {
		t.Errorf("%s makes a difference %d times; expected 2", got.Name, got.Times)
	}
	if slices.ContainsFunc(c, func(r Covered) bool { return r.Name == book.FlagAtAcceptance.String() }) {
		t.Error("the reading that is followed makes a difference to itself")
	}
	first := coverageOf(t, s).of(Reading, book.OrderAnyBroken.String())
	s.Machine.Readings = book.ReadingsOf(book.FlagAtAcceptance, book.OrderAnyBroken)
	if got := coverageOf(t, s).of(Reading, book.OrderFirst.String()); got.Times == 0 || got.Times != first.Times {
		t.Errorf("%s makes a difference %d times; expected %d, as the other way round", got.Name, got.Times, first.Times)
	}
}
