package explain

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Mends says what mends a broken rule: time, and when, or the calls and events that do.
func (e *Explanation) Mends(r book.Rule) (lines []string) {
	if at, mended := e.MendedAt[r]; mended {
		return []string{fmt.Sprintf("time (at %s, in %s)", sim.FormatDuration(at), sim.FormatDuration(at-e.Event.At))}
	}
	if e.Untimed.Has(r) {
		lines = append(lines, "a settle that the clock does not bring")
	}
	left := map[book.Action]int{}
	if !e.Untimed.Has(r) && e.keepingWay() && len(e.Remedies[r]) > 0 && e.Remedies[r][0].Destroys {
		lines = append(lines, "the steps below, which release nothing")
	}
	for _, one := range e.Remedies[r] {
		action := model.ActionOf(one.Op)
		if left[action]++; left[action] <= mostRemedies {
			lines = append(lines, one.String())
		}
	}
	for action := range book.Actions() {
		if n := left[action] - mostRemedies; n > 0 {
			lines = append(lines, fmt.Sprintf("%s of %d %s", action, n, map[bool]string{true: "other", false: "others"}[n == 1]))
		}
	}
	if lines != nil {
		return lines
	}
	general := r.Row().MendedBy()
	if r.Row().Mend == 0 {
		return []string{general}
	}
	return []string{"no one call or event from here", "in general: " + general}
}

// keepingWay reports whether there is a way that destroys nothing.
func (e *Explanation) keepingWay() bool {
	return e.Way != nil && !slices.ContainsFunc(e.Way, func(r Remedy) bool { return r.Destroys })
}

// mostRemedies is how many remedies of one action are told.
const mostRemedies = 3

// What the facts of a rule are about.
var (
	instanceFacts = between(book.InstanceGiven, book.ForcedOnRunning)
	diskFacts     = between(book.DiskGiven, book.Flagged)
)

func between(first, last book.Facts) book.Facts { return last<<1 - first }

// Stands returns what a rule is about as it stood: of each resource that the operation
// names, or that holds the disk that it names, all fields.
func (e *Explanation) Stands(r book.Rule) (lines []string) {
	s, op, row := e.Event.Before, e.Event.Op, r.Row()
	about := row.Holds.Any | row.Holds.None | row.Needs
	instances, disks := model.IDs(op)
	if about&diskFacts != 0 {
		for _, id := range disks {
			if d, ok := s.Disk(id); ok {
				lines = append(lines, shown(model.Resource{Disk: &d}))
			} else {
				lines = append(lines, "there is no disk "+model.QuoteID(string(id)))
			}
		}
	}
	if len(instances) == 0 && len(disks) == 1 {
		if d, _ := s.Disk(disks[0]); d.InstanceID != "" {
			instances = []model.InstanceID{d.InstanceID}
		}
	}
	if about&instanceFacts != 0 {
		for _, id := range instances {
			if i, ok := s.Instance(id); ok {
				lines = append(lines, shown(model.Resource{Instance: &i}))
			} else {
				lines = append(lines, "there is no instance "+model.QuoteID(string(id)))
			}
			if about&(book.BelowLimit|book.NoneInTransit) != 0 {
				for d := range s.DisksOf(id) {
					lines = append(lines, shown(model.Resource{Disk: &d}))
				}
			}
		}
	}
	return lines
}

// shown returns all fields in the notation of scripts.
func shown(r model.Resource) string {
	return r.Kind().String() + " " + script.FormatAnswer(model.Answer{Shown: []model.Shown{{Resource: r}}}, model.ActionOf(r.Kind().Describe()))
}
