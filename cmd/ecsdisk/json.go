package main

import (
	"encoding/json"
	"errors"
	"io"
	"slices"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// eventJSON is an event of a replay as JSON has it.
type eventJSON struct {
	Type      string
	File      string
	Line      int
	At        string
	Operation string
	Due       bool   `json:",omitempty"`
	Takes     string `json:",omitempty"`
	Answer    string
	Injected  bool         `json:",omitempty"`
	Broken    []string     `json:",omitempty"`
	Wanted    string       `json:",omitempty"`
	Note      string       `json:",omitempty"`
	Changes   []changeJSON `json:",omitempty"`
}

// changeJSON is what changed of one resource. What came has no From, what went no To.
type changeJSON struct {
	Kind   string
	ID     string `json:"Id"`
	Fields map[string]fromTo
}

type fromTo struct{ From, To string }

// scriptJSON is how the replay of a script ended.
type scriptJSON struct {
	Type      string
	File      string
	Edition   string `json:",omitempty"` // where it is not the default one
	Green     bool
	Steps     int
	Outside   int           `json:",omitempty"`
	Elsewhere int           `json:",omitempty"`
	Error     string        `json:",omitempty"`
	Unjudged  string        `json:",omitempty"`
	Failed    *failedJSON   `json:",omitempty"`
	State     *model.State  `json:",omitempty"`
	Pending   []pendingJSON `json:",omitempty"`
}

type failedJSON struct {
	Line      int
	At        string
	Operation string     `json:",omitempty"`
	Answered  string     `json:",omitempty"`
	Required  string     `json:",omitempty"`
	Broken    []ruleJSON `json:",omitempty"`
	Readings  []string   `json:",omitempty"`
	Property  string     `json:",omitempty"`
	Why       string
}

type pendingJSON struct {
	ID     string `json:"Id"`
	Status string
	Since  string
	Delay  string
	Due    string `json:",omitempty"`
}

// jsonLines prints for programs: an object in each line. They need no total.
type jsonLines struct{ *json.Encoder }

func newJSONLines(out io.Writer) jsonLines {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return jsonLines{enc}
}

// print encodes a line. What cannot be written is found when the output is flushed.
func (j jsonLines) print(line any) { _ = j.Encode(line) }

func (jsonLines) total([]status) {}

// encodeJSON prints one value for eyes, too. What cannot be written is found at the end.
func encodeJSON(out io.Writer, value any) {
	lines := newJSONLines(out)
	lines.SetIndent("", "  ")
	lines.print(value)
}

// A jsonPrinter prints replays for programs: a line for each event and each script.
type jsonPrinter struct {
	jsonLines
	state bool
}

func (*jsonPrinter) start(source) {}

func (j *jsonPrinter) event(s source, e *sim.Event, p *script.Performed) {
	action := model.ActionOf(e.Op)
	out := eventJSON{Type: "event", File: s.name, At: sim.FormatDuration(e.At), Operation: e.Op.String(), Due: e.Due,
		Answer: script.FormatAnswer(e.Answer, action), Injected: e.Injected, Broken: enum.Names(e.Outcome.Broken().All()), Note: noteOf(p)}
	if p != nil {
		out.Line = p.Step.Line
	}
	if p != nil && !p.Admission.Exact {
		out.Wanted = script.FormatAnswer(p.Step.Want, action)
	}
	if e.Takes != nil {
		out.Takes = e.Takes.String()
	}
	for c := range model.Diff(e.Before, e.After) {
		out.Changes = append(out.Changes, changeOf(c))
	}
	j.print(out)
}

func changeOf(c model.Change) changeJSON {
	out := changeJSON{Kind: c.Kind().String(), ID: c.ID(), Fields: map[string]fromTo{}}
	for field, value := range c.Fields() {
		out.Fields[field.String()] = fromTo{value[0], value[1]}
	}
	return out
}

func (j *jsonPrinter) end(s source, report *script.Report, unjudged string, err error) {
	out := scriptJSON{Type: "script", File: s.name, Edition: otherEdition(s.world.Machine.Edition), Green: err == nil && unjudged == "" && report.Green(), Steps: report.Steps, Outside: report.Outside, Elsewhere: report.Elsewhere, Unjudged: unjudged}
	if err != nil {
		out.Error = err.Error()
	}
	if report.Failed != nil {
		out.Failed = failedOf(report.Failed)
	}
	if j.state && report.World != nil {
		state := report.World.State()
		out.State, out.Pending = &state, pendingOf(report.World.Pending())
	}
	j.print(out)
}

// otherEdition returns the date of an edition, unless it is the default one.
func otherEdition(e book.Edition) string {
	if e == 0 {
		return ""
	}
	return e.String()
}

func failedOf(f *script.Failure) *failedJSON {
	out := &failedJSON{Line: f.Step.Line, At: sim.FormatDuration(f.Step.At), Why: f.Error()}
	if f.Step.Op != nil {
		out.Operation = f.Step.Op.String()
	}
	if v, ok := errors.AsType[*properties.Violation](f.Err); ok {
		out.Property, out.Why = v.Property.String(), v.Why
		return out
	}
	out.Answered, out.Required = contrast(f)
	for r := range f.Outcome.Broken().All() {
		out.Broken = append(out.Broken, ruleOf(r))
	}
	out.Readings = enum.Names(slices.Values(f.Readings))
	return out
}

func pendingOf(pending []sim.Pending) []pendingJSON {
	var out []pendingJSON
	for _, p := range pending {
		one := pendingJSON{ID: p.ID, Status: p.Status, Since: sim.FormatDuration(p.Since), Delay: p.Delay.String()}
		if p.Timed() {
			one.Due = sim.FormatDuration(p.Due)
		}
		out = append(out, one)
	}
	return out
}
