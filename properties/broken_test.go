package properties

import (
	"strings"

	"example.com/ecsdisk/model"
)

type stepFunc func(model.State, model.Op) (model.State, model.Outcome)

// then makes the machine do something more after an accepted action.
func then(m model.Machine, a model.Action, more func(model.Op) model.Op) stepFunc {
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if o.Accepted() && o.Action() == a {
			after, _ = m.Step(after, more(op))
		}
		return after, o
	}
}

// touchFirst changes the first disk.
func touchFirst(m model.Machine, s model.State) model.State {
	for d := range s.Disks() {
		s, _ = m.Step(s, model.ModifyDiskAttribute{DiskID: d.ID, DeleteAutoSnapshot: model.FlagOf(!d.DeleteAutoSnapshot)})
		break
	}
	return s
}

// omitting returns a machine without some effects of an action: those whose words
// begin so.
func omitting(a model.Action, does ...string) stepFunc {
	var m model.Machine
	for e := range model.Effects() {
		for _, words := range does {
			if row := e.Row(); row.Action == a && strings.HasPrefix(row.Does(), words) {
				m.Without.Effects |= model.EffectSetOf(e)
			}
		}
	}
	return m.Step
}
