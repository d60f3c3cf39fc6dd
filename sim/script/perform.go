package script

import (
	"iter"

	"example.com/ecsdisk/sim"
)

// Perform runs steps in a world as [Replay] does, whatever they want to be answered,
// and compares nothing. It returns the world as it stands at a position, or after all
// steps if that is nil, and its clock. The error is that of [Replay].
func Perform(w World, steps iter.Seq2[Step, error], until *Position) (*sim.World, *sim.Manual, error) {
	r := &replay{report: new(Report), options: Options{Until: until}, goOn: true}
	err := r.run(w, steps)
	return r.at.World, &r.at.clock, err
}
