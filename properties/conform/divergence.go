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
}

// diverge makes the divergence of an answer from the likeliest candidate.
func (o *Oracle) diverge(op model.Op, got model.Answer) *Divergence {
	c := o.candidates[0]
	m := model.Machine{Readings: c.readings}
	if model.ActionOf(op).Describe() {
		if shown := o.settleAsShown(c, m, op, got); o.nearer(m, shown, c, op, got) {
			c = shown
		}
	}
	d := &Divergence{Outcome: o.outcome(m, c.state, op)}
	d.Required = m.Answer(c.state, op, d.Outcome)
	d.Why = d.Outcome.Admits(d.Required, got, o.options.Strict).Why
	d.Readings = m.Explain(c.state, op, got, o.options.Strict)
	d.Step = script.Step{At: o.now, Op: op}
	var answered model.Answer
	d.Step.Want, answered, _ = script.Contrast(d.Required, got)
	d.Step.Got = &answered
	d.Script = o.script(c)
	d.Script.Steps = append(d.Script.Steps, d.Step)
	return d
}

// nearer reports whether one candidate differs in fewer resources from what a
// describe showed than another.
func (o *Oracle) nearer(m model.Machine, a, b candidate, op model.Op, got model.Answer) bool {
	far := func(c candidate) int {
		return len(differing(m.Answer(c.state, op, m.Judge(c.state, op)), got))
	}
	return far(a) < far(b)
}

// Key names the divergence by what is the matter and not by where it was found: by
// it a divergence is listed as known.
func (d *Divergence) Key() string {
	action := model.ActionOf(d.Step.Op)
	if !action.Describe() || !d.Required.Success() || !d.Step.Got.Success() {
		required := d.Required
		required.Disks, required.Instances = nil, nil
		return fmt.Sprintf("%s: requires %s, got %s", action, success(action, required), success(action, *d.Step.Got))
	}
	what := map[string]bool{}
	want, got := shown(d.Step.Want), shown(*d.Step.Got)
	for id, w := range want {
		g, both := got[id]
		if !both {
			what["a resource is missing"] = true
			continue
		}
		for f := range (w.stated & g.stated).All() {
			if w.field(f) != g.field(f) {
				what[f.String()] = true
			}
		}
	}
	for id := range got {
		if _, both := want[id]; !both {
			what["a resource too many"] = true
		}
	}
	return fmt.Sprintf("%s: shows otherwise: %s", action, strings.Join(slices.Sorted(maps.Keys(what)), ", "))
}

// resource is what a describe shows of an instance or a disk.
type resource struct {
	stated model.Fields
	field  func(model.Field) string
}

func shown(a model.Answer) map[string]resource {
	all := map[string]resource{}
	for _, d := range a.Disks {
		all[string(d.ID)] = resource{d.Stated, d.Field}
	}
	for _, i := range a.Instances {
		all[string(i.ID)] = resource{i.Stated, i.Field}
	}
	return all
}

// success returns an answer in short: of a describe only that it succeeded.
func success(action model.Action, a model.Answer) string {
	if action.Describe() && a.Success() {
		return "success"
	}
	return script.FormatAnswer(a, action)
}

// Error returns one sentence of what differed, and the rule with its words.
func (d *Divergence) Error() string {
	var b strings.Builder
	action := model.ActionOf(d.Step.Op)
	fmt.Fprintf(&b, "%s was answered %s; the documented machine requires %s", d.Step.Op,
		script.FormatAnswer(*d.Step.Got, action), script.FormatAnswer(d.Step.Want, action))
	if d.Step.At > 0 {
		fmt.Fprintf(&b, " (at %s)", sim.FormatDuration(d.Step.At))
	}
	b.WriteString(".")
	if r, ok := d.Outcome.Rule(); ok {
		row := r.Row()
		fmt.Fprintf(&b, "\nRule %s: %s", r, row.Must)
		if row.Quote != "" {
			fmt.Fprintf(&b, ". “%s”", row.Text())
		}
		fmt.Fprintf(&b, " (%s; the code is from %s)", row.Clause, row.From)
	}
	for _, c := range d.Readings {
		fmt.Fprintf(&b, "\nUnder %s it would be right: %s.", c, c.Doc())
	}
	return b.String()
}
