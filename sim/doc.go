// Package sim runs the machine of package model under a clock.
//
//	clock := clock.NewMock() // or &sim.Manual{}, or sim.Real{}
//	w := sim.New(clock, state, sim.Config{})
//	_, err := w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}) // accepted: err is nil
//	clock.Add(time.Minute)
//	answer, _ := w.Do(model.DescribeDisks{}) // Available: the detach has completed
//
// # What to look for where
//
//   - a world: [New], [Config]; a clock: [Manual], [Real], [Scaled], or one of yours
//   - ask it: [World.Do], with what an error tells ([model.Refusal], [ErrUnheard]);
//     [World.Call] where more than the answer is wanted
//   - look at it, which is no call: [World.State], [World.Pending], [World.Look]
//   - how long things take: [Delay], [Config]
//   - what goes wrong: [Fault], [World.Arm]
//   - what happened: [World.History]; package script writes it down
//
// # Time
//
// The world never sets a timer and never starts a goroutine. Whenever a resource
// enters a transitional status the world notes when it settles; each call, and each
// look, reads the clock once and first settles all that is due by then, each at its
// own instant, in the order (due, order of entry). A look is no call: what happens
// does not depend on it. The owner of the clock moves it: [World.NextDue] and
// [World.LastDue] say where to.
//
// # Determinism
//
// What happens follows from the start state, the configuration (a seed is part of
// it) and the instants and operations of the calls. The same history is the same,
// byte for byte, under every clock.
//
// # Faults
//
// What may go wrong around a call is data, a [Fault]: said about one call, or armed for
// calls to come ([World.Arm]). A call is judged in one order, and a fault fires at its
// place in it only:
//
//  1. Dropped. The call goes no further.
//  2. A repetition under an idempotency token ([Repeats]) is answered as it was.
//  3. A refusal: Injected, Initializing, Limit.
//  4. Stale.
//  5. The rules, in the state now; a describe is counted.
//  6. The effect: Takes gives the delay of what it starts.
//  7. The reply: Lost, at any answer; Late, at that of an accepted call.
//
// A fault is used up only when it fires, and moves no id of the counter. One for the
// n-th call, or with a probability, is asked at each call that it fits and that gets as
// far as its place. The event says how the reply fared; a recorded run replays exactly,
// with no fault armed.
//
// # What tests have met
//
// With the absolute name of a file in the environment variable ECSDISK_MET, each world
// that a test makes adds to that file what its callers met, each thing once, in a line of
// words:
//
//	call ACTION              it was accepted, and the caller heard so
//	rule NAME                it refused a call, and the caller heard so
//	code STATUS CODE         the caller heard it, of a rule or of a fault
//	fault KIND ACTION        it fired at such a call: see [Faults]
//	transition KIND A → B    the status of an instance or a disk changed so
//	shown KIND STATUS        a describe showed a transitional status
//	long KIND STATUS         a transitional status lasted five minutes or more
//	flag cleared             DeleteWithInstance became false, and no call said so
//	flag ignored             a disk went with its instance, though its flag was false
//
// The tests of many packages share one file, and what a test met stays there, also of a test
// that was killed. "ecsdisk met FILE" prints it, and what no test met. It makes no test fail.
// Without the variable nothing is noted. A test whose result go test has cached meets nothing:
// run them with -count=1. Worlds with [Config].Unmet or Step, and so searches,
// replays and mutants, add nothing.
//
// # Decisions
//
// Where neither the documentation nor a reading says it:
//
//   - A creation without an id gets one from the world's counter. A creation under
//     an id that was released is accepted: a caller that chooses the ids promises not to
//     repeat one.
//   - A delay that is drawn is drawn anew for each retry of a settle that failed.
//   - A settle that failed and is retried keeps its place in the order of entry: the
//     status was entered once.
//   - "After n describes" counts by what a describe would show before it settles
//     anything: the n-th that asks for Status=Detaching settles the disk and does
//     not show it. The n-th shows the new status, and that is none it asked for; were
//     it not to count, a client that polls by that filter would never see the end.
//     One that is injected, stale or dropped counts for none; one
//     whose reply is lost counts. A retry starts to count anew.
//   - A fault can be around any call of the API, and around no event: nobody asks the
//     API for a lock or a settle.
//   - The state at an instant is that after everything of the instant. A creation whose
//     id was in use then, and is free now, is judged now.
//   - A delay that an armed Takes draws is drawn once, for its retries too.
package sim
