// Package script is the one text format of the project: golden tests, failing
// sequences, kept regression tests and the command-line tool all read and write it.
//
// A script is a world and then steps. One step line is when, what was asked, and
// what the machine answers:
//
//	# A detached disk survives its instance. The flag falls at completion.
//	instance i-a Running OperationLocks=security
//	disk     d-1 In_use i-a DeleteWithInstance=true
//
//	0s     DetachDisk     InstanceId=i-a DiskId=d-1   403 InstanceLockedForSecurity
//	10s    unlock         i-a security
//	10s    DetachDisk     InstanceId=i-a DiskId=d-1   ok
//	1m10s  DescribeDisks  DiskId=d-1                  Available DeleteWithInstance=false
//
// # What to look for where
//
//   - a world out of text: [MustWorld], [ParseWorld], [World.New]
//   - a script out of a file: [Parse] or, step by step, [NewReader]
//   - run it: [Replay] compares, [Perform] does not; step by step, [Begin]
//   - a script of what happened: [FromHistory]; in the log of a test: [Fence], [ShellQuote]
//   - what was asked and answered, to be judged: [History]; call by call, [Reader.Calls]
//   - the answers of one step: [FormatAnswer], [ParseAnswer], [Contrast]
//
// # World lines
//
//	version  1
//	edition  DATE
//	instance ID Status [Name=value ...]
//	disk     ID Status [INSTANCE] [Name=value ...]
//	attr     ID Name=value ...
//	reading  NAME VALUE
//	readings page
//	delay    STATUS DELAY
//	delays   told
//	seed     N
//
// An instance may name OperationLocks (reasons with commas between),
// InstanceChargeType, HotPlug and MaxDataDisks; what is left out is none, PostPaid, true
// and 16. A disk may name Type, Category, DiskChargeType, Portable, DeleteWithInstance,
// DeleteAutoSnapshot, DetachDeletes, SourceInstanceId and DetachedSystem; what is left out is
// data, cloud, PostPaid, the default of a [model.Disk], false, false, false, none and false.
// The last three and MaxDataDisks are shown by no describe. World lines come before the
// first step.
//
// A script may say the version of the format, which is 1, and the edition of the
// documentation that the machine follows: one of [book.AllEditions], or 2019-05-31 where none
// is said. What an edition does not have, a field, a parameter or the value of a reading, is an
// error that names the editions that have it. A reading is one of [book.Choices], such as
// "reading R-hot any-status". "readings page" takes each reading as the pages of the edition
// have it, where they say one thing; a reading line wins over it.
//
// An attr line says of a resource what the machine does not have and package ecsapi
// shows, such as Size. A value is as it stands, or a string as Go quotes it.
//
// # Delays
//
// A delay says how a transitional status settles: a duration ("1m"), drawn between
// two ("30s..3m"), at the n-th describe that shows the resource ("3-describes"),
// "never", or "told" (only by an explicit settle). A suffix "/fails=N" makes the
// first N settles fail (a detach or an attach only). "delay Detaching 2m" sets it
// for a status; "takes=2m" on a step sets it for what that call starts; "delays
// told" is told for every status. Delays that are drawn come from the seed.
//
// # Step lines
//
//	[TIME] OPERATION [Name=value ...] [takes=DELAY] ANSWER [injected [raw]]
//	       [stale=DURATION] [lost|dropped|late] [got ANSWER]
//	[TIME] lock|unlock INSTANCE REASON [ANSWER]
//	[TIME] settle ID [ANSWER]
//	[TIME] detach-failed|attach-failed DISK [ANSWER]
//	[TIME] reclaim INSTANCE [ANSWER]
//
// TIME is since the start of the world, as [time.Duration] writes it; left out, a
// step is at the instant of the one before. Operations and parameters are spelled
// as the API spells them; a parameter that is not written is not given. An id is
// any text without white space, quotes, '=', ',', ';' or '#', or quoted as Go
// quotes strings; where it could be taken for a word that has a meaning there, such
// as a status, it is quoted. Lists have commas between their elements.
//
// An answer is "ok"; an HTTP status and a code ("403 IncorrectDiskStatus");
// "not-enabled", for an event that makes no sense there; or what a describe shows.
// Environment steps leave "ok" out. "injected" marks an answer of the environment's
// that no rule gives, or a fault's; it changes nothing. Its code is one that is documented
// of the operation ([book.FindCode]), or "raw" stands behind it. "got ANSWER" is what a system
// under test answered where it differed: such a script is not green until its got is
// gone. It alone may show a status or a lock reason that the machine does not have, such
// as Modifying or refunded.
//
// What went wrong around a call stands behind the answer of the machine. "stale=5s" is
// an answer from the state of 5 s ago (at most [sim.MaxStale], and not before the
// start): a describe shows it, and what it refuses is refused; a call that it accepts is
// judged as ever. Of a "lost" reply and of a "dropped" call the caller never hears; what
// is dropped changes nothing, and its answer is what the machine would have said.
// "late" is a call that was accepted, and answered 500 InternalError.
//
// A describe shows "none", or one item after another with ';' between, by id:
//
//	[ID] Status [INSTANCE] [Name=value ...]
//
// It names only the fields that matter. The id may be left out where the describe
// shows one resource. A status of "?" is not said. "InstanceId=" says that no
// instance is shown, and "Status=" among the names, in place of the status, that
// there is none, as only a broken machine shows it.
//
// # Histories
//
// A history is the same text read as what was answered ([Reader.Calls]): the answer column is
// what was observed, and a got, where a line has one, wins over it. So any script is a
// history. Of a history the world may be left out, where it is not known, and so may the
// edition: it is then of any ([Reader.OfAnyEdition]). Replay takes no history: the words below
// are errors there, for who called at the same time as another cannot be replayed.
//
//	[START..END|START..|TIME|?] OPERATION [Name=value ...] ANSWER ...
//	       [partial] [by NAME] [token=X] [request=X] [message=X]
//	[TIME] skipped WHY [touches=ID,...] line=JSON ...
//
// A call may last from START to END. Without an END none is known: the caller gave up, say.
// Of "?" only the order is known. Calls come in the order of their ends, and one may start
// before those above. "unheard" as the answer is a reply that nobody got, whether the call
// took effect or not. Lost and dropped are unheard, too, and late is 500 InternalError; stale
// and injected only say how an answer came about.
//
// "partial" is said of a describe that shows a part only, such as a page. "by c1" names the
// client; "token=X" is the ClientToken of a creation; "request=X" and "message=X" are of the
// answer. In a history an id that is one of the words unheard, partial and by is quoted, as
// scripts are printed.
//
// What the machine does not have may stand there as it does in the API, unless it is like
// something that the machine has: an operation, a parameter, a status, a lock reason. The call
// is skipped then. Of a describe that shows several resources only that of a status or a
// lock is left out. "skipped" is a call that no line of a script can have; it stands there as
// the line of JSON that it was.
//
// # Comments
//
// A comment starts with '#', with nothing or a space before it, and runs to the end of
// the line. Comments and blank lines survive rewriting.
package script
