package oracle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// A Verdict is what a judge says of a history.
type Verdict uint8

// The verdicts.
const (
	Good    Verdict = iota // the documented machine can have answered so
	Bad                    // it cannot, whatever is supposed within the options
	Unknown                // too much is possible to say
)

// String returns the verdict in one word.
func (v Verdict) String() string {
	return [...]string{Good: "good", Bad: "bad", Unknown: "unknown"}[min(v, Unknown)]
}

// A Report is what a judge has to say of a history so far.
type Report struct {
	Calls    int       // that were judged
	Unjudged int       // of resources that were given up
	Findings []Finding // the first impossible call of each set of resources that depend on each other
	GivenUp  []string  // why resources were given up

	// What has to be supposed for the history to be good.
	Machines  []string                 // what is left of the editions and of the readings, where something is ruled out
	Supposed  map[string]int           // what nobody told, and how often
	Lag       time.Duration            // how long ago answers speak of, at the most, that nothing else explains
	Slow      map[string]time.Duration // detaches that took more than two minutes: of which disk, and at least how long
	Pending   []string                 // what was on its way and was never seen to be complete
	Outside   map[string]int           // codes that are outside the machine, by operation
	Elsewhere map[string]int           // codes that only a rule of another edition gives, by operation
	Skipped   map[string]int           // calls, and parts of answers, that are not modelled
	Unheard   int                      // calls of which nobody heard the reply

	// Broken says what is wrong with the history itself, whatever was asked.
	Broken []Finding
}

// Verdict returns the verdict: Bad before Unknown before Good. Of a history of which nothing
// was judged it is Unknown.
func (r Report) Verdict() Verdict {
	switch {
	case len(r.Findings) > 0:
		return Bad
	case len(r.GivenUp) > 0 || r.Calls == 0:
		return Unknown
	}
	return Good
}

// A Finding is a call that cannot have been answered so.
type Finding struct {
	N        int // of the call among those that were judged, from 1; 0 where it is of no one call
	Call     script.Call
	Why      string
	About    []string      // the ids of the resources that it is about, with what is tied to them
	Expected []Expectation // what could have been answered, by what is known: what is nearest to the answer first

	of   int   // of the call among all, from 1
	seen int32 // the resource that is shown otherwise; nowhere of what is no describe
}

// An Expectation is what one machine requires of a call in one of the states in which the
// system may be.
type Expectation struct {
	State    string      // the resources that the finding is about, in words
	World    model.State // the same, with what else of them the machine reads
	Machine  model.Machine
	Required model.Answer
	Outcome  model.Outcome
	Distance int // of the answer from what is required: of two the smaller differs less
}

// String returns the finding in a few lines: the call, what would have been allowed, and the
// rules with their words.
func (f Finding) String() string {
	var b strings.Builder
	if f.N == 0 {
		return f.Why // it is of no one call
	}
	fmt.Fprintf(&b, "call %d", f.N)
	if f.Call.Line > 0 {
		fmt.Fprintf(&b, " (line %d)", f.Call.Line)
	}
	if !f.Call.Untimed {
		fmt.Fprintf(&b, " at %s", sim.FormatDuration(f.Call.Start))
	}
	if f.Call.Op != nil {
		action := model.ActionOf(f.Call.Op)
		fmt.Fprintf(&b, ": %s was answered %s", f.Call.Op, script.FormatAnswer(f.Call.Answer, action))
	}
	if f.Why != "" {
		fmt.Fprintf(&b, ": %s", f.Why)
	}
	seen := map[string]bool{}
	for _, e := range f.Expected {
		action := model.ActionOf(f.Call.Op)
		required, _, _ := script.Contrast(e.Required, f.Call.Answer)
		text := fmt.Sprintf("\n  where %s: the machine requires %s", e.State, script.FormatAnswer(required, action))
		for r := range e.Outcome.Broken().All() {
			row := r.Row()
			text += fmt.Sprintf("\n    rule %s: %s", r, row.Must)
			if row.Quote != "" {
				text += fmt.Sprintf(". “%s”", row.Text())
			}
			text += fmt.Sprintf(" (%s)", row.Clause)
		}
		if !seen[text] {
			seen[text] = true
			b.WriteString(text)
		}
	}
	return b.String()
}

// Why nothing is judged any longer that is about some resources.
const (
	tooMany    = "too much is possible"
	impossible = "an earlier call on them is impossible"
)

