package ecsapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// A param is a row of the table of parameters: one that the documentation has of an
// action, or several of a list, such as "Tag.N.Key".
type param struct {
	name  string
	kind  paramKind
	class class
	only  []string // unless nil: the values that are taken; of class atDefault, in any case

	in        book.Editions // that have it as its class says
	otherwise string        // in others it is taken with this value only

	required bool   // which the machine does not judge by itself
	code     string // of the refusal of a malformed value, if the documentation has one
	http     int    // and its status
}

// A class says what becomes of a parameter.
type class uint8

const (
	modelled  class = iota // it does what it is documented to do, as far as that can be seen here
	harmless               // taken, and nothing that can be seen here depends on it
	atDefault              // taken with its default only: any other value would change answers
	refused                // refused by its name: it would change answers
)

var classes = [...]string{"modelled", "harmless", "default only", "refused"}

func (c class) String() string { return classes[c] }

// A paramKind is the type of a parameter's value.
type paramKind uint8

const (
	text    paramKind = iota // anything, also what nobody else may read: it is in no record
	word                     // text that may stand in a record: an id, or a word of the API's own
	boolean                  // true or false, in any case
	integer                  // of 32 bits, not negative
	ids                      // a JSON array of strings
	device                   // such as /dev/xvdb
	token                    // a ClientToken
)

// params returns rows of one class and kind.
func params(c class, k paramKind, names ...string) []param {
	var rows []param
	for _, name := range names {
		rows = append(rows, param{name: name, class: c, kind: k})
	}
	return rows
}

// only returns rows of parameters that are taken with one of the given values.
func only(values string, names ...string) []param {
	rows := params(atDefault, text, names...)
	for n := range rows {
		rows[n].only = strings.Split(values, "|")
	}
	return rows
}

// or gives a row a documented refusal of its own for a malformed value.
func (p param) or(http int, code string) param {
	p.http, p.code = http, code
	return p
}

// among gives a row of class modelled the values that it has.
func (p param) among(values ...string) param {
	p.only = values
	return p
}

// since gives a row the editions that have it, and the value that it is taken with in others.
func (p param) since(in book.Editions, otherwise string) param {
	p.in, p.otherwise = in, otherwise
	return p
}

// tagParams are the parameters of tags; some clients write the last part in lower case.
var tagParams = []param{
	param{name: "Tag.N.Key"}.or(400, "InvalidTagKey.Malformed"), param{name: "Tag.N.Value"}.or(400, "InvalidTagValue.Malformed"),
	{name: "Tag.N.key"}, {name: "Tag.N.value"},
}

// commonParams are parameters that any request may have. RegionId is one of them: the
// world is one region, whatever it is called.
var commonParams = []string{"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion",
	"SignatureNonce", "SignatureType", "Timestamp", "SecurityToken", "RegionId",
	"OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount"}

func isCommon(name string) bool { return slices.Contains(commonParams, name) }

// secret are parameters whose values are in no log.
var secret = map[string]bool{"Password": true, "UserData": true}

// An arg is a parameter of a call: a row of the table and what is given.
type arg struct {
	*param
	n     int // of a list, its number; else 0
	value string
	ids   []string // of a JSON array
}

// readArgs looks up the parameters of a request in the table of its action. What is
// given empty is not given. The errors are of three kinds: a parameter that is not
// known, a value that is not modelled, and one that is malformed.
func (s *Server) readArgs(a *action, r *request) ([]arg, *refusal) {
	args := make([]arg, 0, min(len(r.params), 8))
	for _, p := range r.params {
		if isCommon(p.name) {
			continue
		}
		row, n := a.param(p.name)
		switch {
		case row == nil:
			s.met(a.name, p.name, "")
			return nil, refuse(400, codeNotModelled, "Parameter %.64q of %s is not known; expected %s.", p.name, a.name, a.paramNames())
		case p.value == "":
			continue
		case row.class == refused:
			s.met(a.name, row.name, "")
			return nil, refuse(400, codeNotModelled, "Parameter %s of %s is not modelled, and it would change the answers; expected none.", p.name, a.name)
		case row.class == atDefault && !slices.ContainsFunc(row.only, func(v string) bool { return strings.EqualFold(v, p.value) }):
			s.met(a.name, row.name, p.value)
			return nil, refuse(400, codeNotModelled, "Parameter %s=%.64s of %s is not modelled; expected %s, or none.", p.name, p.value, a.name, strings.Join(row.only, " or "))
		case !row.in.Has(s.machine.Edition) && !strings.EqualFold(row.otherwise, p.value):
			s.met(a.name, row.name, p.value)
			return nil, refuse(400, codeNotModelled, "Parameter %s=%.64s of %s is not in edition %s; expected %s, or none, or an edition of %s.",
				p.name, p.value, a.name, s.machine.Edition, row.otherwise, row.in)
		}
		a := arg{param: row, n: n, value: p.value}
		if problem := a.check(); problem != "" {
			return nil, row.malformed(p.value, problem)
		}
		args = append(args, a)
	}
	for n := range a.params {
		if p := &a.params[n]; p.required && !slices.ContainsFunc(args, func(a arg) bool { return a.param == p }) {
			return nil, missing(p.name)
		}
	}
	return args, nil
}

