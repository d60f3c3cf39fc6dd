package script

import (
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// maxKept is how many steps a replay keeps, to go through them again when it fails.
const maxKept = 10_000

// keep keeps a step that is about to be run, unless there are too many. Of another
// machine than the documented one none is: no reading explains what it does.
func (r *replay) keep(s Step) {
	if r.goOn || r.again || r.isMutant() || len(r.kept) != r.report.Steps || len(r.kept) == maxKept {
		r.kept = nil
		return
	}
	s.Lead, s.Comment = nil, ""
	r.kept = append(r.kept, s)
}

func (r *replay) isMutant() bool { return r.options.Step != nil }

// explain finds the readings under which the answer that differs is right. A reading
// may have taken effect long before it shows, so it goes through all steps again.
func (r *replay) explain(f *Failure) {
	if f.Compared.Admitted || r.isMutant() {
		return
	}
	if r.event.Judged() {
		f.Readings = r.machine.Explain(r.event.Before, r.event.Op, f.Answered(), r.options.Strict)
	}
	if f.StepOnly = len(r.kept) != r.report.Steps; f.StepOnly {
		return
	}
	anyBroken := slices.Contains(f.Readings, book.OrderAnyBroken)
	f.Readings = nil
	steps := slices.Clone(r.kept)
	last := &steps[len(steps)-1]
	last.Want, last.Got, last.Injected = f.Answered(), nil, false
	if greenUnder(r.world, steps, r.options.Strict) {
		return // without what was injected: nothing is to be explained by a reading
	}
	for c := range r.world.Machine.Edition.Choices() {
		w := r.world
		w.Machine.Readings = w.Machine.Readings.With(c)
		if c == book.OrderAnyBroken && anyBroken || greenUnder(w, steps, r.options.Strict) {
			f.Readings = append(f.Readings, c)
		}
	}
}

func greenUnder(w World, steps []Step, strict model.Strictness) bool {
	r := &replay{options: Options{Strict: strict}, report: new(Report), again: true}
	if err := r.run(w, All(steps)); err != nil {
		panic("script: steps in memory cannot fail: " + err.Error())
	}
	return r.report.Green()
}
