package mutant

import (
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
)

// readings follow, each, one choice where the documented machine makes another: each
// choice that is no default where the default is documented, and the other way round.
func (c catalogue) readings() (all []Mutant) {
	for choice := range book.Choices() {
		if choice.Default() || !c.has(choice.Editions()) {
			continue
		}
		standard := c.machine(choice.Editions())
		other := standard
		other.Readings = book.ReadingsOf(choice)
		if choice != book.FlagAtAcceptance && choice != book.ReleaseTransitKept { // these two are stories
			all = append(all, Mutant{Name: slug("reading " + choice.String()), Kind: ReadingSwapped, Does: "reads " + choice.String() + ", where the default is documented",
				Machine: standard, Suspect: properties.Suspect{Step: other.Step}, Equivalent: sameReading(standard, choice)})
		}
		all = append(all, Mutant{Name: slug("reading " + choice.String() + " ignored"), Kind: ReadingSwapped, Does: "reads the default, where " + choice.String() + " is documented",
			Machine: other, Suspect: properties.Suspect{Step: standard.Step}, Equivalent: sameReading(standard, choice)})
	}
	return all
}

// stories are what implementations get wrong, or could.
func (c catalogue) stories() []Mutant {
	m := c.machine(0)
	early, kept := m, m
	early.Readings, kept.Readings = book.ReadingsOf(book.FlagAtAcceptance), book.ReadingsOf(book.ReleaseTransitKept)
	on := func(a book.Action, name, does string, step stepFunc) Mutant {
		return on(a, m, Story, name, does, step)
	}
	return []Mutant{
		on(book.ActionDetachDisk, "flag-reset-too-early", "resets DeleteWithInstance when a detach is accepted", early.Step),
		on(book.ActionDetachDisk, "detach-without-Detaching", "completes a detach at once", then(m, settled(m))),
		on(book.ActionAttachDisk, "attach-without-Attaching", "completes an attach at once", then(m, settled(m))),
		on(book.ActionLock, "lock-cancels-detach", "fails the detaches of an instance that is locked", then(m, cancelled(m))),
		on(book.ActionStopInstance, "stop-cancels-detach", "fails the detaches of an instance that is stopped", then(m, cancelled(m))),
		on(book.ActionStartInstance, "start-cancels-detach", "fails the detaches of an instance that is started", then(m, cancelled(m))),
		on(book.ActionDeleteInstance, "release-keeps-disks-in-transit", "keeps the disks that are Attaching or Detaching when their instance is released", kept.Step),
		on(book.ActionDeleteInstance, "release-releases-nothing", "accepts DeleteInstance and does nothing",
			then(m, func(before, _ model.State, _ model.Op, _ model.Outcome) model.State { return before })),
		on(book.ActionDeleteInstance, "release-takes-free-disks", "releases the disks that are Available together with an instance",
			then(m, func(_, after model.State, _ model.Op, _ model.Outcome) model.State {
				for d := range after.Disks() {
					after, _ = m.Step(after, model.DeleteDisk{DiskID: d.ID})
				}
				return after
			})),
		on(book.ActionDetachDisk, "refused-detach-stops-the-instance", "stops the instance when it refuses a detach", func(s model.State, op model.Op) (model.State, model.Outcome) {
			after, o := m.Step(s, op)
			if o.Verdict() == model.Refused {
				after, _ = m.Step(s, model.StopInstance{InstanceID: op.(model.DetachDisk).InstanceID})
			}
			return after, o
		}),
		on(book.ActionDetachDisk, "asked-again-a-detach-is-lost", "accepts a detach and does nothing when it is asked the same twice in a row", forgetful(m)),
		on(book.ActionDeleteInstance, "an-id-has-a-meaning", "forces the release of instances whose id begins with i-", func(s model.State, op model.Op) (model.State, model.Outcome) {
			d := op.(model.DeleteInstance)
			d.Force = d.Force || strings.HasPrefix(string(d.InstanceID), "i-")
			return m.Step(s, d)
		}),
		{Name: "completion-hits-a-newer-detach-or-attachment", Kind: Story, Does: "lets a completion act on whatever its disk is doing when it falls due",
			Machine: m, Timed: true, Suspect: properties.Suspect{KeepNotes: true}},
	}
}

// settled makes the state in which the disk of an operation has settled.
func settled(m model.Machine) moreFunc {
	return func(_, after model.State, op model.Op, _ model.Outcome) model.State {
		_, disks := model.IDs(op)
		after, _ = m.Step(after, model.Settle{ID: string(disks[0])})
		return after
	}
}

// cancelled makes the state in which every detach under way on the instance has failed.
func cancelled(m model.Machine) moreFunc {
	return func(_, after model.State, op model.Op, _ model.Outcome) model.State {
		instances, _ := model.IDs(op)
		for d := range after.DisksOf(instances[0]) {
			after, _ = m.Step(after, model.DetachFailed{DiskID: d.ID})
		}
		return after
	}
}

// forgetful makes the machine lose a detach that it is asked twice in a row.
func forgetful(m model.Machine) stepFunc {
	last := ""
	return func(s model.State, op model.Op) (model.State, model.Outcome) {
		before := last
		if last = s.Key() + op.String(); last == before {
			last = ""
			return s, m.Judge(s, op)
		}
		return m.Step(s, op)
	}
}
