package book

import (
	"fmt"
	"iter"
	"slices"

	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
)

// An Edition is one edition of the documentation: the DetachDisk page of a day and its
// neighbours. Rules, refusals, effects and choices say to which editions they belong; a
// machine follows one. The zero Edition is the default.
type Edition uint8

// The editions, each named by the date of its DetachDisk page. 2019-05-31 comes first
// because it is the default; [AllEditions] has them by date.
const (
	Edition2019 Edition = iota
	Edition2018
	Edition2020
	Edition2021 // its text holds to 2024-05
	Edition2024
	Edition2026 // the latest: today's service
)

var editions = []string{Edition2019: "2019-05-31", Edition2018: "2018-10-26", Edition2020: "2020-09-10",
	Edition2021: "2021-06-23", Edition2024: "2024-12-04", Edition2026: "2026-09"}

// Latest is the newest edition, which a flag or a world line may also call "latest".
const Latest = Edition2026

const latest = "latest"

// byDate are the editions, the oldest first.
var byDate = []Edition{Edition2018, Edition2019, Edition2020, Edition2021, Edition2024, Edition2026}

// String returns the date of the edition's DetachDisk page.
func (e Edition) String() string { return enum.Spell(editions, e) }

// AllEditions yields every edition, in the order of their dates.
func AllEditions() iter.Seq[Edition] { return slices.Values(byDate) }

// ParseEdition is the inverse of [Edition.String]. It takes "latest", too.
func ParseEdition(date string) (Edition, error) {
	if date == latest {
		return Latest, nil
	}
	for e := range AllEditions() {
		if e.String() == date {
			return e, nil
		}
	}
	return 0, fmt.Errorf("edition %q is unknown; %s", date, suggest.List(date, append(enum.Names(AllEditions()), latest)))
}

// Editions is a set of editions. The zero value is every edition.
type Editions uint8

// EditionsOf returns the set of the given editions: every one, when none is given.
func EditionsOf(editions ...Edition) (s Editions) {
	for _, e := range editions {
		s |= 1 << e
	}
	return s
}

// Sets of editions that the tables use.
const (
	only2018   Editions = 1 << Edition2018
	only2019   Editions = 1 << Edition2019
	only2026   Editions = 1 << Edition2026
	since2024           = only2026 | 1<<Edition2024
	since2021           = since2024 | 1<<Edition2021
	since2020           = since2021 | 1<<Edition2020
	since2019           = since2020 | only2019
	anyEdition          = since2019 | only2018
	until2019           = only2018 | only2019
	in2020              = since2020 &^ since2024 // 2020 and 2021
)

// Has reports whether e is in the set.
func (s Editions) Has(e Edition) bool { return s == 0 || s>>e&1 != 0 }

// All yields the editions of the set, in the order of their dates.
func (s Editions) All() iter.Seq[Edition] { return enum.Those(AllEditions(), s.Has) }

// Common returns the edition that is looked at for two sets: the default one or, if that is not
// in both, the first that is. There may be none.
func (s Editions) Common(t Editions) (first Edition, ok bool) {
	both := func(e Edition) bool { return s.Has(e) && t.Has(e) }
	if both(first) {
		return first, true
	}
	for e := range enum.Those(AllEditions(), both) {
		return e, true
	}
	return first, false
}

// String returns the dates of the editions with ", " between.
func (s Editions) String() string { return enum.Join(s.All()) }
