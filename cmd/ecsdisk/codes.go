package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
)

func codesCommand() *cobra.Command {
	var json bool
	c := &cobra.Command{
		Use:   "codes [OPERATION...]",
		Short: "Print the documented error codes: what each means, in which editions, what mends it",
		Long: `codes prints the catalogue of error codes: those of the pages of each operation, and those
that only the field saw; last, those that every operation may answer.

A code has its HTTP status, then each edition of the documentation: yes, no, or ? where no
page of that day was seen, which counts as yes. Then what it is to a machine of --edition:
  RULE          that rule is broken, or admits the code beside its own
  in DATE       the same, of a rule that only other editions have so
  environment   any call may be refused so
  outside       it is about something that the machine does not have; a comparison
                never calls it wrong, and counts it
and with each rule what mends it.

With --json it prints an array of objects: Edition (unless it is 2019-05-31), Operation (none
of what every operation may answer), Status, Code, Messages, Class,
Editions (yes, no or not seen, by date), Rules (Rule, Must, Edition, When, MendedBy), About
and From.`,
		Example: `  ecsdisk codes DetachDisk
  ecsdisk codes --json | jq '.[] | select(.Code == "IncorrectDiskStatus")'
  ecsdisk explain 403 IncorrectDiskStatus`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return apiOperations(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			actions, err := parseActions(args)
			if err != nil {
				return misuse{err}
			}
			for _, a := range actions {
				if a.Event() && len(args) > 0 {
					return misuse{fmt.Errorf("%s is no operation of the API: it has no codes", a)}
				}
			}
			printCodes(c.OutOrStdout(), editionOf(c), json, codesOf(actions))
			return nil
		},
	}
	defineOwnEdition(c)
	c.Flags().BoolVar(&json, "json", false, "print the catalogue as JSON")
	return c
}

// apiOperations returns the names of the operations of the API.
func apiOperations() []string {
	return enum.Names(enum.Those(book.Actions(), func(a book.Action) bool { return !a.Event() }))
}

// codesOf returns the codes of several operations, and then those of every operation.
func codesOf(actions []book.Action) (found []book.Code) {
	for c := range book.Codes() {
		if c.Every || slices.Contains(actions, c.Action) {
			found = append(found, c)
		}
	}
	return found
}

// printCodes prints rows of the catalogue, as an edition sees them.
func printCodes(out io.Writer, e book.Edition, json bool, codes []book.Code) {
	if json {
		all := []codeJSON{}
		for _, c := range codes {
			all = append(all, codeAsJSON(c, e))
		}
		encodeJSON(out, all)
		return
	}
	paint := paletteOf(out)
	last := ""
	for n, c := range codes {
		if of := operationOf(c); of != last {
			if n > 0 {
				fmt.Fprintln(out)
			}
			fmt.Fprintf(out, "%s%s\n", paint.bold(fmt.Sprintf("%-*s", codeWidth, of+inEdition(e))), editionYears())
			last = of
		}
		printCode(out, paint, c, e)
	}
}

// codeWidth is that of what stands before the editions of a code.
const codeWidth = 59

const everyOperation = "every operation"

func operationOf(c book.Code) string {
	if c.Every {
		return everyOperation
	}
	return c.Action.String()
}

// editionYears is the head of the columns of the editions.
func editionYears() string {
	var years []string
	for e := range book.AllEditions() {
		year, _, _ := strings.Cut(e.String(), "-")
		years = append(years, year)
	}
	return strings.Join(years, " ")
}

func printCode(out io.Writer, paint palette, c book.Code, e book.Edition) {
	var listed []string
	for other := range book.AllEditions() {
		listed = append(listed, fmt.Sprintf("%4s", map[book.Listing]string{book.NotListed: "no", book.Listed: "yes", book.NotSeen: "?"}[c.In(other)]))
	}
	fmt.Fprintf(out, "  %s%s\n", paint.yellow(fmt.Sprintf("%-*s", codeWidth-2, c)), strings.Join(listed, " "))
	for _, m := range c.Messages() {
		fmt.Fprintf(out, "      “%s”\n", m)
	}
	for _, m := range meanings(c, e) {
		line := m.Rule + ": " + m.Must
		if m.Edition != "" {
			line = "in " + m.Edition + ", " + line
		}
		if m.When != "" {
			line += " (when " + m.When + ")"
		}
		fmt.Fprintf(out, "      %s; mended by: %s\n", line, m.MendedBy)
	}
	switch e.ClassOf(c.Action, c.Status, c.Code) {
	case book.ClassEnvironment:
		fmt.Fprintln(out, "      environment")
	case book.ClassOutside:
		fmt.Fprintf(out, "      outside: %s\n", c.About)
	}
	fmt.Fprintf(out, "      %s\n", paint.faint(c.From))
}

