package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
)

func rulesCommand() *cobra.Command {
	var o struct{ json, markdown, page, readings, effects bool }
	c := &cobra.Command{
		Use:   "rules [OPERATION...]",
		Short: "Print the rule table, with the source of each rule",
		Long: `rules prints the rule table: of each operation, in the order in which the machine
reports them, what has to hold, the refusal when it does not, and where both come
from. S is the DetachDisk page of 2019-05-31, N a neighbouring page or edition.`,
		Example: `  ecsdisk rules DetachDisk
  ecsdisk rules --page
  ecsdisk rules --json | jq '.[] | select(.Code == "DiskNotPortable")'`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return operations(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 && (o.page || o.readings) {
				return misuse{errors.New("--page and --readings are of no operation; expected no argument")}
			}
			actions, err := parseActions(args)
			if err != nil {
				return misuse{err}
			}
			out, paint := c.OutOrStdout(), paletteOf(c.OutOrStdout())
			switch {
			case o.json:
				printRulesJSON(out, actions)
			case o.markdown:
				printRulesMarkdown(out, actions)
			case o.page:
				printPage(out)
			case o.readings:
				printReadings(out, paint)
			case o.effects:
				printEffects(out, actions)
			default:
				printRules(out, paint, actions)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&o.json, "json", false, "print the table as JSON")
	c.Flags().BoolVar(&o.markdown, "markdown", false, "print the table as Markdown, as the README has it")
	c.Flags().BoolVar(&o.page, "page", false, "print the page sentence by sentence, and where each lives")
	c.Flags().BoolVar(&o.readings, "readings", false, "print the readings: what is decided where the documentation is silent")
	c.Flags().BoolVar(&o.effects, "effects", false, "print the effect table: what an accepted operation sets")
	exclusive(c, "json", "markdown", "page", "readings", "effects")
	return c
}

// operations returns the names of the operations that have rules.
func operations() []string { return enum.Names(enum.Those(book.Actions(), hasRules)) }

func hasRules(a book.Action) bool {
	for range book.RulesOf(a) {
		return true
	}
	return false
}

// parseActions returns the actions of the given names, or all.
func parseActions(names []string) ([]book.Action, error) {
	if len(names) == 0 {
		return slices.Collect(book.Actions()), nil
	}
	var actions []book.Action
	for _, name := range names {
		a, err := book.ParseAction(name)
		if err != nil {
			return nil, err
		}
		actions = append(actions, a)
	}
	return actions, nil
}

func printRules(out io.Writer, paint palette, actions []book.Action) {
	for n, a := range withRules(out, actions) {
		if n > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, paint.bold(a.String()))
		number := 0
		for r := range book.RulesOf(a) {
			number++
			printRule(out, paint, number, r)
		}
	}
}

// withRules returns those of several actions that have rules; if none has, it says so.
func withRules(out io.Writer, actions []book.Action) []book.Action {
	with := slices.DeleteFunc(slices.Clone(actions), func(a book.Action) bool { return !hasRules(a) })
	if len(with) == 0 {
		fmt.Fprintf(out, "%s has no rules: nothing that a caller can ask for refuses it\n", actions[0])
	}
	return with
}

// documentedRefusal returns the refusal that the default edition has for a rule.
func documentedRefusal(r book.Rule) book.Refusal { return book.Book{}.Refusal(r, 0) }

func printRule(out io.Writer, paint palette, number int, r book.Rule) {
	row, own := r.Row(), documentedRefusal(r)
	fmt.Fprintf(out, "%4d. %s\n", number, row.Must)
	fmt.Fprintf(out, "      else %s: %s\n", paint.yellow(fmt.Sprintf("%d %s", own.Status, own.Code)), own.Message)
	fmt.Fprintf(out, "      %s (%s); code from %s\n", row.Clause, row.Source, own.From)
	if row.Quote != "" {
		fmt.Fprintf(out, "      “%s”\n", row.Text())
	}
	if row.Editions != 0 {
		fmt.Fprintf(out, "      a rule in edition %s\n", row.Editions)
	}
	for _, v := range row.Under {
		fmt.Fprintf(out, "      under %s: %s\n", underText(v), v.Holds)
	}
	for _, also := range row.Refusals {
		if also != own {
			fmt.Fprintf(out, "      an oracle also admits %d %s%s (%s)\n", also.Status, also.Code, whenText(also.When), also.From)
		}
	}
	fmt.Fprintf(out, "      mended by: %s\n", row.MendedBy())
	fmt.Fprintf(out, "      %s\n", paint.faint(row.Name))
}

// underText says under which reading, or in which editions, a row says something else.
func underText(v book.Variant) string {
	if v.Choice == 0 {
		return "edition " + v.Editions.String()
	}
	return v.Choice.String()
}

func whenText(f book.Facts) string {
	if f == 0 {
		return ""
	}
	return " when " + f.String()
}

// ruleJSON is a row as JSON has it.
type ruleJSON struct {
	Rule, Operation, Must, Source, Clause string
	Editions                              []string `json:",omitempty"` // unless it is a rule in every one
	Quote                                 string   `json:",omitempty"`
	Status                                int
	Code, Message, From                   string
	Also                                  []alsoJSON        `json:",omitempty"`
	Under                                 map[string]string `json:",omitempty"`
	Mend                                  []string          `json:",omitempty"`
	MendCall                              bool              `json:",omitempty"`
}

type alsoJSON struct {
	Status     int
	Code, From string
	When       string `json:",omitempty"`
}

func ruleOf(r book.Rule) ruleJSON {
	row, own := r.Row(), documentedRefusal(r)
	j := ruleJSON{Rule: row.Name, Operation: row.Action.String(), Must: row.Must, Source: row.Source.String(), Clause: row.Clause, Quote: row.Quote,
		Status: own.Status, Code: own.Code, Message: own.Message, From: own.From, Mend: enum.Names(row.Mend.All()), MendCall: row.MendCall}
	for _, also := range row.Refusals {
		if also != own {
			j.Also = append(j.Also, alsoJSON{also.Status, also.Code, also.From, also.When.String()})
		}
	}
	for _, v := range row.Under {
		if j.Under == nil {
			j.Under = map[string]string{}
		}
		j.Under[underText(v)] = v.Holds.String()
	}
	if row.Editions != 0 {
		j.Editions = enum.Names(row.Editions.All())
	}
	return j
}

func printRulesJSON(out io.Writer, actions []book.Action) {
	all := []ruleJSON{}
	for _, a := range actions {
		for r := range book.RulesOf(a) {
			all = append(all, ruleOf(r))
		}
	}
	encodeJSON(out, all)
}

func printRulesMarkdown(out io.Writer, actions []book.Action) {
	for n, a := range withRules(out, actions) {
		if n > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "| # | %s needs that | else | source | mended by |\n|---|---|---|---|---|\n", a)
		number := 0
		for r := range book.RulesOf(a) {
			if !r.Row().Editions.Has(0) {
				continue // the table is of the default edition
			}
			number++
			row, own := r.Row(), documentedRefusal(r)
			fmt.Fprintf(out, "| %d | %s | %d %s | %s | %s |\n", number, row.Must, own.Status, own.Code, row.Source, row.MendedBy())
		}
	}
}

