// Package induct proves the properties of states and of steps: on sequences of any length,
// from any well-formed state, in worlds of any size.
//
//	r, err := induct.Prove(ctx, induct.Options{})
//	// r.Violation and a r.Counterexample of one step; r.Follows, what is proved, by which
//	// argument; r.Assumed, what that rests on
//
// The rest of this page is the argument. It is meant to be doubted.
//
// # What is claimed
//
// Take any well-formed state, whether anything leads there or not, and any operation or
// event. Then the step has properties 1 to 9. Property 1 says that the state after it is
// well-formed again. So all of them hold on sequences of any length, by induction.
//
// # From worlds of every size to small ones
//
// What an operation concerns is stated once, in [properties.Concerns]: parts of the state,
// which follow from the ids that the operation names. A part is at most three instances and
// one disk: the instance and the disk with a named id, the instance that holds the disk and,
// from edition 2020 on, the one that is its source. There are two instances where the disk
// is held by another instance than the one that is named, and a third where it remembers yet
// another. StartInstance and a release have a part for each disk whose source the instance
// is. AttachDisk reads one thing more, the number of other data disks on its instance.
//
// Property 15, [properties.Local], says that a step does to each part what it does in a
// world of that part alone, and nothing to all else; and that where there are several parts
// it is accepted when it is in each, and else breaks the rules that it breaks in any.
// Property 14, [properties.Equivariant], says that ids are names only. So a step in a world
// of any size is known from steps in worlds of at most two instances and one disk, with a
// number of other disks on one of the instances. Of these all are gone through. A source that
// is a third instance is added to them as one plain instance: a rule reads of a source only
// which one it is, which is among what is assumed.
//
// # Property by property
//
// Each property says something of one part, or of each, and that nothing else changes.
//
//  1. WellFormed. Each resource that changes is in a part, and the part comes out
//     well-formed. That leaves what is said of resources together. The instance of an
//     attached disk exists: an instance goes by its own release alone (property 4), and
//     each disk that it holds is in a part of that. An id is nobody else's: a creation
//     concerns whatever has one of its ids. No more data disks than there can be: a disk
//     comes to an instance by AttachDisk alone, or is created with it (property 4), and the
//     part of an AttachDisk has as many other disks. No second system disk: one that is
//     well-formed is not Portable, so that no AttachDisk of it is accepted (property 3), no
//     effect makes a system disk of another (property 4), and an instance that is created
//     holds none before, as nothing has its id.
//  2. RefusedChangesNothing. What is refused changes no part.
//  3. AcceptedExactlyWhenNoRuleIsBroken. The tables of the documented machine are judged by
//     parts as the step is: that they are local is what the proof of that machine checks.
//  4. EffectsAndNothingElse. Effects are on resources of a part.
//  5. AttachAndDetachPassThroughTransit and (7) CompletedDetachClearsFlagAndInstance are
//     about the disk that is named.
//  6. DetachingKeepsInstanceAndFlag is about one disk that changes.
//  8. ReleaseTakesFlaggedDisksOnly. It is about each disk of the instance, with the
//     instance; each is a part.
//  9. LockHoldsAttachedDisks is about a disk that changes and the instance that holds it,
//     which are in one part.
//
// # What may be doubted
//
// A release touches up to 17 disks. Why is it enough to look at one? Because its parts are
// an instance with one disk each, and locality says that what becomes of one disk does not
// depend on what else is held. Worlds of two disks on one instance are gone through whole to
// see that, for each two disks; and at random, instances that hold as many as there can be.
// Under R-release-transit refused a disk on its way refuses the release of all: the rule is
// broken in that disk's part, and so in the whole.
//
// No small world reaches the limit of 16 disks. Which worlds show it? Those in which the
// instance of an AttachDisk holds 1 to 16 more disks: all numbers, for every instance and
// every disk that is free or its own. For a disk of a second instance each state is asked
// for one of the numbers, and only one state in 8: what is left out is assumed.
//
// Where does a step depend on a third resource? Nowhere in this machine. If a disk came to
// remember the instance that it was detached from, that would join a part, a part would be
// three instances and one disk, and worlds of that size would have to be gone through.
//
// # How it is checked
//
// Every well-formed state of 1×2 and of 2×1 is taken: at most 1 instance and 2 disks, at
// most 2 instances and 1 disk. Where an operation concerns all of it, the properties are
// checked. Where it leaves one resource out, the machine is asked in the state and in each
// part, the properties are checked in the part, and the step must be what the parts say. So
// locality is checked by adding any one resource to any part. Where it leaves out two, the
// step is known from a state with one of them less, and one state in 64 is asked all the same.
// Of two states that are alike but for ids one is taken.
//
// # What remains assumed
//
// Locality and equivariance where they were not checked: in worlds of more than three
// resources they are at random ([properties.Search]), and in worlds of 2×2 with some values
// of each field. A machine that reads a third resource only in a crowd that nothing has
// drawn would escape. Values that are not gone through: lock reasons other than security and
// financial, which refuse nothing, and categories, which decide only what Portable is at
// creation. And the checker, the model's own notion of a well-formed state, and Go.
package induct
