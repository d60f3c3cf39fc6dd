package conform

import (
	"errors"
	"fmt"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Config says what to check and how.
type Config struct {
	// New builds the system anew in a world. An error that is [ErrUnsupported] says
	// that the system cannot have that world: another is drawn.
	New func(script.World) (System, error)

	// Edition is that which the system claims to follow; the zero value is 2019-05-31. What
	// that cannot tell, the system is not asked, and it is in no world.
	Edition book.Edition

	Options
	Known   []Known        // divergences to go on past; a sequence ends where nobody knows what the call did
	Without book.ActionSet // actions never to ask of the system
	Typed   bool           // ask no call that lacks a parameter which it needs: a typed client cannot

	Seed      uint64
	Sequences int        // how many; 0 is 1,000
	Unjudged  int        // of how many too much may be possible to judge them; more of them fail the check
	Causes    int        // of divergences, after which to end; 0 is 50
	Ops       int        // operations in a sequence; 0 is 30
	Instances int        // the most in a world; 0 is 3
	Disks     int        // the most in a world; 0 is 5
	Delays    sim.Delays // of the worlds, for a system with a clock; what is missing is as in sim.DefaultDelays
}

// wrong says what is wrong with a configuration.
func (c Config) wrong() error {
	if c.New == nil {
		return errors.New("conform: Config.New is nil; expected a function that builds the system in a world")
	}
	for _, n := range []struct {
		name  string
		value int
	}{{"Sequences", c.Sequences}, {"Unjudged", c.Unjudged}, {"Causes", c.Causes}, {"Ops", c.Ops}, {"Instances", c.Instances}, {"Disks", c.Disks}} {
		if n.value < 0 {
			return fmt.Errorf("conform: Config.%s is %d; expected no number below zero", n.name, n.value)
		}
	}
	for n, k := range c.Known {
		if k.Key == "" {
			return fmt.Errorf("conform: Config.Known[%d] has no key; expected that of a divergence", n)
		}
	}
	for status := range c.Delays {
		if _, transitional := sim.DefaultDelays()[status]; !transitional {
			return fmt.Errorf("conform: Config.Delays has the status %q; expected one of %s", status, strings.Join(sim.Statuses(), ", "))
		}
	}
	if err := c.Options.Validate(); err != nil {
		return err
	}
	m := c.machine()
	if c.Readings != nil {
		m.Readings = *c.Readings
	}
	if err := m.Check(); err != nil {
		return fmt.Errorf("conform: Config: %w", err)
	}
	return nil
}

// machine returns the machine that the system claims to be.
func (c Config) machine() model.Machine { return model.Machine{Edition: c.Edition} }

// Check checks a system against the documented machine. The scripts that the test
// has kept come first, one subtest each; where these pass, random sequences follow. All
// divergences that are not known fail the test, one for each cause and the most telling
// first: one sentence of what differed, the rules with their words and a minimal script,
// which is kept. So does a sequence of which too much is possible to judge it, but for
// Config.Unjudged, and a check that comes to judge nothing.
func Check[T Test[T]](t T, c Config) {
	t.Helper()
	if err := c.wrong(); err != nil {
		t.Fatalf("%v", err)
	}
	files, err := scriptsIn(dirOf(t.Name()))
	performFiles(t, c, files)
	if t.Failed() {
		t.Logf("The test has failed, so no random sequences are made.")
		return
	}
	if err != nil {
		t.Errorf("The scripts that are kept cannot be read: %v", err)
	}
	report, err := c.Search()
	t.Logf("%s", report)
	for _, d := range report.Divergences {
		e := evidence{d.Error(), d.Script, fileOf(t.Name(), d.Script)}
		t.Errorf("%s\n%s", e, lived(d))
		e.keep(t)
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
}
