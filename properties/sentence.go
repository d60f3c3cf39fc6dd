package properties

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// A step is an event with what the sentences need to know of it, found once.
type step struct {
	*sim.Event
	action   book.Action
	accepted bool           // it was applied to the state before it, and accepted
	machine  model.Machine  // the documented one
	judged   model.Outcome  // what it says
	changes  []model.Change // what really changed
	effects  model.Effects  // what should have

	next    func(model.State, model.Op) (model.State, model.Outcome) // the machine under test
	history history
	mirror  mirror

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

// asked reports whether a stage is one of those of some kinds.
func (s *step) asked(at int, of Kind) bool {
	switch stage(at) {
	case ofVerdict:
		return of&(OfState|OfStep) != 0
	case ofEffect:
		return of&(OfState|OfStep) != 0 && (s.accepted || len(s.changes) > 0)
	case ofHistory:
		return of&OfHistory != 0
	}
	return of&OfMachine != 0
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
	for i := range s.effects.Changes {
		want := &s.effects.Changes[i]
		c := s.changeOf(want.ID())
		if c == nil && !want.Before.None() && want.Before.Equal(want.After) {
			continue // it sets what is so already
		}
		changed++
		if c == nil || !c.After.Equal(want.After) {
			return wrong(s, want)
		}
	}
	if changed == len(s.changes) {
		return fault{}
	}
	for i := range s.changes {
		if id := s.changes[i].ID(); !slices.ContainsFunc(s.effects.Changes, func(c model.Change) bool { return c.ID() == id }) {
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

// wrong says how a resource is not as the effects make it.
func wrong(s *step, want *model.Change) fault {
	released, there, asSaid := instanceIsReleased, instanceIsThere, instanceIsAsEffectsSay
	if want.Kind() == model.KindDisk {
		released, there, asSaid = diskIsReleased, diskIsThere, diskIsAsEffectsSay
	}
	got := s.After.Resource(want.ID())
	switch {
	case want.After.None():
		return fault{released, fmt.Sprintf("%s %s should be released", want.Kind(), want.ID())}
	case got.None() || got.Kind() != want.Kind():
		return fault{there, fmt.Sprintf("%s %s should be there", want.Kind(), want.ID())}
	}
	return fault{asSaid, differs(got, want.After)}
}

// differs says in which field a resource is not as it is expected.
func differs(got, want model.Resource) string {
	for f, v := range (model.Change{Before: want, After: got}).Fields() {
		return fmt.Sprintf("%s %s has %s=%s; expected %s", want.Kind(), want.ID(), f, v[1], v[0])
	}
	return ""
}
