// Package history reads and writes histories: what was asked of a system and what it
// answered, call by call, to be judged. Each call is a [script.Call].
//
//	r := history.NewReader("run.jsonl.gz", file)
//	h, err := r.Header()
//	for c, err := range r.Calls() { ... }
//
// # Forms
//
// [NewReader] finds out what a file is, also one that is compressed by gzip: lines of JSON, as
// package ecsapi records them; a script read as a history, as package script has it; or events
// of ActionTrail. A file may end within a call ([ErrCut]), or still grow: a call is yielded as
// soon as its line is there. [Reader.CallsOver] reads a long file faster.
//
// A [Writer] writes the first two. Each can be converted to the other and back without loss, with
// two exceptions. JSON has no place for an id that is no UTF-8. In a script without world lines
// all comments above the first call are those above everything.
//
// # Lines of JSON
//
// The first line has history, a name; source, date and note, texts; edition and world: the
// world lines of a script. Null is not known. "head" are the comments above everything else.
// Each other line is a call, an object:
//
//   - start and end are seconds since the start of the history; t is both. Null is not known:
//     without a start only the order of the call is known, without an end how long it took is
//     not. Lines come in the order of their ends.
//   - client, op, params: who called, and what was asked, as the API has it. Lists are arrays,
//     Booleans are Booleans or text. The events of a script are operations, too, with their
//     parameters by name. withheld names parameters whose values are not known.
//   - status, code and message are of the answer; a code of "" is success. Where neither status
//     nor code is known, and where unheard is true, the reply is unheard. requestId is kept. The
//     status of a refusal may be 0, where it is not known; that of a success is 200.
//   - shown has what a describe showed, by id: an object of the API's fields. Of a creation it
//     has the new ids, without fields: of an instance that of its system disk, too. Of two, the
//     one that begins with "d-" is the disk, else the second, unless one has a Type.
//   - partial says whether a describe showed a part only. Without it that follows from the
//     parameters: a filter that the machine does not have, or a page that is full. One that
//     says nothing of what was shown is partial.
//
// Besides there is what a script has and the API does not: takes, notEnabled, written (the
// answer column where it says more than the answer), lead and comment (comments), and script (a
// call that is skipped, as a script has it). An object with nothing but lead is the end of the
// file. The field known is taken and means nothing. Others are counted ([Reader.Ignored]).
//
// # ActionTrail
//
// The events of ActionTrail are read as a list of JSON, an object with a list Events, such as
// LookupEvents answers, or an event a line, bare or as the member event of an object. Of an
// event eventTime, eventName, serviceName, requestParameters (or requestParameterJson),
// responseElements, errorCode, errorMessage, requestId and userIdentity count. They are sorted
// by their times, so a file of them is read whole, and has at most 1,048,576. What such a
// history cannot know, [Reader.Unknown] says. Operations of other services, and what the
// platform did, are skipped.
//
// # What is not modelled
//
// An operation, a parameter or a value that the machine does not have, and that could change
// what it has, has its call skipped: it stands there, says why, and is counted
// ([Reader.Skipped]). So is what the platform did, the operation "event". A parameter that
// changes nothing which the machine has is ignored. A describe with a parameter that the machine
// does not have is partial.
//
// A status of 400 or more whose code is not known is a reply that is unheard: what it refused is
// not known.
//
// # Errors
//
// What is no history is an error that says where, and what was expected. So is a call whose end
// is before that of the line above, a name that stands twice in an object, and a line of more
// than 16 MiB.
package history
