package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/properties/explain"
	"example.com/ecsdisk/sim/script"
)

type explainFlags struct {
	at    *script.Position
	allow string
	json  bool
}

func explainCommand() *cobra.Command {
	var flags explainFlags
	c := &cobra.Command{
		Use:   "explain [FILE] [OPERATION Name=value...] | [OPERATION] [STATUS] CODE",
		Short: "Say which rules an operation breaks and what can mend them, or what a code means",
		Long: `explain takes a world and an operation, and says whether the operation would be
accepted, what it would change, or every rule that it breaks: what the rule says and
where that is written, what stands there now, and what mends it from here: time, and
when, or else calls and events, and what they release. It says which readings would
answer otherwise. What mends without a release comes first, longer or not; what releases
something that was not asked for says what. With --allow release the shortest come first.

The world is that of a FILE, - or none for standard input: a script, or the world
lines of one. --at says where in the script: after the step of a line, or after
everything at an instant; the end, if not given. The steps run whatever they want to be
answered. With no OPERATION, explain says the same of the step of the
line itself. Operations and parameters are written as in scripts.

Of an error code, with its HTTP status and its operation or without, it says what
"ecsdisk codes" does.

With --json it prints one JSON object (of a code, what "ecsdisk codes --json" does):
  File, Edition (unless it is 2019-05-31), At, Operation, Accepted, Answer, Changes (Kind, Id and Fields, each with From
  and To), Broken (as ecsdisk rules --json has them, with Stands, MendedAt and
  Remedies), AcceptedAt (by time alone), Way (to where it is accepted, where no one
  remedy does), Readings (Reading, Answer, Known), Pending (Id, Status, Since, Delay, Due) and Unjudged;
  remedies and steps of the way have Operation, Instead (of the refused call), Time
  (has to pass then), Environment (no call does it) and Releases`,
		Example: `  ecsdisk explain page.script --at 30s DetachDisk InstanceId=i-instanceid1 DiskId=d-diskid1
  ecsdisk explain page.script --at 14
  ecsdisk explain 403 IncorrectDiskStatus
  ecsdisk explain DeleteDisk IncorrectDiskStatus
  echo 'instance i-a Stopping' | ecsdisk explain StartInstance InstanceId=i-a`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeOperation,
		RunE: func(c *cobra.Command, args []string) error {
			return explainOp(c, args, flags)
		},
	}
	c.Flags().Var(position.flag(&flags.at), "at", "where in the script: a line, or an instant")
	defineEdition(c)
	word(c, &flags.allow, "allow", "WHAT", "what advice may do that was not asked for: release", "release")
	c.Flags().BoolVar(&flags.json, "json", false, "print JSON")
	facets(c, facet{
		func(_ *cobra.Command, args []string) string {
			if _, ok := askedCode(args); ok {
				return "of a code"
			}
			return "of an operation"
		},
		map[string][]string{"at": {"of an operation"}, "allow": {"of an operation"}},
	})
	return c
}

func explainOp(c *cobra.Command, args []string, flags explainFlags) error {
	if asked, ok := askedCode(args); ok {
		return explainCode(c.OutOrStdout(), editionOf(c), flags.json, asked)
	}
	file := stdinName
	if len(args) > 0 {
		if _, err := book.ParseAction(args[0]); err != nil {
			file, args = args[0], args[1:]
			if err := readable(file); err != nil {
				return err
			}
		}
	}
	var op model.Op
	switch {
	case len(args) > 0:
		var err error
		if op, err = script.ParseOp(args...); err != nil {
			return misuse{err}
		}
	case flags.at == nil || flags.at.Line == 0:
		return misuse{errors.New("expected an operation such as DetachDisk InstanceId=i-a DiskId=d-1, or --at and the line of a step")}
	}
	out := c.OutOrStdout()
	return eachSource(c, file, func(s source) error {
		if op != nil && s.err == nil {
			if err := s.world.Machine.CheckOp(op); err != nil {
				return misuse{err}
			}
		}
		e, err := explainIn(c.Context(), s, op, flags.at, flags.allow != "")
		switch {
		case err != nil:
			return err
		case flags.json:
			printExplanationJSON(out, s, e)
			return ended(nil, e.Unjudged)
		}
		printExplanation(out, paletteOf(out), s.name, s.world.Machine.Edition, e)
		if e.Unjudged != "" {
			return notJudged(out, "%s", e.Unjudged)
		}
		return nil
	})
}

// readable returns why a file that is to hold a world is not there. It may have been meant
// as an operation, or as a code.
func readable(file string) error {
	switch file {
	case stdinName:
		return nil
	case "":
		return misuse{errors.New(`"": expected the name of a file`)}
	}
	_, err := os.Stat(file)
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = fmt.Errorf("%s: %w", file, at.Err)
	}
	if near := suggest.Nearest(file, append(enum.Names(book.Actions()), codeNames()...)); err != nil && near != "" {
		return misuse{fmt.Errorf("%w; did you mean %s?", err, near)}
	}
	return err
}

// completeOperation completes an operation, behind a file or not, and then the names of
// its parameters.
func completeOperation(_ *cobra.Command, args []string, _ string) (words []string, _ cobra.ShellCompDirective) {
	for _, arg := range args {
		action, err := book.ParseAction(arg)
		if err != nil {
			continue
		}
		for _, name := range model.ParamsOf(action) {
			words = append(words, name+"=")
		}
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	words = enum.Names(book.Actions())
	if len(args) == 0 {
		return words, cobra.ShellCompDirectiveDefault // or a file
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// explainIn explains an operation at a position, or the step of its line when op is
// nil.
func explainIn(ctx context.Context, s source, op model.Op, at *script.Position, release bool) (*explain.Explanation, error) {
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
	e, err := explain.Op(ctx, s.world.Machine, world, clock, op, explain.Options{Release: release})
	if ended := interrupted(ctx); err != nil && ended != nil {
		err = ended
	}
	return e, err
}