// bad notes that a call is impossible, and gives its resources up: what comes after cannot be
// judged. Nothing explains it, or why says what is wrong with what does.
func (j *Judge) bad(f *factor, q *inquiry, c *heard, why string) {
	j.giveUp(f, impossible)
	seen := nowhere
	if c.action.Describe() {
		seen = max(c.instanceAt, c.diskAt)
	}
	j.report.Findings = append(j.report.Findings, Finding{N: j.report.Calls, of: j.total, seen: seen, Call: *j.call, Why: why, About: j.names(f), Expected: j.expected(f, q, c, why)})
}

// names returns the ids of the resources of a factor.
func (j *Judge) names(f *factor) (ids []string) {
	for _, r := range f.resources {
		ids = append(ids, j.resources[r].id)
	}
	return ids
}

// machines says what a set of machines has in common.
func machines(all boxes) string {
	var text strings.Builder
	for n, b := range all {
		if n > 0 {
			text.WriteString("; or ")
		}
		start, last := text.Len(), ""
		choice := func(reading, value string) { // with those of one reading side by side
			switch {
			case reading == last:
				text.WriteString(" or ")
			case text.Len() > start:
				text.WriteString(", ")
				fallthrough
			default:
				text.WriteString(reading)
				text.WriteByte(' ')
			}
			text.WriteString(value)
			last = reading
		}
		if b&editionGroup != editionGroup {
			if b&editionGroup == 0 { // none has the start world
				choice("edition", "")
			}
			for _, e := range b.editions() {
				choice("edition", e.String())
			}
		}
		for _, c := range b.choices() {
			choice(c.Reading(), c.Value())
		}
		if text.Len() == start {
			text.WriteString("any")
		}
	}
	return text.String()
}

// wrong notes that an answer is wrong by itself.
func (j *Judge) wrong(c *heard, why string) {
	j.report.Findings = append(j.report.Findings, Finding{N: j.report.Calls, of: j.total, seen: nowhere, Call: *j.call, Why: why})
}

// assume notes that the history itself is not as one is.
func (j *Judge) assume(c *heard, why string) {
	j.report.Broken = append(j.report.Broken, Finding{N: j.report.Calls, of: j.total, seen: nowhere, Call: *j.call, Why: why})
}

// lost notes that a call is about resources that were given up.
func (j *Judge) lost(f *factor, c *heard) {
	j.report.Unjudged++
	if f.why != tooMany {
		return
	}
	if why := "of " + strings.Join(j.names(f), ", ") + " " + tooMany; !slices.Contains(j.report.GivenUp, why) {
		j.report.GivenUp = append(j.report.GivenUp, why)
	}
}

// supposed counts what nobody told, if it explains an answer.
func (j *Judge) supposed(w what, explains bool) {
	if !explains {
		return
	}
	tick(&j.report.Supposed, [...]string{fails: "a detach or an attach fails, untold", locks: "the platform locks an instance", unlocks: "the platform unlocks an instance", reclaims: "the platform releases an instance", orphans: "an instance of which nobody knows is released", speaksOfPast: "an answer speaks of what was"}[w])
}

// Verdict returns the verdict so far, as [Report.Verdict] does.
func (j *Judge) Verdict() Verdict {
	switch {
	case len(j.report.Findings) > 0:
		return Bad
	case j.gaveUp || j.judged() == 0:
		return Unknown
	}
	return Good
}

// Report returns what there is to say so far.
func (j *Judge) Report() Report {
	r := j.report
	r.Calls = j.judged()
	r.Findings, r.Broken, r.GivenUp = inOrder(r.Findings), inOrder(r.Broken), slices.Clone(r.GivenUp)
	for _, f := range j.factors() {
		if f.why != tooMany {
			continue
		}
		if why := "of " + strings.Join(j.names(f), ", ") + " " + tooMany; !slices.Contains(r.GivenUp, why) {
			r.GivenUp = append(r.GivenUp, why)
		}
	}
	for _, f := range j.factors() {
		for at, n := range f.resources {
			if l := &f.beliefs[0].locals[at]; len(f.beliefs) == 1 && f.why == "" && j.transitional(n, l.word) {
				text := l.instanceStatus().String()
				if j.resources[n].kind == model.KindDisk {
					text = l.diskStatus().String()
				}
				r.Pending = append(r.Pending, model.QuoteID(j.resources[n].id)+" "+text)
			}
		}
	}
	slices.Sort(r.GivenUp)
	slices.Sort(r.Pending)
	r.Machines = machinesOf(j.agreed())
	return r
}

// factors returns each factor once.
func (j *Judge) factors() (all []*factor) {
	for n, r := range j.resources {
		if r.factor.resources[0] == int32(n) {
			all = append(all, r.factor)
		}
	}
	return all
}
