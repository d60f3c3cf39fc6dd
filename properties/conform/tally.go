package conform

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A tally counts what a system answered.
type tally struct {
	actions     [256]struct{ accepted, refused, unsupported int }
	environment int
	outside     int // that were admitted as outside the machine
	elsewhere   int // that it admitted as another edition's rule
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
		if e.ClassOf(model.ActionOf(op), got.Status, got.Code) == book.ClassEnvironment {
			t.environment++
		}
	}
	for _, r := range got.Shown {
		t.shown |= r.Kind().Fields()
		t.stated |= r.Shows()
	}
}

// admitted counts an answer that was admitted, if no rule of the edition gives it.
func (t *tally) admitted(e book.Edition, op model.Op, got model.Answer) {
	switch e.ClassOf(model.ActionOf(op), got.Status, got.Code) {
	case book.ClassOutside:
		t.outside++
	case book.ClassEdition:
		t.elsewhere++
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
	r.Unsupported, r.Environment, r.Outside, r.Elsewhere = never, t.environment, t.outside, t.elsewhere
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
