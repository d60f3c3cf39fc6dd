// Package explain says of an operation in a world which rules it breaks, what stands there,
// and what mends it: time, and when, or else calls and events, with what they release.
//
//	e, err := explain.Op(ctx, machine, world, clock, op, explain.Options{})
//	for r := range e.Event.Outcome.Broken().All() {
//		fmt.Println(r.Row().Must, e.Mends(r))
//	}
//
// # What to look for where
//
//   - ask: [Op], [Options]
//   - what came of it: [Explanation].Event, and what is on its way after it, Pending
//   - what time does: MendedAt, AcceptedAt, Untimed
//   - what else does: [Explanation.Mends] in words, Remedies and Way as operations
//   - what another reading would answer: [Alternative]
package explain
