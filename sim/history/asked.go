package history

import (
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// asked is what was asked: an operation and its parameters. It is kept, for the same is
// asked over and over again.
type asked struct {
	action   book.Action
	op       model.Op // of a creation without the ids that are shown; nil where skipped
	skipped  string
	touches  []string // of a skipped one: the ids that it names
	reads    bool     // of a skipped one: it changes nothing that the machine has
	partial  bool     // a describe that asks for less than the operation says
	pageSize int      // of a describe
	token    string
	ignored  []*int // counts of what means nothing here, which are raised each time
}

// The parameters of the API that a describe of the machine has, and their names there.
var describeParams = map[string]string{"DiskIds": "DiskId", "InstanceIds": "InstanceId"}

// defaultPage is how many resources a describe shows unless it is told.
const defaultPage = 10

// readAsked returns what was asked of an operation, by its name in the API. The parameters
// are an object, or nothing; withheld are names of others, whose values are not known.
func (r *Reader) readAsked(name string, params *node, withheld []string) (a *asked) {
	a = &asked{pageSize: defaultPage}
	a.touches = idsIn(params)
	action, err := book.ParseAction(name)
	if err != nil {
		a.skip("operation " + name)
		if name == eventName {
			a.skipped = eventName
		}
		a.reads = readsOnly(name)
		return a
	}
	a.action = action
	var given []model.Param
	beside := slices.ContainsFunc(withheld, func(name string) bool { return !ofRequest[name] }) // what the machine does not have is modified
	if params != nil {
		for n, name := range params.names {
			value := &params.items[n]
			text, is := textOf(value)
			switch {
			case value.kind == 'n' || value.kind == '"' && text == "" && !action.Event():
			case name == "ClientToken" && action.Creates() && is:
				a.token = text
			case a.page(name, value):
			case !is && !isList(value):
				a.doubt(name, string(value.raw))
			default:
				p, ok := paramOf(action, name, value)
				switch {
				case ok:
					if _, err := model.NewOp(action, p); err != nil {
						a.doubt(name, text)
					} else {
						given = append(given, p)
					}
				case isHarmless(action, name, text):
					a.ignored = append(a.ignored, r.counter(r.ignored, "parameter "+short(name)+" of "+action.String()))
					beside = beside || !ofRequest[name]
				default:
					a.doubt(name, text)
				}
			}
		}
	}
	for _, name := range withheld {
		if isHarmless(action, name, "") {
			a.ignored = append(a.ignored, r.counter(r.ignored, "parameter "+short(name)+" of "+action.String()))
		} else {
			a.doubt(name, "")
		}
	}
	if a.skipped != "" {
		a.skip(a.skipped)
		return a
	}
	if action.Event() { // its parameters are given by place, so all are there
		for _, name := range model.ParamsOf(action) {
			if !slices.ContainsFunc(given, func(p model.Param) bool { return p.Name == name }) {
				a.skip("event " + action.String() + " without " + name)
				return a
			}
		}
	}
	if a.op, err = model.NewOp(action, given...); err != nil {
		a.skip(err.Error())
		return a
	}
	if op, ok := a.op.(model.ModifyDiskAttribute); ok && beside && op.DeleteWithInstance == model.Absent && op.DeleteAutoSnapshot == model.Absent {
		a.skip("attributes that are not modelled")
		a.reads = true
	}
	return a
}

// skip notes that what is asked is not modelled.
func (a *asked) skip(why string) { a.op, a.skipped = nil, why }

// doubt notes a parameter that the machine does not have, or a value: a describe shows less
// for it, and of anything else it is not known what it does.
func (a *asked) doubt(name, value string) {
	switch {
	case a.action.Describe():
		a.partial = a.partial || !strings.EqualFold(value, "all")
	case a.skipped != "":
	case value == "":
		a.skipped = "parameter " + short(name)
	default:
		a.skipped = "parameter " + short(name) + "=" + short(value)
	}
}

// page takes a parameter that says which page is shown, if it is one.
func (a *asked) page(name string, value *node) bool {
	if !a.action.Describe() {
		return false
	}
	text, _ := textOf(value)
	n, err := strconv.Atoi(text)
	switch name {
	case "PageSize", "MaxResults":
		if err != nil || n < 1 {
			a.partial = true
		}
		a.pageSize = n
	case "PageNumber":
		a.partial = a.partial || n != 1
	case "NextToken":
		a.partial = a.partial || text != ""
	default:
		return false
	}
	return true
}

// paramOf returns a parameter as the machine has it; ok is false if it has none of that name.
func paramOf(action book.Action, name string, value *node) (p model.Param, ok bool) {
	p.Name = name
	if action.Describe() {
		if own := describeParams[name]; own != "" {
			p.Name = own
		}
	}
	if !slices.Contains(model.ParamsOf(action), p.Name) {
		return p, false
	}
	list := action.Describe() && p.Name != "Status" && (action != book.ActionDescribeDisks || p.Name != "InstanceId")
	switch text, is := textOf(value); {
	case list:
		words, _ := listOf(value)
		for n, word := range words {
			words[n] = model.QuoteID(word)
		}
		p.Value = strings.Join(words, ",")
	case !is:
		return p, false
	case strings.EqualFold(text, "true") || strings.EqualFold(text, "false"):
		if p.Value = model.QuoteID(text); isFlag(action, name) {
			p.Value = strings.ToLower(text)
		}
	case name == "LockReason" || name == "InstanceChargeType":
		p.Value = text
	default:
		p.Value = model.QuoteID(text)
	}
	return p, true
}

// isFlag reports whether a parameter is a Boolean.
func isFlag(action book.Action, name string) bool {
	_, err := model.NewOp(action, model.Param{Name: name, Value: "maybe"})
	return err != nil
}

// textOf returns the text of a value that is one; is is false of a list, an object or null.
func textOf(n *node) (text string, is bool) {
	return n.text, n.kind == '"' || n.kind == '0' || n.kind == 't' || n.kind == 'f'
}

func isList(n *node) bool {
	_, ok := listOf(n)
	return ok
}

// listOf returns the elements of a list of texts: of JSON, or of JSON in a string, or one.
func listOf(n *node) (words []string, ok bool) {
	if n.kind == '"' && strings.HasPrefix(n.text, "[") {
		if inner, end, bad := parse([]byte(n.text), 0, 1); bad == nil && end == len(n.text) {
			n = &inner
		}
	}
	if n.kind != '[' {
		text, is := textOf(n)
		return []string{text}, is
	}
	for i := range n.items {
		text, is := textOf(&n.items[i])
		if !is {
			return nil, false
		}
		words = append(words, text)
	}
	return words, true
}

// idsIn returns the ids that parameters name.
func idsIn(params *node) (ids []string) {
	if params == nil {
		return nil
	}
	var known set
	for n, name := range params.names {
		lower := strings.ToLower(name)
		if !strings.Contains(lower, "instanceid") && !strings.Contains(lower, "diskid") && lower != "id" {
			continue
		}
		words, _ := listOf(&params.items[n])
		for _, id := range words {
			if id != "" && known.add(id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// readsOnly reports whether an operation, perhaps of another service, only shows what is.
func readsOnly(name string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:]
	for _, verb := range []string{"Describe", "List", "Get", "Query"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}
