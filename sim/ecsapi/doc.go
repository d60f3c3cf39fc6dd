// Package ecsapi serves a world as the ECS API: stock SDKs, command-line tools and
// drivers talk to the machine without a changed line.
//
//	w := sim.New(sim.Real{}, state, sim.Config{})
//	s := ecsapi.New(w, ecsapi.Options{})
package ecsapi
