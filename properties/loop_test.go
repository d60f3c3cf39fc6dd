package properties

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// What a search under a clock draws is of every kind: delays, pauses and faults. And what
// is drawn is what the world is asked.
func TestTimedDrawsEveryKind(t *testing.T) {
	l := newLoop(Search{Seed: 1, Timed: true, Ops: 12})
	drawn := map[string]int{}
	delay := func(where string, d sim.Delay) {
		switch {
		case d.Never:
			drawn[where+" never"]++
		case d.Told:
			drawn[where+" told"]++
		case d.Describes > 0:
			drawn[where+" describes"]++
		case d.Min < d.Max:
			drawn[where+" between"]++
		default:
			drawn[where+" after"]++
		}
		if d.Fails > 0 {
			drawn[where+" failing"]++
		}
	}
	codes := map[string]bool{}
	for n := range 300 {
		if found := l.timed(l.begin(n)); found != nil {
			t.Fatal(found.Violation)
		}
		if l.drawn.World.Seed > 0 {
			drawn["seed"]++
		}
		for _, d := range l.drawn.World.Delays {
			delay("world", d)
		}
		before := time.Duration(0)
		for _, s := range l.drawn.Steps {
			if s.Takes != nil {
				delay("call", *s.Takes)
			}
			if s.Injected {
				codes[s.Want.Code] = true
			}
			if s.Stale > 0 {
				drawn["stale"]++
			}
			drawn["reply "+s.Reply.String()]++
			if s.At-before > time.Minute {
				drawn["long pause"]++
			}
			before = s.At
			if event := model.ActionOf(s.Op).Event(); event && (s.Takes != nil || s.Injected || s.Stale > 0 || s.Reply != sim.ReplyHeard) {
				t.Fatalf("%s is no call, and has an option of one: %+v", s.Op, s)
			}
		}
		last, e := l.drawn.Steps[len(l.drawn.Steps)-1], l.checker.current.Event
		reply := last.Reply == e.Reply || last.Reply == sim.ReplyLate && !e.Outcome.Accepted()
		stale := last.Stale == e.Stale || !model.ActionOf(last.Op).Describe() // one that would be accepted is of now
		if !reply || !stale || last.Injected != e.Injected || (last.Takes == nil) != (e.Takes == nil) {
			t.Fatalf("drawn is %s; the world was asked %s: injected %t, stale %s, %s", last, e.Op, e.Injected, e.Stale, e.Reply)
		}
	}
	for _, want := range []string{"seed", "stale", "long pause",
		"reply " + sim.ReplyHeard.String(), "reply " + sim.ReplyLost.String(), "reply " + sim.ReplyDropped.String(), "reply " + sim.ReplyLate.String(),
		"world never", "world told", "world describes", "world between", "world after", "world failing",
		"call never", "call told", "call describes", "call between", "call after", "call failing"} {
		if drawn[want] == 0 {
			t.Errorf("never drawn: %s", want)
		}
	}
	for _, a := range environment {
		if !codes[a.Code] {
			t.Errorf("never injected: %s", a.Code)
		}
	}
}

// A machine that answers otherwise when it is asked the same again is found in sequences
// of one event, with a clock and without: each sequence asks again once.
func TestSearchAsksTheMachineAgain(t *testing.T) {
	for _, timed := range []bool{false, true} {
		var m model.Machine
		before := ""
		fickle := func(s model.State, op model.Op) (model.State, model.Outcome) {
			again := op.String() == before
			if before = op.String(); again {
				return s, m.Judge(s, model.DeleteDisk{})
			}
			return m.Step(s, op)
		}
		_, found := Search{Timed: timed, Sequences: 20, Ops: 1, Suspect: Suspect{Step: fickle}}.Run()
		if found == nil || found.Violation.Property != Deterministic {
			t.Errorf("timed %t: %v", timed, found)
		}
	}
}

