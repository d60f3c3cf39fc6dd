// Package explore goes through every state of a bounded world: what random sequences
// see a fraction of, it sees whole.
//
//	r, err := explore.Explore(ctx, explore.Core(2, 4), explore.Options{Symmetry: true})
//	// r.States, r.Transitions, r.Depth; r.Violation and the shortest r.Counterexample
//
// The states of a scope are numbered by the values of its slots, one slot for each
// resource that there can be. What an operation does depends on few of them, so that
// the steps of the machine fit into a table, which is made by asking the machine each
// question once, in a world of just the resources that the question is about: there is
// no second encoding of any rule. Each answer is checked for all properties of states
// and steps. The search is then additions to numbers and bits in a map, and every
// exploration compares its table with the machine again, in states that it reached.
//
// With symmetry, interchangeable disks are a multiset of values, and interchangeable
// instances are put in order as trees: the one form of a state needs no permutations.
//
// For small scopes there is the graph itself ([NewGraph]): what is covered and by which
// shortest script, a tour of every transition, what can be waited for. [Plan] finds the
// shortest way to a goal, [Inductive] starts from every well-formed state, reachable or
// not, and [Certify] writes down what was found so that it can be found again.
package explore
