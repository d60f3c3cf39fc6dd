// Package conform checks somebody's own system, such as a mock or an emulator of the
// cloud, against the documented machine.
//
//	func TestMock(t *testing.T) {
//		conform.Check(t, conform.Config{New: func(w script.World) (conform.System, error) {
//			return newAdapter(w.State), nil
//		}})
//	}
//
// The adapter is built anew in a start world for each sequence. It asks the
// system one operation and says what that answered; see [System]. It may lack
// operations, choose ids of its own, and settle when it likes.
//
// [Check] draws sequences, and has each answer judged (package oracle). [Scripts] performs
// script files. A [Recorder] keeps the script of any other test that fails, and an [Observer]
// is told what a system answers to calls of your own.
//
// # What to look for where
//
//   - check a system in a test: [Check], [Config], [System]
//   - a system with a clock, or that can be told to settle: [Advancer], [Settler]
//   - script files as a test table: [Scripts]
//   - keep what a test of yours met: [NewRecorder]
//   - have the answers to calls of your own judged: [Recorder.Oracle], [NewObserver]
//   - live with what is known: [Known]; the same outside of a test: [Config.Search]
//   - a system without filters: [Filter]
//   - a system of another edition than 2019-05-31: [Config].Edition
//
// # What is admitted
//
// Admitted are the codes of every broken rule, what else its row admits, every refusal of
// the environment's, and every reading: which of several broken rules answers is free in each
// call, and any other reading has to be kept to as long as the system runs. Admitted is a
// documented code about something that the machine does not have, for nobody can tell that it
// is wrong, and a code of another edition's rule that is broken there; the report counts each.
// [Options] make it stricter: Inside refuses both. A refusal without an HTTP status is judged
// by its code.
//
// # What is complete at once
//
// A detach, or an attach, that is complete in the instant of its acceptance diverges,
// under a name of its own. It is what a client that takes success for detached gets
// along with, here and not on the real service. [Options].Instant admits it.
//
// The instant is over when time passes by the system's clock, when the system is told to
// settle the disk, or when an answer shows that the disk is still on its way. Of a system
// without a clock it is therefore the first answer that depends on the disk which has to
// show it Detaching; [Check] describes the disk next. A system that settles in the
// background, or with the second describe, is right; one that settles with the first
// describe cannot be told from one that settles inside the call. After a 500 nobody
// knows when the call took effect, so nothing is held against it. A delay of 0 that the
// world itself states is admitted.
//
// The other statuses may be complete at once: no page says how long it takes to start,
// to stop, to create or to reinitialise, and a new disk was seen Available.
//
// # What lasts longer
//
// Of a system with a clock what is due by the delays of its world has settled. What has not
// diverges under the name of its status, and is found once, however many answers show it: from
// there on that status may last as long as it likes. In a script of what else is found it settles
// where a step tells it to.
//
// # What fails untold
//
// In the field an accepted detach or attach fails now and then, and nobody is told. That
// is admitted of a disk that an answer has shown on its way, and never in the instant of
// the acceptance: a DetachDisk that does nothing diverges. See [Options].Untold.
//
// # What is named
//
// A divergence is told from the nearest answer that would have been right, whatever may have
// settled by then and under any reading that is admitted. So it names the cause, and nothing
// that a settle or a reading explains; see [Divergence.Key]. A run goes on
// past what it finds, and lists all causes: what was refused has changed nothing, what was
// accepted has done what the machine does without the broken rules, or nothing, and what is
// shown is so from there on. What was not judged, for too much was possible, is counted and
// said, and nothing judged is a failure.
package conform
