// Package sim runs the machine of package model under a clock.
//
//	clock := clock.NewMock() // or &sim.Manual{}, or sim.Real{}
//	w := sim.New(clock, state, sim.Config{})
//	_, err := w.Do(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}) // accepted: err is nil
//	clock.Add(time.Minute)
//	answer, _ := w.Do(model.DescribeDisks{}) // Available: the detach has completed
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
// # Decisions
//
// Where neither the documentation nor a reading says it:
//
//   - A creation without an id gets one from the world's counter. A creation under
//     an id that was released is made: the promise never to repeat one is of who
//     chooses the ids.
//   - A delay that is drawn is drawn anew for each retry of a settle that failed.
//   - A settle that failed and is retried keeps its place in the order of entry: the
//     status was entered once.
//   - "After n describes" counts by what a describe would show before it settles
//     anything: the n-th that asks for Status=Detaching settles the disk and does
//     not show it. One that is injected counts for none. A retry starts to count
//     anew.
//   - A refusal can be injected into any call of the API, and into no event: nobody
//     asks the API for a lock or a settle.
package sim
