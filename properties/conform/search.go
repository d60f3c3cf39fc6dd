package conform

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Search makes random sequences until one diverges in a way that is not known. The
// divergence comes minimised. The error is one of the system's adapter.
func (c Config) Search() (*Report, *Divergence, error) {
	s := search{Config: c, lacks: c.Without, tally: new(tally), report: &Report{Readings: map[model.Choice]int{}, Known: map[Known]int{}, listed: c.Known}}
	s.Sequences, s.Ops = cmp.Or(c.Sequences, 1000), cmp.Or(c.Ops, 30)
	s.Instances, s.Disks = cmp.Or(c.Instances, 3), cmp.Or(c.Disks, 5)
	for _, k := range c.Known {
		s.report.Known[k] = 0
	}
	d, err := s.sequences()
	s.report.diverged = d != nil
	s.tally.report(s.report, s.lacks)
	switch {
	case err != nil || d != nil:
		return s.report, d, err
	case s.report.Sequences == 0:
		err = fmt.Errorf("conform: the system can have none of %d worlds", s.Sequences)
	case s.tally.accepted() == 0:
		err = fmt.Errorf("conform: the system accepts none of %d calls, and so says nothing", s.report.Calls)
	}
	return s.report, nil, err
}

// sequences makes the sequences.
func (s *search) sequences() (*Divergence, error) {
	for n := range s.Sequences {
		s.src = rand.New(rand.NewPCG(s.Seed, uint64(n)))
		err := s.sequence()
		var d *Divergence
		switch {
		case errors.Is(err, ErrUnsupported):
			s.report.Worlds++
			continue
		case errors.Is(err, ErrLost):
			s.report.Lost++
		case errors.As(err, &d) && known(s.Known, d) >= 0:
			s.report.Cut++
		case d != nil:
			return s.minimise(d), nil
		case err != nil:
			return nil, err
		}
		s.report.Sequences++
	}
	return nil, nil
}

// search is a search at work.
type search struct {
	Config
	src    *rand.Rand
	report *Report
	tally  *tally
	lacks  model.ActionSet // what is not asked
}

// sequence makes one sequence, in a world that is drawn.
func (c *search) sequence() error {
	w := script.World{State: properties.DrawWorld(c.src, c.Instances, c.Disks)}
	s, err := newSession(c.Config, w)
	if err != nil {
		return err
	}
	s.tally = c.tally
	defer func() {
		for _, k := range s.met {
			c.report.Known[k]++
		}
	}()
	_, clocked := s.system.(Advancer)
	if !clocked {
		s.oracle.untimed()
	}
	if _, settles := s.system.(Settler); !settles {
		c.lacks |= model.ActionSetOf(model.ActionSettle)
	}
	var g *properties.Generator
	for range c.Ops {
		if g == nil {
			if c.lacks == model.ActionSetOf(slices.Collect(model.Actions())...) {
				return errors.New("conform: the system lacks every operation")
			}
			g = properties.NewGenerator(model.Machine{}, w.State, c.lacks)
		}
		at := s.now
		if clocked {
			at += c.pause()
		}
		op := g.Draw(c.src, s.oracle.State())
		if (model.Machine{}).Judge(s.oracle.State(), op).Verdict() == model.NotEnabled {
			continue
		}
		bears := resourcesOf(s.oracle.State(), op)
		err := s.do(script.Step{At: at, Op: op})
		if errors.Is(err, ErrUnsupported) {
			if action := model.ActionOf(op); c.tally.lacks(action) {
				c.lacks |= model.ActionSetOf(action)
				g = nil
			}
			continue
		}
		c.report.Calls++
		if err == nil {
			err = s.lookAt(bears)
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
