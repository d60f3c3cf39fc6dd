package main

import (
	"strings"
	"testing"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A flag that is given twice is refused, for one of the two would have no effect: of those
// that may be repeated, the same again, or another value of the same reading.
func TestFlagsAreGivenOnce(t *testing.T) {
	own(func(c *cobra.Command, flag *pflag.Flag) {
		arg := triedFlags[c.Name()][flag.Name].arg(flag.Name)
		again, want := arg, "expected it once; it was given before, as --"+flag.Name
		switch flag.Value.(type) {
		case *listFlag[book.Choice]:
			again, want = "--reading=R-release-transit kept", `expected each reading once; it was given before, as "R-release-transit refused"`
		case *listFlag[book.Rule]:
			want = "expected each rule once"
		case *listFlag[sim.Fault]: // each refuses, or loses, another call
			return
		}
		if got := ecsdisk(t, c.Name(), arg, again); got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, want) {
			t.Errorf("%s %s %s: exit status %d, want 2 and %q: %s", c.Name(), arg, again, got.status, want, got.stderr)
		}
	})
}

// No file has no name, and - is standard input where a world or a script is read, and no
// file where another is, or something is written.
func TestNamesOfNoFile(t *testing.T) {
	for _, args := range [][]string{{"replay", ""}, {"replay", "--update", ""}, {"check", ""}, {"explain", "", "DescribeDisks"}, {"explain", ""}, {"plan", "", "d-1 Available"}, {"plan", ""}, {"explore", ""}} {
		if got := ecsdisk(t, args...); got.status != failed || !strings.HasPrefix(got.stderr, `ecsdisk: "": expected the name of a file`) {
			t.Errorf("%q: exit status %d: %s", args, got.status, got.stderr)
		}
	}
	paths := 0
	own(func(c *cobra.Command, flag *pflag.Flag) {
		if flag.Value.Type() != "string" || triedFlags[c.Name()][flag.Name].bad != "" || flag.Name == "world" {
			return
		}
		paths++
		if got := ecsdisk(t, c.Name(), "--"+flag.Name, "-"); got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, "expected a name; of a file that is called so, ./-") {
			t.Errorf("%s --%s -: exit status %d: %s", c.Name(), flag.Name, got.status, got.stderr)
		}
	})
	if paths < 8 {
		t.Errorf("there are %d flags that name a file; expected more", paths)
	}
}
