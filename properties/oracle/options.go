package oracle

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// Options are what a judge supposes of a history. [As] has the sets that have a name.
type Options struct {
	Strict model.Strictness

	// Inside refuses a code that is outside the machine, or another edition's rule's.
	Inside bool

	// First has the first broken rule in table order answer, and no other: R-order first.
	First bool

	// Fixed has the readings and the edition be those of the start world's machine. By default
	// a reading that the world leaves at its default is open, and so is an edition that it does
	// not state: each is one and the same for the whole history.
	Fixed bool

	// Windows says when each transitional status may be complete, by its name. A status that is
	// missing may be complete at any time.
	Windows map[string]Window

	// Untold has a detach and an attach fail without anybody being told, once an answer has
	// shown it to be on its way.
	Untold bool

	// Reclaims has the platform release an instance by itself, at any time, and Locks has it lock
	// or unlock one where an answer cannot be explained without.
	Reclaims, Locks bool

	// Others has others call the API, too: between two calls whatever is there may have become
	// anything. What is left to find is an answer that no machine gives in any state, and what is
	// there, or takes a call, though it was released. By default whose history it is acts alone.
	Others bool

	// OneInstant has all that one describe shows, and leaves out, be so at one and the same instant.
	// By default each resource is shown as it was at an instant of its own, within the call and
	// the Lag.
	OneInstant bool

	// Lag is how long ago what a describe shows, or a refusal judges by, may have been so.
	Lag time.Duration

	// Bound is how long after its start a call whose reply nobody heard may still take effect:
	// with 0 it has done so when it ends, or never will.
	Bound time.Duration

	// Budget is how many beliefs a factor may have, and so what a judge remembers of resources
	// that depend on each other. Past it the verdict on them is Unknown. 0 is 1024, and 4096
	// where the start world is not known.
	Budget int
}

// A Window says when a transitional status may be complete, after it was entered.
type Window struct {
	AtLeast time.Duration
	AtMost  time.Duration // 0 is without end, unless Exact
	After   bool          // not in the instant itself: when time has passed, or an answer has shown that it is on its way
	Exact   bool          // AtMost counts, though it is 0
	Fails   bool          // it may fail untold, though no answer has shown that it is on its way
}

// As returns the options of a name: "sim" for a run of package sim in a world, exactly as that
// behaves; "fake" for somebody's mock or emulator; "service" for the real service.
func As(name string, w script.World) (Options, error) {
	o := Options{Windows: map[string]Window{}}
	switch name {
	case "sim":
		o.Fixed, o.First = true, true
		for status, d := range w.Config().Delays.WithDefaults() {
			o.Windows[status] = windowOf(d)
		}
	case "fake":
		o.Untold, o.Bound = true, time.Minute
		for _, status := range sim.Statuses() {
			if sim.CanFail(status) {
				o.Windows[status] = Window{After: true}
			}
		}
	case "service":
		o.Untold, o.Reclaims, o.Locks, o.Lag, o.Bound = true, true, true, 30*time.Second, time.Minute
	default:
		return Options{}, fmt.Errorf("oracle: a history as of %q is unknown; expected sim, fake or service", name)
	}
	return o, nil
}

// windowOf returns when a delay of package sim lets a status be complete. Of one that counts
// describes, waits to be told, or may fail, time says nothing but how early.
func windowOf(d sim.Delay) Window {
	if d.Describes > 0 || d.Never || d.Told {
		return Window{}
	}
	if d.Fails > 0 {
		return Window{AtLeast: d.Min, Fails: true}
	}
	return Window{AtLeast: d.Min, AtMost: max(d.Min, d.Max), Exact: true}
}

// Validate says which option is out of its range, and what was expected.
func (o Options) Validate() error {
	switch {
	case o.Strict > model.Exactly:
		return fmt.Errorf("oracle: Options.Strict is %d; expected one of the constants of model.Strictness", o.Strict)
	case o.Lag < 0:
		return fmt.Errorf("oracle: Options.Lag is %s; expected none below zero", o.Lag)
	case o.Bound < 0:
		return fmt.Errorf("oracle: Options.Bound is %s; expected none below zero", o.Bound)
	case o.OneInstant && o.Others:
		return errors.New("oracle: Options.OneInstant is set with Options.Others; expected one of them, for among others each resource is judged by itself")
	case o.Budget < 0:
		return fmt.Errorf("oracle: Options.Budget is %d; expected none below zero", o.Budget)
	}
	for status, w := range o.Windows {
		switch {
		case !slices.Contains(sim.Statuses(), status):
			return fmt.Errorf("oracle: Options.Windows has %q, which is no transitional status; expected one of %s", status, strings.Join(sim.Statuses(), ", "))
		case w.AtLeast < 0 || w.AtMost < 0 || w.AtMost < w.AtLeast && (w.Exact || w.AtMost != 0):
			return fmt.Errorf("oracle: Options.Windows of %s is from %s to %s; expected none below zero, and the first no later", status, w.AtLeast, w.AtMost)
		}
	}
	return nil
}

// Admits compares an answer with what a machine requires, by Strict and First alone. Of a refusal
// without an HTTP status the code counts.
func (o Options) Admits(m model.Machine, outcome model.Outcome, required, got model.Answer) model.Admission {
	strict := o.Strict
	if got.Code != "" && got.Status == 0 {
		if strict == model.ByStatus {
			strict = model.ByCode
		}
		if got.Code == required.Code {
			got.Status = required.Status
		}
	}
	if o.First {
		return m.Admits(outcome, required, got, strict)
	}
	return outcome.Admits(required, got, strict)
}

// A window is a Window in nanoseconds.
type window struct {
	passes          bool // there is one
	atLeast, atMost int64
	after           bool // not in the instant itself
	fails           bool // though nothing has shown it
}

func (w Window) compiled() window {
	c := window{true, int64(w.AtLeast), never, w.After && w.AtLeast == 0, w.Fails}
	if w.AtMost != 0 || w.Exact {
		c.atMost = int64(w.AtMost)
	}
	if c.after {
		c.atLeast = 1
	}
	return c
}
