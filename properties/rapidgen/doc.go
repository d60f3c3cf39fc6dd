// Package rapidgen draws worlds and operations with pgregory.net/rapid, and checks
// all properties of whole sequences of them. It is the only package that links rapid.
//
//	func TestMachine(t *testing.T) {
//		s := rapidgen.Sequences{Suspect: properties.Suspect{Step: step}}
//		s.Keep(t)
//		rapid.Check(t, s.Check)
//	}
//
// [World] draws a world, [Op] an operation for a state; [Sequences] checks whole
// sequences.
//
// # Shrinking
//
// An operation is one draw, so that rapid leaves out or replaces whole operations.
// What rapid shrinks to is made shorter still by [properties.Suspect.Counterexample],
// which knows what a world is.
//
// # Actions
//
// Actions of one's own are drawn as a list of whole actions, and a [conform.Observer]
// has each answer judged; the example TestMock does so. Do not make each an action of
// T.Repeat, which favours those that come early in the alphabet, and do not skip the
// refused ones: a skip after a draw ends the sequence half of the time. A refusal is an
// answer as good as any.
//
// # Fail files
//
// The fail files of rapid are the numbers that were drawn. They mean something else
// once a generator changes; scripts do not. Run with -rapid.nofailfile, and keep
// scripts, see [Sequences.Keep].
//
// # Fake time
//
// A bubble of testing/synctest goes inside the check, by rapid.SyncTest; rapid.Check
// panics inside a bubble. In there a [sim.Real] clock is the bubble's.
package rapidgen