// malformed returns the refusal of a value.
func (p *param) malformed(value, problem string) *refusal {
	status, code := 400, codeMalformed
	if p.code != "" {
		status, code = p.http, p.code
	}
	return refuse(status, code, "Parameter %s is %.64q; expected %s.", p.name, value, problem)
}

// check returns what was expected, if the value is not that.
func (a *arg) check() (expected string) {
	if a.class == modelled && a.only != nil && !slices.Contains(a.only, a.value) {
		return "one of " + strings.Join(a.only, ", ")
	}
	switch a.kind {
	case boolean:
		if !strings.EqualFold(a.value, "true") && !strings.EqualFold(a.value, "false") {
			return "true or false"
		}
	case integer:
		if n, err := strconv.ParseInt(a.value, 10, 32); err != nil || n < 0 {
			return "a whole number"
		}
	case ids:
		var ok bool
		if a.ids, ok = parseIDs(a.value); !ok {
			return `a JSON array of strings such as ["d-1","d-2"]`
		}
		if len(a.ids) > maxIDs {
			return fmt.Sprintf("at most %d ids", maxIDs)
		}
	case device:
		name, ok := strings.CutPrefix(a.value, "/dev/")
		if !ok || len(name) < 2 || len(name) > 6 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
			return "a device such as /dev/xvdb"
		}
	case token:
		if len(a.value) > maxToken || strings.ContainsFunc(a.value, func(c rune) bool { return c > '~' }) {
			return fmt.Sprintf("at most %d ASCII characters", maxToken)
		}
	}
	return ""
}

// parseIDs reads a JSON array of strings; ok is false for any other text.
func parseIDs(text string) (list []string, ok bool) {
	if inner, ok := strings.CutPrefix(text, `["`); ok && !strings.ContainsAny(text, "\\ \t\n\r") && strings.HasSuffix(inner, `"]`) {
		list = strings.Split(inner[:len(inner)-2], `","`) // by far most are written so
		if !slices.ContainsFunc(list, func(id string) bool { return strings.Contains(id, `"`) }) {
			return list, true
		}
	}
	var items []*string
	if err := json.Unmarshal([]byte(text), &items); err != nil || items == nil || slices.Contains(items, nil) {
		return nil, false
	}
	list = make([]string, len(items))
	for n, item := range items {
		list[n] = *item
	}
	return list, true
}

// maxIDs is how many ids a list may have.
const maxIDs = 100

// arg returns a parameter that is given, nil if it is not. It has to be one that the
// action models.
func (c *call) arg(name string) *arg {
	for n := range c.args {
		if a := &c.args[n]; a.name == name {
			return a
		}
	}
	return nil
}

// text returns the value of a parameter, empty if it is not given.
func (c *call) text(name string) string {
	if a := c.arg(name); a != nil {
		return a.value
	}
	return ""
}

// flag returns the value of a Boolean parameter.
func (c *call) flag(name string) model.Flag {
	switch a := c.arg(name); {
	case a == nil:
		return model.Absent
	default:
		return model.FlagOf(strings.EqualFold(a.value, "true"))
	}
}

// number returns the value of a number, or else if it is not given.
func (c *call) number(name string, otherwise int) int {
	a := c.arg(name)
	if a == nil {
		return otherwise
	}
	n, _ := strconv.Atoi(a.value) // it has been checked
	return n
}

// list returns the values of a list whose elements are numbered, by their numbers.
func (c *call) list(name string) []string {
	var found []*arg
	for n := range c.args {
		if c.args[n].name == name {
			found = append(found, &c.args[n])
		}
	}
	slices.SortFunc(found, func(a, b *arg) int { return a.n - b.n })
	var values []string
	for _, a := range found {
		values = append(values, a.value)
	}
	return values
}

// idList returns the ids of a JSON array, nil if it is not given.
func idList[ID ~string](c *call, name string) []ID {
	a := c.arg(name)
	if a == nil {
		return nil
	}
	list := make([]ID, len(a.ids))
	for n, id := range a.ids {
		list[n] = ID(id)
	}
	return list
}
