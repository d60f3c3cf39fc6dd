package conform

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Config says what to check and how.
type Config struct {
	// New builds the system anew in a world. An error that is [ErrUnsupported] says
	// that the system cannot have that world: another is drawn.
	New func(script.World) (System, error)

	Options
	Known   []Known         // divergences to go on past
	Without model.ActionSet // actions never to ask of the system

	Seed      uint64
	Sequences int // how many; 0 is 1,000
	Ops       int // operations in a sequence; 0 is 30
	Instances int // the most in a world; 0 is 3
	Disks     int // the most in a world; 0 is 5
}

// Check checks a system against the documented machine. The scripts that the test
// has kept come first, one subtest each; then random sequences. The first divergence
// that is not known fails the test with one sentence of what differed, the rule with
// its words and a minimal script, which is kept.
func Check[T Test[T]](t T, c Config) {
	t.Helper()
	Scripts(t, c, dirOf(t.Name())+"/*.script")
	if t.Failed() {
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
		t.Errorf("%s\nIf it is to be lived with, list it: %s", message(d.Error(), d.Script, file), d.listing())
	}
}

// A Report is what a search did.
type Report struct {
	Sequences, Calls int
	Unsupported      model.ActionSet      // what the system lacks
	Worlds           int                  // worlds that it cannot have
	Readings         map[model.Choice]int // how many sequences it took another reading than the default to explain
	Known            map[Known]int        // how often each known divergence was met

	listed []Known // in their order
}

// String returns the report in sentences.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d sequences, %d calls: every answer is one of the documented machine.", r.Sequences, r.Calls)
	if r.Unsupported != 0 {
		fmt.Fprintf(&b, "\nThe system lacks: %s.", r.Unsupported)
	}
	if r.Worlds > 0 {
		fmt.Fprintf(&b, "\nIt cannot have %d of the worlds that were drawn.", r.Worlds)
	}
	for _, c := range slices.Sorted(maps.Keys(r.Readings)) {
		fmt.Fprintf(&b, "\nTo explain %d of them it takes %s: %s.", r.Readings[c], c, c.Doc())
	}
	for _, k := range r.listed {
		n := r.Known[k]
		if n == 0 {
			fmt.Fprintf(&b, "\nListed as known, but never met: %s.", k.Key)
			continue
		}
		fmt.Fprintf(&b, "\nKnown, met %d times: %s (%s).", n, k.Key, k.Reason)
	}
	return b.String()
}

// Search makes random sequences until one diverges in a way that is not known. The
// divergence comes minimised. The error is one of the system's adapter.
func (c Config) Search() (*Report, *Divergence, error) {
	s := search{Config: c, report: &Report{Readings: map[model.Choice]int{}, Known: map[Known]int{}, listed: c.Known}}
	s.Sequences, s.Ops = cmp.Or(c.Sequences, 1000), cmp.Or(c.Ops, 30)
	s.Instances, s.Disks = cmp.Or(c.Instances, 3), cmp.Or(c.Disks, 5)
	s.report.Unsupported = c.Without
	for _, k := range c.Known {
		s.report.Known[k] = 0
	}
	for n := range s.Sequences {
		s.src = rand.New(rand.NewPCG(c.Seed, uint64(n)))
		err := s.sequence()
		var d *Divergence
		switch {
		case err == nil:
			s.report.Sequences++
		case errors.Is(err, ErrUnsupported):
			s.report.Worlds++
		case !errors.As(err, &d):
			return s.report, nil, err
		default:
			at := known(c.Known, d)
			if at < 0 {
				return s.report, s.minimise(d), nil
			}
			s.report.Known[c.Known[at]]++
		}
	}
	if s.report.Sequences == 0 && s.report.Worlds == s.Sequences {
		return s.report, nil, fmt.Errorf("conform: the system can have none of %d worlds", s.Sequences)
	}
	return s.report, nil, nil
}

// search is a search at work.
type search struct {
	Config
	src    *rand.Rand
	report *Report
}

// sequence makes one sequence, in a world that is drawn.
func (c *search) sequence() error {
	w := script.World{State: properties.DrawWorld(c.src, c.Instances, c.Disks)}
	s, err := newSession(c.New, w, c.Options)
	if err != nil {
		return err
	}
	_, clocked := s.system.(Advancer)
	if !clocked {
		s.oracle.untimed()
	}
	if _, settles := s.system.(Settler); !settles {
		c.report.Unsupported |= model.ActionSetOf(model.ActionSettle)
	}
	g := properties.NewGenerator(model.Machine{}, w.State, c.report.Unsupported)
	for range c.Ops {
		at := s.now
		if clocked {
			at += c.pause()
		}
		op := g.Draw(c.src, s.oracle.State())
		if (model.Machine{}).Judge(s.oracle.State(), op).Verdict() == model.NotEnabled {
			continue
		}
		c.report.Calls++
		err := s.do(script.Step{At: at, Op: op})
		switch {
		case errors.Is(err, ErrUnsupported):
			c.report.Unsupported |= model.ActionSetOf(model.ActionOf(op))
			g = properties.NewGenerator(model.Machine{}, w.State, c.report.Unsupported)
			continue
		case err == nil:
			err = s.lookAt(op)
		}
		if err != nil {
			return c.found(err, s)
		}
	}
	if err = s.advance(s.now + longest); err == nil {
		err = s.look()
	}
	for r := range s.oracle.Readings().All() {
		c.report.Readings[r]++
	}
	return c.found(err, s)
}

// longest is how far the clock of a system is moved at the end of a sequence: every
// default delay is shorter.
const longest = time.Hour

func (c *search) pause() time.Duration {
	pauses := [...]time.Duration{0, 0, 0, time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute}
	return pauses[c.src.IntN(len(pauses))]
}

// found adds to an error of the adapter what led there.
func (c *search) found(err error, s *session) error {
	var d *Divergence
	if err == nil || errors.As(err, &d) {
		return err
	}
	return fmt.Errorf("%w\n%s", err, script.Fence("what led there", s.oracle.Script().String()))
}
