package properties

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// The documented machine has all properties in each edition and under each reading, with a clock and
// without, and the search reaches all there is.
func TestSearch(t *testing.T) {
	const sequences = 2000 // twice what finds nearly every mutant: see TestPower of package mutant
	var machines []model.Machine
	for e := range book.AllEditions() {
		machines = append(machines, model.Machine{Edition: e})
	}
	for c := range otherReadings() {
		machines = append(machines, machineOf(c))
	}
	for seed, m := range machines {
		for _, timed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s,%s,timed=%t", m.Edition, m.Readings, timed), func(t *testing.T) {
				t.Parallel()
				reached, found := Search{Machine: m, Seed: uint64(seed), Sequences: sequences, Timed: timed}.Run()
				if found != nil {
					s, v, _ := Suspect{}.Counterexample(found.World, found.Steps)
					t.Fatalf("%v\n%v\n%v", found.Violation, v, s)
				}
				for _, missed := range reached.Missed(m) {
					t.Error(missed)
				}
			})
		}
	}
}

// A search that is too short says what it missed, and one more search adds to it.
func TestMissed(t *testing.T) {
	var m model.Machine
	rules, actions, transitions := 0, 0, 0
	for r := range book.Rules() {
		if m.Book().InForce(r) {
			rules++
		}
	}
	for range book.Actions() {
		actions++
	}
	for range Transitions() {
		transitions++
	}
	if got := len(new(Reached).Missed(m)); got != rules+actions+transitions {
		t.Errorf("who reached nothing missed %d; expected %d rules, %d actions and %d transitions", got, rules, actions, transitions)
	}
	one, _ := Search{Sequences: 1, Ops: 1}.Run()
	if one.Events != 1 || len(one.Missed(m)) < rules+actions+transitions-3 {
		t.Errorf("one event reached all but %v", one.Missed(m))
	}
	many, _ := Search{Sequences: 2000}.Run()
	for _, missed := range many.Missed(m) {
		t.Errorf("2000 sequences: %s", missed)
	}
}

// The machine makes no transition that [Transitions] does not list, in any edition.
func TestTransitionsAreAll(t *testing.T) {
	for e := range book.AllEditions() {
		reached, _ := Search{Machine: model.Machine{Edition: e}, Sequences: 2000}.Run()
		testTransitionsAreAll(t, reached)
	}
}

func testTransitionsAreAll(t *testing.T, reached *Reached) {
	t.Helper()
	listed := 0
	for tr := range Transitions() {
		listed += reached.Transition(tr)
	}
	all := 0
	for from := range reached.disks {
		for to, n := range reached.disks[from] {
			if from != to {
				all += n
			}
		}
	}
	for from := range reached.instances {
		for to, n := range reached.instances[from] {
			if from != to {
				all += n
			}
		}
	}
	if listed != all {
		t.Errorf("%d transitions happened; of those that are listed %d", all, listed)
	}
}

// The same search finds the same, and ends when it is told to.
func TestSearchIsDeterministic(t *testing.T) {
	broken := Search{Seed: 3, Sequences: 1000, Suspect: Suspect{Step: omitting(book.ActionSettle, "DeleteWithInstance")}}
	for _, timed := range []bool{false, true} {
		broken.Timed = timed
		_, a := broken.Run()
		_, b := broken.Run()
		if a == nil || b == nil || a.Violation.Error() != b.Violation.Error() || fmt.Sprint(a.Steps) != fmt.Sprint(b.Steps) {
			t.Errorf("timed %t: found %v, and then %v", timed, a, b)
		}
	}
	last := 0
	reached, _ := Search{Sequences: 1000, Ops: 7, Progress: func(n int, r *Reached) bool { last = n; return n < 5 }}.Run()
	if last != 5 || reached.Events != 5*7 {
		t.Errorf("told to end after 5 sequences of 7, it made %d with %d events", last, reached.Events)
	}
}

// TestSearchOfNothing holds that a search that checks nothing is no search.
func TestSearchOfNothing(t *testing.T) {
	for _, s := range []Search{{}, {Sequences: -1}, {Sequences: 1, Ops: -1}, {Sequences: 1, Instances: -1}, {Sequences: 1, Disks: -1}} {
		func() {
			defer func() {
				if why, ok := recover().(string); !ok || !strings.Contains(why, "expected 1 sequence or more") {
					t.Errorf("%+v panics with %v", s, why)
				}
			}()
			s.Run()
		}()
	}
}

// BenchmarkSearch measures one sequence of 30 operations an iteration: bare steps
// the very operations of the search, drawn beforehand; drawn draws them, too; all
// checks all properties; timed is under a clock. All is to take at most three times
// bare.
func BenchmarkSearch(b *testing.B) {
	const recorded = 16 * numWorlds
	l := newLoop(Search{Seed: 1})
	step, n := l.search.Suspect.Step, 0
	draw := func(use func(model.Op)) {
		state, g := l.begin(n % recorded)
		g.Reset()
		l.src.IntN(l.search.Ops) // as the search draws the event to sample
		for range l.search.Ops {
			op := g.Draw(l.src, state)
			state, _ = step(state, op)
			use(op)
		}
		n++
	}
	var sequences [recorded][]model.Op
	for i := range sequences {
		draw(func(op model.Op) { sequences[i] = append(sequences[i], op) })
	}
	rate := func(b *testing.B) {
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sequences/s")
	}
	b.Run("bare", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			state := l.starts[i%numWorlds]
			for _, op := range sequences[i%recorded] {
				state, _ = step(state, op)
			}
		}
		rate(b)
	})
	b.Run("drawn", func(b *testing.B) {
		for b.Loop() {
			draw(func(model.Op) {})
		}
		rate(b)
	})
	for _, timed := range []bool{false, true} {
		b.Run(map[bool]string{false: "all", true: "timed"}[timed], func(b *testing.B) {
			b.ReportAllocs()
			Search{Seed: 1, Timed: timed, Sequences: math.MaxInt, Progress: func(int, *Reached) bool { return b.Loop() }}.Run()
			rate(b)
		})
	}
	runtime.KeepAlive(l) // in a heap of one size: a smaller one is collected more often
	runtime.KeepAlive(&sequences)
}
