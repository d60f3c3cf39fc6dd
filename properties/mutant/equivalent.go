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
	if always := holdsOf(m, r); always.Any == book.DiskNotAttached && statusesWith(always.Any)&status != 0 {
		return "the rule holds anyway where " + status.String()
	}
	for other := range book.RulesOf(r.Action()) {
		if other == r || !m.Book().InForce(other) || statusesWith(other.Row().Needs)&status == 0 {
			continue
		}
		where := book.Facts(0)
		for f := range holdsOf(m, other).Any.All() {
			where |= statusesWith(f)
		}
		if where&status == 0 {
			return other.String() + " refuses it anyway where " + status.String() + "; a code may be another one, but of a rule that is broken (R-order)"
		}
	}
	return ""
}

// statusesWith returns the statuses that resources can have of which some facts are
// true together.
func statusesWith(facts book.Facts) book.Facts {
	const attached = diskStatuses &^ (book.DiskCreating | book.DiskAvailable)
	all := instanceStatuses | diskStatuses
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
func sameReading(c book.Choice) string {
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
	return ""
}

// neverTwice is why an operation that is made twice is as good as made once.
const neverTwice = "asked again at once, what was accepted is refused, not enabled or without effect"
