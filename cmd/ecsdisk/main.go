// Command ecsdisk replays scripts of ECS disk operations, judges what happened, explains
// refusals, prints the rule table and searches for sequences that break a property.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func main() { os.Exit(int(process(signals()))) }

// process runs the command line of the process until a context ends.
func process(ctx context.Context) status {
	return within(ctx, grace, os.Stderr, func() status {
		return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	})
}

// run runs the command line and returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) status {
	root, out := rootCommand(), &output{Writer: stdout}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	ownArguments(root)
	command, err := root.ExecuteContextC(ctx)
	if _, said := errors.AsType[status](err); out.err != nil && (err == nil || said || errors.Is(err, out.err)) {
		err = failure{out.err}
	}
	s := conclude(stderr, err)
	if _, ran := errors.AsType[failure](err); err != nil && !ran {
		fmt.Fprintf(stderr, "Run '%s --help' for usage.\n", command.CommandPath())
	}
	return s
}

// An output is a standard output that remembers what could not be written: code that
// prints need not check.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "ecsdisk",
		Short: "The reference model of how Alibaba Cloud ECS detaches a disk",
		Long: `ecsdisk is the command-line tool of the reference model of how Alibaba Cloud ECS
detaches a disk: a pure state machine of instances, disks and locks.

What is interrupted, by Ctrl-C or SIGTERM, says how far it came.`,
		SilenceUsage:          true,
		SilenceErrors:         true,
		DisableFlagsInUseLine: true,
		Version:               version(),
		Args:                  knownCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(replayCommand(), checkCommand(), explainCommand(), planCommand(), exploreCommand(), proveCommand(), coverageCommand(), livenessCommand(), historiesCommand(), tourCommand(), readingsCommand(), editionsCommand(), mutantsCommand(), simulateCommand(), serveCommand(), metCommand(), rulesCommand(), codesCommand())
	for _, c := range root.Commands() {
		runE := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error { return ran(runE(c, args)) }
		once(c.Flags())
	}
	root.SetFlagErrorFunc(flagError)
	help := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		help(c, args)
		fmt.Fprint(c.OutOrStdout(), statusHelp())
	})
	return root
}

// ownArguments has the commands that cobra adds refuse what they would ignore. They take
// the output that is set by then.
func ownArguments(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = func(_ *cobra.Command, args []string) error {
				about, rest, err := root.Find(args)
				switch {
				case err != nil:
					return err
				case about.HasSubCommands():
					return knownCommand(about, rest)
				case len(rest) > 0:
					return fmt.Errorf("%s: expected no argument behind %s", strings.Join(rest, " "), about.Name())
				}
				return nil
			}
		case "completion":
			c.Args, c.RunE = knownCommand, root.RunE
		}
	}
}

// A failure is an error of a command that ran. Any other is one of how it was called.
type failure struct{ error }

// A misuse is an error of how a command was called that only the command itself finds.
type misuse struct{ error }

// Unwrap returns the status, if that is what the command returned.
func (f failure) Unwrap() error { return f.error }

func ran(err error) error {
	if _, misused := errors.AsType[misuse](err); err == nil || misused {
		return err
	}
	return failure{err}
}
