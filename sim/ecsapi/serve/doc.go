// Package serve serves a world to whole programs: the ECS API by package ecsapi, and
// beside it, below [Prefix], what the person who runs them asks of the world.
//
//	s, err := serve.New(serve.Config{World: world, Clock: sim.NewScaled(10)})
//	http.Serve(listener, s)
//
// # Control
//
//	GET    /_ecsdisk/health       "ok", once the world is there
//	GET    /_ecsdisk/state        the resources as world lines, and what is pending as comments
//	GET    /_ecsdisk/script       what happened so far, as a script that can be replayed
//	GET    /_ecsdisk/world        the world as it stood at its start
//	PUT    /_ecsdisk/world        another world, in the lines of a script; it starts now
//	POST   /_ecsdisk/reset        the world from its start again, without faults
//	GET    /_ecsdisk/faults       the faults that are armed, each with its number
//	POST   /_ecsdisk/faults       arms the faults of the body, one a line
//	DELETE /_ecsdisk/faults       disarms all of them; with ?n=N that one
//	POST   /_ecsdisk/events       applies events of the environment, such as "lock i-a security"
//	POST   /_ecsdisk/advance      moves the clock ahead by ?by=DURATION
//	GET    /_ecsdisk/unmodelled   what clients asked for that is not modelled
//
// A page in a browser cannot drive them: what comes from another origin, or by a name
// other than localhost that is no IP address, is refused.
//
// # Decisions
//
//   - The record is a script, written a line at a time: it can be replayed wherever it
//     was cut. At the end of its world the attributes of the resources are put among
//     its world lines, as they are then.
//   - A world that takes the place of another has a record of its own: FILE, FILE.2,
//     FILE.3.
//   - A world that replaces another is served at once, and the faults of the old one go
//     with it. A call that is under way then is answered by the old one.
package serve
