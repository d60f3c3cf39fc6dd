// Package graph keeps every state of a small scope, and looks back and ahead.
//
//	p, err := graph.Plan(ctx, s, goal, graph.PlanOptions{}) // the shortest way to a goal
//	goal, err := graph.ParseGoal("d-1 Available", s)  // what is wanted of a state
//	g, err := graph.New(ctx, s, graph.Options{})            // all states, all transitions
//	c, err := g.Coverage(ctx)                               // what is reached, and what never
//	l, err := g.Liveness(ctx)                               // what always ends well
//	scripts, r, err := graph.Tour(ctx, s, graph.Options{})     // scripts that take every transition
//	r, err := graph.Histories(ctx, s, graph.Options{})      // each state by each way to it
//	d, err := graph.Readings(ctx, 0, nil)                   // what each reading makes of the machine
//
// All ask the machine itself, in every state, and are for scopes of up to some hundred
// thousand states; package explore goes through more.
package graph
