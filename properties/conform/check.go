package conform

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/script"
)

// Config says what to check and how.
type Config struct {
	// New builds the system anew in a world. An error that is [ErrUnsupported] says
	// that the system cannot have that world: another is drawn.
	New func(script.World) (System, error)

	Options
	Known   []Known         // divergences to go on past; a sequence ends where nobody knows what the call did
	Without model.ActionSet // actions never to ask of the system

	Seed      uint64
	Sequences int // how many; 0 is 1,000
	Ops       int // operations in a sequence; 0 is 30
	Instances int // the most in a world; 0 is 3
	Disks     int // the most in a world; 0 is 5
}

// Check checks a system against the documented machine. The scripts that the test
// has kept come first, one subtest each; where these pass, random sequences follow. The
// first divergence that is not known fails the test with one sentence of what differed,
// the rules with their words and a minimal script, which is kept.
func Check[T Test[T]](t T, c Config) {
	t.Helper()
	kept, err := scriptsIn(dirOf(t.Name()))
	if err != nil {
		t.Fatalf("%v", err)
	}
	performFiles(t, c, kept)
	if t.Failed() {
		t.Logf("The test has failed, so no random sequences are made.")
		return
	}
	report, d, err := c.Search()
	switch {
	case err != nil:
		t.Fatalf("%v", err)
	case d == nil:
		t.Logf("%s", report)
	default:
		file := fileOf(t.Name(), d.Script)
		if err := keep(file, d.Script); err != nil {
			t.Logf("the script could not be kept: %v", err)
		}
		t.Errorf("%s", d.message(file))
	}
}
