package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim/script"
)

// leave makes a sequence short on which a property does not hold, prints it, and then
// writes it to a file. Whether it can be written or not, the property does not hold.
func leave(c *cobra.Command, directory string, suspect properties.Suspect, found *properties.Found) error {
	out, paint := c.OutOrStdout(), paletteOf(c.OutOrStdout())
	s, violation, ok := shortest(c.Context(), suspect, found)
	if !ok {
		return errors.Join(errors.New("a property did not hold, and holds when the sequence is run again"), found.Violation)
	}
	text := s.String()
	short := shorten(text)
	fmt.Fprintf(out, "\n%s\n%s: %v\n", short, paint.red("not green"), violation)
	file, err := writeNew(directory, violation.Property.String(), text)
	if err != nil {
		if short != text {
			fmt.Fprintf(out, "\n%s\n", text)
		}
		complain(c.ErrOrStderr(), fmt.Errorf("the script is printed, and not kept: %w", err))
		return red
	}
	fmt.Fprintf(out, "replay it: ecsdisk replay %s\n", script.ShellQuote(file))
	return red
}

// shortest returns the counterexample that is found; when there is no time to make it
// short, as it was found.
func shortest(ctx context.Context, suspect properties.Suspect, found *properties.Found) (script.Script, *properties.Violation, bool) {
	type counterexample struct {
		s         script.Script
		violation *properties.Violation
		ok        bool
	}
	done := make(chan counterexample, 1)
	go func() {
		s, v, ok := suspect.Counterexample(found.World, found.Steps)
		done <- counterexample{s, v, ok}
	}()
	select {
	case c := <-done:
		return c.s, c.violation, c.ok
	case <-ctx.Done():
	}
	s, v, ok := suspect.Script(found.World, found.Steps)
	for n, line := range s.Head {
		s.Head[n] = strings.Replace(line, "No step can be left out.", "It is as it was found: it was interrupted before it was short.", 1)
	}
	return s, v, ok
}

// How many lines of a long script are printed, of its head and of its tail.
const (
	headLines = 40
	tailLines = 20
)

// shorten returns the text of a script; of a long one its head and tail, and how much is
// between them.
func shorten(text string) string {
	lines := slices.Collect(strings.Lines(text))
	between := len(lines) - headLines - tailLines
	if between <= 1 {
		return text
	}
	return strings.Join(lines[:headLines], "") + fmt.Sprintf("# ... %d lines, which the file has ...\n", between) + strings.Join(lines[len(lines)-tailLines:], "")
}
