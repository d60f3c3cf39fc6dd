package mutant

import (
	"iter"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A catalogue makes the mutants of some editions.
type catalogue struct{ among book.Editions }

// has reports whether one of the catalogue's editions is among some.
func (c catalogue) has(some book.Editions) bool {
	_, ok := c.among.Common(some)
	return ok
}

// machine returns the documented machine of the edition in which is broken what some editions
// have: the default one or, if that is not among both, the first of the catalogue's that has it.
func (c catalogue) machine(some book.Editions) model.Machine {
	e, _ := c.among.Common(some)
	return model.Machine{Edition: e}
}

// rules yields the rules of the catalogue, each with the documented machine of an edition that
// has it, under a reading by which it is in force.
func (c catalogue) rules() iter.Seq2[book.Rule, model.Machine] {
	return func(yield func(book.Rule, model.Machine) bool) {
		for r := range book.Rules() {
			if !c.has(r.Row().Editions) {
				continue
			}
			m := c.machine(r.Row().Editions)
			for _, v := range r.Row().Under {
				if !m.Book().InForce(r) && v.Choice.Editions().Has(m.Edition) {
					m.Readings = book.ReadingsOf(v.Choice)
				}
			}
			if m.Book().InForce(r) && !yield(r, m) {
				return
			}
		}
	}
}

// effects yields the effects of the catalogue.
func (c catalogue) effects() iter.Seq[book.Effect] {
	return func(yield func(book.Effect) bool) {
		for e := range book.Effects() {
			if c.has(e.Row().Editions) && !yield(e) {
				return
			}
		}
	}
}