func printPage(out io.Writer) {
	for _, s := range book.Sentences() {
		fmt.Fprintf(out, "“%s”\n", plainText(s.Words))
		for r := range s.Rules.All() {
			row, own := r.Row(), documentedRefusal(r)
			fmt.Fprintf(out, "    rule %s: %s, else %d %s\n", r, row.Must, own.Status, own.Code)
		}
		if s.Lives != "" {
			fmt.Fprintf(out, "    %s\n", s.Lives)
		}
	}
}

// plainText returns words of the page without its markup: escapes, and the bars between
// the cells of a table.
func plainText(words string) string {
	var cells []string
	for cell := range strings.SplitSeq(strings.ReplaceAll(words, `\_`, "_"), "|") {
		if cell = strings.TrimSpace(cell); cell != "" {
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, "  ")
}

func printReadings(out io.Writer, paint palette) {
	for c := range book.Choices() {
		if c.Default() {
			fmt.Fprintln(out, paint.bold(c.Reading()))
		}
		mark := "  "
		if c.Default() {
			mark = "* "
		}
		fmt.Fprintf(out, "  %s%-17s %s%s\n", mark, c.Value(), c.Doc(), onlyIn(c.Editions()))
	}
}

// onlyIn says in which editions something is, unless it is in every one.
func onlyIn(e book.Editions) string {
	if e == 0 {
		return ""
	}
	return "; in edition " + e.String()
}

func printEffects(out io.Writer, actions []book.Action) {
	var wanted book.EffectSet
	for _, a := range actions {
		effects := slices.Collect(book.EffectsOf(a))
		wanted = wanted.Union(book.EffectSetOf(effects...))
		if len(effects) > 0 && effects[0].Row().Action != a {
			fmt.Fprintf(out, "%s has the effects of %s\n", a, effects[0].Row().Action)
		}
	}
	for e := range book.Effects() {
		row := e.Row()
		if !wanted.Has(e) {
			continue
		}
		when := ""
		if row.When != (book.Condition{}) {
			when = " when " + conditionText(row.When)
		}
		if !row.Only.Default() {
			when += " (only under " + row.Only.String() + ")"
		}
		if !row.Not.Default() {
			when += " (not under " + row.Not.String() + ")"
		}
		fmt.Fprintf(out, "%s%s%s\n", e, when, onlyIn(row.Editions))
	}
	if wanted == (book.EffectSet{}) {
		fmt.Fprintf(out, "%s has no effects: it changes nothing\n", actions[0])
	}
}

// conditionText says of what a condition holds; [book.Condition.String] has "not:" before
// what must not be true.
func conditionText(c book.Condition) string {
	var parts []string
	if c.Any != 0 {
		parts = append(parts, book.Condition{Any: c.Any}.String())
	}
	for one := range c.None.All() {
		parts = append(parts, negation.Replace(one.String()))
	}
	return strings.Join(parts, " and ")
}

// negation turns a fact into its opposite.
var negation = strings.NewReplacer(" has no ", " has a ", " is not ", " is ", " is ", " is not ")