// What is found is the first that breaks, and no step comes after it; and progress tells
// what was reached up to there.
func TestSearchEndsAtTheFirst(t *testing.T) {
	for _, timed := range []bool{false, true} {
		var m model.Machine
		steps := 0
		idle := func(s model.State, op model.Op) (model.State, model.Outcome) { // from its fifth step on
			if steps++; steps > 5 {
				return s, m.Judge(s, op)
			}
			return m.Step(s, op)
		}
		events := 0
		_, found := Search{Timed: timed, Sequences: 20, Suspect: Suspect{Step: idle}, Progress: func(n int, r *Reached) bool {
			if r.Events < events+30 {
				t.Errorf("timed %t: after %d sequences %d events are reached", timed, n, r.Events)
			}
			events = r.Events
			return true
		}}.Run()
		if found == nil {
			t.Fatalf("timed %t: nothing is found", timed)
		}
		for _, s := range found.Steps {
			if s.Op == model.Op(model.CreateDisk{}) || s.Op == model.Op(model.CreateInstance{}) {
				t.Errorf("%s stands without an id; a world would find it one", s.Op)
			}
		}
		if found.Violation.Op.String() != found.Steps[len(found.Steps)-1].Op.String() && !timed {
			t.Errorf("%v is not found at the last of %v", found.Violation, found.Steps)
		}
	}
}

// Of what falls due and of the call after it, both broken, the first is told.
func TestViolationIsTheFirst(t *testing.T) {
	var m model.Machine
	idle := func(s model.State, op model.Op) (model.State, model.Outcome) { return s, m.Judge(s, op) }
	w := script.MustWorld("instance i-1 Starting\ninstance i-2 Running\ndisk d-1 Available")
	steps := []script.Step{
		{At: time.Minute, Op: model.StopInstance{InstanceID: "i-2"}},
		{At: time.Minute, Op: model.DeleteDisk{DiskID: "d-1"}},
	}
	v := Suspect{Step: idle}.Violation(w, steps)
	if v == nil || v.Op.String() != (model.Settle{ID: "i-1"}).String() {
		t.Errorf("%v; expected the settle, which comes first", v)
	}
	if s, _, ok := (Suspect{Step: idle}).Script(w, steps); !ok || len(s.Steps) < 1 || s.Steps[len(s.Steps)-1].At != time.Minute || s.Steps[0].Op != steps[0].Op {
		t.Errorf("%t\n%s", ok, s)
	} else {
		for _, step := range s.Steps[1:] {
			if !model.ActionOf(step.Op).Describe() {
				t.Errorf("%s comes after the first step that breaks a property", step.Op)
			}
		}
	}
}

// illFormed is a state that no world has: a disk that is Available and has an InstanceId.
func illFormed() model.State {
	return careless(line(leaving), field(book.FieldInstanceID), model.Settle{ID: "d-1"})()
}

// A start state that is not well-formed is told as such, wherever it comes in.
func TestIllFormedStart(t *testing.T) {
	start := illFormed()
	if start.Validate() == nil {
		t.Fatal("the state is well-formed")
	}
	told := func(name string, err error) {
		t.Helper()
		var v *Violation
		if !errors.As(err, &v) || v.clause != stateIsWellFormed || v.Property != WellFormed || v.Op != nil || v.Why == "" {
			t.Errorf("%s: %v", name, err)
			return
		}
		if want := "property 1, WellFormed, does not hold at the start: " + v.Why; v.Error() != want {
			t.Errorf("%s: %q; expected %q", name, v, want)
		}
	}
	told("Begin", new(Checker).Begin(Subject{Start: start}))
	w := script.World{State: start}
	steps := []script.Step{{Op: model.DescribeDisks{}}}
	report, err := Replay(w, script.All(steps), script.Options{})
	if err != nil || report.Green() {
		t.Fatalf("Replay: %v %v", report, err)
	}
	told("Replay", report.Failed.Err)
	if v := (Suspect{}).Violation(w, steps); v == nil {
		t.Error("Suspect: no violation")
	} else {
		told("Suspect", v)
	}
	s, v, ok := Suspect{}.Counterexample(w, steps)
	if !ok || len(s.Steps) != 0 {
		t.Errorf("Counterexample: %t %v", ok, s.Steps)
	}
	told("Counterexample", v)
}

