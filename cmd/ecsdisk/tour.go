package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/sim/script"
)

type tourJSON struct {
	Scope                   string
	States, Transitions     int
	Scripts, Steps, Longest int
	Least                   int
	Lost                    []lostJSON `json:",omitempty"`
	Files                   []string
}

type lostJSON struct{ Operation, Script string }

// tour writes scripts that together take every transition of a scope into a directory.
func tour(ctx context.Context, out io.Writer, s explore.Scope, flags exploreFlags) error {
	scripts, r, err := explore.Tour(ctx, s, explore.TourOptions{Limit: flags.edges, Timed: flags.timed})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(flags.tour, 0o777); err != nil {
		return err
	}
	var files []string
	width := len(fmt.Sprint(len(scripts)))
	for n, written := range scripts {
		file := filepath.Join(flags.tour, fmt.Sprintf("tour-%0*d.script", width, n+1))
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return err
		}
		_, err = f.WriteString(written.String())
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		files = append(files, file)
	}
	if flags.json {
		j := tourJSON{Scope: s.Name, States: r.States, Transitions: r.Transitions, Scripts: r.Scripts, Steps: r.Steps, Longest: r.Longest, Least: r.Least, Files: files}
		for _, l := range r.Lost {
			j.Lost = append(j.Lost, lostJSON{l.Op.String(), l.Script.String()})
		}
		return encodeJSON(out, j)
	}
	printTour(out, s, flags, r)
	return nil
}

func printTour(out io.Writer, s explore.Scope, flags exploreFlags, r explore.TourReport) {
	fmt.Fprintf(out, "%s: %s and %s, up to symmetry\n", s.Name, count(r.States, "state"), count(r.Transitions, "transition"))
	fmt.Fprintf(out, "%s in %s, the longest of %s: together %d, and no tour has fewer than %d\n",
		count(r.Steps, "step"), count(r.Scripts, "script"), count(r.Longest, "step"), r.Steps+r.Scripts, r.Least)
	if len(r.Lost) > 0 {
		fmt.Fprintf(out, "time never makes %s, each the last of\n", count(len(r.Lost), "transition"))
		for _, l := range r.Lost {
			fmt.Fprintln(out, "  "+wayOf(l.Script))
		}
	}
	fmt.Fprintf(out, "replay it: ecsdisk replay -q %s/tour-*.script\n", script.ShellQuote(flags.tour))
}

// wayOf returns the operations of a script on one line.
func wayOf(s script.Script) string {
	var ops []string
	for _, step := range s.Steps {
		ops = append(ops, step.Op.String())
	}
	return strings.Join(ops, ", ")
}
