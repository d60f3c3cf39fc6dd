package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

type planFlags struct {
	at     *script.Position
	search graph.PlanOptions
	allow  string
	json   bool
}

func planCommand() *cobra.Command {
	var flags planFlags
	c := &cobra.Command{
		Use:   "plan FILE [GOAL...]",
		Short: "Find the shortest sequence from a world to a goal",
		Long: `plan prints the shortest sequence of operations and settles from a world to a goal, as
a script that ecsdisk replay finds green. A way that releases something, or initializes a
disk again, comes only where there is none that does not, loses as little as can be, and
says what, unless the goal asks for just that. With --allow release the shortest of all
comes.

The world is that of a FILE, - for standard input: a script, or the world lines of one.
--at says where in the script: after the step of a line, or after everything at an
instant; the end, if not given. Time does not pass in a plan: each settle is a step.

A goal is one of these, or several at once with ';' between:
  d-1 Available DeleteWithInstance=false   as a describe in a script; ? is any status
  d-1 released
  DetachDisk InstanceId=i-a DiskId=d-1 accepted
  DetachDisk InstanceId=i-a DiskId=d-1 refused [with RULE|CODE] [only]
An operation without parameters is any of that name. A RULE is broken, a CODE is the
answer; only says that no other rule is broken.

With no goal, plan finds the shortest way to mend a refusal: to where the step in the
line --at would be accepted. What the resources decide that an operation names is found
at once, however large the world is. No more than --states states are looked at; whether
there is a way of more steps than --steps is not asked.

With --json it prints one JSON object:
  File, Edition (unless it is 2019-05-31), Goal, Reached, Operations, Script, Destroys, States,
  Depth, Near and Unfinished`,
		Example: `  ecsdisk plan page.script --at 30s 'd-diskid1 Available DeleteWithInstance=false'
  ecsdisk plan page.script --at 14
  echo 'instance i-a Running' | ecsdisk plan - 'StopInstance refused with IncorrectInstanceStatus only'`,
		Args: arguments(1, math.MaxInt, "FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			return plan(c, args[0], strings.Join(args[1:], " "), flags)
		},
	}
	f := c.Flags()
	defineEdition(c)
	f.Var(position.flag(&flags.at), "at", "where in the script: a line, or an instant")
	number(f, &flags.search.States, "states", 1_000_000, 1, math.MaxInt32, "the most states to look at")
	number(f, &flags.search.Depth, "steps", 0, 0, math.MaxInt32, "the most steps; 0 is any number")
	word(c, &flags.allow, "allow", "WHAT", "what a way may do that was not asked for: release", "release")
	f.BoolVar(&flags.json, "json", false, "print JSON")
	return c
}

func plan(c *cobra.Command, file, goal string, flags planFlags) error {
	if goal == "" && (flags.at == nil || flags.at.Line == 0) {
		if err := readable(file); err != nil {
			return err
		}
		return misuse{errors.New("expected a goal such as 'd-1 Available', or --at and the line of a step")}
	}
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	flags.search.Progress, flags.search.Destroy = progress.tell, flags.allow != ""
	return eachSource(c, file, func(s source) error {
		scope, g, err := planned(c.Context(), s, goal, flags.at)
		if err != nil {
			return err
		}
		path, err := graph.Plan(c.Context(), scope, g, flags.search)
		progress.finish()
		switch {
		case err != nil:
			return err
		case flags.json:
			printPathJSON(out, s, g, path)
		default:
			printPath(out, paletteOf(out), s.world.Machine.Edition, g, path)
		}
		switch {
		case path.Reached:
			return nil
		case path.Unfinished == "" || flags.search.Depth > 0 && path.Depth >= flags.search.Depth:
			return red // what was asked for is not there
		case !flags.json:
			return notJudged(out, "whether it can be reached at all; %s", path.Unfinished)
		}
		return unjudged
	})
}

// planned returns where a plan starts and what it is to reach. With no goal that is
// where the step of a line is accepted.
func planned(ctx context.Context, s source, goal string, at *script.Position) (scope.Scope, graph.Goal, error) {
	from := scope.Scope{Name: s.name, Machine: s.world.Machine}
	if goal == "" {
		e, err := explainIn(ctx, s, nil, at, false)
		if err != nil {
			return from, graph.Goal{}, err
		}
		from.Start, goal = e.Event.Before, e.Event.Op.String()+" accepted"
	} else {
		state, err := stateOf(s, at)
		if err != nil {
			return from, graph.Goal{}, err
		}
		from.Start = state
	}
	g, err := graph.ParseGoal(goal, from)
	return from, g, err
}

// stateOf returns the state at a position of a script, or at its end.
func stateOf(s source, at *script.Position) (model.State, error) {
	if s.err != nil {
		return model.State{}, s.err
	}
	world, _, err := script.Perform(s.world, s.steps, at)
	if err != nil {
		return model.State{}, s.in(err)
	}
	return world.State(), nil
}

func printPath(out io.Writer, paint palette, e book.Edition, g graph.Goal, p graph.Path) {
	if p.Reached {
		fmt.Fprint(out, p.Script)
		return
	}
	fmt.Fprintf(out, "%s%s: %s\n", paint.yellow("not reached"), inEdition(e), g)
	states, steps := count(p.States, "state"), count(p.Depth, "step")
	switch {
	case p.Near:
		fmt.Fprintf(out, "no state has it: the resources that decide about it were looked at in all %s that they can reach, within %s\n", states, steps)
		return
	case p.Unfinished == "":
		fmt.Fprintf(out, "no state has it: all %s that can be reached, within %s, were looked at\n", states, steps)
		return
	}
	fmt.Fprintf(out, "looked at: %s, among them all within %s; none has it\n", states, steps)
}

type pathJSON struct {
	File       string
	Edition    string `json:",omitempty"` // where it is not the default one
	Goal       string
	Reached    bool
	Operations []string `json:",omitempty"`
	Script     string   `json:",omitempty"`
	Destroys   []string `json:",omitempty"`
	States     int
	Depth      int
	Near       bool   `json:",omitempty"`
	Unfinished string `json:",omitempty"`
}

func printPathJSON(out io.Writer, s source, g graph.Goal, p graph.Path) {
	j := pathJSON{File: s.name, Edition: otherEdition(s.world.Machine.Edition), Goal: g.String(), Reached: p.Reached, Operations: enum.Names(slices.Values(p.Ops)), Destroys: p.Destroys, States: p.States, Depth: p.Depth, Near: p.Near, Unfinished: p.Unfinished}
	if p.Reached {
		j.Script = p.Script.String()
	}
	encodeJSON(out, j)
}
