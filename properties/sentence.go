package properties

import (
	"fmt"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A step is an event with what the sentences need to know of it, found once.
type step struct {
	*sim.Event
	action  model.Action
	machine model.Machine  // the documented one
	judged  model.Outcome  // what it says
	changes []model.Change // what really changed
	effects model.Made     // what should have

	collect func(model.Change) bool // appends to changes; made once, since a loop's body is made anew
}

// look finds out about an event. It keeps what it has allocated.
func (s *step) look(e *sim.Event) {
	s.Event = e
	s.judged = s.machine.Expect(e.Before, e.Op, &s.effects)
	s.action = s.judged.Action()
	s.changes = s.changes[:0]
	if e.Outcome.Accepted() || !e.After.Equal(e.Before) {
		model.Diff(e.Before, e.After)(s.collect)
	}
}

// took reports whether the operation took effect.
func (s *step) took() bool { return s.Applied() && s.Outcome.Accepted() }

// check returns the first of the sentences that does not hold, as a violation.
func (s *step) check(sentences []sentence) *Violation {
	for i := range sentences {
		if why := sentences[i].broken(s); why != "" {
			return &Violation{sentences[i].property, s.N, s.Op, why}
		}
	}
	return nil
}

// wellFormedAround checks what a step can break of a state that was well-formed
// before: the resources that changed and what they refer to. [model.State.Validate]
// is the whole of it, checked at the start and at the end.
func wellFormedAround(s *step) string {
	for i := range s.changes {
		c := &s.changes[i]
		switch d := c.AfterDisk; {
		case c.BeforeInstance != nil && c.AfterInstance == nil:
			for d := range s.After.DisksOf(c.BeforeInstance.ID) {
				return fmt.Sprintf("disk %s has InstanceId %s, which is gone", d.ID, d.InstanceID)
			}
		case d == nil:
		case d.Status.Attached() != (d.InstanceID != ""):
			return fmt.Sprintf("disk %s is %s and has InstanceId %q", d.ID, d.Status, d.InstanceID)
		case d.Type == model.SystemDisk && d.Portable == model.True:
			return fmt.Sprintf("system disk %s is Portable", d.ID)
		case d.InstanceID != "" && (c.BeforeDisk == nil || c.BeforeDisk.InstanceID != d.InstanceID || c.BeforeDisk.Type != d.Type):
			if why := overfull(s, d.InstanceID); why != "" {
				return why
			}
		}
		if c.BeforeDisk == nil && c.AfterDisk != nil {
			if _, taken := s.After.Instance(model.InstanceID(c.AfterDisk.ID)); taken {
				return fmt.Sprintf("a disk and an instance have the id %s", c.AfterDisk.ID)
			}
		}
		if c.BeforeInstance == nil && c.AfterInstance != nil {
			if _, taken := s.After.Disk(model.DiskID(c.AfterInstance.ID)); taken {
				return fmt.Sprintf("an instance and a disk have the id %s", c.AfterInstance.ID)
			}
		}
	}
	return ""
}

func overfull(s *step, id model.InstanceID) string {
	if _, ok := s.After.Instance(id); !ok {
		return fmt.Sprintf("a disk has InstanceId %s, which does not exist", id)
	}
	var data, system int
	for d := range s.After.DisksOf(id) {
		if d.Type == model.SystemDisk {
			system++
		} else {
			data++
		}
	}
	if data > model.MaxDataDisks || system > model.MaxSystemDisks {
		return fmt.Sprintf("instance %s has %d data disks and %d system disks", id, data, system)
	}
	return ""
}

func refusedChangesNothing(s *step) string {
	if !s.took() && len(s.changes) > 0 {
		return fmt.Sprintf("%s, and yet %s changed", s.Outcome.Verdict(), s.changes[0].ID())
	}
	return ""
}

// acceptedExactly exempts what the machine did not judge in the state before it: a call
// that is injected, stale or dropped.
func acceptedExactly(s *step) string {
	if s.Judged() && s.Outcome.Verdict() != s.judged.Verdict() {
		return fmt.Sprintf("%s; the rule table says %s", s.Outcome, s.judged)
	}
	return ""
}

// effectsAndNothingElse compares what changed with what the effect table says. An
// operation that should not have been accepted has no effects to compare with.
func effectsAndNothingElse(s *step) string {
	if !s.took() || !s.judged.Accepted() {
		return ""
	}
	changed := 0
	for i := range s.effects.Disks {
		e := &s.effects.Disks[i]
		if e.Before != nil && !e.Gone && *e.Before == e.After {
			continue // it sets what is so already
		}
		changed++
		c := s.changeOf(string(e.After.ID))
		if c == nil || (c.AfterDisk == nil) != e.Gone || !e.Gone && *c.AfterDisk != e.After {
			return wrongDisk(s, e)
		}
	}
	for i := range s.effects.Instances {
		e := &s.effects.Instances[i]
		if e.Before != nil && !e.Gone && *e.Before == e.After {
			continue
		}
		changed++
		c := s.changeOf(string(e.After.ID))
		if c == nil || (c.AfterInstance == nil) != e.Gone || !e.Gone && *c.AfterInstance != e.After {
			return wrongInstance(s, e)
		}
	}
	if changed == len(s.changes) {
		return ""
	}
	for i := range s.changes {
		if !isOn(&s.effects, s.changes[i].ID()) {
			return fmt.Sprintf("%s changed, on which there is no effect", s.changes[i].ID())
		}
	}
	return fmt.Sprintf("%d resources changed; expected %d", len(s.changes), changed)
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

func wrongDisk(s *step, e *model.MadeDisk) string {
	got, ok := s.After.Disk(e.After.ID)
	switch {
	case e.Gone:
		return fmt.Sprintf("disk %s should be released", e.After.ID)
	case !ok:
		return fmt.Sprintf("disk %s should be there", e.After.ID)
	}
	return diskDiffers(got, e.After)
}

func wrongInstance(s *step, e *model.MadeInstance) string {
	got, ok := s.After.Instance(e.After.ID)
	switch {
	case e.Gone:
		return fmt.Sprintf("instance %s should be released", e.After.ID)
	case !ok:
		return fmt.Sprintf("instance %s should be there", e.After.ID)
	}
	return instanceDiffers(got, e.After)
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

func passThroughTransit(s *step) string {
	if s.action != model.ActionAttachDisk && s.action != model.ActionDetachDisk || !s.took() {
		return ""
	}
	switch op := s.Op.(type) {
	case model.AttachDisk:
		d, _ := s.After.Disk(op.DiskID)
		if b, _ := s.Before.Disk(op.DiskID); b.Status == model.Detaching && s.machine.Readings.Has(model.AttachDetachingIgnored) {
			return "" // the call is ignored, and the detach goes on
		}
		if d.Status != model.Attaching || d.InstanceID != op.InstanceID || d.DeleteWithInstance != op.DeleteWithInstance {
			return fmt.Sprintf("the disk is %s on %q with DeleteWithInstance=%t; expected Attaching on %q with %t",
				d.Status, d.InstanceID, d.DeleteWithInstance, op.InstanceID, op.DeleteWithInstance)
		}
	case model.DetachDisk:
		if d, _ := s.After.Disk(op.DiskID); d.Status != model.Detaching {
			return fmt.Sprintf("the disk is %s; expected Detaching", d.Status)
		}
	}
	return ""
}

func detachingKeeps(s *step) string {
	for i := range s.changes {
		b, a := s.changes[i].BeforeDisk, s.changes[i].AfterDisk
		if b == nil || a == nil || a.Status != model.Detaching {
			continue
		}
		accepted := b.Status == model.InUse && s.action == model.ActionDetachDisk
		if b.Status != model.Detaching && !accepted {
			continue
		}
		if a.InstanceID != b.InstanceID {
			return fmt.Sprintf("Detaching disk %s has InstanceId %q; it had %q", a.ID, a.InstanceID, b.InstanceID)
		}
		atAcceptance := accepted && s.machine.Readings.Has(model.FlagAtAcceptance)
		if a.DeleteWithInstance != b.DeleteWithInstance && s.action != model.ActionModifyDiskAttribute && !atAcceptance {
			return fmt.Sprintf("Detaching disk %s has DeleteWithInstance=%t; it had %t", a.ID, a.DeleteWithInstance, b.DeleteWithInstance)
		}
	}
	return ""
}

func completedDetachClears(s *step) string {
	if s.action != model.ActionSettle {
		return ""
	}
	for i := range s.changes {
		b, a := s.changes[i].BeforeDisk, s.changes[i].AfterDisk
		if b == nil || a == nil || b.Status != model.Detaching {
			continue
		}
		if a.Status != model.Available || a.DeleteWithInstance || a.InstanceID != "" {
			return fmt.Sprintf("disk %s is %s with InstanceId %q and DeleteWithInstance=%t; expected Available, none and false",
				a.ID, a.Status, a.InstanceID, a.DeleteWithInstance)
		}
	}
	return ""
}

func releaseTakesFlagged(s *step) string {
	if s.action != model.ActionDeleteInstance || !s.took() {
		return ""
	}
	id := s.Op.(model.DeleteInstance).InstanceID
	instance, _ := s.Before.Instance(id)
	locked := instance.Locks.Has(model.LockSecurity)
	for b := range s.Before.DisksOf(id) {
		inTransit := b.Status == model.Attaching || b.Status == model.Detaching
		keep := !b.DeleteWithInstance && !locked || inTransit && s.machine.Readings.Has(model.ReleaseTransitKept)
		a, kept := s.After.Disk(b.ID)
		if kept != keep {
			return fmt.Sprintf("disk %s (DeleteWithInstance=%t, security lock %t): kept %t; expected %t", b.ID, b.DeleteWithInstance, locked, kept, keep)
		}
		if want := (model.Disk{ID: b.ID, Status: model.Available, Category: b.Category, Portable: model.True, DeleteAutoSnapshot: b.DeleteAutoSnapshot}); kept && a != want {
			return diskDiffers(a, want)
		}
	}
	for i := range s.changes {
		if b := s.changes[i].BeforeDisk; b != nil && b.InstanceID != id {
			return fmt.Sprintf("disk %s was not attached to %s and changed", b.ID, id)
		}
	}
	return ""
}

func lockHolds(s *step) string {
	for i := range s.changes {
		b, a := s.changes[i].BeforeDisk, s.changes[i].AfterDisk
		if b == nil || b.Status != model.InUse && b.Status != model.ReIniting {
			continue
		}
		if a != nil && a.InstanceID == b.InstanceID && a.Status != model.Detaching {
			continue
		}
		holder, ok := s.Before.Instance(b.InstanceID)
		if !ok || !holder.Locks.Has(model.LockSecurity) {
			continue
		}
		if _, still := s.After.Instance(b.InstanceID); still {
			return fmt.Sprintf("disk %s was %s on %s, which has a security lock, and left", b.ID, b.Status, b.InstanceID)
		}
	}
	return ""
}

// settleLeaves checks that a detach, once accepted, can be settled.
func (s *step) settleLeaves(next func(model.State, model.Op) (model.State, model.Outcome)) string {
	for i := range s.changes {
		b, a := s.changes[i].BeforeDisk, s.changes[i].AfterDisk
		if a == nil || a.Status != model.Detaching || b != nil && b.Status == model.Detaching {
			continue
		}
		after, o := next(s.After, model.Settle{ID: string(a.ID)})
		if d, ok := after.Disk(a.ID); !o.Accepted() || ok && d.Status == model.Detaching {
			return fmt.Sprintf("disk %s is Detaching, and Settle is %s and leaves it so", a.ID, o)
		}
	}
	return ""
}