// A checker that is used again finds what a new one finds, and what a machine is without
// is nothing to judge by.
func TestCheckerUsedAgain(t *testing.T) {
	var m model.Machine
	start := line("instance i-1 Starting; disk d-1 Detaching i-1")
	delays := sim.Delays{"Detaching": sim.After(time.Second)}
	describe := &sim.Event{At: time.Hour, Op: model.DescribeDisks{}, Before: line(inUse), After: line(inUse), Outcome: m.Judge(line(inUse), model.DescribeDisks{})}
	one, two := new(Reached), new(Reached)
	var c Checker
	if err := c.Begin(Subject{Start: start, Delays: delays, Reached: one, Step: omitting(book.ActionStopInstance, "Status")}); err != nil {
		t.Fatal(err)
	}
	if err := c.Begin(Subject{Start: line(inUse), Delays: delays, Reached: two}); err != nil {
		t.Fatal(err)
	}
	if h := c.current.history; len(h.entered) != 0 || len(h.deadline) != 0 || h.earliest != noDeadline {
		t.Errorf("of another sequence it remembers %v, %v and %s", h.entered, h.deadline, h.earliest)
	}
	if err := c.Check(describe, OfStep|OfHistory); err != nil || one.Events != 0 || two.Events != 1 {
		t.Errorf("%v; %d events are counted for the first sequence, %d for the second", err, one.Events, two.Events)
	}
	after, o := m.Step(line(inUse), model.StopInstance{InstanceID: "i-1"})
	e := &sim.Event{Op: model.StopInstance{InstanceID: "i-1"}, Before: line(inUse), After: after, Outcome: o}
	if err := c.Check(e, OfMachine); err != nil {
		t.Errorf("it asks the machine of another sequence: %v", err)
	}
	without := model.Machine{Without: book.Omission{Rules: book.RuleSetOf(book.DetachDiskInUse)}}
	if err := c.Begin(Subject{Start: line(leaving), Machine: without}); err != nil {
		t.Fatal(err)
	}
	e = &sim.Event{Op: model.DetachDisk{InstanceID: "i-1", DiskID: "d-1"}, Before: line(leaving)}
	if e.After, e.Outcome = without.Step(e.Before, e.Op); c.Check(e, OfStep) == nil {
		t.Error("a rule that the machine is without is not asked for")
	}
	if err := c.Check(e, OfMachine); err != nil {
		t.Errorf("the machine that does not leave it out is asked again: %v", err)
	}
}

// A ghost is kept by events of one's own, which nothing else has looked at.
func TestGhost(t *testing.T) {
	var m model.Machine
	g := Ghost{}
	e := &sim.Event{Op: model.Settle{ID: "d-1"}, Before: line(leaving)}
	e.After, e.Outcome = m.Step(e.Before, e.Op)
	if err := g.Check(m, e); err != nil || g["d-1"] != "i-1" {
		t.Errorf("%v, %v; expected d-1 to have left i-1", g, err)
	}
}

// TestSequencesLeaveOutWhatAWorldWouldName: a creation without an id is refused in a
// sequence, and a world finds it one. So it is no step of the script.
func TestSequencesLeaveOutWhatAWorldWouldName(t *testing.T) {
	var steps int
	broken := func(s model.State, op model.Op) (model.State, model.Outcome) {
		if steps++; steps > 25 { // late, so that much has been drawn
			return s, model.Machine{}.Judge(s, model.DetachDisk{})
		}
		return model.Machine{}.Step(s, op)
	}
	met := map[string]int{}
	for n := range 400 {
		l := newLoop(Search{Suspect: Suspect{Step: broken}})
		steps = 0
		start, g := l.begin(n)
		found := l.untimed(start, g)
		if found == nil {
			continue // too short to be broken
		}
		var want []model.Op
		for _, op := range l.checker.ops {
			switch op {
			case model.Op(model.CreateDisk{}), model.Op(model.CreateInstance{}):
				met[op.String()]++
			default:
				want = append(want, op)
			}
		}
		var got []model.Op
		for _, step := range found.Steps {
			got = append(got, step.Op)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("sequence %d of %v has the steps %v", n, l.checker.ops, got)
		}
	}
	if len(met) != 2 {
		t.Errorf("only %v were drawn without an id", met)
	}
}

// TestTimedEndsAtTheFirst: a sequence under a clock ends with the step at which the first
// violation comes, also where what falls due breaks a property and the call after it does
// not.
func TestTimedEndsAtTheFirst(t *testing.T) {
	suspect := Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
		if model.ActionOf(op) == book.ActionSettle {
			return s, model.Machine{}.Judge(s, op)
		}
		return model.Machine{}.Step(s, op)
	}}
	broken := 0
	for n := range 200 {
		l := newLoop(Search{Suspect: suspect})
		start, g := l.begin(n)
		found := l.timed(start, g)
		steps := l.drawn.Steps
		if found != nil {
			broken++
			steps = steps[:len(steps)-1]
		}
		if v := suspect.Violation(l.drawn.World, steps); v != nil {
			t.Fatalf("sequence %d goes on for a step behind %v", n, v)
		}
	}
	if broken < 50 {
		t.Errorf("only %d sequences are broken", broken)
	}
}
