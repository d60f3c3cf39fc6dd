package properties

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A sentence is the predicate of a property that is checked at every event: it returns
// the first of the property's clauses that does not hold.
type sentence func(*step) fault

// A step is an event with what the sentences need to know of it, found once.
type step struct {
	*sim.Event
	action   book.Action
	accepted bool           // it was applied to the state before it, and accepted
	machine  model.Machine  // the documented one
	judged   model.Outcome  // what it says
	changes  []model.Change // what really changed
	effects  model.Made     // what should have

	collect func(model.Change) bool // appends to changes; made once, since a loop's body is made anew
}

// noAction is that of a comment.
const noAction = ^book.Action(0)

// look finds out about an event. It keeps what it has allocated.
func (s *step) look(e *sim.Event) {
	s.Event = e
	s.action, s.judged = noAction, model.Outcome{}
	if e.Comment == "" {
		s.judged = s.machine.Expect(e.Before, e.Op, &s.effects)
		s.action = s.judged.Action()
	}
	s.accepted = e.Applied() && e.Outcome.Accepted()
	s.changes = s.changes[:0]
	if s.accepted || !e.After.Equal(e.Before) {
		model.Diff(e.Before, e.After)(s.collect)
	}
}

// check returns the first of the sentences that does not hold, as a violation.
func (s *step) check(sentences []sentence) *Violation {
	for _, broken := range sentences {
		if f := broken(s); f.clause != holds {
			return f.violation(s)
		}
	}
	return nil
}

func unacceptedChangesNothing(s *step) fault {
	if s.accepted || len(s.changes) == 0 {
		return fault{}
	}
	broken := notAppliedChangesNothing
	if s.Applied() {
		if broken = refusedChangesNothing; s.Outcome.Verdict() == model.NotEnabled {
			broken = notEnabledChangesNothing
		}
	}
	return fault{broken, fmt.Sprintf("%s, and yet %s changed", s.Outcome.Verdict(), s.changes[0].ID())}
}

// acceptedExactly asks nothing of a call that the machine did not judge in the state
// before it.
func acceptedExactly(s *step) fault {
	got, want := s.Outcome.Verdict(), s.judged.Verdict()
	if got == want || !s.Judged() {
		return fault{}
	}
	broken := unbrokenIsAccepted
	switch {
	case got == model.NotEnabled || want == model.NotEnabled:
		broken = enabledAsDocumented
	case got == model.Accepted:
		broken = brokenIsRefused
	}
	return fault{broken, fmt.Sprintf("%s; the rule table says %s", s.Outcome, s.judged)}
}

// effectsAndNothingElse compares what changed with what the effect table says. An
// operation that should not have been accepted has no effects to compare with.
func effectsAndNothingElse(s *step) fault {
	if !s.accepted || !s.judged.Accepted() {
		return fault{}
	}
	changed := 0
	for i := range s.effects.Disks {
		e := &s.effects.Disks[i]
		c := s.changeOf(string(e.After.ID))
		if c == nil && e.Before != nil && !e.Gone && *e.Before == e.After {
			continue // it sets what is so already
		}
		changed++
		if c == nil || (c.AfterDisk == nil) != e.Gone || !e.Gone && *c.AfterDisk != e.After {
			return wrongDisk(s, e)
		}
	}
	for i := range s.effects.Instances {
		e := &s.effects.Instances[i]
		c := s.changeOf(string(e.After.ID))
		if c == nil && e.Before != nil && !e.Gone && *e.Before == e.After {
			continue
		}
		changed++
		if c == nil || (c.AfterInstance == nil) != e.Gone || !e.Gone && *c.AfterInstance != e.After {
			return wrongInstance(s, e)
		}
	}
	if changed == len(s.changes) {
		return fault{}
	}
	for i := range s.changes {
		if id := s.changes[i].ID(); !isOn(&s.effects, id) {
			return fault{othersAreUntouched, fmt.Sprintf("%s changed, on which there is no effect", id)}
		}
	}
	return fault{}
}

// changeOf returns the change of a resource, or nil.
func (s *step) changeOf(id string) *model.Change {
	for i := range s.changes {
		if c := &s.changes[i]; c.ID() == id {
			return c
		}
	}
	return nil
}

// wrongDisk and wrongInstance say how a resource is not as an effect makes it.

func wrongDisk(s *step, e *model.MadeDisk) fault {
	got, ok := s.After.Disk(e.After.ID)
	switch {
	case e.Gone:
		return fault{diskIsReleased, fmt.Sprintf("disk %s should be released", e.After.ID)}
	case !ok:
		return fault{diskIsThere, fmt.Sprintf("disk %s should be there", e.After.ID)}
	}
	return fault{diskIsAsEffectsSay, diskDiffers(got, e.After)}
}

func wrongInstance(s *step, e *model.MadeInstance) fault {
	got, ok := s.After.Instance(e.After.ID)
	switch {
	case e.Gone:
		return fault{instanceIsReleased, fmt.Sprintf("instance %s should be released", e.After.ID)}
	case !ok:
		return fault{instanceIsThere, fmt.Sprintf("instance %s should be there", e.After.ID)}
	}
	return fault{instanceIsAsEffectsSay, instanceDiffers(got, e.After)}
}

// isOn reports whether an effect is on the resource.
func isOn(m *model.Made, id string) bool {
	return slices.ContainsFunc(m.Disks, func(d model.MadeDisk) bool { return string(d.After.ID) == id }) ||
		slices.ContainsFunc(m.Instances, func(i model.MadeInstance) bool { return string(i.After.ID) == id })
}

func diskDiffers(got, want model.Disk) string {
	for f, v := range (model.Change{BeforeDisk: &want, AfterDisk: &got}).Fields() {
		return fmt.Sprintf("disk %s has %s=%s; expected %s", want.ID, f, v[1], v[0])
	}
	return ""
}

func instanceDiffers(got, want model.Instance) string {
	for f, v := range (model.Change{BeforeInstance: &want, AfterInstance: &got}).Fields() {
		return fmt.Sprintf("instance %s has %s=%s; expected %s", want.ID, f, v[1], v[0])
	}
	return ""
}
