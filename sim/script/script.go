package script

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
)

// A Script is a world and steps in it, with the comments of its file.
type Script struct {
	Head  []string // the comment and blank lines above everything else, as they stand
	World World
	Steps []Step
	Tail  []string // those below everything else
}

// A World is what the world lines of a script say: where it starts and how it
// behaves. [World.New] runs it, as a [sim.World]. The zero World is an empty one that
// behaves as documented.
type World struct {
	State         model.State
	Order         []string      // the ids of the resources in the order of their lines; the others follow
	Machine       model.Machine // without an Omission: what is broken on purpose is in no script
	EditionStated bool          // a line says the edition of the machine, though it may be the default
	ByPage        bool          // of the machine's readings only those are stated that its edition's pages do not say
	Delays        sim.Delays    // those that the script states
	Told          bool          // every other status settles only when told
	Seed          uint64
	Attrs         Attrs // nil without attr lines
	Version       int   // of the format, where a line says it: 1

	notes map[string]note // comments, by what the line is about
}

// note is the comments of one line: those above it, and the one behind it.
type note struct {
	lead    []string
	comment string
}

// Config returns how the world behaves, as the simulator takes it.
func (w World) Config() sim.Config {
	c := sim.Config{Machine: w.Machine, Delays: w.Delays, Seed: w.Seed, Order: w.Order}
	if w.Told {
		c.Delays = sim.Told()
		for status, d := range w.Delays {
			c.Delays[status] = d
		}
	}
	return c
}

// New returns the world under a clock, as it stands at its start.
func (w World) New(clock sim.Clock) *sim.World { return sim.New(clock, w.State, w.Config()) }

// A Step is one step line.
type Step struct {
	Line     int // in its file; 0 for a step that was not read
	At       time.Duration
	Op       model.Op
	Takes    *sim.Delay // the delay of what the call starts, if the line says it
	Want     model.Answer
	Injected bool          // Want is the environment's, or a fault's, and nothing takes effect
	Stale    time.Duration // not zero: Want is from the state of so long ago; see [sim.Stale]
	Reply    sim.Reply     // how the reply fared
	Got      *model.Answer // what a system under test answered, if that differed
	GotOther string        // or what it answered that no answer of the machine can be, as it is written; see [Parse]

	Lead    []string // the comment and blank lines above the step, as they stand
	Comment string   // the comment behind it, from its '#'
}

// Options returns what the step says about its call, as the simulator takes it.
func (s Step) Options() []sim.Option {
	var o []sim.Option
	if s.Takes != nil {
		o = append(o, sim.Takes(*s.Takes))
	}
	if s.Injected {
		o = append(o, sim.InjectedRaw(s.Want)) // the script was read with raw, where it needs that
	}
	if s.Stale != 0 {
		o = append(o, sim.Stale(s.Stale))
	}
	switch s.Reply {
	case sim.ReplyLost:
		o = append(o, sim.Lost())
	case sim.ReplyDropped:
		o = append(o, sim.Dropped())
	case sim.ReplyLate:
		o = append(o, sim.Late())
	}
	return o
}

// Parse reads a whole script. The name is that of its file, for errors. Each is a
// [*SyntaxError], or several joined, unless it is one of reading.
func Parse(name string, r io.Reader) (Script, error) { return NewReader(name, r).Script() }

// All yields the steps as [Reader.Steps] does, with no errors.
func All(steps []Step) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		for _, s := range steps {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// A Position is a place in a script: after the step of a line or, when Line is 0,
// after everything at an instant.
type Position struct {
	Line int
	At   time.Duration
}

// ParsePosition reads a line number ("12") or an instant ("1m10s").
func ParsePosition(text string) (Position, error) {
	line, err := strconv.Atoi(text)
	switch {
	case err == nil && line > 0:
		return Position{Line: line}, nil
	case errors.Is(err, strconv.ErrRange) && line > 0:
		return Position{}, fmt.Errorf("position %s is out of range; expected at most %d", text, math.MaxInt)
	}
	at, err := sim.ParseDuration(text)
	if err != nil {
		return Position{}, fmt.Errorf("position %w, or a line number such as 12", err)
	}
	return Position{At: at}, nil
}

// String returns the position in words.
func (p Position) String() string {
	if p.Line > 0 {
		return "line " + strconv.Itoa(p.Line)
	}
	return sim.FormatDuration(p.At)
}

// Past returns an error if the position is a line past that of the last step; last is 0
// where there is no step.
func (p Position) Past(last int) error {
	switch {
	case last >= p.Line:
		return nil
	case last == 0:
		return fmt.Errorf("there is no step up to line %d, nor behind it", p.Line)
	}
	return fmt.Errorf("line %d is past the last step, which is on line %d", p.Line, last)
}

// before reports whether the position comes before the step.
func (p Position) before(s Step) bool {
	if p.Line > 0 {
		return s.Line > p.Line
	}
	return s.At > p.At
}
