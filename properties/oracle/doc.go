// Package oracle says of a history, what was asked of a system and what it answered, whether
// the documented machine can have answered so.
//
//	o, err := oracle.As("service", h.World)
//	j := oracle.New(h.World, true, o)
//	j.Follow(slices.Values(h.Calls))
//	fmt.Println(j.Report().Verdict())
//
// The history may be of a fake, of a test run or of the real service: of callers that
// overlap, with replies that nobody heard, with answers that lag, and with what the platform
// does by itself.
//
// # What to look for where
//
//   - a history: package history reads one, and a [script.Call] is one call of it
//   - what is supposed of the system: [As], [Options], [Window]
//   - judge a history: [New], [Judge.Follow]; call by call [Judge.Do]; of callers that
//     overlap, while they do, [Judge.Begin]
//   - what came of it: [Judge.Verdict] at any time, [Judge.Report], [Finding]; the shortest part
//     that is impossible: [Options.Minimise]
//   - what a system most likely is by then, and what a resource may be: [Judge.State],
//     [Judge.Possible]
//   - a long history in parts: all at the same time [Options.Together]; one by itself
//     [Options.Part], and what all come to [Report.Merge]
//   - go on past what is impossible: [Judge.Pass]
//
// Package conform drives a system of yours and has its answers judged.
//
// # How it judges
//
// A judge keeps what each resource may be: its beliefs. Resources that are tied to each
// other by what is not known are kept together in a factor, and are taken apart again as
// soon as they are independent. What becomes of a belief is asked of a table, and the table
// is compiled by asking the machine, of every edition and under every reading, about a small
// world with the one or two resources that a call is about (property 15 says that this is
// the same).
//
// A status that ends by itself is not decided until an answer depends on it: Detaching
// stands for detached, too, from the earliest instant at which it may be complete until the
// latest. So does an open call for one that has taken effect.
//
// Of a resource of which nothing is known fields stay open until a call reads, sets or shows
// them: its beliefs are of what else it may be.
//
// A reading and the edition are the same for the whole history. A belief says which are
// possible with it, and those of all factors have to meet. Which of several broken rules
// answers is free in each call.
//
// # In parts
//
// Resources that no call ties to each other never meet in a factor. What else they have in
// common is the machine, that calls are open, that instances are released, and that something
// was created of which nobody heard the id. So a history can be divided by which of its resources
// are tied, and several judges share it.
//
// Judges that work at the same time say what one says of the whole, to the word. One that has to
// know which machines are possible waits until the others have come as far as it has: what was
// ruled out until then is what one judge would know. Most answers rule nothing out that is
// possible, and nobody waits for these.
//
// A judge that works by itself does not know what others rule out. Where the parts can be of one
// machine they are good together. Where they cannot, one judge of the whole may still have found
// something to suppose.
//
// # Decisions
//
//   - A describe and a refusal speak of each resource at an instant of its own, within the
//     call and the lag. Of an acceptance it is one instant for all.
//   - Where Options.OneInstant has a describe be of one instant, too, any two of the resources have
//     to have been as they are shown at the same instant. Of changes whose intervals overlap no
//     order is known, nor that one call made several of them.
//   - Of an instance's other disks a call that is judged reads what may be so: whether there
//     is room, whether one is on its way. Which of them it is does not tie them to each other.
//   - The platform locks an instance, or takes its locks off, only where nothing else
//     explains an answer. That it releases one is considered wherever it makes a difference; that
//     a detach or an attach failed before that, only where nothing else explains an answer.
//   - So a lock or an unlock that nobody told, and that only a later describe would show, is not
//     thought of: tell it in the history.
//   - While a call is open, what happens at one instant may have happened in any order.
//   - A call that is not modelled may have done anything to the resources that it touches.
//   - After a finding nothing is judged that depends on its resources; all else is.
//   - Whose history it is acts alone, unless Options.Others says otherwise. Among others each
//     answer is judged by itself, for whatever lasts but a release they may undo.
//   - A client that lost a reply may ask again: a call that nobody heard takes effect until
//     [Options.Bound] has passed since its start, or never.
package oracle
