// Package properties says what must always be true of the machine, and checks it:
// of the machine itself, of a world under a clock, of a mutant, or of somebody's own
// system (package conform).
//
// A property is a sentence with a kind. State and step properties are checked at
// every event, history properties across them, machine properties at one event of
// each sequence, drawn by its seed. "Sometimes" properties turn silence into
// failure: a run that never broke a rule alone, or never saw a transition, says so
// ([Reached]).
//
// An operation concerns the resources that it names and the instance that holds a named
// disk; of the other disks of an instance AttachDisk counts how many there are, and the
// release of an instance concerns each disk that it holds, one by one. [Local] says that a
// step depends on nothing else. So what holds of all steps in small worlds holds in worlds
// of every size: package explore has the argument, and checks it.
//
// # What to look for where
//
//   - what holds: [All], [Property], [Violation]
//   - check a sequence of events: [Checker.Begin]; a script: [Replay]
//   - search at random: [Search]; draw operations for a search of yours: [NewGenerator]
//   - make what was found short: [Minimise], [Suspect]
//   - what was reached: [Reached]
//
// # Who judges
//
// The sentences are judged by the documented machine's tables, never by the machine
// under test.
package properties
