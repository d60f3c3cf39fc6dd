// Package conform checks somebody's own system, such as a mock or an emulator of the
// cloud, against the documented machine.
//
//	func TestMock(t *testing.T) {
//		conform.Check(t, conform.Config{New: func(w script.World) (conform.System, error) {
//			return newAdapter(w.State), nil
//		}})
//	}
//
// The adapter is built anew in a start world for each sequence. It makes one
// operation a call and says what the system answered; see [System]. It may lack
// operations, choose ids of its own, and settle when it likes.
//
// [Check] draws sequences, and judges each answer by an [Oracle]. [Scripts] performs
// script files. A [Recorder] keeps the script of any other test that fails.
//
// # What is admitted
//
// The oracle admits the codes of every broken rule, what else its row admits, every
// refusal of the environment's, and every reading, in each call by itself: a system
// need not keep to one. [Options] make it stricter.
//
// # What is named
//
// A divergence is told from the nearest of what could have been answered: with what may
// have settled settled, and under any reading that is admitted. So it names what is the
// matter and nothing that a settle or a reading explains; see [Divergence.Key].
package conform
