package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
)

func metCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "met FILE...",
		Short: "Print what a test suite has met, and what it never met",
		Long: `met prints which calls, rules, codes, faults and changes the tests of a user have met,
and what no test ever met, the worst first, each with the line that brings it about.

The tests write the FILE, with its absolute name in ECSDISK_MET; several are merged, and
- is standard input. Tests whose results are cached meet nothing, so run them with
-count=1. What is in the file stays there: remove it before a new run.

A line has world lines, a fault, as sim.World.Arm and serve --fault take it, calls and
events, with "; " between. It is about this world:
  ` + strings.Join(exampleLines, "\n  ") + `
where a world line takes the place of that of the same resource.`,
		Example: `  ECSDISK_MET=$PWD/met.txt go test -count=1 ./...
  ecsdisk met met.txt`,
		Args: arguments(1, math.MaxInt, "FILE..."),
		RunE: func(c *cobra.Command, files []string) error {
			all, met := universe(), map[string]bool{}
			for _, file := range files {
				if err := readMet(c, file, all, met); err != nil {
					return err
				}
			}
			if len(met) == 0 {
				return notJudged(c.OutOrStdout(), "nothing is met in %s; expected what tests write with ECSDISK_MET and -count=1", strings.Join(files, ", "))
			}
			printMet(c.OutOrStdout(), all, met)
			return nil
		},
	}
}

// readMet reads what was met off a file.
func readMet(c *cobra.Command, file string, all []meeting, met map[string]bool) error {
	in, done, err := opened(c.Context(), file, c.InOrStdin())
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w; tests write it with its absolute name in ECSDISK_MET, and -count=1", err)
	} else if err != nil {
		return err
	}
	defer done()
	return parseMet(nameOf(file), in, all, met)
}

// parseMet reads what was met, a line each.
func parseMet(name string, in io.Reader, all []meeting, met map[string]bool) error {
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		known := slices.ContainsFunc(all, func(m meeting) bool { return m.item == line })
		if !known && !isCode(line) {
			var items []string
			for _, m := range all {
				items = append(items, m.item)
			}
			return fmt.Errorf("%s:%d: %q is nothing that can be met; %s", name, n, line, suggest.Expected(line, items, `a line that ECSDISK_MET writes, such as "call DetachDisk"`))
		}
		met[line] = true
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// isCode reports whether a line is that of a code, which may be any.
func isCode(line string) bool {
	rest, ok := strings.CutPrefix(line, "code ")
	status, code, split := strings.Cut(rest, " ")
	n, err := strconv.Atoi(status)
	id, bad := model.UnquoteID(code)
	return ok && split && err == nil && strconv.Itoa(n) == status && (n == 0 || 400 <= n && n <= 599) && bad == nil && id != "" && model.QuoteID(id) == code
}

// A severity is a reason why something should be met.
type severity struct {
	why string
	has func(m meeting) bool
}

// severities are all, the worst first. The first that has a meeting counts.
var severities = []severity{
	{"a disk is gone, or its flag is, and no call said so", of("flag ", "transition disk Detaching → released", "transition disk Attaching → released", "transition disk ReIniting → released", "transition disk In_use → released")},
	{"the caller does not know whether it took effect", func(m meeting) bool { return of("fault lost", "fault late", "fault dropped")(m) && !reads(m) }},
	{"accepted is not done: it takes long, or fails", of("long ", "fault takes", "transition disk Detaching → In_use", "transition disk Attaching → Available")},
	{"a lock", func(m meeting) bool { return of("rule ")(m) && ruleMend(m).Has(book.ActionUnlock) }},
	{"a limit, or the environment refuses", func(m meeting) bool {
		return of("code ", "fault refuse", "fault limit", "fault initializing", "rule AttachDiskBelowLimit")(m) && !reads(m)
	}},
	{"what is shown is not what will be, or not what is", of("shown ", "fault ")},
	{"a refusal that passes by itself", func(m meeting) bool { return of("rule ")(m) && ruleMend(m).Has(book.ActionSettle) }},
	{"any other refusal", of("rule ")},
	{"what goes well", of("")},
}

// of returns a condition that holds of what begins so.
func of(prefixes ...string) func(meeting) bool {
	return func(m meeting) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(m.item, p) })
	}
}

// reads reports whether a meeting is of a describe.
func reads(m meeting) bool { return strings.HasPrefix(m.of, "Describe") }

// ruleMend returns what mends the rule of a meeting.
func ruleMend(m meeting) book.ActionSet {
	r, err := book.ParseRule(strings.TrimPrefix(m.item, "rule "))
	if err != nil {
		return 0
	}
	return r.Row().Mend
}

// printMet prints what was met, and then what was not. What is of an operation that no test
// calls comes last.
func printMet(out io.Writer, all []meeting, met map[string]bool) {
	paint := paletteOf(out)
	called := map[string]bool{}
	for _, m := range all {
		called[m.of] = called[m.of] || m.of == "" || met[m.item]
	}
	var never, others []meeting
	for _, m := range all {
		switch {
		case met[m.item]:
		case called[m.of]:
			never = append(never, m)
		default:
			others = append(others, m)
		}
	}
	fmt.Fprintln(out, paint.bold(fmt.Sprintf("met: %d", len(met))))
	for _, item := range slices.Sorted(maps.Keys(met)) {
		fmt.Fprintf(out, "  %s\n", item)
	}
	fmt.Fprintf(out, "\n%s\n", paint.bold(fmt.Sprintf("never met: %d", len(never)+len(others))))
	printNever(out, paint, never, "")
	printNever(out, paint, others, "of operations that no test calls: ")
}

// printNever prints what was never met, the worst first, and behind a text why it is bad.
func printNever(out io.Writer, paint palette, never []meeting, text string) {
	groups := make([][]meeting, len(severities))
	for _, m := range never {
		at := slices.IndexFunc(severities, func(s severity) bool { return s.has(m) })
		groups[at] = append(groups[at], m)
	}
	for n, group := range groups {
		if len(group) > 0 {
			fmt.Fprintf(out, "\n%s\n", paint.yellow(text+severities[n].why))
		}
		for _, m := range group {
			fmt.Fprintf(out, "  %-42s  %s\n", m.item, m.line)
		}
	}
}
