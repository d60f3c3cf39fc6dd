package main

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/history"
	"example.com/ecsdisk/sim/script"
)

// A checker judges one history after the other.
type checker struct {
	command  *cobra.Command
	flags    checkFlags
	out      *bufio.Writer
	printer  checkedPrinter
	every    time.Duration // how often it says how far it is
	patience time.Duration // how long after it was read a call is judged, with --follow
	long     int64         // from how many bytes on a file is judged by all cores
	suite    suite
}

// done says what came of a file.
func (k *checker) done(c *checked) {
	k.printer.end(c)
	k.suite.add(c.name, c.status(), c.text())
	k.out.Flush() // its error stays, and is found at the end
	for _, err := range c.complaints() {
		complain(k.command.ErrOrStderr(), err)
	}
}

// file judges the history in a file.
func (k *checker) file(file string) *checked {
	ctx := k.command.Context()
	in, done, err := opened(ctx, file, k.command.InOrStdin())
	if err != nil {
		return &checked{name: file, err: err}
	}
	defer done()
	name, split := nameOf(file), k.flags.split.of > 0
	switch f, size := regular(in); {
	case k.flags.follow:
		in = &growing{ctx: ctx, in: in, grows: f != nil}
	case f != nil && (split || k.cores(size) > 1):
		t, err := newTwice(name, f, size)
		if err != nil {
			return (&checked{name: name}).fail(err)
		}
		return k.history(name, t.first, t)
	case split:
		return (&checked{name: name}).fail(fmt.Errorf("%s: %w", name, errReadTwice))
	}
	return k.history(name, in, nil)
}

// history judges a history: in parts, if it can be read twice.
func (k *checker) history(name string, in io.Reader, t *twice) *checked {
	c, r := &checked{name: name}, history.NewReader(name, in)
	h, err := r.Header()
	if err == nil {
		err = k.fillIn(name, &h.World)
	}
	if err != nil {
		return c.fail(err)
	}
	o, known := k.options(h.World), h.Known && !k.flags.partial
	c.others, c.oneInstant, c.partial = o.Others, o.OneInstant, k.flags.partial
	var j *oracle.Judge // unless all parts are judged at the same time
	switch split := k.flags.split; {
	case t == nil:
		j = oracle.New(h.World, known, o)
	case split.of > 0:
		j = o.Part(h.World, known, k.ahead(r), split.part, split.of)
		r = t.again()
		c.part = &partOf{Part: split.String(), Sum: t.identity(), Supposes: k.supposes(o)}
	}
	w := k.watch(name, j)
	var first []script.Call // of which the shortest part that is impossible is made
	each := func(yield func(script.Call) bool) {
		calls := r.Calls()
		switch {
		case t != nil:
			calls = r.CallsOver(runtime.GOMAXPROCS(0))
		case k.flags.follow:
			calls = k.paused(c, calls)
		}
		for call, err := range calls {
			if err == nil && !k.flags.follow {
				err = interrupted(k.command.Context())
			}
			if err != nil {
				c.fail(err)
				return
			}
			if len(first) < maxMinimised && !k.flags.follow {
				first = append(first, call)
			}
			if w.came(call.Op != nil || call.Skipped != ""); !yield(call) {
				return
			}
		}
	}
	report := oracle.Report{}
	if j != nil {
		j.Follow(each)
		report = j.Report()
	} else {
		passes := 0
		report = o.Together(h.World, known, func() iter.Seq[script.Call] {
			if passes++; passes == 1 {
				return k.ahead(r)
			}
			r = t.again()
			return each
		}, k.cores(t.size))
	}
	w.tell(report.Findings)
	c.take(report)
	if len(report.Findings) > 0 {
		c.minimise(h.World, known, first, o)
	}
	if o.Fixed {
		c.report.Machines = nil // that of the world, whatever happened
	}
	c.skipped, c.ignored, c.unsaid = r.Skipped(), r.Ignored(), r.Unknown()
	return c
}

// fillIn has a history that names no edition be of that which was given.
func (k *checker) fillIn(name string, w *script.World) error {
	if w.EditionStated || !k.command.Flags().Changed("edition") {
		return nil
	}
	w.EditionStated, w.Machine.Edition = true, editionOf(k.command)
	if err := w.Machine.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := w.Machine.CheckState(w.State); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// options returns what is supposed of the system.
func (k *checker) options(w script.World) oracle.Options {
	o, err := oracle.As(k.flags.as, w)
	if err != nil {
		panic(err) // the flag takes no other
	}
	if k.command.Flags().Changed("lag") {
		o.Lag = k.flags.lag
	}
	if k.command.Flags().Changed("bound") {
		o.Bound = k.flags.bound
	}
	o.Budget, o.Others, o.OneInstant = k.flags.budget, k.flags.others, k.flags.oneInstant
	return o
}

// supposes says what is supposed of the system, for parts of which that has to be the same.
func (k *checker) supposes(o oracle.Options) string {
	edition := "any edition"
	if k.command.Flags().Changed("edition") {
		edition = "edition " + editionOf(k.command).String()
	}
	world := ""
	if k.flags.partial {
		world = "in part of a world, "
	}
	if o.OneInstant {
		world += "one describe of one instant, "
	}
	return fmt.Sprintf("%sas %s, %s, lag %s, bound %s, budget %d", world, k.flags.as, edition, sim.FormatDuration(o.Lag), sim.FormatDuration(o.Bound), o.Budget)
}
