// Package model is the machine: what Alibaba Cloud ECS documents of instances,
// disks and locks as far as detaching a disk depends on it, as one pure function.
//
//	var m model.Machine
//	s, err := model.NewState(instances, disks)
//	s, outcome := m.Step(s, model.DetachDisk{InstanceID: "i-a", DiskID: "d-1"})
//
// The package encodes the DetachDisk page of 2019-05-31 (testdata has it, word for
// word) and what its neighbours of the day say of the operations around it. A
// detach is asynchronous, and its last step changes who dies with whom:
//
//	          DetachDisk                 Settle
//	In_use ───────────────▶ Detaching ────────────▶ Available
//	  ▲                         │                   InstanceId = empty
//	  └──────── DetachFailed ───┘                   DeleteWithInstance = false
//
// # What to look for where
//
//   - a world: [NewState], [State], [Instance], [Disk]
//   - what can be asked of it: [Op], one type for each operation and event, and [NewOp] for
//     one that is given in words
//   - what comes of it: [Machine.Step], [Outcome], [Answer], [Refusal]
//   - whether another answer is right, too: [Machine.Admits], [Machine.Explain]
//   - what has changed: [Diff], [Change]
//   - why, with the words of the page: package book, which a machine goes by
//     ([Machine.Book])
//
// # Rules and effects
//
// What refuses an operation is a table of rules, what an accepted one does a table of
// effects; both are in package book. [Machine.Step] looks the resources up, states the
// facts, asks the book which rules they break and, if there is none, applies its effects.
// There is no other encoding of either.
//
// Where the documentation is silent or contradicts itself there is a named reading, a
// value given to the [Machine].
//
// # Time
//
// The machine has no clock. A status such as Detaching ends by an event of its own,
// [Settle], at any time; package sim decides when.
//
// # Determinism
//
// Step depends on nothing but its arguments and the tables. Nothing in this package
// reads a clock, draws a number, starts a goroutine, iterates over a map into a
// result, or writes to a variable of the package.
//
// # Misuse
//
// A value out of its type's range, such as Flag(3), prints as that. Misuse of an [Op]
// panics. What comes from outside goes through [NewState], [NewOp] and the Parse
// functions, which return errors.
//
// # Scale
//
// A world has no size limit. A step costs what it touches, and at most the logarithm
// of the world's size: it copies the few elements next to what it changes and shares
// all else with the state before, and the disks of an instance are found by an index.
// A refused operation allocates nothing. Small worlds pay nothing for it: while a list
// is short it is one slice.
//
// # Decisions
//
// Where neither the documentation nor a reading says it:
//
//   - A lock event without a reason, and a describe with a filter that is not
//     given, are accepted and change, or show, accordingly. A describe may filter by
//     any Status: by one that no resource has it shows nothing.
//   - The limit of an instance's disks counts the disk that is to be attached, too,
//     when it is attached there already; except under R-attach-detaching ignored,
//     where it stays.
//   - A CreateInstance gives its system disk the category cloud.
//   - A creation under an id that is in use, or under two equal ids, is not enabled.
//
// # What is left out
//
// Snapshots, images, regions and zones, shared (multi-attach) disks, subscription
// terms, and how long anything takes. An operation or a parameter that is not
// modelled is a loud error of [NewOp] and [book.ParseAction], never a guess.
package model
