// Package book is the documentation as data: what may refuse an operation, what an
// accepted one does, and what the pages leave open. Package model runs it; nothing here
// knows a state.
//
// # What to look for where
//
//   - what an operation or an event is called: [Action]
//   - what refuses it, with which code, and what mends that: [Rule], [Row], [Refusal]
//   - what an accepted one does: [Effect], [EffectRow]
//   - what a rule and an effect are judged by: [Facts], [Condition]
//   - where the documentation is silent or contradicts itself: [Choice], [Readings]
//   - which edition of the documentation says so: [Edition]
//   - what a code means, whether a rule has it or not: [Codes], [FindCode], [Class]
//   - the DetachDisk page of 2019-05-31, sentence by sentence: [Sentences]
//   - all of it as one machine goes by it: [Book]
//
// # Rules
//
// A rule is a mask over plain statements. It is judged when the facts include what it
// needs, and it is broken when its condition does not hold then. Its refusals are a list:
// the first that is in force is the machine's own, and an oracle admits the others.
//
// # Editions
//
// A rule, a refusal, an effect, a choice and a field say to which editions they belong, and
// so does an operation with a parameter that not every edition has.
//
// # Codes
//
// The catalogue has every error code that a page lists for an operation of the machine, and
// those that only the field saw. What it is to the machine is not written there: [Edition.ClassOf]
// computes it from the rule table.
//
// An edition lists a code if the last copy of the page up to its day does, and the edition of
// 2018 also what came and went after it. Of a page no copy of which was seen since the edition
// before, what the last copy had is not seen. So is, of the DetachDisk page of 2019-05-31, which
// is an extract, what the page before it had. Most pages after 2021 were not seen.
// Of CreateInstance one copy was seen, of 2021; its messages are not here.
//
// A code may be about what the machine has, and yet be outside: DiskError of an AttachDisk or of
// a start, a stop or a reboot says that a disk is in a wrong state, and no page says in which. A
// rule would be a guess, and would refuse what the service accepts.
//
// # Misuse
//
// A value out of its type's range, such as Rule(200), prints as that. A function that looks
// one up in a table panics, as an index out of range does. What comes from outside goes
// through the Parse functions, which return errors.
package book