// A meaning is a rule that has a code.
type meaning struct {
	Rule, Must string
	Edition    string `json:",omitempty"` // that has the rule so, where the edition asked for does not
	When       string `json:",omitempty"`
	MendedBy   string
}

// meanings returns the rules that have a code: of an edition or, if it has none, of the
// oldest that has one.
func meanings(c book.Code, e book.Edition) (all []meaning) {
	rules, in := c.Rules(e), ""
	for other := range book.AllEditions() {
		if rules == (book.RuleSet{}) {
			rules, in = c.Rules(other), other.String()
		}
	}
	for r := range rules.All() {
		row := r.Row()
		m := meaning{Rule: row.Name, Must: row.Must, MendedBy: row.MendedBy()}
		for _, refusal := range row.Refusals {
			if refusal.Status == c.Status && refusal.Code == c.Code {
				m.When = refusal.When.String()
			}
		}
		if c.Rules(e) == (book.RuleSet{}) {
			m.Edition = in
		}
		all = append(all, m)
	}
	return all
}

// codeJSON is a row of the catalogue as JSON has it.
type codeJSON struct {
	Edition   string `json:",omitempty"` // where it is not the default one
	Operation string `json:",omitempty"`
	Status    int
	Code      string
	Messages  []string `json:",omitempty"`
	Class     string
	Editions  map[string]string
	Rules     []meaning `json:",omitempty"`
	About     string    `json:",omitempty"`
	From      string
}

func codeAsJSON(c book.Code, e book.Edition) codeJSON {
	j := codeJSON{Edition: otherEdition(e), Status: c.Status, Code: c.Code, Messages: c.Messages(), Class: e.ClassOf(c.Action, c.Status, c.Code).String(),
		Editions: map[string]string{}, Rules: meanings(c, e), About: c.About, From: c.From}
	if !c.Every {
		j.Operation = c.Action.String()
	}
	for other := range book.AllEditions() {
		j.Editions[other.String()] = c.In(other).String()
	}
	return j
}

// A codeQuestion asks what a refusal means.
type codeQuestion struct {
	of     []book.Action // any, if empty
	status int           // 0 is any
	code   string
}

// askedCode reads words such as "403 IncorrectDiskStatus" or "DeleteDisk IncorrectDiskStatus";
// ok is false if they do not ask about a code.
func askedCode(args []string) (q codeQuestion, ok bool) {
	words := strings.Fields(strings.Join(args, " "))
	if len(words) > 1 {
		if a, err := book.ParseAction(words[0]); err == nil && !a.Event() {
			q.of, words = []book.Action{a}, words[1:]
		}
	}
	if len(words) > 1 {
		if n, err := strconv.Atoi(words[0]); err == nil && n > 0 {
			q.status, words = n, words[1:]
		}
	}
	if len(words) != 1 {
		return q, false
	}
	q.code = words[0]
	return q, q.status != 0 || book.CheckAnyCode(0, q.code) == nil || q.of != nil && suggest.Nearest(q.code, codeNames()) != ""
}

func codeNames() (names []string) {
	for c := range book.Codes() {
		names = append(names, c.Code)
	}
	return names
}

// explainCode prints what a refusal means for each operation that has it.
func explainCode(out io.Writer, e book.Edition, json bool, q codeQuestion) error {
	err := book.CheckAnyCode(q.status, q.code)
	for _, a := range q.of {
		err = book.CheckCode(a, q.status, q.code)
	}
	if err != nil {
		return misuse{err}
	}
	if q.of == nil {
		q.of = slices.Collect(book.Actions())
	}
	printCodes(out, e, json, slices.DeleteFunc(codesOf(q.of), func(c book.Code) bool { return !c.Is(q.status, q.code) }))
	return nil
}
