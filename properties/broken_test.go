package properties

import (
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

type stepFunc func(model.State, model.Op) (model.State, model.Outcome)

// omitting returns a machine without some effects of an action: those whose words
// begin so.
func omitting(a book.Action, does ...string) stepFunc {
	var m model.Machine
	for e := range book.Effects() {
		for _, words := range does {
			if row := e.Row(); row.Action == a && strings.HasPrefix(row.Does(), words) {
				m.Without.Effects = m.Without.Effects.Union(book.EffectSetOf(e))
			}
		}
	}
	return m.Step
}
