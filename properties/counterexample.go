package properties

import (
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Counterexample returns the shortest script that [Minimise] finds on which the
// suspect breaks the property that it breaks on the given steps; ok is false when it
// breaks none. The answers of the script are those of the documented machine. Where
// the suspect's differ, the step has them as its got; if none differs, describes at
// the end show in what the two states do.
func (s Suspect) Counterexample(w script.World, steps []script.Step) (_ script.Script, _ *Violation, ok bool) {
	w, steps = Minimise(w, steps, func(w script.World, steps []script.Step) string {
		if v := s.Violation(w, steps); v != nil {
			return v.Property.String()
		}
		return ""
	})
	return s.Script(w, steps)
}

// Script returns the script of steps up to the first property that the suspect breaks
// on them, as [Suspect.Counterexample] does, but leaves out nothing: they are known to
// be few.
func (s Suspect) Script(w script.World, steps []script.Step) (_ script.Script, _ *Violation, ok bool) {
	got, end, violation := s.perform(w, steps)
	if violation == nil {
		return script.Script{}, nil, false
	}
	steps = slices.Clone(steps[:len(got)])
	want, documented, _ := Suspect{}.perform(w, steps)
	differ := false
	for n := range steps {
		steps[n].Line, steps[n].Lead, steps[n].Comment = 0, nil, ""
		if !steps[n].Injected {
			differ = answered(&steps[n], want[n], got[n]) || differ
		}
	}
	least := "# No step can be left out."
	if !differ && len(steps) > 0 { // a start that is not well-formed shows by itself
		least += " What differs is seen at the end."
		steps = append(steps, describeBoth(w.Machine, steps[len(steps)-1].At, documented, end)...)
	}
	head := []string{
		"# " + violation.Property.Doc(),
		"# Here it does not hold: " + violation.Why + ".",
		least,
	}
	return script.Script{Head: head, World: w, Steps: steps}, violation, true
}

// answered writes down what a step was to be answered and, if that differs, what it
// was.
func answered(s *script.Step, want, got model.Answer) (differ bool) {
	var g model.Answer
	if s.Want, g, differ = script.Contrast(want, got); differ {
		s.Got = &g
	}
	return differ
}

// describeBoth returns a describe of each resource in which two states can be seen
// to differ, as the first shows it, with what the second shows as its got.
func describeBoth(m model.Machine, at time.Duration, want, got model.State) (steps []script.Step) {
	for c := range model.Diff(want, got) {
		s := script.Step{At: at, Op: c.Kind().Describe(c.ID())}
		_, _, wants := m.Respond(want, s.Op)
		if _, _, gets := m.Respond(got, s.Op); answered(&s, wants, gets) {
			steps = append(steps, s)
		}
	}
	return steps
}
