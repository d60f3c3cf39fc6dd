package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"example.com/ecsdisk/properties/explore/pace"
)

// A status is an exit status. A command that has said itself how it ended returns it as
// its error.
type status int

// The exit statuses.
const (
	green status = iota
	red
	failed
	unjudged
)

// statuses is the table of the exit statuses, as every help has it.
var statuses = [...]struct {
	means string
	rank  int // the worse of two is the one that counts
}{
	green:    {"all was judged, and nothing is wrong; or what was asked for is printed", 0},
	red:      {"something is wrong: a script is not green, a history is bad, a property does not\nhold, a goal cannot be reached, a certificate differs", 2},
	failed:   {"something cannot be understood, read or written, or is broken itself", 3},
	unjudged: {"not all was judged: there was nothing to judge, a limit was reached, or it was\ninterrupted; the last line says what was not judged", 1},
}

// statusHelp is the table as text.
func statusHelp() string {
	var b strings.Builder
	b.WriteString("\nExit status:\n")
	for s, row := range statuses {
		fmt.Fprintf(&b, "  %d  %s\n", s, strings.ReplaceAll(row.means, "\n", "\n     "))
	}
	return b.String()
}

// Error returns what the status means.
func (s status) Error() string { return statuses[s].means }

// err returns the status as the error of a command: green is none.
func (s status) err() error {
	if s == green {
		return nil
	}
	return s
}

// worse returns the worse of two statuses.
func worse(a, b status) status {
	if statuses[b].rank > statuses[a].rank {
		return b
	}
	return a
}

// countOf returns of how many each status is.
func countOf(all []status) (n [len(statuses)]int) {
	for _, s := range all {
		n[s]++
	}
	return n
}

// notJudged ends a report with what was not judged.
func notJudged(out io.Writer, format string, args ...any) status {
	fmt.Fprintf(out, "%s: %s\n", paletteOf(out).yellow("not judged"), fmt.Sprintf(format, args...))
	return unjudged
}

// conclude returns the status that an error of a command stands for, and says what it is
// unless the command has said it.
func conclude(stderr io.Writer, err error) status {
	said, ok := errors.AsType[status](err)
	switch {
	case err == nil:
		return green
	case ok:
		return said
	case errors.Is(err, errInterrupted) || errors.Is(err, pace.ErrUnfinished):
		complain(stderr, fmt.Errorf("not judged: %w", err))
		return unjudged
	}
	complain(stderr, err)
	return failed
}

// complain says what cannot be read or done.
func complain(stderr io.Writer, err error) {
	fmt.Fprintf(stderr, "%s %v\n", paletteOf(stderr).red("ecsdisk:"), err)
}
