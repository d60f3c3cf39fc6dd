package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

type explainFlags struct {
	at   positionFlag
	json bool
}

func explainCommand() *cobra.Command {
	var flags explainFlags
	c := &cobra.Command{
		Use:   "explain [FILE] [OPERATION Name=value...]",
		Short: "Say which rules an operation breaks, and what can mend them",
		Long: `explain takes a world and an operation, and says whether the operation would be
accepted, what it would change, or every rule that it breaks: what the rule says and
where that is written, what stands there now, and what mends it from here: time, and
when, or else calls and events, and what they release. It says which readings would
answer otherwise.

The world is that of a FILE, - or none for standard input: a script, or the world
lines of one. --at says where in the script: after the step of a line, or after
everything at an instant; the end, if not given. The steps are made whatever they
want to be answered. With no OPERATION, explain says the same of the step of the
line itself. Operations and parameters are written as in scripts.

With --json it prints one JSON object:
  File, At, Operation, Accepted, Answer, Changes (Kind, Id and Fields, each with From
  and To), Broken (as ecsdisk rules --json has them, with Stands, MendedAt and
  Remedies), AcceptedAt (by time alone), Way (to where it is accepted, where no one
  remedy does), Readings (Reading, Answer) and Pending (Id, Status, Since, Delay, Due);
  remedies and steps of the way have Operation, Instead (of the refused call), Time
  (has to pass then), Environment (no call makes it) and Releases

Exit status: 0 when it is explained, accepted or not, 2 when something cannot be read.`,
		Example: `  ecsdisk explain page.script --at 30s DetachDisk InstanceId=i-instanceid1 DiskId=d-diskid1
  ecsdisk explain page.script --at 14
  echo 'instance i-a Stopping' | ecsdisk explain StartInstance InstanceId=i-a`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeOperation,
		RunE: func(c *cobra.Command, args []string) error {
			return explain(c, args, flags)
		},
	}
	c.Flags().Var(&flags.at, "at", "where in the script: a line, or an instant")
	c.Flags().BoolVar(&flags.json, "json", false, "print JSON")
	return c
}

func explain(c *cobra.Command, args []string, flags explainFlags) error {
	file := stdinName
	if len(args) > 0 {
		if _, err := model.ParseAction(args[0]); err != nil {
			file, args = args[0], args[1:]
		}
	}
	var op model.Op
	switch {
	case len(args) > 0:
		var err error
		if op, err = parseOp(args); err != nil {
			return misuse{err}
		}
	case flags.at.at == nil || flags.at.at.Line == 0:
		return misuse{errors.New("expected an operation such as DetachDisk InstanceId=i-a DiskId=d-1, or --at and the line of a step")}
	}
	out := c.OutOrStdout()
	var failures []error
	eachSource(file, c.InOrStdin(), func(s source) {
		e, err := explainIn(c.Context(), s, op, flags.at.at)
		switch {
		case err != nil:
			failures = append(failures, err)
		case flags.json:
			failures = append(failures, printExplanationJSON(out, e))
		default:
			printExplanation(out, paletteOf(out), e)
		}
	})
	return errors.Join(failures...)
}

