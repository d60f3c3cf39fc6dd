package conform

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// Search draws random sequences, and goes on past each divergence as far as it can. The
// report lists those that are not known, minimised. The error is one of the
// configuration or of the system's adapter, or says that nothing, or too little, was
// judged; there is a report, as far as it goes, also then.
func (c Config) Search() (*Report, error) {
	report := &Report{Readings: map[book.Choice]int{}, Known: map[Known]int{}, listed: c.Known, edition: c.Edition}
	if err := c.wrong(); err != nil {
		return report, err
	}
	s := search{Config: c, lacks: c.Without, tally: new(tally), report: report, causes: map[string]*cause{}}
	s.Sequences, s.Causes, s.Ops = cmp.Or(c.Sequences, 1000), cmp.Or(c.Causes, 50), cmp.Or(c.Ops, 30)
	s.Instances, s.Disks = cmp.Or(c.Instances, 3), cmp.Or(c.Disks, 5)
	for _, k := range c.Known {
		report.Known[k] = 0
	}
	err := s.sequences()
	s.tally.report(report, s.lacks)
	for _, key := range slices.Sorted(maps.Keys(s.causes)) {
		report.Divergences = append(report.Divergences, s.minimise(s.causes[key]))
	}
	slices.SortFunc(report.Divergences, (*Divergence).Compare)
	switch {
	case err != nil:
		return report, err
	case report.Sequences == 0 && report.Lost == 0:
		err = fmt.Errorf("conform: the system can have none of %d worlds, so nothing was checked", s.Sequences)
	case report.Sequences == 0:
		err = fmt.Errorf("conform: not one of %d sequences was judged to its end: %w", report.Lost, ErrLost)
	case s.tally.accepted() == 0 && len(report.Divergences) == 0:
		err = fmt.Errorf("conform: the system accepts none of %d calls, and so says nothing", report.Calls)
	case report.Lost > c.Unjudged:
		err = fmt.Errorf("conform: %d of %d sequences were not judged to their end; Config.Unjudged admits %d: %w", report.Lost, report.Sequences+report.Lost, c.Unjudged, ErrLost)
	}
	return report, err
}

// sequences draws and runs the sequences.
func (s *search) sequences() error {
	for n := range s.Sequences {
		if s.report.more = len(s.causes) >= s.Causes; s.report.more {
			return nil
		}
		s.src = rand.New(rand.NewPCG(s.Seed, uint64(n)))
		err := s.sequence()
		var d *Divergence
		switch {
		case errors.Is(err, ErrUnsupported):
			s.report.Worlds++
			continue
		case errors.Is(err, ErrLost):
			s.report.Lost++
			continue
		case errors.As(err, &d):
			s.report.Cut++
		case err != nil:
			return err
		}
		s.report.Sequences++
	}
	return nil
}

// search is a search at work.
type search struct {
	Config
	src    *rand.Rand
	report *Report
	tally  *tally
	lacks  book.ActionSet // what is not asked
	moves  book.ActionSet // what was seen to be on its way once it was accepted
	causes map[string]*cause
}

// A cause is what divergences of one key have in common: of these the one that is
// easiest to read.
type cause struct {
	least *Divergence
	alone bool // nothing diverged before it but what is known
	met   int
}

// meet takes note of what a sequence met: of each cause once.
func (c *search) meet(met []*Divergence) {
	seen := map[string]bool{} // which are not known
	for _, d := range met {
		key := d.Key()
		if at := known(c.Known, key); at >= 0 {
			c.report.Known[c.Known[at]]++
			continue
		}
		if seen[key] {
			continue
		}
		alone := len(seen) == 0
		seen[key] = true
		has, ok := c.causes[key]
		if !ok {
			has = &cause{least: d, alone: alone}
			c.causes[key] = has
		}
		has.met++
		if alone && !has.alone || alone == has.alone && len(d.Script.Steps) < len(has.least.Script.Steps) {
			has.least, has.alone = d, alone
		}
	}
}

// sequence draws and runs one sequence, in a world that is drawn.
func (c *search) sequence() error {
	w := script.World{Machine: c.machine(), Delays: c.Delays}
	w.State = properties.DrawWorld(w.Machine, c.src, c.Instances, c.Disks)
	s, err := newSession(c.Config, w, true, func(*Divergence) bool { return true })
	if err != nil {
		return err
	}
	s.tally = c.tally
	defer func() { c.meet(s.met) }()
	_, clocked := s.system.(Advancer)
	if _, settles := s.system.(Settler); !settles {
		c.lacks |= book.ActionSetOf(book.ActionSettle)
	}
	var g *properties.Generator
	for range c.Ops {
		if g == nil {
			if c.lacks == book.ActionSetOf(slices.Collect(book.Actions())...) {
				return errors.New("conform: the system lacks every operation")
			}
			g = properties.NewGenerator(w.Machine, w.State, c.lacks)
		}
		if clocked {
			if err := s.wait(pauses[c.src.IntN(len(pauses))]); err != nil {
				return c.found(err, s)
			}
		}
		op := g.Draw(c.src, s.observer.State())
		outcome, askable := s.judged(op)
		if !askable {
			continue
		}
		bears := resourcesOf(s.observer.State(), op)
		err := s.do(script.Step{At: s.now, Op: op})
		if errors.Is(err, ErrUnsupported) {
			if action := model.ActionOf(op); c.tally.lacks(action) {
				c.lacks |= book.ActionSetOf(action)
				g = nil
			}
			continue
		}
		c.report.Calls++
		if err == nil && c.asksTwice(op, outcome) {
			err = s.do(script.Step{At: s.now, Op: op})
		}
		if err == nil {
			err = s.lookAt(bears)
		}
		if err != nil {
			return c.found(err, s)
		}
		for _, id := range bears.disks {
			if outcome.Accepted() && s.moving[string(id)] {
				c.moves |= book.ActionSetOf(model.ActionOf(op))
			}
		}
	}
	for n := 0; clocked && n < 4 && err == nil; n++ { // rather than to have all fall due at once
		err = s.wait(longest / 64)
	}
	if err == nil {
		err = s.advance(s.now + longest)
	}
	if err == nil {
		err = s.look()
	}
	_, m := s.observer.likeliest()
	for r := range m.Readings.All() {
		c.report.Readings[r]++
	}
	return c.found(err, s)
}

// longest is how far the clock of a system is moved at the end of a sequence: every
// default delay is shorter.
const longest = time.Hour

// pauses are how far a clock is moved between two calls.
var pauses = [...]time.Duration{0, 0, 0, time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute}

// asksTwice reports whether to ask a detach or an attach again before anything else. A
// system may let one that was shown on its way fail untold, and is then right to accept
// another; one that has just been accepted has not failed. Of a system that never was on
// its way with any, another answer tells more.
func (c *search) asksTwice(op model.Op, o model.Outcome) bool {
	action := model.ActionOf(op)
	return o.Accepted() && (action == book.ActionDetachDisk || action == book.ActionAttachDisk) && c.moves.Has(action) && c.src.IntN(8) == 0
}

// found adds to an error of the adapter what led there.
func (c *search) found(err error, s *session) error {
	var d *Divergence
	if err == nil || errors.As(err, &d) {
		return err
	}
	return fmt.Errorf("%w\n%s", err, script.Fence("what led there", s.observer.Script().String()))
}
