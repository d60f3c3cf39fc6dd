package properties

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A cell of the matrix is a short history at whose last event one clause is broken, and
// no other; or, where the clause is holds, all hold for the reason that is its name.
type cell struct {
	clause   clause
	name     string
	edition  book.Edition
	readings book.Readings
	world    string
	events   []event
	before   func() model.State // the start, where no world line says it

	delays sim.Delays // under a clock
	step   stepFunc   // the machine under test
	asked  bool       // what is asked of machines is asked at the last event
}

// An event is one of a history: what was asked, and what came of it.
type event struct {
	op       string
	after    string             // the world afterwards; by default as the machine makes it
	ends     func() model.State // the same, where no world line says it
	judged   string             // the world in which the outcome is the machine's; by default that before
	at       time.Duration
	takes    string
	due      bool
	noted    int
	injected bool
	dropped  bool
	stale    time.Duration
	comment  bool

	takesDisk bool // d-1 goes, too
}

// line returns the world of some lines, which semicolons divide. The latest edition can be told
// whatever is in them.
func line(text string) model.State {
	return script.MustWorld("edition latest\n" + strings.ReplaceAll(text, "; ", "\n")).State
}

// opOf returns the operation of a script line.
func opOf(t *testing.T, text string) model.Op {
	t.Helper()
	for _, answer := range []string{"", "   ok", "   none"} { // which does not matter
		if s, err := script.Parse("op", strings.NewReader("edition latest\n0s "+text+answer+"\n")); err == nil {
			return s.Steps[0].Op
		}
	}
	t.Fatalf("%q is no operation", text)
	return nil
}

// careless applies operations in a world by a machine that asks nothing and leaves out
// some effects, and so gets to where no machine should.
func careless(s model.State, leavesOut func(book.EffectRow) bool, ops ...model.Op) func() model.State {
	return carelessIn(book.Edition2019, s, leavesOut, ops...)
}

// carelessIn is careless in an edition.
func carelessIn(edition book.Edition, s model.State, leavesOut func(book.EffectRow) bool, ops ...model.Op) func() model.State {
	return func() model.State {
		m := model.Machine{Edition: edition}
		for r := range book.Rules() {
			m.Without.Rules = m.Without.Rules.Union(book.RuleSetOf(r))
		}
		for e := range book.Effects() {
			if leavesOut(e.Row()) {
				m.Without.Effects = m.Without.Effects.Union(book.EffectSetOf(e))
			}
		}
		after := s
		for _, op := range ops {
			after, _ = m.Step(after, op)
		}
		return after
	}
}

func nothing(book.EffectRow) bool { return false }

func field(fields ...book.Field) func(book.EffectRow) bool {
	return func(row book.EffectRow) bool { return !row.Release && slices.Contains(fields, row.Field) }
}

// check makes the history, and returns the clauses that its last event breaks, each
// sentence judged as if it were the only one.
func (c cell) check(t *testing.T) (broken []clause) {
	t.Helper()
	machine := model.Machine{Edition: c.edition, Readings: c.readings}
	state := model.State{}
	if c.before != nil {
		state = c.before()
	} else {
		state = line(c.world)
	}
	subject := Subject{Start: state, Machine: machine, Delays: c.delays, Step: c.step}
	var checker, first, steps Checker
	checker.begin(subject)
	first.begin(subject)
	steps.begin(subject)
	ghost := Ghost{}
	for n, at := range c.events {
		e := &sim.Event{N: n, At: at.at, Due: at.due, Noted: at.noted, Injected: at.injected, Stale: at.stale, Before: state}
		if at.dropped {
			e.Reply = sim.ReplyDropped
		}
		if at.comment {
			e.Comment = "a comment"
		} else {
			e.Op = opOf(t, at.op)
			e.After, e.Outcome = machine.Step(state, e.Op)
		}
		if at.takes != "" {
			d, err := sim.ParseDelay(at.takes)
			if err != nil {
				t.Fatal(err)
			}
			e.Takes = &d
		}
		if at.judged != "" {
			e.Outcome = machine.Judge(line(at.judged), e.Op)
		}
		switch {
		case at.after != "":
			e.After = line(at.after)
		case at.ends != nil:
			e.After = at.ends()
		case !e.Applied() || !e.Outcome.Accepted():
			e.After = state
		}
		if at.takesDisk {
			e.After = careless(e.After, nothing, model.DeleteDisk{DiskID: "d-1"})()
		}
		broken = broken[:0]
		for _, v := range checker.Each(e, OfStep|OfHistory) {
			broken = append(broken, v.clause)
			if v.Why == "" || v.Property != clauses[v.clause].property {
				t.Errorf("%v of %s", v, clauses[v.clause].says)
			}
		}
		testFirst(t, broken, first.Check(e, OfStep|OfHistory), steps.Check(e, OfStep), ghost.Check(machine, e))
		if last := n == len(c.events)-1; last && c.asked {
			for _, v := range checker.Each(e, OfMachine) {
				broken = append(broken, v.clause)
			}
		} else if !last && len(broken) > 0 {
			t.Fatalf("event %d breaks %v before it is time", n, broken)
		}
		testGeneral(t, machine, e, broken)
		state = e.After
	}
	return broken
}

