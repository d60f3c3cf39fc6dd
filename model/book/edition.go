package book

import (
	"iter"

	"example.com/ecsdisk/model/internal/enum"
)

// An Edition is one edition of the documentation. Rules and effects say to which
// editions they belong; the machine follows one.
type Edition uint8

// The editions that are modelled.
const (
	Edition2019 Edition = iota // DetachDisk of 2019-05-31 and its neighbours of the day
	Edition2020                // DetachDisk of 2020-09-10: so far only its codes
)

var editions = []string{Edition2019: "2019-05-31", Edition2020: "2020-09-10"}

const since2020 Editions = 1 << Edition2020

// String returns the date of the edition's DetachDisk page.
func (e Edition) String() string { return enum.Spell(editions, e) }

// AllEditions yields every edition, in the order of their dates.
func AllEditions() iter.Seq[Edition] { return enum.Span(0, Edition(len(editions))) }

// ParseEdition is the inverse of [Edition.String].
func ParseEdition(date string) (Edition, error) {
	return enum.Parse[Edition](editions, "edition", date)
}

// Editions is a set of editions. The zero value is every edition.
type Editions uint8

// Has reports whether e is in the set.
func (s Editions) Has(e Edition) bool { return s == 0 || s>>e&1 != 0 }
