package ecsapi

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// An action is a row of the table of what the API can be asked: its parameters, its
// answer, and what it does. This table, that of the fields of a disk and of an
// instance, and that of attributes are the one place that says what the wire has.
type action struct {
	name   string
	params []param
	answer []wire.Field // besides RequestId

	// What it does: an operation of the machine's, and what follows from it beside the
	// machine once it took effect. Or else run does it all.
	check func(*call) *refusal // of parameters together
	op    func(*call) model.Op
	then  func(*Server, *call)
	run   func(*Server, *call) (wire.Object, *refusal)

	fields []wire.Field   // of the whole answer, RequestId first
	named  map[string]int // where each parameter stands that is no list
}

// actions are the tables of all actions, by name.
var actions = func() map[string]*action {
	byName := map[string]*action{}
	for _, table := range [][]action{diskActions, instanceActions, groupActions, describeActions, besideActions} {
		for n := range table {
			a := &table[n]
			a.fields = append([]wire.Field{{Name: "RequestId"}}, a.answer...)
			a.named = map[string]int{}
			for n, p := range a.params {
				if !isList(p.name) {
					a.named[p.name] = n
				}
			}
			byName[a.name] = a
		}
	}
	return byName
}()

// actionNames returns the names of all actions.
func actionNames() string {
	return strings.Join(slices.Sorted(maps.Keys(actions)), ", ")
}

// param looks up a parameter; of a list n is the number in its name, from 1.
func (a *action) param(name string) (row *param, n int) {
	if i, ok := a.named[name]; ok {
		return &a.params[i], 0
	}
	for i := range a.params {
		p := &a.params[i]
		if n := p.number(name); n > 0 {
			return p, n
		}
	}
	return nil, 0
}

// has reports whether an action, if there is one, has a parameter of a name.
func (a *action) has(name string) bool {
	if a == nil {
		return false
	}
	row, _ := a.param(name)
	return row != nil
}

func isList(pattern string) bool {
	return strings.HasSuffix(pattern, ".N") || strings.Contains(pattern, ".N.")
}

// number returns the number in the name of an element of a list, such as 2 of
// "Tag.2.Key" for the row Tag.N.Key; 0 if that is no name of the row's.
func (p *param) number(name string) int {
	before, after, ok := strings.Cut(p.name, ".N")
	if !ok || !strings.HasPrefix(name, before+".") || !strings.HasSuffix(name, after) || len(name) <= len(before)+1+len(after) {
		return 0
	}
	digits := name[len(before)+1 : len(name)-len(after)]
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > maxNumber || digits[0] == '0' || digits[0] == '+' {
		return 0
	}
	return n
}

// maxNumber is the highest number that an element of a list may have.
const maxNumber = 1000

// paramNames returns the names of the parameters that are not refused.
func (a *action) paramNames() string {
	var names []string
	for _, p := range a.params {
		if p.class != refused {
			names = append(names, p.name)
		}
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}

// join puts tables together.
func join(tables ...[]param) []param { return slices.Concat(tables...) }

// put sets a field of the answer.
func (c *call) put(o wire.Object, name string, v wire.Value) {
	for n := range c.action.fields {
		if c.action.fields[n].Name == name {
			o[n] = v
			return
		}
	}
	panic("ecsapi: an answer to " + c.action.name + " has no field " + name)
}
