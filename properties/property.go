package properties

import (
	"fmt"
	"iter"
	"math/bits"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
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
	Local                                                // machine

	numProperties = iota
)

// A Kind says of what a property is a statement, and so when it is checked. Kinds are
// combined with |.
type Kind uint8

// The kinds of properties.
const (
	OfState   Kind = 1 << iota // of one state
	OfStep                     // of one event and the states around it
	OfHistory                  // of all events up to now
	OfMachine                  // of the machine: checked once a sequence
)

// String returns "state", "step", "history" or "machine" of one kind.
func (k Kind) String() string {
	return [...]string{"state", "step", "history", "machine"}[bits.TrailingZeros8(uint8(k))]
}

// A stage is a part of the check of an event.
type stage int

const (
	ofVerdict stage = iota // with steps: of every event
	ofEffect               // with steps: not asked of an event that was not accepted and changed nothing
	ofHistory
	ofMachine

	numStages = iota
)

// A sentence is the predicate of a property: it returns the first of the property's
// clauses that does not hold.
type sentence func(*step) fault

// table has a row for each property: its name, kind and words, what is asked at which
// stage, and what it says instead in the editions in which a detached disk can remember its
// instance.
var table = [numProperties]struct {
	name      string
	kind      Kind
	doc       string
	sentences [numStages]sentence
	bound     string
}{
	WellFormed: {"WellFormed", OfState,
		"The state is well-formed: a disk has an InstanceId exactly when it is attached, and that instance exists.",
		[numStages]sentence{ofEffect: wellFormedAround, ofMachine: wellFormed}, ""},
	RefusedChangesNothing: {"RefusedChangesNothing", OfStep,
		"A refused operation, or one not enabled, leaves the state equal to what it was.",
		[numStages]sentence{ofVerdict: unacceptedChangesNothing}, ""},
	AcceptedExactlyWhenNoRuleIsBroken: {"AcceptedExactlyWhenNoRuleIsBroken", OfStep,
		"An enabled operation is accepted exactly when none of its rules is broken.",
		[numStages]sentence{ofVerdict: acceptedExactly}, ""},
	EffectsAndNothingElse: {"EffectsAndNothingElse", OfStep,
		"An accepted operation sets exactly the fields that its effects name to the values that they name, and changes nothing else.",
		[numStages]sentence{ofEffect: effectsAndNothingElse}, ""},
	AttachAndDetachPassThroughTransit: {"AttachAndDetachPassThroughTransit", OfStep,
		"AttachDisk and DetachDisk pass through Attaching and Detaching; AttachDisk sets the flag as given.",
		[numStages]sentence{ofEffect: passThroughTransit}, ""},
	DetachingKeepsInstanceAndFlag: {"DetachingKeepsInstanceAndFlag", OfStep,
		"From acceptance until it leaves Detaching, a disk keeps its InstanceId, and its DeleteWithInstance unless ModifyDiskAttribute sets it.",
		[numStages]sentence{ofEffect: detachingKeeps}, ""},
	CompletedDetachClearsFlagAndInstance: {"CompletedDetachClearsFlagAndInstance", OfStep,
		"When a detach completes, DeleteWithInstance is false and InstanceId is empty.",
		[numStages]sentence{ofEffect: completedDetachClears},
		"its DeleteWithInstance is then what the detach asked, its DetachDeletes."},
	ReleaseTakesFlaggedDisksOnly: {"ReleaseTakesFlaggedDisksOnly", OfStep,
		"An accepted DeleteInstance or reclaim releases a disk exactly when it was attached to that instance and its flag was true or the instance had a security lock; every other attached disk is kept.",
		[numStages]sentence{ofEffect: releaseTakesFlagged},
		"it also releases a disk that was attached to nothing, had that instance as its source and its flag true; no disk has it as its source afterwards."},
	LockHoldsAttachedDisks: {"LockHoldsAttachedDisks", OfStep,
		"Under a security lock no In_use or ReIniting disk leaves the instance or becomes Detaching, except with the instance itself.",
		[numStages]sentence{ofEffect: lockHolds}, ""},
	DetachedDiskSurvivesRelease: {"DetachedDiskSurvivesRelease", OfHistory,
		"A detached disk survives the release of the instance that it was detached from, until it is attached again.",
		[numStages]sentence{ofHistory: detachedSurvivesRelease},
		"unless its DeleteWithInstance is true."},
	AcceptedDetachEnds: {"AcceptedDetachEnds", OfHistory,
		"An accepted detach leaves Detaching within the stated delay; without a clock, Settle is enabled in every Detaching state and leaves it.",
		[numStages]sentence{ofEffect: settleLeaves, ofHistory: overdue}, ""},
	CompletionHitsItsOwnDetachOnly: {"CompletionHitsItsOwnDetachOnly", OfHistory,
		"A completion acts only on the detach for which it was noted, never on a newer detach or attachment.",
		[numStages]sentence{ofHistory: ownDetach}, ""},
	Deterministic: {"Deterministic", OfMachine,
		"The same state and operation give the same result, to the byte.",
		[numStages]sentence{ofMachine: deterministic}, ""},
	Equivariant: {"Equivariant", OfMachine,
		"Renaming ids renames the result and changes nothing else.",
		[numStages]sentence{ofMachine: equivariant}, ""},
	Local: {"Local", OfMachine,
		"A step reads and changes only what its operation concerns: taking away or adding any other resource changes neither the outcome nor the effect.",
		[numStages]sentence{ofMachine: local}, ""},
}

// reported has the properties in the order in which a violation is reported at one stage:
// what is specific before what is general, so that a broken machine is told what it broke
// and not only that it did.
var reported = [...]Property{
	RefusedChangesNothing, AcceptedExactlyWhenNoRuleIsBroken,
	LockHoldsAttachedDisks, AttachAndDetachPassThroughTransit, DetachingKeepsInstanceAndFlag, CompletedDetachClearsFlagAndInstance,
	ReleaseTakesFlaggedDisksOnly, EffectsAndNothingElse, WellFormed,
	CompletionHitsItsOwnDetachOnly, AcceptedDetachEnds, DetachedDiskSurvivesRelease,
	Deterministic, Equivariant, Local,
}

// sentences has the sentences of each stage in that order.
var sentences = func() (all [numStages][]sentence) {
	for _, p := range reported {
		for stage, s := range table[p].sentences {
			if s != nil {
				all[stage] = append(all[stage], s)
			}
		}
	}
	return all
}()

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

// Doc returns the sentence and, where it is another one in some editions, what it says there.
func (p Property) Doc() string {
	if table[p].bound == "" {
		return table[p].doc
	}
	for first := range boundEditions().All() {
		return table[p].doc + " From edition " + first.String() + " on: " + table[p].bound
	}
	panic("properties: no edition has a source")
}

// boundEditions are the editions in which a detached disk can remember its instance.
func boundEditions() book.Editions { return book.FieldSourceInstanceID.Editions() }

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
