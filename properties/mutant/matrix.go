package mutant

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Row of the matrix is what the properties say of one mutant.
type Row struct {
	Mutant
	Steps   int  // how many steps were compared with the documented machine's
	Differs bool // whether one of them had another verdict, or ended in another state
	Codes   bool // whether one was refused by a rule that the documented machine does not find broken

	// Killers has the properties that notice the mutant when they alone are checked.
	Killers []properties.Property

	// Killed is the shortest script on which a property does not hold, and By the
	// property that a check of all reports there.
	Killed *script.Script
	By     properties.Property
}

// Fault says how the row contradicts the catalogue: the mutant is neither noticed nor
// said to be equivalent, or is said to be and is not. It is nil where all is well.
func (r Row) Fault() error {
	switch {
	case r.Equivalent == "" && r.Killed == nil:
		return fmt.Errorf("%s, which %s, is noticed by no property", r.Name, r.Does)
	case r.Equivalent != "" && r.Killed != nil:
		return fmt.Errorf("%s is said to be equivalent (%s), and %s notices it:\n%s", r.Name, r.Equivalent, r.By, r.Killed)
	case r.Equivalent != "" && (r.Differs || r.Steps == 0):
		return fmt.Errorf("%s is said to be equivalent (%s), and one of %d steps is another one", r.Name, r.Equivalent, r.Steps)
	}
	return nil
}

// Matrix returns a row for each of the mutants, in order. It takes one when it has time for
// it: a sequence that ends early ends the matrix.
//
// A mutant is asked for every operation in each of some two thousand declared worlds: an
// instance and a disk in every status and with all that a rule looks at, an instance
// that is nearly full, an instance and a disk among others in every status. Every step
// is compared with that of the documented machine, and where it is another one, each
// property is asked by itself. From the plain world there are sequences, too, and some
// of them under a clock, for what only a history tells.
func Matrix(mutants iter.Seq[Mutant]) []Row { return rowsOf(mutants, rowOf) }

// rowsOf makes a row of each of the mutants, as many at once as there are processors.
func rowsOf(mutants iter.Seq[Mutant], rowOf func(Mutant) Row) []Row {
	type place struct {
		mutant Mutant
		row    *Row
	}
	next := make(chan place)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range next {
				*p.row = rowOf(p.mutant)
			}
		})
	}
	var places []*Row
	for m := range mutants {
		places = append(places, new(Row))
		next <- place{m, places[len(places)-1]}
	}
	close(next)
	wg.Wait()
	var rows []Row
	for _, row := range places {
		rows = append(rows, *row)
	}
	return rows
}

func rowOf(m Mutant) Row {
	s := newSearch(m)
	for world, op := range s.steps() {
		s.one(world, op)
	}
	s.sequences()
	s.timed()
	return s.found()
}

// found returns the row of what was searched.
func (s *search) found() Row {
	for p := range properties.All() {
		if s.killed[p] {
			s.row.Killers = append(s.row.Killers, p)
		}
	}
	if s.shortest != nil {
		if found, v, ok := s.row.Suspect.Counterexample(s.world, s.shortest); ok {
			s.row.Killed, s.row.By = &found, v.Property
		}
	}
	return s.row
}

// A search finds out which properties notice a mutant.
type search struct {
	row      Row
	step     stepFunc
	checker  properties.Checker
	event    sim.Event // of a single step
	killed   map[properties.Property]bool
	world    script.World
	shortest []script.Step
}

func newSearch(m Mutant) *search {
	s := &search{row: Row{Mutant: m}, step: m.Suspect.Of(m.Machine).Step, killed: map[properties.Property]bool{}}
	s.reset()
	return s
}

// reset begins a history in the plain world.
func (s *search) reset() {
	if err := s.checker.Begin(properties.Subject{Start: plain(), Machine: s.row.Machine, Step: s.step}); err != nil {
		panic(err) // it is a declared world
	}
}

// kill notes that a property does not hold after the last of some steps.
func (s *search) kill(p properties.Property, w script.World, steps []script.Step) {
	s.killed[p] = true
	if s.shortest == nil || len(steps) < len(s.shortest) {
		s.world, s.shortest = w, slices.Clone(steps)
	}
}

// unclocked is a world without a clock.
func (s *search) unclocked(start model.State) script.World {
	return script.World{State: start, Machine: s.row.Machine.Documented(), Told: true}
}

// asked yields the actions that the mutant makes otherwise, and DetachDisk where the
// settle is among them: a detach that is accepted must be one that can settle.
func (s *search) asked() iter.Seq[book.Action] {
	all := s.row.Actions
	if all == 0 {
		all = book.ActionSetOf(slices.Collect(book.Actions())...)
	}
	if all.Has(book.ActionSettle) {
		all |= book.ActionSetOf(book.ActionDetachDisk)
	}
	return all.All()
}
