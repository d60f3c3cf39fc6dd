package book

import (
	"fmt"
	"iter"
	"strings"

	"example.com/ecsdisk/model/enum"
)

// A Standing is what the pages of one edition say of a choice. It moves no default: it
// colours reports, and [PageReadings] goes by it.
type Standing uint8

// What the pages of an edition can say of a choice.
const (
	Silent   Standing = iota // nothing that decides
	Said                     // that it is so
	Disputed                 // that it is so and, on another page or in another language, that it is not
	RuledOut                 // that it is not so
	Unknown                  // the edition does not have the choice
)

var standings = []string{Silent: "silent", Said: "said", Disputed: "disputed", RuledOut: "ruled out", Unknown: "not there"}

// String returns the standing in words.
func (s Standing) String() string { return enum.Spell(standings, s) }

// said is what the pages say of a choice: each a set in which no edition is none.
type said struct {
	by       Editions // it is so
	inferred Editions // of those, where it is concluded from another edition's page
	denied   Editions // it is not so, though no other choice is said to be
}

func (s Editions) among(e Edition) bool { return s>>e&1 != 0 }

// Standing returns what the pages of an edition say of the choice.
func (c Choice) Standing(e Edition) Standing {
	this, others := choices[c].said.by.among(e), false
	for other := range choices {
		others = others || Choice(other) != c && sameReading[c]>>other&1 != 0 && choices[other].said.by.among(e)
	}
	switch {
	case !choices[c].editions.Has(e):
		return Unknown
	case this && others:
		return Disputed
	case this:
		return Said
	case others || choices[c].said.denied.among(e):
		return RuledOut
	}
	return Silent
}

// Inferred reports whether what the pages of an edition say of the choice is concluded from
// another edition's page.
func (c Choice) Inferred(e Edition) bool { return choices[c].said.inferred.among(e) }

// Known says in words what is known of the choice beyond its decision: what the pages of an
// edition say of it, and whether the real service was seen to do so. It is empty where both
// are silent.
func (c Choice) Known(e Edition) string {
	var known []string
	switch pages := "the pages of " + e.String(); c.Standing(e) {
	case Said:
		known = append(known, pages+" say so")
	case Disputed:
		known = append(known, pages+" contradict each other")
	case RuledOut:
		known = append(known, pages+" rule it out")
	}
	if c.Inferred(e) {
		known[0] += ", as is inferred"
	}
	if choices[c].seen {
		known = append(known, "it was seen in the field")
	}
	return strings.Join(known, "; ")
}

// Editions returns the editions in which the choice exists.
func (c Choice) Editions() Editions { return choices[c].editions }

// Choices yields the choices that the edition has, in the order of the constants.
func (e Edition) Choices() iter.Seq[Choice] {
	return enum.Those(Choices(), func(c Choice) bool { return c.Editions().Has(e) })
}

// PageReadings returns the readings as the pages of an edition have them: of each reading
// the choice that they say, where they say one, and else the default.
func PageReadings(e Edition) (r Readings) {
	for c := range Choices() {
		if c.Standing(e) == Said {
			r = r.With(c)
		}
	}
	return r
}

// Check returns an error if there is no such edition, or it does not have a choice: the error
// names the editions that there are, or that have the first such choice.
func (b Book) Check() error {
	if int(b.Edition) >= len(editions) {
		return fmt.Errorf("edition %s is unknown; expected one of %s", b.Edition, enum.Join(AllEditions()))
	}
	for c := range b.Readings.All() {
		if !c.Editions().Has(b.Edition) {
			return fmt.Errorf("reading %s does not exist in edition %s; expected one of %s", c, b.Edition, c.Editions())
		}
	}
	return nil
}
