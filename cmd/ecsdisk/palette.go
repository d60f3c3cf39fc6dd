package main

import (
	"io"
	"os"

	"github.com/fatih/color"
	"golang.org/x/term"
)

// A palette paints text for one output: in colour on a terminal, as it is anywhere
// else.
type palette struct{ bold, faint, red, green, yellow func(string) string }

func paletteOf(out io.Writer) palette {
	on := isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return newPalette(on)
}

func newPalette(on bool) palette {
	brush := func(a color.Attribute) func(string) string {
		c := color.New(a)
		// The package decides by the process's own stdout, which out need not be.
		if c.DisableColor(); on {
			c.EnableColor()
		}
		return func(text string) string { return c.Sprint(text) }
	}
	return palette{brush(color.Bold), brush(color.Faint), brush(color.FgRed), brush(color.FgGreen), brush(color.FgYellow)}
}

func isTerminal(out io.Writer) bool {
	if o, ok := out.(*output); ok {
		out = o.Writer
	}
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
