package oracle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model/book"
)

// Merge returns what this report and the others on all parts of one history come to, each by a
// judge of its own. The machines that are possible have to be so by each part: where none is,
// that is a finding. It returns an error if what Machines says is not as a report says it.
//
// A part does not know what another rules out. So one judge of the whole may suppose something
// where the parts cannot be of one machine.
func (r Report) Merge(others ...Report) (Report, error) {
	parts := append([]Report{r}, others...)
	r = merge(parts)
	possible := boxes{everything}
	for n, p := range parts {
		left, err := parseMachines(p.Machines)
		if err != nil {
			return Report{}, fmt.Errorf("part %d: %w", n+1, err)
		}
		both := possible.and(left).canonical()
		if len(both) == 0 {
			r.Findings = append(r.Findings, Finding{Why: fmt.Sprintf("what is left possible in part %d, %s, and in those before, %s, cannot be one machine", n+1, machines(left), machines(possible))})
			r.Machines = nil
			return r, nil
		}
		possible = both
	}
	r.Machines = machinesOf(possible)
	return r, nil
}

// merge returns what reports on parts come to, with the machines of the last.
func merge(parts []Report) (r Report) {
	for _, p := range parts {
		r.Calls += p.Calls
		r.Unjudged += p.Unjudged
		r.Unheard += p.Unheard
		r.Findings = append(r.Findings, p.Findings...)
		r.Broken = append(r.Broken, p.Broken...)
		r.GivenUp = append(r.GivenUp, p.GivenUp...)
		r.Pending = append(r.Pending, p.Pending...)
		r.Supposed = sum(r.Supposed, p.Supposed)
		r.Outside = sum(r.Outside, p.Outside)
		r.Elsewhere = sum(r.Elsewhere, p.Elsewhere)
		r.Skipped = sum(r.Skipped, p.Skipped)
		r.Lag = max(r.Lag, p.Lag)
		r.Machines = p.Machines
		if p.Slow != nil && r.Slow == nil {
			r.Slow = map[string]time.Duration{}
		}
		maps.Copy(r.Slow, p.Slow)
	}
	r.Findings, r.Broken = inOrder(r.Findings), inOrder(r.Broken)
	slices.Sort(r.GivenUp)
	slices.Sort(r.Pending)
	return r
}

// sum adds counts to others.
func sum(all, more map[string]int) map[string]int {
	if all == nil && more != nil {
		all = map[string]int{}
	}
	for what, n := range more {
		all[what] += n
	}
	return all
}

// inOrder returns findings in the order of their calls.
func inOrder(all []Finding) []Finding {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Finding) int {
		if c := cmp.Compare(a.N, b.N); c != 0 {
			return c
		}
		return cmp.Compare(a.String(), b.String())
	})
	return all
}

// machinesOf says which machines a set has, if some are ruled out.
func machinesOf(all boxes) []string {
	if text := machines(all); text != "any" {
		return strings.Split(text, "; or ")
	}
	return nil
}

// parseMachines returns the set that machinesOf has said.
func parseMachines(each []string) (all boxes, err error) {
	for _, text := range each {
		b := everything
		for of := range strings.SplitSeq(text, ", ") {
			name, values, _ := strings.Cut(of, " ")
			g, some := box(0), box(0)
			for value := range strings.SplitSeq(values, " or ") {
				bit, group, err := parseMachine(name, value)
				if err != nil {
					return nil, err
				}
				g, some = group, some|bit
			}
			b &^= g &^ some
		}
		all = all.add(b)
	}
	if len(each) == 0 {
		all = boxes{everything}
	}
	return all.canonical(), nil
}

// parseMachine returns the bit of an edition, or of the choice of a reading, and those of its
// group.
func parseMachine(name, value string) (bit, of box, err error) {
	switch {
	case name == "edition" && value == "": // none has the start world
		return 0, editionGroup, nil
	case name == "edition":
		e, err := book.ParseEdition(value)
		return 1 << (firstEdition + e), editionGroup, err
	}
	c, err := book.ParseChoice(name, value)
	return 1 << c, group(c), err
}
