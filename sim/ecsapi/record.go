package ecsapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// A head is the first line of a history.
type head struct {
	History string    `json:"history"`
	Date    time.Time `json:"date"` // to which Start and End are
	Edition *string   `json:"edition"`
	World   *string   `json:"world"` // null, as of the edition: not known
}

// A line is that of one call in a history. What is not known is left out.
type line struct {
	Start     seconds        `json:"start"`
	End       seconds        `json:"end"`
	Client    string         `json:"client"`
	Op        string         `json:"op,omitempty"`
	Params    map[string]any `json:"params,omitempty"`
	Withheld  []string       `json:"withheld,omitempty"`
	Status    int            `json:"status,omitempty"`
	Code      *string        `json:"code,omitempty"`
	RequestID string         `json:"requestId,omitempty"`
	Shown     map[string]any `json:"shown,omitzero"`
	Unheard   bool           `json:"unheard,omitempty"`

	action *action // nil: unknown
}

// appendLine returns the line of a value that is made of what JSON has.
func appendLine(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("ecsapi.Recorder: " + err.Error())
	}
	return b.Bytes()
}

// seconds is a time since a history began, exact in JSON.
type seconds time.Duration

// MarshalJSON returns a number of seconds, to the nanosecond.
func (s seconds) MarshalJSON() ([]byte, error) {
	sign, d := "", uint64(s)
	if s < 0 {
		sign, d = "-", -d
	}
	text := fmt.Sprintf("%s%d.%09d", sign, d/1e9, d%1e9)
	return []byte(strings.TrimSuffix(strings.TrimRight(text, "0"), ".")), nil
}

// ask notes what is asked, but for what may be secret: a parameter stands there by what
// its row in the table says that it is.
func (l *line) ask(h *http.Request, body []byte, complete bool) {
	r := &request{Request: h}
	bad := r.add(h.URL.RawQuery, "query") != nil
	if r.hasForm() {
		bad = r.add(string(body), "form") != nil || bad
	} else {
		bad = len(body) > 0 || bad
	}
	if bad || !complete {
		l.withhold(unknownName)
	}
	r.readAction() // it may be of another version: that is the endpoint's to say
	l.action = actions[r.action]
	if l.Op = r.action; l.action == nil && strings.Trim(l.Op, letters) != "" {
		l.Op = unknownName
	}
	l.Params = map[string]any{}
	lists := map[string][]numbered{} // by row; what is no list has one element
	for _, p := range r.params {
		row, n := l.row(p.name)
		switch {
		case p.value == "" || row == nil && isCommon(p.name):
			continue
		case row == nil:
			l.withhold(unknownName)
			continue
		}
		v, ok := row.recorded(p.value)
		if !ok || slices.ContainsFunc(lists[row.name], func(other numbered) bool { return other.n == n }) {
			l.withhold(row.name)
			continue
		}
		lists[row.name] = append(lists[row.name], numbered{n, v})
	}
	for name, items := range lists {
		if slices.Contains(l.Withheld, name) { // a part would look like the whole
			continue
		}
		if !isList(name) {
			l.Params[name] = items[0].value
			continue
		}
		slices.SortFunc(items, func(a, b numbered) int { return a.n - b.n })
		var values []any
		for _, item := range items {
			values = append(values, item.value)
		}
		l.Params[strings.TrimSuffix(name, ".N")] = values
	}
}

// numbered is an element of a list, by the number in its name.
type numbered struct {
	n     int
	value any
}

