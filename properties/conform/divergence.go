package conform

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Divergence is an answer of a system's that nothing explains, as an error.
type Divergence struct {
	Step     script.Step // what was asked, and when; its Got is what the system answered
	Outcome  model.Outcome
	Required model.Answer  // what the documented machine requires
	Why      string        // why the answer is not admitted
	Readings []book.Choice // under which the answer would be right, each alone
	Script   script.Script // what led there, to be replayed
	States   []model.State // in which the steps of Script are made
	Met      int           // in how many sequences of a search; an observer leaves it 0

	expected expectation    // from which it is told
	differs  map[string]int // what a describe shows otherwise, and how often
	instant  book.ActionSet // the action that is complete in the instant of its acceptance
	late     string         // the status that lasts longer than its delay
	ignores  string         // the filters that a describe ignores
	held     bool           // every reading is admitted, if it is kept to
	excused  book.RuleSet   // broken, too, but not under these choices:
	excuses  []string
}

// Key names the divergence by its cause and not by where it was found: by it a
// divergence is listed as known.
func (d *Divergence) Key() string {
	action := model.ActionOf(d.Step.Op)
	switch {
	case d.instant != 0:
		return fmt.Sprintf("%s: complete in the instant of its acceptance", d.instant)
	case d.late != "":
		return d.late + ": lasts longer than its delay"
	case d.ignores != "":
		return fmt.Sprintf("%s: ignores its filters", action)
	case d.differs != nil:
		return fmt.Sprintf("%s: shows otherwise: %s", action, strings.Join(slices.Sorted(maps.Keys(d.differs)), ", "))
	}
	requires := "requires"
	if r, ok := d.Outcome.Rule(); ok {
		requires = r.String() + " requires" // several rules have one code
	}
	return fmt.Sprintf("%s: %s %s, got %s", action, requires, success(action, d.Required), success(action, *d.Step.Got))
}

// success returns an answer in short: of a describe only that it succeeded.
func success(action book.Action, a model.Answer) string {
	if action.Describe() && a.Success() {
		return "success"
	}
	return format(a, action)
}

// format returns an answer as a script has it, but for an HTTP status that the system
// does not tell.
func format(a model.Answer, action book.Action) string {
	text := script.FormatAnswer(a, action)
	if a.Code != "" && a.Status == 0 {
		text = strings.TrimPrefix(text, "0 ")
	}
	return text
}

// Error returns one sentence of what differed, and the broken rules with their words:
// first those that are broken under every reading that is admitted.
func (d *Divergence) Error() string {
	var b strings.Builder
	action := model.ActionOf(d.Step.Op)
	fmt.Fprintf(&b, "%s was answered %s; %s requires %s", d.Step.Op, format(*d.Step.Got, action), documented(d.expected.machine.Edition), format(d.Step.Want, action))
	if d.Step.At > 0 {
		fmt.Fprintf(&b, " (at %s)", sim.FormatDuration(d.Step.At))
	}
	b.WriteString(".")
	switch {
	case d.instant.Has(book.ActionDetachDisk):
		b.WriteString("\nThe detach is complete in the instant of its acceptance. “The DetachDisk operation is asynchronous. After a response is returned, it will take about a minute before the disk is detached.” (DetachDisk, description)")
	case d.instant != 0:
		b.WriteString("\nThe attach is complete in the instant of its acceptance; success means that the disk is Attaching.")
	}
	if d.instant != 0 {
		b.WriteString("\nA client that takes success for the end is right there, and wrong on the real service. Options.Instant admits such a system.")
	}
	if d.late != "" {
		fmt.Fprintf(&b, "\nBy the delays of the world what was %s has settled by then. If the system may take longer, the world has to say so: a script by a line delay, a search by Config.Delays.", d.late)
	}
	if d.ignores != "" {
		fmt.Fprintf(&b, "\nThe describe shows what it was not asked for: by %s. If the system has no filters, conform.Filter is one for its adapter.", d.ignores)
	}
	for r := range d.Outcome.Broken().All() {
		row := r.Row()
		fmt.Fprintf(&b, "\nRule %s: %s", r, row.Must)
		if row.Quote != "" {
			fmt.Fprintf(&b, ". “%s”", row.Text())
		}
		fmt.Fprintf(&b, " (%s; the code is from %s)", row.Clause, d.Outcome.Refusal(r).From)
	}
	for r := range d.excused.All() {
		fmt.Fprintf(&b, "\nRule %s is broken, too, but not under %s.", r, strings.Join(d.excuses, ", "))
	}
	for _, c := range d.Readings {
		fmt.Fprintf(&b, "\nUnder %s it would be right: %s.", c, c.Doc())
	}
	if d.held && len(d.Readings) > 0 {
		b.WriteString(" An answer before is of another: a system has to keep to one.")
	}
	return b.String()
}

// weight says how telling a divergence is, the most telling first: what the client of
// such a system learns wrongly.
func (d *Divergence) weight() int {
	accepted := d.Step.Got.Success() && !model.ActionOf(d.Step.Op).Describe()
	switch {
	case d.ignores != "":
		return 0 // it hides what is behind it
	case d.instant != 0, d.late != "":
		return 1
	case d.Outcome.LacksParameter():
		return 6 // few clients can ask so
	case accepted:
		return 2
	case d.differs != nil:
		return 3
	case d.Required.Success():
		return 4
	}
	return 5 // another code
}

// Compare compares how telling two divergences are: it is below zero where the client of a
// system learns more wrongly by d. Of two alike the one comes first that was met more often.
func (d *Divergence) Compare(e *Divergence) int {
	return cmp.Or(d.weight()-e.weight(), e.Met-d.Met, cmp.Compare(d.Key(), e.Key()))
}
