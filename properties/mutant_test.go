package properties

import (
	"iter"
	"strings"

	"example.com/ecsdisk/model"
)

// A mutant is a machine that is broken on purpose. A search has to find out, and to
// say by which property.
type mutant struct {
	name    string        // of its golden script, too
	machine model.Machine // the documented one that it is held against
	suspect Suspect
	timed   bool   // it takes a clock to tell it from the documented one
	seed    uint64 // of the search, where one shows more than another
}

type stepFunc func(model.State, model.Op) (model.State, model.Outcome)

// mutants yields every mutant: first those that the tables give, then the stories.
func mutants() iter.Seq[mutant] {
	return func(yield func(mutant) bool) {
		for _, all := range [][]mutant{withoutRules(), withoutEffects(), frameBreakers(), storyMutants()} {
			for _, m := range all {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// withoutRules leaves out one rule each, under a reading by which it is in force.
func withoutRules() (all []mutant) {
	for r := range model.Rules() {
		var m model.Machine
		for _, v := range r.Row().Under {
			if !m.InForce(r) {
				m.Readings = model.ReadingsOf(v.Choice)
			}
		}
		broken := m
		broken.Without.Rules = model.RuleSetOf(r)
		all = append(all, mutant{name: "rule-" + r.String(), machine: m, suspect: Suspect{Step: broken.Step}})
	}
	return all
}

// withoutEffects leaves out one effect each, under a reading by which it takes place.
func withoutEffects() (all []mutant) {
	for e := range model.Effects() {
		row := e.Row()
		m := model.Machine{Readings: model.ReadingsOf(row.Only)}
		if row.Action == model.ActionDeleteInstance && row.Field == model.FieldDeleteWithInstance {
			m.Readings = model.ReadingsOf(model.ReleaseTransitKept) // else the flag of a disk that is kept is false already
		}
		broken := m
		broken.Without.Effects = model.EffectSetOf(e)
		name := "effect-" + row.Action.String() + "-" + row.Of.String() + "-" + row.Does()
		if row.When != (model.Condition{}) && row.Action == model.ActionDeleteInstance || row.Action == model.ActionCreateDisk && row.Field == model.FieldCategory {
			name += "-" + row.When.String()
		}
		if !row.Only.Default() {
			name += "-" + row.Only.String()
		}
		all = append(all, mutant{name: slug(name), machine: m, suspect: Suspect{Step: broken.Step}})
	}
	return all
}

// slug makes a file name of words.
func slug(words string) string {
	words = strings.NewReplacer(" the ", "-", "its ", "", ";", "", ":", "", "=", "", "R-", "").Replace(words)
	return strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }), "-")
}

// frameBreakers change, with one action each, a resource that the action does not
// touch: the first disk that it does not name, or else the first instance.
func frameBreakers() (all []mutant) {
	var m model.Machine
	for a := range model.Actions() {
		all = append(all, mutant{name: "frame-" + a.String(), suspect: Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if o.Accepted() && o.Action() == a {
				after = touchAnother(m, after, op)
			}
			return after, o
		}}})
	}
	return all
}

func touchAnother(m model.Machine, s model.State, op model.Op) model.State {
	_, named := model.IDs(op)
	for d := range s.Disks() {
		if len(named) > 0 && d.ID == named[0] {
			continue
		}
		s, _ = m.Step(s, model.ModifyDiskAttribute{DiskID: d.ID, DeleteAutoSnapshot: model.FlagOf(!d.DeleteAutoSnapshot)})
		return s
	}
	return s
}

// storyMutants are what implementations get wrong, or could.
func storyMutants() []mutant {
	var m model.Machine
	early := model.Machine{Readings: model.ReadingsOf(model.FlagAtAcceptance)}
	kept := model.Machine{Readings: model.ReadingsOf(model.ReleaseTransitKept)}
	last := ""
	return []mutant{
		{name: "flag-reset-too-early", suspect: Suspect{Step: early.Step}},
		{name: "detach-without-Detaching", suspect: Suspect{Step: then(m, model.ActionDetachDisk, func(op model.Op) model.Op {
			return model.Settle{ID: string(op.(model.DetachDisk).DiskID)}
		})}},
		{name: "attach-without-Attaching", suspect: Suspect{Step: then(m, model.ActionAttachDisk, func(op model.Op) model.Op {
			return model.Settle{ID: string(op.(model.AttachDisk).DiskID)}
		})}},
		{name: "lock-cancels-detach", suspect: Suspect{Step: cancelDetaches(m, model.ActionLock)}},
		{name: "stop-cancels-detach", suspect: Suspect{Step: cancelDetaches(m, model.ActionStopInstance)}},
		{name: "start-cancels-detach", suspect: Suspect{Step: cancelDetaches(m, model.ActionStartInstance)}},
		{name: "release-keeps-disks-in-transit", suspect: Suspect{Step: kept.Step}},
		{name: "release-releases-nothing", suspect: Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if o.Accepted() && o.Action() == model.ActionDeleteInstance {
				return s, o
			}
			return after, o
		}}},
		{name: "refused-detach-stops-the-instance", suspect: Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if d, ok := op.(model.DetachDisk); ok && o.Verdict() == model.Refused {
				after, _ = m.Step(s, model.StopInstance{InstanceID: d.InstanceID})
			}
			return after, o
		}}},
		{name: "completion-hits-a-newer-detach-or-attachment", timed: true, seed: 12, suspect: Suspect{KeepNotes: true}},
		{name: "asked-again-a-detach-is-lost", suspect: Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
			if model.ActionOf(op) != model.ActionDetachDisk {
				return m.Step(s, op)
			}
			before := last
			if last = s.Key() + op.String(); last == before {
				last = ""
				return s, m.Judge(s, op)
			}
			return m.Step(s, op)
		}}},
		{name: "an-id-has-a-meaning", suspect: Suspect{Step: func(s model.State, op model.Op) (model.State, model.Outcome) {
			if d, ok := op.(model.DeleteInstance); ok && strings.HasPrefix(string(d.InstanceID), "i-") {
				d.Force = true
				return m.Step(s, d)
			}
			return m.Step(s, op)
		}}},
	}
}

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

// cancelDetaches makes the machine fail every detach under way on the instance.
func cancelDetaches(m model.Machine, a model.Action) stepFunc {
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if o.Accepted() && o.Action() == a {
			instances, _ := model.IDs(op)
			for d := range after.DisksOf(instances[0]) {
				after, _ = m.Step(after, model.DetachFailed{DiskID: d.ID})
			}
		}
		return after, o
	}
}
