// Command ecsdisk replays scripts of ECS disk operations, explains refusals, prints
// the rule table and searches for sequences that break a property.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// A status is an exit status. A command that has said itself what is the matter
// returns it as its error.
type status int

// The exit statuses, the better first.
const (
	green  status = iota
	red           // a script that is not green, a property that does not hold
	failed        // something that cannot be read or done
)

// Error says what the status means.
func (s status) Error() string { return [...]string{"green", "not green", "failed"}[s] }

// err returns the status as the error of a command: green is none.
func (s status) err() error {
	if s == green {
		return nil
	}
	return s
}

// run runs the command line and returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root, out := rootCommand(), &output{Writer: stdout}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	command, err := root.ExecuteContextC(ctx)
	if _, said := errors.AsType[status](err); out.err != nil && (err == nil || said) {
		err = failure{out.err}
	}
	if err == nil {
		return int(green)
	}
	if said, ok := errors.AsType[status](err); ok {
		return int(said)
	}
	complain(stderr, err)
	if _, ran := errors.AsType[failure](err); !ran {
		fmt.Fprintf(stderr, "Run '%s --help' for usage.\n", command.CommandPath())
	}
	return int(failed)
}

// An output is a standard output that remembers what could not be written: whoever
// prints need not look.
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

// complain says what cannot be read or done.
func complain(stderr io.Writer, err error) {
	fmt.Fprintf(stderr, "%s %v\n", paletteOf(stderr).red("ecsdisk:"), err)
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "ecsdisk",
		Short: "The reference model of how Alibaba Cloud ECS detaches a disk",
		Long: `ecsdisk is the command-line tool of the reference model of how Alibaba Cloud ECS
detaches a disk: a pure state machine of instances, disks and locks.

Exit status: 0 when all is green, 1 when a script is not green or a property does
not hold, 2 when something cannot be read or done.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
	}
	root.AddCommand(replayCommand(), explainCommand(), planCommand(), exploreCommand(), mutantsCommand(), simulateCommand(), rulesCommand())
	for _, c := range root.Commands() {
		runE := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error { return ran(runE(c, args)) }
	}
	root.SetFlagErrorFunc(flagError)
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = func(_ *cobra.Command, args []string) error {
			_, _, err := root.Find(args)
			return err
		}
	}
	return root
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

func version() string {
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" {
		return build.Main.Version
	}
	return "(devel)"
}
