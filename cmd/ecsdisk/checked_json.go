package main

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/properties/oracle"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// checkedLine is what came of a history as JSON has it.
type checkedLine struct {
	Type       string
	File       string
	Verdict    string
	Calls      int
	Findings   []findingJSON
	Broken     []findingJSON  `json:",omitempty"`
	Shortest   string         `json:",omitempty"`
	Unjudged   int            `json:",omitempty"`
	Reasons    []string       `json:",omitempty"`
	Error      string         `json:",omitempty"`
	Cut        string         `json:",omitempty"`
	Machines   []string       `json:",omitempty"`
	Supposed   map[string]int `json:",omitempty"`
	Others     bool           `json:",omitempty"`
	Partial    bool           `json:",omitempty"`
	OneInstant bool           `json:",omitempty"`
	Lag        string         `json:",omitempty"`
	Slow       []string       `json:",omitempty"`
	Pending    []string       `json:",omitempty"`
	Outside    map[string]int `json:",omitempty"`
	Elsewhere  map[string]int `json:",omitempty"`
	Unheard    int            `json:",omitempty"`
	Skipped    map[string]int `json:",omitempty"`
	Ignored    map[string]int `json:",omitempty"`
	Unsaid     []string       `json:",omitempty"`
}

// findingJSON is a finding, with its Type and File where it stands by itself.
type findingJSON struct {
	Type      string `json:",omitempty"`
	File      string `json:",omitempty"`
	Call      int
	Line      int    `json:",omitempty"`
	At        string `json:",omitempty"`
	Client    string `json:",omitempty"`
	Operation string
	Answered  string
	Why       string         `json:",omitempty"`
	Expected  []expectedJSON `json:",omitempty"`
	Text      string         `json:",omitempty"` // as it is printed for people
}

// expectedJSON is what one machine requires in one of the states that are possible.
type expectedJSON struct {
	State    string
	Edition  string
	Readings []string `json:",omitempty"`
	Answer   string
	Rules    []ruleJSON `json:",omitempty"`
}

// A checkedJSON prints what came of histories for programs: a line for each.
type checkedJSON struct {
	jsonLines
	follow bool // findings come by themselves, too
}

func (j *checkedJSON) passed(file string) {
	j.print(struct{ Type, File string }{"passed", file})
}

func (j *checkedJSON) findings(name string, all []findingJSON) {
	for _, f := range all {
		if f.Type, f.File, f.Text = "finding", name, ""; j.follow {
			j.print(f)
		}
	}
}

func (j *checkedJSON) end(c *checked) {
	r := c.report
	lag := ""
	if r.Lag > 0 {
		lag = sim.FormatDuration(r.Lag)
	}
	line := checkedLine{Type: "history", File: c.name, Verdict: c.verdict(), Calls: r.Calls, Findings: untold(c.findings), Broken: untold(c.broken), Shortest: c.shortest,
		Unjudged: r.Unjudged, Reasons: c.reasons(), Machines: r.Machines, Supposed: r.Supposed, Others: c.others, Partial: c.partial, OneInstant: c.oneInstant, Lag: lag, Slow: durations(r.Slow), Pending: r.Pending, Outside: r.Outside, Elsewhere: r.Elsewhere, Unheard: r.Unheard,
		Skipped: c.skipped, Ignored: c.ignored, Unsaid: c.unsaid}
	if c.err != nil {
		line.Error = c.err.Error()
	}
	if c.cut != nil {
		line.Cut = c.cut.Error()
	}
	if c.part != nil {
		j.print(c.asPart(line))
		return
	}
	j.print(line)
}

// untold returns findings without their texts.
func untold(all []findingJSON) []findingJSON {
	list := make([]findingJSON, len(all))
	for n, f := range all {
		f.Text = ""
		list[n] = f
	}
	return list
}

func findingsOf(all []oracle.Finding) []findingJSON {
	list := []findingJSON{}
	for _, f := range all {
		one := findingJSON{Call: f.N, Line: f.Call.Line, Client: f.Call.Client, Why: f.Why, Text: f.String()}
		if !f.Call.Untimed {
			one.At = sim.FormatDuration(f.Call.Start)
		}
		if f.Call.Op != nil {
			action := model.ActionOf(f.Call.Op)
			one.Operation, one.Answered = f.Call.Op.String(), script.FormatAnswer(f.Call.Answer, action)
			for _, e := range f.Expected {
				one.Expected = append(one.Expected, expectedOf(e, action))
			}
		}
		list = append(list, one)
	}
	return list
}

func expectedOf(e oracle.Expectation, action book.Action) expectedJSON {
	one := expectedJSON{State: e.State, Edition: e.Machine.Edition.String(), Readings: enum.Names(e.Machine.Readings.All()), Answer: script.FormatAnswer(script.Stated(e.Required), action)}
	for r := range e.Outcome.Broken().All() {
		one.Rules = append(one.Rules, ruleOf(r))
	}
	return one
}
