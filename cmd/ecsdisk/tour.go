package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties/explore/graph"
	"example.com/ecsdisk/properties/explore/scope"
	"example.com/ecsdisk/sim/script"
)

type tourFlags struct {
	analysis
	directory string
}

func tourCommand() *cobra.Command {
	flags := tourFlags{directory: "testdata/ecsdisk/tour"}
	flags.run = flags.tour
	c := flags.command(&cobra.Command{
		Use:   "tour [FILE]",
		Short: "Write scripts that together take every transition of a small world",
		Long: `tour writes few scripts into a directory that together take every transition of a small
world, up to symmetry, for a system under test: go test can perform them on it, see
properties/conform. The scripts are told what settles. Each goes on to what is nearest of
what is left; tour says what no tour can do with less.
` + aboutScopes,
		Example: `  ecsdisk tour --instances 1 --disks 1
  ecsdisk tour --instances 1 --disks 2 --out tours`,
	})
	c.Flags().Var(pathName.flag(&flags.directory), "out", "the directory for the scripts, in which there is no tour")
	return c
}

type tourJSON struct {
	Scope                   string
	States, Transitions     int
	Scripts, Steps, Longest int
	Least                   int
	Files                   []string
	Unwritten               []string `json:",omitempty"` // scripts, when they cannot be written
}

// tour writes scripts that together take every transition of a scope into a directory.
func (f *tourFlags) tour(ctx context.Context, out io.Writer, s scope.Scope, progress progress) error {
	if err := isFree(f.directory); err != nil {
		return err
	}
	scripts, r, err := graph.Tour(ctx, s, graph.Options{Limit: f.edges, Progress: progress.tell})
	progress.finish()
	if err != nil {
		return err
	}
	var files []string
	var unwritten []string
	failure := os.MkdirAll(f.directory, 0o777)
	width := len(fmt.Sprint(len(scripts)))
	for n, one := range scripts {
		name := fmt.Sprintf("tour-%0*d", width, n+1)
		file := filepath.Join(f.directory, name+".script")
		if failure == nil {
			failure = writeTo(file, one.String())
		}
		if failure != nil {
			unwritten = append(unwritten, script.Fence(name, one.String()))
			continue
		}
		files = append(files, file)
	}
	if f.json {
		j := tourJSON{Scope: s.Name, States: r.States, Transitions: r.Transitions, Scripts: r.Scripts, Steps: r.Steps, Longest: r.Longest, Least: r.Least, Files: files, Unwritten: unwritten}
		encodeJSON(out, j)
		return failure
	}
	printTour(out, s, f.directory, r, unwritten)
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

func printTour(out io.Writer, s scope.Scope, directory string, r graph.TourReport, unwritten []string) {
	fmt.Fprintf(out, "%s: %s and %s, up to symmetry\n", s.Name, count(r.States, "state"), count(r.Transitions, "transition"))
	fmt.Fprintf(out, "%s in %s, the longest of %s: together %d; no tour has fewer than %d\n",
		count(r.Steps, "step"), count(r.Scripts, "script"), count(r.Longest, "step"), r.Steps+r.Scripts, r.Least)
	for _, fenced := range unwritten {
		fmt.Fprintln(out, fenced)
	}
	if unwritten == nil {
		fmt.Fprintf(out, "replay it: ecsdisk replay -q %s/tour-*.script\n", script.ShellQuote(directory))
	}
}
