package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	Unwritten               []string `json:",omitempty"` // scripts, when they cannot be written
}

type lostJSON struct{ Operation, Script string }

// tour writes scripts that together take every transition of a scope into a directory.
func tour(ctx context.Context, out io.Writer, s explore.Scope, flags *exploreFlags, progress progress) error {
	directory := string(flags.tour)
	if err := isFree(directory); err != nil {
		return err
	}
	scripts, r, err := explore.Tour(ctx, s, explore.TourOptions{Limit: flags.edges, Timed: flags.timed, Progress: progress.tell})
	progress.finish()
	if err != nil {
		return err
	}
	var files []string
	var unwritten []string
	failure := os.MkdirAll(directory, 0o777)
	width := len(fmt.Sprint(len(scripts)))
	for n, one := range scripts {
		name := fmt.Sprintf("tour-%0*d", width, n+1)
		file := filepath.Join(directory, name+".script")
		if failure == nil {
			failure = writeTo(file, one.String())
		}
		if failure != nil {
			unwritten = append(unwritten, script.Fence(name, one.String()))
			continue
		}
		files = append(files, file)
	}
	if flags.json {
		j := tourJSON{Scope: s.Name, States: r.States, Transitions: r.Transitions, Scripts: r.Scripts, Steps: r.Steps, Longest: r.Longest, Least: r.Least, Files: files, Unwritten: unwritten}
		for _, l := range r.Lost {
			j.Lost = append(j.Lost, lostJSON{l.Op.String(), l.Script.String()})
		}
		encodeJSON(out, j)
		return failure
	}
	printTour(out, s, flags, r, unwritten)
	return failure
}

// isFree says why a tour cannot be written into a directory, before it is made.
func isFree(directory string) error {
	info, err := os.Stat(directory)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no directory", directory)
	}
	there, err := filepath.Glob(filepath.Join(directory, "tour-*.script"))
	if len(there) > 0 {
		return fmt.Errorf("%s exists; a tour is written over no other: expected a directory without one", there[0])
	}
	return err
}

func printTour(out io.Writer, s explore.Scope, flags *exploreFlags, r explore.TourReport, unwritten []string) {
	fmt.Fprintf(out, "%s: %s and %s, up to symmetry\n", s.Name, count(r.States, "state"), count(r.Transitions, "transition"))
	fmt.Fprintf(out, "%s in %s, the longest of %s: together %d, and no tour has fewer than %d\n",
		count(r.Steps, "step"), count(r.Scripts, "script"), count(r.Longest, "step"), r.Steps+r.Scripts, r.Least)
	if len(r.Lost) > 0 {
		fmt.Fprintf(out, "time never takes %s, each the last of\n", count(len(r.Lost), "transition"))
		for _, l := range r.Lost {
			fmt.Fprintln(out, "  "+wayOf(l.Script))
		}
	}
	for _, fenced := range unwritten {
		fmt.Fprintln(out, fenced)
	}
	if unwritten == nil {
		fmt.Fprintf(out, "replay it: ecsdisk replay -q %s/tour-*.script\n", script.ShellQuote(string(flags.tour)))
	}
}

// wayOf returns the operations of a script on one line.
func wayOf(s script.Script) string {
	var ops []string
	for _, step := range s.Steps {
		ops = append(ops, step.Op.String())
	}
	return strings.Join(ops, ", ")
}