const (
	unknownName = "?" // of what is not in the tables: it may be anything
	letters     = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// withhold notes that something was asked that does not stand there.
func (l *line) withhold(name string) {
	if !slices.Contains(l.Withheld, name) {
		l.Withheld = append(l.Withheld, name)
	}
}

// row looks up a parameter.
func (l *line) row(name string) (row *param, n int) {
	if name == regionParam.name {
		return regionParam, 0
	}
	if l.action == nil || isCommon(name) {
		return nil, 0
	}
	return l.action.param(name)
}

// regionParam is the row of a parameter that is common to all actions: an id is one of
// its region.
var regionParam = &param{name: "RegionId", kind: word}

// recorded returns the value of a parameter as it may stand in a record, with its kind. It
// is not ok if the value may be secret: if it may be any text, or is not what the table
// has.
func (p *param) recorded(value string) (v any, ok bool) {
	a := arg{param: p, value: value}
	switch {
	case a.check() != "" || !public(value) && p.kind != ids:
		return nil, false
	case p.class == atDefault:
		ok = slices.ContainsFunc(p.only, func(v string) bool { return strings.EqualFold(v, value) })
		if kind := p.only[0]; kind == "true" || kind == "false" {
			return strings.EqualFold(value, "true"), ok
		} else if n, err := strconv.Atoi(kind); err == nil {
			return n, ok
		}
		return value, ok
	}
	switch p.kind {
	case boolean:
		return strings.EqualFold(value, "true"), true
	case integer:
		n, err := strconv.Atoi(value)
		return n, err == nil
	case ids:
		return a.ids, !slices.ContainsFunc(a.ids, func(id string) bool { return !public(id) })
	case token: // all that matters is whether it is the same
		return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(value)))[:23], true
	}
	return value, p.kind != text || p.class == modelled && p.only != nil
}

// public reports whether a text can be an id or a word of the API's own.
func public(text string) bool { return len(text) <= maxWord && isText(text) }

// maxWord is how long such a text may be, in bytes.
const maxWord = 128

// hear notes that there is an answer.
func (l *line) hear(status int) { l.Status, l.Unheard = status, false }

// answer notes what is answered. A message is not noted: it may quote what was asked.
func (l *line) answer(body []byte) {
	success := l.Status/100 == 2
	fields := errorFields
	switch {
	case success && l.action != nil:
		fields = l.action.fields
	case success:
		fields = errorFields[:1] // RequestId
	}
	format := wire.XML
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) {
		format = wire.JSON
	}
	o, _, err := format.Decode(body, fields)
	if err != nil {
		return
	}
	if id := o.Get(fields, "RequestId").Text; strings.Trim(id, "0123456789abcdefABCDEF-") == "" && len(id) <= maxWord {
		l.RequestID = id
	}
	if !success {
		if code := o.Get(fields, "Code").Text; strings.Trim(code, letters+"0123456789.") == "" && code != "" && len(code) <= maxWord {
			l.Code = &code
		}
		return
	}
	l.Code = new(string)
	for n, f := range fields {
		switch {
		case !f.Recorded || !o[n].Set:
		case f.Kind == wire.List:
			l.show(o[n].Items, f.Fields)
		default: // what was created
			l.show([]wire.Object{o[n : n+1]}, fields[n:n+1])
		}
	}
}

// show notes resources that are shown, each by its first field, which is its id.
func (l *line) show(items []wire.Object, fields []wire.Field) {
	if l.Shown == nil {
		l.Shown = map[string]any{}
	}
	for _, item := range items {
		if id := item[0].Text; id != "" && public(id) {
			l.Shown[id] = recordedFields(item[1:], fields[1:])
		}
	}
}

// recordedFields returns those fields of an object that may stand in a record, each with its
// kind.
func recordedFields(o wire.Object, fields []wire.Field) map[string]any {
	shown := map[string]any{}
	for n, f := range fields {
		v := o[n]
		switch {
		case !f.Recorded || !v.Set:
		case f.Kind == wire.List:
			items := []any{}
			for _, item := range v.Items {
				items = append(items, recordedFields(item, f.Fields))
			}
			shown[f.Name] = items
		case f.Kind == wire.Boolean:
			shown[f.Name] = v.Text == "true"
		case public(v.Text):
			shown[f.Name] = v.Text
		}
	}
	return shown
}
