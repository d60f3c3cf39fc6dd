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
// The sentences are judged by the documented machine's tables, never by the machine
// under test.
package properties
