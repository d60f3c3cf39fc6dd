// Package ecsapi serves a world as the ECS API of 2014-05-26: stock SDKs, command-line
// tools and drivers talk to the machine without a changed line.
//
//	w := sim.New(sim.Real{}, state, sim.Config{})
//	s := ecsapi.New(w, ecsapi.Options{})
//
// # What for
//
//   - A test in one process, with the SDK of the first generation
//     (github.com/aliyun/alibaba-cloud-sdk-go): client.SetTransport(s), client.Domain
//     and Scheme "HTTP". Any [net/http.Client] takes s as its Transport.
//   - The same with the SDK of the second generation
//     (github.com/alibabacloud-go/ecs-20140526): Config.HttpClient is s.
//   - Hours in milliseconds: do all of that in a bubble of testing/synctest. The world
//     is on sim.Real, and there is nothing to set; make the client in the bubble, too.
//   - A clock of your own: give it to the world. The server reads none, but to end a wait.
//   - A whole program: http.ListenAndServe("127.0.0.1:0", s), with the world on
//     [sim.NewScaled]: 2 to 20 times as fast suits clients that poll each second.
//   - What goes wrong: [sim.World.Arm] a fault. A lost or dropped call hangs until its
//     caller gives up, or is cut off at once.
//   - What a describe shows and no rule reads, such as Size or SerialNumber:
//     [Server.SetAttrs], and the line "attr ID Name=value ..." of a script.
//   - What was asked for that is not modelled: [Server.Unmodelled].
//   - What a client asked and was answered, here or by a real endpoint: a [Recorder]
//     around its transport.
//   - What happened: [sim.World.History], and a script of it by script.FromHistory. What
//     was refused before it reached the machine is a comment there.
//
// # The order of judging
//
// A request goes through these places in this order. What is refused in one reaches
// none below it: it uses up no fault and no nonce, binds no token, and takes no id.
//
//  1. Transport: method, path, size, escapes, each parameter once, Format.
//  2. The action: of the query, the form, or the header X-Acs-Action, in that order.
//  3. The parameters: known, modelled, well-formed.
//  4. The signature, if there are keys: access key, signature, nonce.
//  5. A fault that drops the call.
//  6. The token: a call that repeats another is answered as that was.
//  7. Refusing faults and the limit, atomic with the call.
//  8. A stale answer.
//  9. The rules of the machine, a missing DiskId or InstanceId among them.
//  10. The effect, in the machine and beside it.
//  11. A reply that is lost or late.
//
// # Parameters
//
// A table says of each documented parameter of an action what becomes of it. It is
// modelled; or harmless: nothing that can be seen here depends on it; or taken with its
// default only; or refused by its name, because it would change answers. The last two,
// parameters that are not known and actions that are not modelled are answered 400
// NotModelled, with a message that says what is and what was expected. RegionId and the
// parameters of signatures are common to all actions. A RegionId is never compared: the
// world is one region, that which its clients name. A
// parameter that is given empty is not given. No request chooses the id of what it
// creates, reaches an event of the environment, or sets what the API has no parameter
// for.
//
// Malformed values have the documented code of their parameter, else 400
// InvalidParameter. A request may have 1 MiB in its query and 1 MiB in its body, 512
// parameters, and 10 s ([Options.Patience]) to come.
//
// # Editions
//
// The server follows the edition of its world's machine: codes, messages and what a describe
// shows are those of that. DetachDisk has DeleteWithInstance from 2020 on. Before, stock
// clients send it with its default, which is taken; true is refused with the editions that
// have it. Today's clients are best served the latest edition. A system disk that was
// detached is shown Available and as a data disk, Portable, with the operation lock
// detached-system-disk while its own instance is there, as it was seen in the field.
//
// # Answers
//
// One table of fields encodes and decodes JSON and XML; the names, the nesting and the
// types are those of the vendor's own metadata. Format says which it is, in any case.
// Without it a client that accepts JSON gets JSON, and any other XML.
//
// Attachments has an entry exactly while the disk is In_use, Detaching or ReIniting,
// whatever reading of R-visible decides on InstanceId: drivers tell by it whether a disk
// is attached.
//
// # Beside the machine
//
// What no rule reads is not in the state of the machine, but beside it: defaults that
// follow from the id and [Options.Seed], what CreateDisk, CreateInstance and the
// operations that modify set, and the instants at which something was seen first. It is
// gone with its resource.
//
// # Histories
//
// A [Recorder] writes a history as lines of JSON. The first line has history, date (the
// instant at which it begins), edition (of the documentation that the endpoint follows:
// [Recorder].Edition) and world; null is not known. Each other line is a call:
//
//   - start and end are seconds since the date, to the nanosecond. The lines are in the
//     order of their ends.
//   - client names who called. A client has one call open at a time: calls at the same
//     time are of clients of different names.
//   - op is the action; params are its parameters, each with the kind that it has in the
//     API. A list is an array. Of a ClientToken there is a hash, for all that matters is
//     whether it comes again.
//   - withheld are names of parameters that were given and whose values are not there.
//     "?" is of what is no parameter in the tables, or could not be read.
//   - status, code ("" of a success) and requestId are of the answer. unheard is true
//     where none came, or not the whole of it.
//   - shown are the resources of a describe by id, each with the fields that the machine
//     has and where a disk is attached; and the id of what was created, without fields.
//
// What is not known is left out. So is, on writing, whatever may be secret: a value
// stands there only if the tables say that it is an id, a number, a Boolean or one of the
// API's own words, and it is no more than 128 bytes. That leaves out names, tags, user
// data, passwords, keys and signatures, headers, and messages of refusals, which quote
// what was asked. Requests of more than 1 MiB and answers of more than 4 MiB go through
// and are not read.
//
// # Decisions
//
// Where the documentation does not say it:
//
//   - Lists are by id. A NextToken names the id that was shown last: it stays good
//     whatever comes and goes. Every describe gives one while there is more, also where
//     pages are asked for by number; where both are given, the token wins.
//   - A describe with filters that the machine does not have asks the machine for the
//     disks that fit, and one that shows a page for those of the page: "after n
//     describes" counts what was shown. Under a stale fault, which disks those are is
//     judged now, and what is shown of them is of then.
//   - DetachedTime, AttachedTime and CreationTime are the instant of the first request
//     after which the server saw it so, and the start of the world for what started it.
//   - A device that is asked for is given unless another disk of the instance has it;
//     then, and else, it is the first free one from /dev/xvdb on.
//   - A ModifyDiskAttribute of nothing but what lies beside the machine asks the machine
//     to leave DeleteAutoSnapshot as it is: it is judged as any, and changes nothing.
//   - The Category of a system disk that CreateInstance is given lies beside the machine,
//     which has it as cloud.
//   - A ClientToken is bound for as long as the server lives, and for each action on its
//     own. DeleteInstances takes one, too.
//   - StartInstances, StopInstances and DeleteInstances are all or nothing: the first
//     refusal in the order of the numbers is the answer.
//   - DescribeRegions and the other actions that are no operations of the machine are in
//     no history, and no fault strikes them.
//   - 65,536 nonces are remembered. A timestamp is signed and never compared: it is of
//     the client's clock.
//   - An observer of the world ([sim.Config].Observe) must not call the server.
package ecsapi
