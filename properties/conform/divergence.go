package conform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Divergence is an answer of a system's that nothing explains, as an error.
type Divergence struct {
	Step     script.Step // what was asked, and when; its Got is what the system answered
	Outcome  model.Outcome
	Required model.Answer   // what the documented machine requires
	Why      string         // why the answer is not admitted
	Readings []model.Choice // under which the answer would be right, each alone
	Script   script.Script  // what led there, to be replayed

	states  []model.State  // in which the steps of Script are made
	differs map[string]int // what a describe shows otherwise, and how often
	excused model.RuleSet  // broken, too, but not under these choices:
	excuses []string
}

// Key names the divergence by what is the matter and not by where it was found: by
// it a divergence is listed as known.
func (d *Divergence) Key() string {
	action := model.ActionOf(d.Step.Op)
	if d.differs != nil {
		return fmt.Sprintf("%s: shows otherwise: %s", action, strings.Join(slices.Sorted(maps.Keys(d.differs)), ", "))
	}
	requires := "requires"
	if r, ok := d.Outcome.Rule(); ok {
		requires = r.String() + " requires" // several rules have one code
	}
	return fmt.Sprintf("%s: %s %s, got %s", action, requires, success(action, d.Required), success(action, *d.Step.Got))
}

// success returns an answer in short: of a describe only that it succeeded.
func success(action model.Action, a model.Answer) string {
	if action.Describe() && a.Success() {
		return "success"
	}
	return script.FormatAnswer(a, action)
}

// Error returns one sentence of what differed, and the broken rules with their words:
// first those that are broken under every reading that is admitted.
func (d *Divergence) Error() string {
	var b strings.Builder
	action := model.ActionOf(d.Step.Op)
	fmt.Fprintf(&b, "%s was answered %s; the documented machine requires %s", d.Step.Op,
		script.FormatAnswer(*d.Step.Got, action), script.FormatAnswer(d.Step.Want, action))
	if d.Step.At > 0 {
		fmt.Fprintf(&b, " (at %s)", sim.FormatDuration(d.Step.At))
	}
	b.WriteString(".")
	for r := range d.Outcome.Broken().All() {
		row := r.Row()
		fmt.Fprintf(&b, "\nRule %s: %s", r, row.Must)
		if row.Quote != "" {
			fmt.Fprintf(&b, ". “%s”", row.Text())
		}
		fmt.Fprintf(&b, " (%s; the code is from %s)", row.Clause, row.From)
	}
	for r := range d.excused.All() {
		fmt.Fprintf(&b, "\nRule %s is broken, too, but not under %s.", r, strings.Join(d.excuses, ", "))
	}
	for _, c := range d.Readings {
		fmt.Fprintf(&b, "\nUnder %s it would be right: %s.", c, c.Doc())
	}
	return b.String()
}
