package properties_test

import (
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "example.com/ecsdisk"

// command is what ecsdisk, the command, links, and why.
var command = map[string]string{
	"github.com/spf13/cobra":               "subcommands, their help and completion",
	"github.com/spf13/pflag":               "flags of cobra's, of types of our own",
	"github.com/fatih/color":               "coloured answers",
	"github.com/schollz/progressbar/v3":    "the progress of long searches",
	"golang.org/x/term":                    "whether a terminal is there to draw on",
	"github.com/mattn/go-colorable":        "by color",
	"github.com/mattn/go-isatty":           "by color",
	"github.com/mitchellh/colorstring":     "by progressbar",
	"github.com/rivo/uniseg":               "by progressbar",
	"golang.org/x/sys":                     "by x/term, isatty",
	"github.com/inconshreveable/mousetrap": "by cobra, on Windows only",
}

// links states for each package, and those below it, what of third parties it links
// and why. The most specific prefix counts.
var links = map[string]map[string]string{
	"model":               nil,
	"sim":                 nil,
	"properties":          nil,
	"properties/rapidgen": {"pgregory.net/rapid": "draws, and shrinks what was drawn"},
	"cmd/ecsdisk":         command,
}

// tests are what only tests need, and why.
var tests = map[string]string{
	"github.com/anishathalye/porcupine": "whether what several clients saw at once is linearizable, with a picture",
	"github.com/benbjohnson/clock":      "the mock clock that users bring along",
	"github.com/google/go-cmp":          "what two values differ in",
}

// layers are the packages of the module from the bottom up: each imports those before
// it only.
var layers = []string{"model", "sim", "properties", "cmd"}

// unclocked are packages that model, and what it imports, must not import: it has no clock, no chance and
// no concurrency, and it computes with whole numbers.
var unclocked = []string{"time", "os", "math", "math/rand", "math/rand/v2", "sync", "sync/atomic", "context"}

type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Standard   bool
	Imports    []string
	Deps       []string
	Module     *struct{ Path string }
}

// list returns all packages of the module and all that they link, by import path.
func list(t *testing.T) map[string]listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,Standard,Imports,Deps,Module", module+"/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
		if _, ok := within(p.ImportPath); ok {
			for _, file := range p.GoFiles { // so that go test sees by itself when its cached result is no longer true
				if _, err := os.Stat(filepath.Join(p.Dir, file)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// within returns the path of a package in the module; ok is false for any other.
func within(path string) (string, bool) { return strings.CutPrefix(path, module+"/") }

// TestLinks holds each package to what it may link, in both directions: what is listed
// is also needed.
func TestLinks(t *testing.T) {
	all := list(t)
	needed := map[string]map[string]bool{}
	for _, p := range all {
		name, ok := within(p.ImportPath)
		if !ok {
			continue
		}
		at := ""
		for prefix := range links {
			if (name == prefix || strings.HasPrefix(name, prefix+"/")) && len(prefix) > len(at) {
				at = prefix
			}
		}
		if at == "" {
			t.Errorf("nothing says what %s may link", name)
		}
		if needed[at] == nil {
			needed[at] = map[string]bool{}
		}
		for _, dep := range p.Deps {
			if d := all[dep]; !d.Standard && d.Module.Path != module {
				needed[at][d.Module.Path] = true
				if links[at][d.Module.Path] == "" {
					t.Errorf("%s links %s, for which there is no reason", name, dep)
				}
			}
		}
	}
	for name, reasons := range links {
		if needed[name] == nil {
			t.Errorf("there is no package %s", name)
			continue
		}
		for mod := range reasons {
			if !needed[name][mod] && !strings.Contains(reasons[mod], "on Windows only") {
				t.Errorf("%s is said to link %s, and does not", name, mod)
			}
		}
	}
}

// TestRequired holds what the module requires, directly or not, to what is linked and
// what tests need.
func TestRequired(t *testing.T) {
	out, err := exec.Command("go", "mod", "edit", "-json", "../go.mod").Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var file struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &file); err != nil {
		t.Fatal(err)
	}
	reasons := maps.Clone(tests)
	for _, linked := range links {
		maps.Copy(reasons, linked)
	}
	for _, r := range file.Require {
		if reasons[r.Path] == "" && !r.Indirect {
			t.Errorf("go.mod requires %s, for which there is no reason", r.Path)
		}
		delete(reasons, r.Path)
	}
	for path := range reasons {
		t.Errorf("go.mod does not require %s, for which there is a reason", path)
	}
}

// TestDirections holds that imports point one way, and that model has no clock.
func TestDirections(t *testing.T) {
	layer := func(name string) int {
		top, _, _ := strings.Cut(name, "/")
		return slices.Index(layers, top)
	}
	for _, p := range list(t) {
		name, ok := within(p.ImportPath)
		if !ok {
			continue
		}
		if layer(name) < 0 {
			t.Errorf("%s is in none of %v", name, layers)
		}
		for _, path := range p.Imports {
			if dep, ok := within(path); ok && layer(dep) > layer(name) {
				t.Errorf("%s imports %s, which is above it", name, dep)
			}
			if layer(name) == 0 && slices.Contains(unclocked, path) {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}

// TestTopLevel holds the top of the module to what belongs there.
func TestTopLevel(t *testing.T) {
	want := map[string]bool{"model": true, "sim": true, "properties": true, "cmd": true, "go.mod": true, "go.sum": true,
		"README.md": true, "LICENSE": true, "CONTRIBUTING.md": true, "CHANGELOG.md": true, ".ci": true}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !want[name] && !strings.HasPrefix(name, ".") {
			t.Errorf("%s does not belong at the top of the module", name)
		} else {
			delete(want, name)
		}
	}
	for name := range maps.Keys(want) {
		t.Errorf("there is no %s at the top of the module", name)
	}
}
