package mutant

import (
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
)

// readings follow, each, one choice where the documented machine makes another: each
// choice that is no default where the default is documented, and the other way round.
func readings() (all []Mutant) {
	for c := range model.Choices() {
		if c.Default() {
			continue
		}
		standard, other := model.Machine{}, model.Machine{Readings: model.ReadingsOf(c)}
		if c != model.FlagAtAcceptance && c != model.ReleaseTransitKept { // these two are stories
			all = append(all, Mutant{Name: slug("reading " + c.String()), Kind: ReadingSwapped, Does: "reads " + c.String() + ", where the default is documented",
				Machine: standard, Suspect: properties.Suspect{Step: other.Step}, Equivalent: sameReading(c)})
		}
		all = append(all, Mutant{Name: slug("reading " + c.String() + " ignored"), Kind: ReadingSwapped, Does: "reads the default, where " + c.String() + " is documented",
			Machine: other, Suspect: properties.Suspect{Step: standard.Step}, Equivalent: sameReading(c)})
	}
	return all
}

// stories are what implementations get wrong, or could.
func stories() []Mutant {
	var m model.Machine
	early := model.Machine{Readings: model.ReadingsOf(model.FlagAtAcceptance)}
	kept := model.Machine{Readings: model.ReadingsOf(model.ReleaseTransitKept)}
	return []Mutant{
		any("flag-reset-too-early", "resets DeleteWithInstance when a detach is accepted", early.Step),
		any("detach-without-Detaching", "completes a detach at once", settles(m, model.ActionDetachDisk)),
		any("attach-without-Attaching", "completes an attach at once", settles(m, model.ActionAttachDisk)),
		any("lock-cancels-detach", "fails the detaches of an instance that is locked", cancelsDetaches(m, model.ActionLock)),
		any("stop-cancels-detach", "fails the detaches of an instance that is stopped", cancelsDetaches(m, model.ActionStopInstance)),
		any("start-cancels-detach", "fails the detaches of an instance that is started", cancelsDetaches(m, model.ActionStartInstance)),
		any("release-keeps-disks-in-transit", "keeps the disks that are Attaching or Detaching when their instance is released", kept.Step),
		on(model.ActionDeleteInstance, m, Story, "release-releases-nothing", "accepts DeleteInstance and does nothing",
			then(m, func(before, _ model.State, _ model.Op, _ model.Outcome) model.State { return before })),
		on(model.ActionDetachDisk, m, Story, "refused-detach-stops-the-instance", "stops the instance when it refuses a detach", func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if o.Verdict() == model.Refused {
				after, _ = m.Step(s, model.StopInstance{InstanceID: op.(model.DetachDisk).InstanceID})
			}
			return after, o
		}),
		{Name: "completion-hits-a-newer-detach-or-attachment", Kind: Story, Does: "lets a completion act on whatever its disk is doing when it falls due",
			Timed: true, Suspect: properties.Suspect{KeepNotes: true}},
		any("asked-again-a-detach-is-lost", "accepts a detach and does nothing when it is asked the same twice in a row", forgetful(m)),
		any("an-id-has-a-meaning", "forces the release of instances whose id begins with i-", func(s model.State, op model.Op) (model.State, model.Outcome) {
			if d, ok := op.(model.DeleteInstance); ok && strings.HasPrefix(string(d.InstanceID), "i-") {
				d.Force = true
				return m.Step(s, d)
			}
			return m.Step(s, op)
		}),
		on(model.ActionDeleteInstance, m, Story, "release-takes-free-disks", "releases the disks that are Available together with an instance",
			then(m, func(_, after model.State, _ model.Op, _ model.Outcome) model.State {
				for d := range after.Disks() {
					after, _ = m.Step(after, model.DeleteDisk{DiskID: d.ID})
				}
				return after
			})),
	}
}

// any is a story of a machine that does more than one action otherwise.
func any(name, does string, step stepFunc) Mutant {
	return Mutant{Name: name, Kind: Story, Does: does, Suspect: properties.Suspect{Step: step}}
}

// settles makes the machine settle a disk when it has accepted an action on it.
func settles(m model.Machine, a model.Action) stepFunc {
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		after, o := m.Step(s, op)
		if o.Accepted() && o.Action() == a {
			_, disks := model.IDs(op)
			after, _ = m.Step(after, model.Settle{ID: string(disks[0])})
		}
		return after, o
	}
}

// cancelsDetaches makes the machine fail every detach under way on the instance.
func cancelsDetaches(m model.Machine, a model.Action) stepFunc {
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

// forgetful makes the machine lose a detach that it is asked twice in a row.
func forgetful(m model.Machine) stepFunc {
	last := ""
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		if model.ActionOf(op) != model.ActionDetachDisk {
			return m.Step(s, op)
		}
		before := last
		if last = s.Key() + op.String(); last == before {
			last = ""
			return s, m.Judge(s, op)
		}
		return m.Step(s, op)
	}
}
