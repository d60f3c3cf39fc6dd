package conform

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A tally counts what a system answered.
type tally struct {
	actions     [book.ActionReclaim + 1]struct{ accepted, refused, unsupported int }
	environment int
	outside     int
	stated      book.Fields
	shown       book.Fields // the fields of the kinds of resources that were shown
}

// count counts one answer, or that the system lacks the call.
func (t *tally) count(e book.Edition, op model.Op, got model.Answer, unsupported bool) {
	n := &t.actions[model.ActionOf(op)]
	switch {
	case unsupported:
		n.unsupported++
	case got.Success():
		n.accepted++
	default:
		n.refused++
		switch e.ClassOf(model.ActionOf(op), got.Status, got.Code) {
		case book.ClassEnvironment:
			t.environment++
		case book.ClassOutside:
			t.outside++
		}
	}
	for _, r := range got.Shown {
		t.shown |= r.Kind().Fields()
		t.stated |= r.Shows()
	}
}

// lacks reports whether the system lacks an action, and not only some calls of it, as
// far as enough of them tell.
func (t *tally) lacks(a book.Action) bool {
	n := t.actions[a]
	return n.accepted+n.refused == 0 && n.unsupported >= enough
}

// enough calls that a system lacks are all those of an action.
const enough = 20

// accepted returns how many calls the system accepted that change anything.
func (t *tally) accepted() (sum int) {
	for a := range book.Actions() {
		if !a.Describe() {
			sum += t.actions[a].accepted
		}
	}
	return sum
}

// report fills in what the tally tells.
func (t *tally) report(r *Report, never book.ActionSet) {
	r.Unsupported, r.Environment, r.Outside = never, t.environment, t.outside
	r.Unstated = t.shown &^ t.stated &^ book.FieldsOf(book.FieldID) &^ book.HiddenFields
	for a := range book.Actions() {
		set := book.ActionSetOf(a)
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
