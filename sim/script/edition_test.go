package script_test

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// "readings page" is as the edition's pages have it, a reading line wins over it, and both come
// back when they are printed.
func TestReadingsPage(t *testing.T) {
	for _, c := range []struct{ text, readings, printed string }{
		{"readings page\n", "R-visible in-use, R-still-attached own-code", "readings page\n"},
		{"reading R-visible every-attached\nreadings page\n", "R-visible every-attached, R-still-attached own-code",
			"readings page\nreading  R-visible every-attached\n"},
		{"readings page\nreading R-still-attached incorrect-status # as seen\n", "R-visible in-use",
			"readings page\nreading  R-still-attached incorrect-status  # as seen\n"},
		{"readings page\nedition latest\n", "R-visible in-use-detaching, R-still-attached own-code", "edition  2026-09\nreadings page\n"},
		{"edition 2018-10-26 # R-financial: two languages\n", "default", "edition 2018-10-26  # R-financial: two languages\n"},
	} {
		s, err := script.Parse("x", strings.NewReader(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.World.Machine.Readings.String(); got != c.readings {
			t.Errorf("%q: the readings are %s; expected %s", c.text, got, c.readings)
		}
		if got := s.String(); got != c.printed {
			t.Errorf("%q is printed\n%s\nexpected\n%s", c.text, got, c.printed)
		}
		again, err := script.Parse("x", strings.NewReader(s.String()))
		if err != nil || again.World.Machine != s.World.Machine || again.String() != s.String() {
			t.Errorf("%q is read back as %v, %v", s, again.World.Machine, err)
		}
	}
}

// A reader's edition counts where the script names none, and its pages with it.
func TestReaderIn(t *testing.T) {
	for text, want := range map[string]book.Edition{
		"readings page\n":                     book.Edition2024,
		"readings page\nedition 2019-05-31\n": book.Edition2019,
	} {
		r := script.NewReader("x", strings.NewReader(text))
		r.In(book.Edition2024)
		w, err := r.World()
		if err != nil || w.Machine.Edition != want || w.Machine.Readings != book.PageReadings(want) {
			t.Errorf("%q is of %v, %v; expected %s", text, w.Machine, err, want)
		}
		if !strings.Contains(w.String(), "edition") {
			t.Errorf("%q: its edition is not printed:\n%s", text, w)
		}
	}
}
