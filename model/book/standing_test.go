package book

import (
	"slices"
	"strings"
	"testing"
)

// decided is what the pages of the editions decide of each reading, a second time: a value,
// "open", or "open:" and the value that is ruled out. The columns are the editions by date.
var decided = map[string]string{
	"R-visible":         "open in-use in-use in-use in-use-detaching in-use-detaching",
	"R-financial":       "open open own-page own-page own-page own-page",
	"R-delete-unknown":  "success success success success open open",
	"R-delete-locked":   "open allowed open open open open",
	"R-release-transit": "open:refused open open open open open",
	"R-still-attached":  "incorrect-status own-code own-code own-code own-code own-code",
	"R-stop-locked":     "refused refused refused refused refused open",

	"R-attach-detaching": "refused refused refused refused refused refused",
}

func TestStandings(t *testing.T) {
	for n, e := range slices.Collect(AllEditions()) {
		for c := range Choices() {
			columns := strings.Fields(decided[c.Reading()])
			says := "open"
			if len(columns) > 0 {
				says = columns[n]
			}
			standing := c.Standing(e)
			value, out, _ := strings.Cut(says, ":")
			var want []Standing
			switch {
			case !c.Editions().Has(e):
				want = []Standing{Unknown}
			case value == c.Value():
				want = []Standing{Said}
			case value != "open" || out == c.Value():
				want = []Standing{RuledOut}
			default:
				want = []Standing{Silent, Disputed}
			}
			if !slices.Contains(want, standing) {
				t.Errorf("the pages of %s on %s: %s; want %v", e, c, standing, want)
			}
		}
	}
	for c, e := range map[Choice]Edition{FinancialOwnPage: Edition2018, FinancialLockTable: Edition2019, DeleteUnknownNotFound: Edition2024, StopLockedUnaffected: Edition2026} {
		if got := c.Standing(e); got != Disputed {
			t.Errorf("the pages of %s on %s: %s; want %s", e, c, got, Disputed)
		}
	}
}

// The readings of an edition's pages exist in it, and a reading on which they say nothing, or
// two things, is at its default.
func TestPageReadings(t *testing.T) {
	for e, want := range map[Edition]string{
		Edition2018: "default",
		Edition2019: "R-visible in-use, R-still-attached own-code",
		Edition2021: "R-visible in-use, R-still-attached own-code",
		Edition2026: "R-visible in-use-detaching, R-still-attached own-code",
	} {
		if got := PageReadings(e); got.String() != want {
			t.Errorf("the readings of the pages of %s are %s; want %s", e, got, want)
		}
	}
	for e := range AllEditions() {
		if err := (Book{Edition: e, Readings: PageReadings(e)}).Check(); err != nil {
			t.Error(err)
		}
		for c := range Choices() {
			err := (Book{Edition: e, Readings: ReadingsOf(c)}).Check()
			if (err == nil) != c.Editions().Has(e) {
				t.Errorf("%s in %s: %v", c, e, err)
			}
			if err != nil && !strings.Contains(err.Error(), c.Editions().String()) {
				t.Errorf("%q does not name the editions that have it", err)
			}
		}
	}
}

func TestEditions(t *testing.T) {
	all := slices.Collect(AllEditions())
	if len(all) != len(editions) || !slices.IsSortedFunc(all, func(a, b Edition) int { return strings.Compare(a.String(), b.String()) }) || all[len(all)-1] != Latest {
		t.Errorf("the editions are %v; expected all %d, by date", all, len(editions))
	}
	for _, e := range all {
		if parsed, err := ParseEdition(e.String()); parsed != e || err != nil {
			t.Errorf("%s is read as %s, %v", e, parsed, err)
		}
	}
	if e, err := ParseEdition("latest"); e != Latest || err != nil {
		t.Errorf("latest is %s, %v", e, err)
	}
	if _, err := ParseEdition("2022-01-01"); err == nil || !strings.Contains(err.Error(), "2021-06-23") || !strings.Contains(err.Error(), "latest") {
		t.Errorf("an unknown edition: %v; expected all that there are", err)
	}
	for _, tt := range []struct {
		s, t Editions
		want Edition
		ok   bool
	}{{0, 0, 0, true}, {0, since2020, Edition2020, true}, {until2019, 0, Edition2019, true}, {since2024, in2020, 0, false}, {only2018, only2018, Edition2018, true}} {
		if got, ok := tt.s.Common(tt.t); got != tt.want || ok != tt.ok {
			t.Errorf("%s and %s have in common %s, %t; want %s, %t", tt.s, tt.t, got, ok, tt.want, tt.ok)
		}
	}
	if got := since2021.String(); got != "2021-06-23, 2024-12-04, 2026-09" {
		t.Errorf("the editions since 2021 are %s", got)
	}
}

// What is known of a choice is said in words.
func TestKnown(t *testing.T) {
	for _, c := range []struct {
		choice  Choice
		edition Edition
		want    string
	}{
		{VisibleInUse, Edition2019, "the pages of 2019-05-31 say so"},
		{VisibleInUse, Edition2024, "the pages of 2024-12-04 rule it out"},
		{VisibleExceptAttaching, Edition2019, "the pages of 2019-05-31 rule it out; it was seen in the field"},
		{DeleteUnknownSuccess, Edition2024, "the pages of 2024-12-04 contradict each other"},
		{FinancialOwnPage, Edition2026, "the pages of 2026-09 say so, as is inferred"},
		{FailedDetachRetries, Edition2018, "it was seen in the field"},
		{HotAnyStatus, Edition2019, ""},
		{StopLockedUnaffected, Edition2019, ""},
	} {
		if got := c.choice.Known(c.edition); got != c.want {
			t.Errorf("of %s in %s is known %q; want %q", c.choice, c.edition, got, c.want)
		}
	}
	for e := range AllEditions() {
		for c := range Choices() {
			if c.Inferred(e) && c.Standing(e) != Said { // Known says it behind what the pages say
				t.Errorf("%s is inferred in %s and not said", c, e)
			}
		}
	}
}
