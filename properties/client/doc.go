// Package client says what a client of the API promises to its user, and finds where a run of it
// broke a promise. The machine may have answered each call as documented, and the client be
// wrong all the same.
//
//	client.Promises{Precious: []string{"d-db"}}.Verify(t, world)
//
// # What to look for where
//
//   - what a client promises: [Promise], in words [Promise.Sentence]
//   - what the test knows of its client: [Promises]
//   - at the end of a test that has a world: [Promises.Verify]
//   - of the history of a world: [Promises.Check]
//   - of calls that were recorded, without a world: [Promises.CheckCalls]
//   - what was broken, and when: [Breach]
//
// # Decisions
//
//   - Whatever was asked in the world counts as the client's. What a test makes by itself is in
//     Leaves.
//   - A disk that is Attaching or Detaching is attached.
//   - What the client says, it says within an instant. Detached is broken if the disk was
//     attached all through that instant, whatever the order within it.
//   - A call counts as asked although it was dropped, throttled or answered from the past. For
//     GivesUp only those count that a rule refused while the client heard so: of the others it
//     knows nothing.
//   - Time is all that settles or fails by itself, whenever it does. What could be mended so is
//     not held against the client.
//   - The count of GivesUp starts anew after a call or an event that could mend the rule, by
//     what the rule table says, and names what the refused call names, though it did not mend it.
//   - It does not matter by what something precious is released: a reclaim counts, too.
//   - Clean is about resources. The system disk of an instance that the client made goes with
//     the instance. An attachment is nothing that is left over: tests of an attachment leave it.
//
// # Calls alone
//
// Calls show less than a world does, and nothing is guessed:
//
//   - Of [GivesUp] a refusal counts if time mends none of the rules that can give its code, by
//     the rule table of all editions. After a call that is not modelled all counts start anew.
//   - Of [Precious] the deletion of what a call names is found. What went with an instance is
//     not: which flags were set, and stayed, calls need not show.
//   - The others are not judged. What a disk was between two answers, calls do not tell, and
//     what is left over depends on it.
package client
