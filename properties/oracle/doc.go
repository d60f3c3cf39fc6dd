// Package oracle follows a system from outside: it is told what the system was asked and
// what it answered, and says whether the documented machine could have answered so.
//
//	o := oracle.New(world, oracle.Options{})
//	err := o.Observe(model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"}, answer)
//
// # What to look for where
//
//   - begin in a world: [New], [Options]
//   - tell an answer, that time passed, that something was told to settle:
//     [Oracle.Observe], [Oracle.Advance], [Oracle.Settled]
//   - ask where the system is: [Oracle.State] is the likeliest, [Oracle.States] are all;
//     [Oracle.Readings] are the readings that explain it
//   - keep what was observed: [Oracle.Script]
//   - what a wrong answer is: [Divergence], and [Oracle.Pass] to go on past it
//
// Package conform drives a system of yours and tells an oracle what it answers.
//
// # How it judges
//
// The oracle keeps every state in which the system may be. An answer is right when some
// of them explains it, with what may have settled or failed unasked; what does not explain
// it is dropped. Where they get too many the oracle has lost track, and says so: [ErrLost].
package oracle
