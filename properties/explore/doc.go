// Package explore goes through every state of a small world: what random sequences see a
// fraction of, it sees whole.
//
//	r, err := explore.Explore(ctx, scope.Core(2, 4), explore.Options{Symmetry: true})
//	// r.States, r.Transitions, r.Depth; r.Violation and the shortest r.Counterexample
//	c, err := explore.Certify(ctx, s, o) // what was found, to be found again
//	err = c.Verify(ctx, s, o)            // and whether it is
//
// The packages below it: scope has the worlds; graph keeps every state of a smaller one,
// for plans, coverage, tours and what can be waited for; induct starts from every
// well-formed state, reachable or not; pace interrupts what takes long and says how far it
// is.
//
// The states of a scope are numbered by the values of its slots, one slot for each
// resource that there can be. What an operation does depends on few of them, so that
// the steps of the machine fit into a table, for which the machine is asked each
// question once, in a world of just the resources that the question is about: there is
// no second encoding of any rule. Each answer is checked for all properties of states
// and steps. The search is then additions to numbers and bits in a map, and every
// exploration compares its table with the machine again, in states that it reached.
//
// With symmetry, interchangeable disks are a multiset of values, and interchangeable
// instances are put in order as trees: the one form of a state needs no permutations.
package explore
