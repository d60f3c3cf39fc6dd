package conform

import (
	"example.com/ecsdisk/model"
)

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
