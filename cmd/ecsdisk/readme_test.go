package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/mutant"
)

// pages are the README and the pages beside the packages. In them a block under a comment
// is made from the code:
//
//	<!-- ecsdisk ARGUMENTS -->  what the command prints
//	<!-- from FILE -->          a part of the file, which has to be in it as it stands
//	<!-- properties -->         the properties as a table
//
// Each ends at <!-- end -->. All files are named from the root.
var pages = []string{"README.md", "model/README.md", "sim/README.md", "properties/README.md", "cmd/ecsdisk/README.md"}

var pageBlock = regexp.MustCompile(`(?s)<!-- ((?:ecsdisk|from|properties)[^\n]*) -->\n(.*?)<!-- end -->`)

func TestREADME(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	mutants := 0
	for range mutant.All(0) {
		mutants++
	}
	for _, page := range pages {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			blocks := 0
			made := pageBlock.ReplaceAllStringFunc(string(text), func(block string) string {
				blocks++
				m := pageBlock.FindStringSubmatch(block)
				return "<!-- " + m[1] + " -->\n" + makeBlock(t, m[1], m[2]) + "<!-- end -->"
			})
			made = regexp.MustCompile(`prints \d+ machines`).ReplaceAllString(made, fmt.Sprintf("prints %d machines", mutants))
			if blocks < 2 {
				t.Errorf("the page has %d blocks that are made from the code", blocks)
			}
			if *updateGolden {
				if err := os.WriteFile(page, []byte(made), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := lineDiff(string(text), made); diff != "" {
				t.Errorf("the page is not what the code makes of it (-page +made; go test ./cmd/ecsdisk -run README -update rewrites it):\n%s", diff)
			}
		})
	}
}

// The README is short enough to be read.
func TestREADMEIsShort(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(text), "\n"); lines > 150 {
		t.Errorf("the README has %d lines; expected at most 150", lines)
	}
}

// What a page links to, or names as a path from the root, and the benchmark of a command.
var (
	link  = regexp.MustCompile(`\]\(([^)#:]+)\)`)
	named = regexp.MustCompile("`((?:model|sim|properties|cmd|\\.ci)/[^ `]+)`")
	bench = regexp.MustCompile("go test \\./([a-z/]+) [^\n`]*-bench (\\w+)")
)

// Whatever a page links to or names is there.
func TestREADMELinks(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	links, paths, figures := 0, 0, 0
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "testdata" || entry.Name() == "node_modules"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		text := readText(t, path)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			paths++
			if there, err := filepath.Glob(regexp.MustCompile(`<\w+>`).ReplaceAllString(m[1], "*")); err != nil || there == nil {
				t.Errorf("%s: there is no %s", path, m[1])
			}
		}
		for _, m := range bench.FindAllStringSubmatch(text, -1) {
			figures++
			tests, err := filepath.Glob(filepath.Join(m[1], "*_test.go"))
			if err != nil || !slices.ContainsFunc(tests, func(file string) bool {
				return regexp.MustCompile(`func Benchmark\w*` + m[2]).MatchString(readText(t, file))
			}) {
				t.Errorf("%s: there is no benchmark %s in %s", path, m[2], m[1])
			}
		}
		return nil
	})
	if err != nil || links < 20 || paths < 20 || figures < 5 {
		t.Errorf("%d links, %d paths, %d benchmarks, %v", links, paths, figures, err)
	}
}

// The first command of the README is green and says the main point, the red one comes later;
// CI runs both.
func TestREADMECommands(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	ci, err := os.ReadFile(filepath.Join(".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	const run = "go run ./cmd/ecsdisk "
	var ended []status
	for line := range strings.Lines(string(readme)) {
		if args, ok := strings.CutPrefix(line, run); ok {
			ended = append(ended, ecsdisk(t, strings.Fields(args)...).status)
			if !strings.Contains(string(ci), run+strings.TrimSpace(args)) {
				t.Errorf("CI does not run %s", args)
			}
		}
	}
	if len(ended) != 2 || ended[0] != green || ended[1] != red {
		t.Errorf("the commands of the README end with %d; want that the first is green, and the second red", ended)
	}
}

// makeBlock returns what a block has to be.
func makeBlock(t *testing.T, what, is string) string {
	t.Helper()
	verb, rest, _ := strings.Cut(what, " ")
	switch verb {
	case "from":
		file, err := os.ReadFile(rest)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(is, "\n") // below the fence
		text = strings.TrimSuffix(text, "```\n")
		if text == "" || !strings.Contains(string(file), text) {
			t.Errorf("this is no part of %s:\n%s", rest, text)
		}
		return is
	case "properties":
		var b strings.Builder
		b.WriteString("| # | property | of | |\n|---|---|---|---|\n")
		for p := range properties.All() {
			fmt.Fprintf(&b, "| %d | %s | %s | %s |\n", p.Number(), p, p.Kind(), p.Doc())
		}
		return b.String()
	}
	var out, errs strings.Builder
	run(t.Context(), strings.Fields(rest), strings.NewReader(""), &out, &errs)
	if errs.Len() > 0 && !strings.Contains(errs.String(), "not green") {
		t.Errorf("ecsdisk %s: %s", rest, errs.String())
	}
	if strings.Contains(rest, "--markdown") {
		return out.String()
	}
	return "```text\n$ ecsdisk " + rest + "\n" + out.String() + "```\n"
}
