package mutant

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// refusedAnyway returns why a rule that admits one status more or fewer is as good as
// the documented one, or nothing. It is told by the rule table alone.
func refusedAnyway(m model.Machine, r book.Rule, status book.Facts) string {
	if statusesWith(r.Row().Needs)&status == 0 {
		return "the rule is judged in no world in which " + status.String()
	}
	if always := m.Book().Holds(r); always.Any == book.DiskNotAttached && statusesWith(always.Any)&status != 0 {
		return "the rule holds anyway where " + status.String()
	}
	var others []book.Rule
	for other := range book.RulesOf(r.Action()) {
		if other != r && m.Book().InForce(other) && statusesWith(other.Row().Needs)&status != 0 {
			others = append(others, other)
		}
	}
	refuses := func(rules string) string {
		return rules + " refuses it anyway where " + status.String() + "; a code may be another one, but of a rule that is broken (R-order)"
	}
	for _, one := range others {
		if !bothHold(m, one, one, status) {
			return refuses(one.String())
		}
	}
	for n, one := range others {
		for _, other := range others[n+1:] {
			if !bothHold(m, one, other, status) {
				return refuses(one.String() + " or " + other.String())
			}
		}
	}
	return ""
}

// bothHold reports whether two rules can hold together where there is a status.
func bothHold(m model.Machine, one, other book.Rule, status book.Facts) bool {
	for f := range m.Book().Holds(one).Any.All() {
		for g := range m.Book().Holds(other).Any.All() {
			if statusesWith(f|g)&status != 0 {
				return true
			}
		}
	}
	return false
}

// statusesWith returns the statuses that resources can have of which some facts are
// true together.
func statusesWith(facts book.Facts) book.Facts {
	const (
		attached = diskStatuses &^ (book.DiskCreating | book.DiskAvailable)
		types    = book.DiskIsSystem | book.DiskIsData // one of which a disk is
	)
	all := instanceStatuses | diskStatuses
	if facts&types == types {
		return 0
	}
	for f := range facts.All() {
		switch f {
		case book.DiskNotAttached:
			all &^= attached
		case book.AttachedHere:
			all &^= diskStatuses &^ attached
		case book.ForcedOnRunning:
			all &^= instanceStatuses &^ book.InstanceRunning
		default:
			for _, statuses := range []book.Facts{instanceStatuses, diskStatuses} {
				if f&statuses != 0 {
					all &^= statuses &^ f
				}
			}
		}
	}
	return all
}

// sameReading returns why a machine with another reading goes through the same states
// with the same verdicts, or nothing.
func sameReading(m model.Machine, c book.Choice) string {
	switch c.Reading() {
	case book.OrderAnyBroken.Reading():
		return "the reading is about comparing answers: no machine follows it"
	case book.VisibleInUse.Reading():
		return "the reading is about what a describe shows: never the state"
	case book.StillAttachedOwnCode.Reading():
		return "an attached disk is not deleted: only the code of the refusal is another one, of which no property speaks"
	case book.LockScopeInUseOnly.Reading():
		return "a disk that is not In_use is refused anyway: only the code of the refusal is another one, of which no property speaks"
	}
	other := m
	other.Readings = book.ReadingsOf(c)
	if rules, effects := book.Differing(m.Book(), other.Book()); rules == (book.RuleSet{}) && effects == (book.EffectSet{}) {
		return "no rule and no effect of the edition bears on it"
	}
	return ""
}

// neverTwice is why an operation that is made twice is as good as made once.
const neverTwice = "asked again at once, what was accepted is refused, not enabled or without effect"
