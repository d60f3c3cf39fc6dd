package conform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

// A Report is what a search found, what it did, and what it did not come to.
type Report struct {
	Divergences      []*Divergence       // those that are not known, one for each cause, the most telling first
	Sequences, Calls int                 // that were judged
	Unsupported      book.ActionSet      // what the system lacks, or was not asked by Config.Without
	Partly           book.ActionSet      // of what it lacks some calls
	Refused          book.ActionSet      // what it was asked and never accepted
	Environment      int                 // calls that it refused as the environment may refuse any
	Outside          int                 // calls that it refused with a code outside the machine: nobody judged them
	Elsewhere        int                 // calls that it refused with a code that only rules of other editions give
	Unstated         book.Fields         // what no describe states, of those that it has
	Worlds           int                 // worlds that it cannot have
	Cut              int                 // sequences that ended early, at a divergence
	Lost             int                 // sequences that were not judged to their end: too much was possible
	Readings         map[book.Choice]int // how many sequences it took another reading than the default to explain
	Known            map[Known]int       // how often each known divergence was met

	listed  []Known // in their order
	edition book.Edition
	more    bool // there may be more causes
}

// String returns the report in sentences.
func (r *Report) String() string {
	var b strings.Builder
	every := "every"
	for _, n := range r.Known {
		if n > 0 {
			every = "every other"
		}
	}
	if len(r.Divergences) > 0 {
		every = "every other"
	}
	fmt.Fprintf(&b, "%d sequences, %d calls: %s answer is one of %s.", r.Sequences, r.Calls, every, documented(r.edition))
	if n := len(r.Divergences); n > 0 {
		fmt.Fprintf(&b, "\nDivergences, by cause: %d, the most telling first.", n)
	}
	for n, d := range r.Divergences {
		fmt.Fprintf(&b, "\n%3d. %s (in %d sequences)", n+1, d.Key(), d.Met)
	}
	if r.more {
		b.WriteString("\nThere the search ended: there may be more.")
	}
	names := func(format, names string) {
		if names != "" {
			fmt.Fprintf(&b, format, names)
		}
	}
	counts := func(format string, n int) {
		if n > 0 {
			fmt.Fprintf(&b, format, n)
		}
	}
	names("\nThe system lacks: %s.", r.Unsupported.String())
	names("\nIt lacks some calls of: %s.", r.Partly.String())
	names("\nNever accepted: %s.", r.Refused.String())
	counts("\nIt refused %d calls as the environment may refuse any.", r.Environment)
	counts("\nIt refused %d calls with codes outside the machine, which nobody judged.", r.Outside)
	counts("\nIt refused %d calls with codes that only rules of other editions give.", r.Elsewhere)
	names("\nNo describe states: %s.", enum.Join(r.Unstated.All()))
	counts("\nIt cannot have %d of the worlds that were drawn.", r.Worlds)
	counts("\n%d sequences ended at a divergence: nobody knows what the call did.", r.Cut)
	for _, c := range slices.Sorted(maps.Keys(r.Readings)) {
		fmt.Fprintf(&b, "\nTo explain %d of them it takes %s: %s.", r.Readings[c], c, c.Doc())
		if known := c.Known(r.edition); known != "" {
			fmt.Fprintf(&b, " Of that, %s.", known)
		}
	}
	for _, k := range r.listed {
		n := r.Known[k]
		if n == 0 {
			fmt.Fprintf(&b, "\nListed as known, but never met: %s.", k.Key)
			continue
		}
		fmt.Fprintf(&b, "\nKnown, met %d times: %s (%s).", n, k.Key, k.Reason)
	}
	if r.Lost > 0 {
		fmt.Fprintf(&b, "\nNot judged to their end: %d of %d sequences; the system could have been in too many states.", r.Lost, r.Sequences+r.Lost)
	} else {
		b.WriteString("\nNot judged: none.")
	}
	return b.String()
}

// documented names the machine of an edition.
func documented(e book.Edition) string {
	if e == 0 {
		return "the documented machine"
	}
	return "the documented machine of edition " + e.String()
}
