package ecsapi

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite what is generated")

// TestParametersGolden holds the page of parameters to the table.
func TestParametersGolden(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Parameters\n\nWhat becomes of each parameter of each action: see the package documentation for what the\nfour words mean. " +
		"Those of every action are left out: " + strings.Join(commonParams, ", ") + ".\nThis page is made from the table; `go test ./sim/ecsapi -run Golden -update` rewrites it.\n")
	var names []string
	for name := range actions {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "\n## %s\n\n", name)
		for c := modelled; c <= refused; c++ {
			var of []string
			for _, p := range actions[name].params {
				switch {
				case p.class != c:
				case p.otherwise != "":
					of = append(of, fmt.Sprintf("%s (in %s; else %s only)", p.name, strings.ReplaceAll(p.in.String(), ", ", " and "), p.otherwise))
				case c == atDefault:
					of = append(of, p.name+" ("+strings.Join(p.only, ", ")+")")
				default:
					of = append(of, p.name)
				}
			}
			if slices.Sort(of); of != nil {
				fmt.Fprintf(&b, "- %s: %s\n", c, strings.Join(of, ", "))
			}
		}
	}
	const file = "parameters.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-file +table):\n%s", file, diff)
	}
}
