package properties

import (
	"fmt"
	"iter"

	"example.com/ecsdisk/model"
)

// A Property is one sentence that must always be true.
type Property uint8

// The properties, in order of their numbers.
const (
	WellFormed                           Property = iota // state
	RefusedChangesNothing                                // step
	AcceptedExactlyWhenNoRuleIsBroken                    // step
	EffectsAndNothingElse                                // step
	AttachAndDetachPassThroughTransit                    // step
	DetachingKeepsInstanceAndFlag                        // step
	CompletedDetachClearsFlagAndInstance                 // step
	ReleaseTakesFlaggedDisksOnly                         // step
	LockHoldsAttachedDisks                               // step
	DetachedDiskSurvivesRelease                          // history
	AcceptedDetachEnds                                   // history
	CompletionHitsItsOwnDetachOnly                       // history
	Deterministic                                        // machine
	Equivariant                                          // machine

	numProperties = iota
)

// A Kind says of what a property is a statement, and so when it is checked.
type Kind uint8

// The kinds of properties.
const (
	OfState   Kind = iota // of one state
	OfStep                // of one event and the states around it
	OfHistory             // of all events up to now
	OfMachine             // of the machine: checked once a sequence
)

// String returns "state", "step", "history" or "machine".
func (k Kind) String() string { return [...]string{"state", "step", "history", "machine"}[k] }

// table is what there is to know of a property apart from its predicate.
var table = [numProperties]struct {
	name string
	kind Kind
	doc  string
}{
	WellFormed: {"WellFormed", OfState,
		"The state is well-formed: a disk has an InstanceId exactly when it is attached, and that instance exists."},
	RefusedChangesNothing: {"RefusedChangesNothing", OfStep,
		"A refused operation, or one not enabled, leaves the state equal to what it was."},
	AcceptedExactlyWhenNoRuleIsBroken: {"AcceptedExactlyWhenNoRuleIsBroken", OfStep,
		"An enabled operation is accepted exactly when none of its rules is broken."},
	EffectsAndNothingElse: {"EffectsAndNothingElse", OfStep,
		"An accepted operation sets exactly the fields that its effects name to the values that they name, and changes nothing else."},
	AttachAndDetachPassThroughTransit: {"AttachAndDetachPassThroughTransit", OfStep,
		"AttachDisk and DetachDisk pass through Attaching and Detaching; AttachDisk sets the flag as given."},
	DetachingKeepsInstanceAndFlag: {"DetachingKeepsInstanceAndFlag", OfStep,
		"From acceptance until it leaves Detaching, a disk keeps its InstanceId, and its DeleteWithInstance unless ModifyDiskAttribute sets it."},
	CompletedDetachClearsFlagAndInstance: {"CompletedDetachClearsFlagAndInstance", OfStep,
		"When a detach completes, DeleteWithInstance is false and InstanceId is empty."},
	ReleaseTakesFlaggedDisksOnly: {"ReleaseTakesFlaggedDisksOnly", OfStep,
		"An accepted DeleteInstance releases a disk exactly when it was attached to that instance and its flag was true or the instance had a security lock; every other attached disk is kept."},
	LockHoldsAttachedDisks: {"LockHoldsAttachedDisks", OfStep,
		"Under a security lock no In_use or ReIniting disk leaves the instance or becomes Detaching, except with the instance itself."},
	DetachedDiskSurvivesRelease: {"DetachedDiskSurvivesRelease", OfHistory,
		"A detached disk survives the release of the instance that it was detached from, until it is attached again."},
	AcceptedDetachEnds: {"AcceptedDetachEnds", OfHistory,
		"An accepted detach leaves Detaching within the stated delay; without a clock, Settle is enabled in every Detaching state and leaves it."},
	CompletionHitsItsOwnDetachOnly: {"CompletionHitsItsOwnDetachOnly", OfHistory,
		"A completion acts only on the detach for which it was noted, never on a newer detach or attachment."},
	Deterministic: {"Deterministic", OfMachine,
		"The same state and operation give the same result, to the byte."},
	Equivariant: {"Equivariant", OfMachine,
		"Renaming ids renames the result and changes nothing else."},
}

// All yields every property, in order.
func All() iter.Seq[Property] {
	return func(yield func(Property) bool) {
		for p := range Property(numProperties) {
			if !yield(p) {
				return
			}
		}
	}
}

// Number returns the number of the property, from 1.
func (p Property) Number() int { return int(p) + 1 }

// String returns the name of the property, which is that of its constant.
func (p Property) String() string { return table[p].name }

// Kind returns of what the property is a statement.
func (p Property) Kind() Kind { return table[p].kind }

// Doc returns the sentence.
func (p Property) Doc() string { return table[p].doc }

// A Violation is a property that does not hold, as an error.
type Violation struct {
	Property Property
	N        int      // the number of the event
	Op       model.Op // what was asked there; nil for a start state
	Why      string   // what was, and what should have been

	clause clause // of the property
}

// Error returns the sentence and what broke it.
func (v *Violation) Error() string {
	if v.Op == nil {
		return fmt.Sprintf("property %d, %s, does not hold at the start: %s", v.Property.Number(), v.Property, v.Why)
	}
	return fmt.Sprintf("property %d, %s, does not hold after %s: %s (%s)", v.Property.Number(), v.Property, v.Op, v.Why, v.Property.Doc())
}