// testFirst holds that the checks that end at the first clause that is broken end there.
func testFirst(t *testing.T, broken []clause, check, step, ghost error) {
	t.Helper()
	is := func(name string, err error, of func(clause) bool) {
		want := holds
		if n := slices.IndexFunc(broken, of); n >= 0 {
			want = broken[n]
		}
		got := holds
		if v, ok := err.(*Violation); ok {
			got = v.clause
		}
		if got != want {
			t.Errorf("%s finds that %q does not hold; expected %q", name, clauses[got].says, clauses[want].says)
		}
	}
	is("Check", check, func(clause) bool { return true })
	is("OfStep", step, func(c clause) bool {
		return clauses[c].property.Kind() != OfHistory || c == detachingCanSettle || c == settleLeavesDetaching
	})
	is("Ghost", ghost, func(c clause) bool { return c == detachedSurvives })
}

// implied are the clauses, but for the general ones, without which others cannot be
// broken: a detached disk is attached to nothing, and so it is one that the release must
// not change; and one that is Available must have no InstanceId anyway.
var implied = map[clause]clause{
	detachedSurvives:       otherDisksAreKept,
	completedHasNoInstance: freeHasNoInstance,
}

// general reports whether a clause says of a whole step that it is as the tables say.
func (c clause) general() bool {
	p := clauses[c].property
	return p == AcceptedExactlyWhenNoRuleIsBroken || p == EffectsAndNothingElse
}

// testGeneral holds that a step that breaks no clause of properties 2 to 4 is the
// documented machine's. That is why no clause of another property of steps can be broken
// alone: it would be by the documented machine.
func testGeneral(t *testing.T, m model.Machine, e *sim.Event, broken []clause) {
	t.Helper()
	if !e.Judged() || slices.ContainsFunc(broken, func(c clause) bool {
		return c.general() || clauses[c].property == RefusedChangesNothing
	}) {
		return
	}
	if after, o := m.Step(e.Before, e.Op); !after.Equal(e.After) || o.Verdict() != e.Outcome.Verdict() {
		t.Errorf("%s is %s and not as documented; of properties 2 to 4 none notices", e.Op, e.Outcome)
	}
}

// Each clause has a broken machine or history that breaks it and, but for the general
// clauses, no other. Who adds a clause adds a cell.
func TestEachClauseIsBrokenAlone(t *testing.T) {
	cells := slices.Concat(cellsOfStates(), cellsOfVerdicts(), cellsOfEffects(), cellsOfTransit(), cellsOfReleases(), cellsOfSources(), cellsOfHistories(), cellsOfMachines())
	has := map[clause]int{}
	for _, c := range cells {
		has[c.clause]++
		t.Run(clauses[c.clause].says+"/"+c.name, func(t *testing.T) {
			broken := c.check(t)
			if c.clause == holds {
				if len(broken) > 0 {
					t.Errorf("it breaks %q", clauses[broken[0]].says)
				}
				return
			}
			if !slices.Contains(broken, c.clause) {
				t.Errorf("the clause is not broken, but %v", says(broken))
			}
			if needs, ok := implied[c.clause]; ok && !slices.Contains(broken, needs) {
				t.Errorf("it does not break %q, which is said to be implied", clauses[needs].says)
			}
			for _, b := range broken {
				if b != c.clause && b != implied[c.clause] && (!b.general() || c.clause.general()) {
					t.Errorf("it breaks %q, too", clauses[b].says)
				}
			}
		})
	}
	for _, c := range []clause{diskHasAnIDOfItsOwn, instanceHasAnIDOfItsOwn} { // there is no such state to go to
		change := model.Change{After: model.Resource{Disk: &model.Disk{ID: "i-1", Status: model.Creating}}}
		if c == instanceHasAnIDOfItsOwn {
			change = model.Change{After: model.Resource{Instance: &model.Instance{ID: "d-1", Status: model.Pending}}}
		}
		for _, after := range []string{free, "instance i-2 Running"} {
			if f := wellFormedAround(&step{Event: &sim.Event{After: line(after)}, changes: []model.Change{change}}); (f.clause == c) != (after == free) {
				t.Errorf("a new %s in %q: %v; expected it to break %q where there is the other kind", change.ID(), after, f, clauses[c].says)
			}
		}
		has[c]++
	}
	for c := holds + 1; c < numClauses; c++ {
		if clauses[c].says == "" {
			t.Errorf("clause %d says nothing", c)
		}
		if has[c] == 0 {
			t.Errorf("nothing breaks %q of property %s", clauses[c].says, clauses[c].property)
		}
	}
	for p := range All() {
		if !slices.ContainsFunc(clauses[1:], func(c struct {
			property Property
			says     string
		}) bool {
			return c.property == p
		}) {
			t.Errorf("property %s has no clause", p)
		}
	}
}

func says(all []clause) (words []string) {
	for _, c := range all {
		words = append(words, clauses[c].says)
	}
	return words
}