// completeOperation completes an operation, behind a file or not, and then the names of
// its parameters.
func completeOperation(_ *cobra.Command, args []string, _ string) (words []string, _ cobra.ShellCompDirective) {
	for _, arg := range args {
		action, err := model.ParseAction(arg)
		if err != nil {
			continue
		}
		for _, name := range action.Params() {
			words = append(words, name+"=")
		}
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	for action := range model.Actions() {
		words = append(words, action.String())
	}
	if len(args) == 0 {
		return words, cobra.ShellCompDirectiveDefault // or a file
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// parseOp reads an operation as a script line has it.
func parseOp(words []string) (model.Op, error) {
	action, err := model.ParseAction(words[0])
	if err != nil {
		return nil, err
	}
	var params []model.Param
	for n, word := range words[1:] {
		name, value, named := strings.Cut(word, "=")
		switch {
		case action.Event() && n < len(action.Params()):
			name, value = action.Params()[n], word
		case !named:
			return nil, fmt.Errorf("%q: expected %s and then Name=value", word, action)
		}
		params = append(params, model.Param{Name: name, Value: value})
	}
	return model.NewOp(action, params...)
}

// An explanation is what there is to say of an operation at a place in a script.
type explanation struct {
	file    string
	event   sim.Event     // that it would be
	pending []sim.Pending // after it

	// What time alone does to a refusal.
	mendedAt   map[model.Rule]time.Duration
	acceptedAt *time.Duration
	untimed    model.RuleSet // mended by settles that the clock does not bring

	remedies map[model.Rule][]remedy // of what time does not mend
	way      []remedy                // of several steps, where one does not do
	readings []alternative           // under which it would be answered otherwise
}

// explainIn explains an operation at a position, or the step of its line when op is
// nil.
func explainIn(ctx context.Context, s source, op model.Op, at *script.Position) (*explanation, error) {
	if s.err != nil {
		return nil, s.err
	}
	steps := s.steps
	var step script.Step
	if op == nil {
		var above []script.Step
		for next, err := range s.steps {
			if err != nil {
				return nil, err
			}
			if step = next; step.Line >= at.Line {
				break
			}
			above = append(above, step)
		}
		if step.Line != at.Line {
			return nil, fmt.Errorf("%s: there is no step in line %d", s.name, at.Line)
		}
		op, steps, at = step.Op, script.All(above), nil
	}
	world, clock, err := script.Perform(s.world, steps, at)
	if err != nil {
		return nil, s.in(err)
	}
	if asked := world.Epoch().Add(step.At); asked.After(clock.Now()) {
		clock.Set(asked)
	}
	e := &explanation{file: s.name}
	e.ask(s.world.Machine(), world, clock, op)
	return e, e.mend(ctx, s.world.Machine())
}

// ask asks a world for an operation, and lets time pass when it is refused.
func (e *explanation) ask(m model.Machine, world *sim.World, clock *sim.Manual, op model.Op) {
	before := world.State()
	e.event = sim.Event{At: clock.Now().Sub(world.Epoch()), Op: op, Before: before, Outcome: m.Judge(before, op)}
	e.event.Answer, _ = world.Do(op)
	e.event.After, e.pending = world.State(), world.Pending()
	if e.event.Answer.Code != "" {
		e.wait(m, world, clock)
	}
	e.readings = alternatives(m, before, op)
}

// horizon is how far explain looks ahead.
const horizon = 365 * 24 * time.Hour

// wait lets time pass, and notes when a rule is no longer broken; at the end, what
// would be mended if everything that is left settled.
func (e *explanation) wait(m model.Machine, world *sim.World, clock *sim.Manual) {
	e.mendedAt = map[model.Rule]time.Duration{}
	end := clock.Now().Add(horizon)
	for e.acceptedAt == nil {
		due, ok := world.NextDue()
		if !ok || due.After(end) {
			break
		}
		clock.Set(due)
		at := due.Sub(world.Epoch())
		outcome := m.Judge(world.State(), e.event.Op)
		for r := range e.event.Outcome.Broken().All() {
			if _, mended := e.mendedAt[r]; !mended && !outcome.Broken().Has(r) {
				e.mendedAt[r] = at
			}
		}
		if outcome.Accepted() {
			e.acceptedAt = &at
		}
	}
	state := world.State()
	for _, p := range world.Pending() {
		state, _ = m.Step(state, model.Settle{ID: p.ID})
	}
	left := m.Judge(state, e.event.Op).Broken()
	var mended []model.Rule
	for r := range e.event.Outcome.Broken().All() {
		if _, timed := e.mendedAt[r]; !timed && !left.Has(r) {
			mended = append(mended, r)
		}
	}
	e.untimed = model.RuleSetOf(mended...)
}

// mend finds what mends a refusal that time alone does not.
func (e *explanation) mend(ctx context.Context, m model.Machine) (err error) {
	if e.event.Answer.Code == "" || e.acceptedAt != nil {
		return nil
	}
	d := newMender(m, e.event.Before, e.event.Op)
	e.remedies = map[model.Rule][]remedy{}
	enough := false
	for r := range d.now.All() {
		if _, timed := e.mendedAt[r]; timed {
			continue
		}
		e.remedies[r] = d.remedies(r)
		enough = enough || slices.ContainsFunc(e.remedies[r], func(one remedy) bool { return one.accepts })
	}
	if !enough {
		e.way, err = d.way(ctx)
	}
	return err
}

// An alternative is how an operation would be answered under another reading.
type alternative struct {
	choice model.Choice
	answer string
}

// alternatives returns the readings under which an operation would be answered otherwise.
func alternatives(m model.Machine, s model.State, op model.Op) (found []alternative) {
	answer := m.Answer(s, op, m.Judge(s, op))
	for c := range model.Choices() {
		other := m
		other.Readings = m.Readings.With(c)
		otherwise := other.Answer(s, op, other.Judge(s, op))
		if _, shown, differ := script.Contrast(answer, otherwise); differ {
			found = append(found, alternative{c, script.FormatAnswer(shown, model.ActionOf(op))})
		}
	}
	return found
}
