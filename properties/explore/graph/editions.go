package graph

import (
	"context"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/sim/script"
)

// A Divergence is one thing in which two editions differ: a rule, an effect or a field; and
// the shortest steps on which they answer or end differently because of it.
type Divergence struct {
	What string
	Says [2]string // what each edition says of it; "" where nothing

	// The same steps under each edition, with its answers. Where there is none, Untold says
	// why the edition cannot be told the world or the steps.
	Scripts [2]script.Script
	Untold  [2]string

	Hidden     bool   // no describe shows how the two end: only the states differ
	Admitted   bool   // the machines do not differ: only what is admitted beside their answers does
	Unfinished string // why no steps were found
}

// Found reports whether steps were found that show the divergence.
func (d Divergence) Found() bool { return len(d.Scripts[0].Steps)+len(d.Scripts[1].Steps) > 0 }

// MostDivergingSteps is how many steps are looked at for what shows a divergence, before the
// describes that show how they end.
const MostDivergingSteps = 6

// Editions compares two machines, which differ in their edition: rule by rule, effect by
// effect, field by field. Worlds of settled resources are what they start in: an instance,
// another one, and a disk; or an instance with as many disks as it can have.
//
// The function, unless it is nil, is told how many things were compared.
func Editions(ctx context.Context, a, b model.Machine, progress func(pace.Progress)) ([]Divergence, error) {
	task, err := pace.New(ctx, progress)
	if err != nil {
		return nil, err
	}
	rules, effects := book.Differing(a.Book(), b.Book())
	var all []question
	for r := range rules.All() {
		all = append(all, aboutRule(a, b, r))
	}
	for e := range book.Effects() {
		if effects.Has(e) {
			all = append(all, aboutEffect(a, b, e))
		}
	}
	for f := range book.HiddenFields.All() {
		if f.Editions().Has(a.Edition) != f.Editions().Has(b.Edition) && !setBy(effects, f) {
			all = append(all, aboutField(a, b, f))
		}
	}
	p, err := task.Begin("editions", len(all))
	if err != nil {
		return nil, err
	}
	var found []Divergence
	for _, q := range all {
		d := q.ask(task)
		if !d.Found() && !d.Admitted && d.Unfinished == "" {
			d = q.underReadings(task, d)
		}
		found = append(found, d)
		p.Done++
		if err := p.Ask(); err != nil {
			return found, err
		}
	}
	return found, nil
}

// setBy reports whether one of the effects sets a field: then the effect shows the field.
func setBy(effects book.EffectSet, f book.Field) bool {
	for e := range book.Effects() {
		if effects.Has(e) && !e.Row().Release && e.Row().Field == f {
			return true
		}
	}
	return false
}
