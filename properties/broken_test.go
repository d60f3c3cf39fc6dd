package properties

import (
	"strings"

	"example.com/ecsdisk/model"
)

type stepFunc func(model.State, model.Op) (model.State, model.Outcome)

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
