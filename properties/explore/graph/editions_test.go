package graph

import (
	"slices"
	"testing"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

func TestEditionsX(t *testing.T) {
	all := slices.Collect(book.AllEditions())
	for n := range all[1:] {
		found, err := Editions(t.Context(), model.Machine{Edition: all[n]}, model.Machine{Edition: all[n+1]}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found {
			t.Logf("%s → %s: %s\n  %s\n  %s\n%s %s\n%s %s\n %s", all[n], all[n+1], d.What, d.Says[0], d.Says[1], d.Scripts[0], d.Untold[0], d.Scripts[1], d.Untold[1], d.Unfinished)
		}
	}
}
