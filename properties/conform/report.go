package conform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
)

// A Report is what a search did, and what it did not come to.
type Report struct {
	Sequences, Calls int
	Unsupported      model.ActionSet      // what the system lacks, or was not asked by Config.Without
	Partly           model.ActionSet      // of what it lacks some calls
	Refused          model.ActionSet      // what it was asked and never accepted
	Environment      int                  // calls that it refused as the environment may refuse any
	Unstated         model.Fields         // what no describe states, of those that it has
	Worlds           int                  // worlds that it cannot have
	Cut              int                  // sequences that ended early, at a known divergence
	Lost             int                  // sequences that ended early, as the oracle lost track
	Readings         map[model.Choice]int // how many sequences it took another reading than the default to explain
	Known            map[Known]int        // how often each known divergence was met

	listed   []Known // in their order
	diverged bool
}

// String returns the report in sentences.
func (r *Report) String() string {
	var b strings.Builder
	found, every := "", "every"
	if r.diverged {
		found, every = ", a divergence", "every other"
	}
	for _, n := range r.Known {
		if n > 0 {
			every = "every other"
		}
	}
	fmt.Fprintf(&b, "%d sequences, %d calls%s: %s answer is one of the documented machine.", r.Sequences, r.Calls, found, every)
	if r.Unsupported != 0 {
		fmt.Fprintf(&b, "\nThe system lacks: %s.", r.Unsupported)
	}
	if r.Partly != 0 {
		fmt.Fprintf(&b, "\nIt lacks some calls of: %s.", r.Partly)
	}
	if r.Refused != 0 {
		fmt.Fprintf(&b, "\nNever accepted: %s.", r.Refused)
	}
	if r.Environment > 0 {
		fmt.Fprintf(&b, "\nIt refused %d calls as the environment may refuse any.", r.Environment)
	}
	if r.Unstated != 0 {
		fmt.Fprintf(&b, "\nNo describe states: %s.", fieldNames(r.Unstated))
	}
	if r.Worlds > 0 {
		fmt.Fprintf(&b, "\nIt cannot have %d of the worlds that were drawn.", r.Worlds)
	}
	if r.Cut > 0 {
		fmt.Fprintf(&b, "\n%d sequences ended at a known divergence: nobody knows what the call did.", r.Cut)
	}
	if r.Lost > 0 {
		fmt.Fprintf(&b, "\n%d sequences ended where the system could have been in too many states.", r.Lost)
	}
	for _, c := range slices.Sorted(maps.Keys(r.Readings)) {
		fmt.Fprintf(&b, "\nTo explain %d of them it takes %s: %s.", r.Readings[c], c, c.Doc())
	}
	for _, k := range r.listed {
		n := r.Known[k]
		if n == 0 {
			fmt.Fprintf(&b, "\nListed as known, but never met: %s.", k.Key)
			continue
		}
		fmt.Fprintf(&b, "\nKnown, met %d times: %s (%s).", n, k.Key, k.Reason)
	}
	return b.String()
}

func fieldNames(fields model.Fields) string {
	var names []string
	for f := range fields.All() {
		names = append(names, f.String())
	}
	return strings.Join(names, ", ")
}

// A tally counts what a system answered.
type tally struct {
	actions     [model.ActionAttachFailed + 1]struct{ accepted, refused, unsupported int }
	environment int
	stated      model.Fields
	shown       model.Fields // the fields of the kinds of resources that were shown
}

// count counts one answer, or that the system lacks the call.
func (t *tally) count(op model.Op, got model.Answer, unsupported bool) {
	n := &t.actions[model.ActionOf(op)]
	switch {
	case unsupported:
		n.unsupported++
	case got.Success():
		n.accepted++
	default:
		n.refused++
		if environment[got.Code] {
			t.environment++
		}
	}
	for _, d := range got.Disks {
		t.shown |= model.DiskFields
		t.stated |= d.Shows()
	}
	for _, i := range got.Instances {
		t.shown |= model.InstanceFields
		t.stated |= i.Shows()
	}
}

// environment has the codes with which the environment may refuse any call.
var environment = func() map[string]bool {
	codes := map[string]bool{}
	for _, a := range model.EnvironmentRefusals() {
		codes[a.Code] = true
	}
	return codes
}()

// lacks reports whether the system lacks an action, and not only some calls of it, as
// far as enough of them tell.
func (t *tally) lacks(a model.Action) bool {
	n := t.actions[a]
	return n.accepted+n.refused == 0 && n.unsupported >= enough
}

// enough calls that a system lacks are all those of an action.
const enough = 20

// accepted returns how many calls the system accepted that change anything.
func (t *tally) accepted() (sum int) {
	for a := range model.Actions() {
		if !a.Describe() {
			sum += t.actions[a].accepted
		}
	}
	return sum
}

// report fills in what the tally tells.
func (t *tally) report(r *Report, never model.ActionSet) {
	r.Unsupported, r.Environment, r.Unstated = never, t.environment, t.shown&^t.stated&^model.FieldsOf(model.FieldID)
	for a := range model.Actions() {
		set := model.ActionSetOf(a)
		switch n := t.actions[a]; {
		case n.accepted+n.refused == 0 && n.unsupported > 0:
			r.Unsupported |= set
		case n.unsupported > 0:
			r.Partly |= set
		}
		if n := t.actions[a]; n.accepted == 0 && n.refused > 0 {
			r.Refused |= set
		}
	}
}
