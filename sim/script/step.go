package script

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/sim"
)

// wordTakes is the name of the parameter that is about time and not of the API.
const wordTakes = "takes"

// parseStep reads a step line of a machine. The step comes with the instant of the one before.
func parseStep(m model.Machine, tokens []token, s *Step) *problem {
	p := s.parse(m, tokens)
	if p == nil {
		return nil
	}
	if of := historyWord(tokens); of != nil {
		return of
	}
	return p
}

func (s *Step) parse(m model.Machine, tokens []token) *problem {
	last := tokens[len(tokens)-1]
	after := last.column + len(last.text)
	if c := strings.TrimPrefix(tokens[0].text, "-"); c != "" && c[0] >= '0' && c[0] <= '9' {
		at, err := sim.ParseDuration(tokens[0].text)
		switch {
		case err != nil:
			return problemAt(tokens[0].column, "time %v", err)
		case at < s.At:
			return problemAt(tokens[0].column, "time %s is before that of the step above, %s", tokens[0].text, sim.FormatDuration(s.At))
		}
		s.At = at
		tokens = tokens[1:]
	}
	if len(tokens) == 0 {
		return problemAt(after, "the operation is missing; expected one such as DetachDisk")
	}
	if isWorldLine(tokens) {
		return problemAt(tokens[0].column, "a world line below a step; expected all world lines above the first step")
	}
	action, err := book.ParseAction(tokens[0].text)
	if err != nil {
		return unknownOperation(tokens[0])
	}
	word, isSplit := split(tokens)
	if isSplit && !action.Describe() {
		return noSplit(tokens)
	}
	rest, p := s.parseOp(action, tokens, after)
	if p == nil {
		if err := m.CheckOp(s.Op); err != nil {
			p = problemAt(tokens[0].column, "%v", err)
		}
	}
	if p == nil {
		p = s.parseAnswers(action, rest, after)
		if noneNamed := len(rest) == len(tokens)-1 && len(rest) > 1; p != nil && noneNamed && p.column == rest[0].column && !action.Event() && !action.Describe() {
			if t := rest[0]; t.text[0] > '9' { // which no HTTP status begins with
				p.text += "; or parameters with their names, such as " + model.ParamsOf(action)[0] + "=" + t.text
			}
		}
	}
	if p != nil && isSplit {
		p.text += inQuotes(word)
	}
	return p
}

// unknownOperation is the problem of a word that starts neither a step nor a world
// line.
func unknownOperation(t token) *problem {
	words := enum.Names(book.Actions())
	all := strings.Join(words, ", ") + "; or, above the first step, " + strings.Join(worldWords, ", ")
	return problemAt(t.column, "operation %q is not modelled; %s", t.text, suggest.Expected(t.text, append(words, worldWords...), all))
}

// ParseOp reads an operation or an event of words such as [Words] returns, written as in a step.
func ParseOp(words ...string) (model.Op, error) {
	if len(words) == 0 {
		return nil, errors.New("expected an operation such as DetachDisk")
	}
	action, err := book.ParseAction(words[0])
	if err != nil {
		return nil, err
	}
	tokens := make([]token, len(words))
	for n, word := range words {
		tokens[n].text = word
	}
	var s Step
	rest, p := s.parseOp(action, tokens, 0)
	names := model.ParamsOf(action)
	switch {
	case p != nil:
		return nil, errors.New(p.text)
	case s.Takes != nil:
		return nil, fmt.Errorf("%s= is for the step of a script; expected the parameters of %s", wordTakes, action)
	case len(rest) > 0 && action.Event():
		return nil, fmt.Errorf("%s: expected %s %s", strings.Join(words, " "), action, strings.Join(names, " "))
	case len(rest) > 0:
		return nil, fmt.Errorf("%q: expected Name=value behind %s; the names are %s", rest[0].text, action, strings.Join(names, ", "))
	}
	return s.Op, nil
}

// parseOp reads the operation and its parameters, which follow it by name or, for
// an event, by place. It returns what follows them.
func (s *Step) parseOp(action book.Action, tokens []token, after int) (rest []token, _ *problem) {
	var paramSpace [4]model.Param
	var tokenSpace [4]token
	params, of := paramSpace[:0], tokenSpace[:0] // of[n] is the token of params[n]
	var names []string
	if action.Event() { // an operation's are listed only when one is wrong
		names = model.ParamsOf(action)
	}
	for rest = tokens[1:]; len(rest) > 0; rest = rest[1:] {
		t := rest[0]
		name, value, named := t.name()
		if action.Event() && len(params) == len(names) || !action.Event() && !named {
			break
		}
		switch {
		case action.Event() && named:
			p := problemAt(t.column, "%q: the parameters of %s have no names; expected %s %s", t.text, action, action, strings.Join(names, " "))
			if !slices.Contains(names, name) {
				p.text += inQuotes(t)
			}
			return nil, p
		case action.Event():
			value := t.text
			if value == `""` { // no reason at all has no other spelling here
				value = ""
			}
			params, of = append(params, model.Param{Name: names[len(params)], Value: value}), append(of, t)
		case name == wordTakes && s.Takes != nil:
			return nil, problemAt(t.column, "takes is given twice")
		case name == wordTakes:
			d, err := sim.ParseDelay(value)
			if err != nil {
				return nil, problemAt(t.column+len(name)+1, "%v", err)
			}
			if d.Fails > 0 && !slices.ContainsFunc(sim.Starts(action), sim.CanFail) {
				return nil, problemAt(t.column+len(name)+1, "%s starts nothing that can fail; expected %s, or DetachDisk or AttachDisk", action, d.Failing(0))
			}
			s.Takes = &d
		default:
			params, of = append(params, model.Param{Name: name, Value: value}), append(of, t)
		}
	}
	if action.Event() && len(params) < len(names) {
		return nil, problemAt(after, "%s is missing; expected %s %s", names[len(params)], action, strings.Join(names, " "))
	}
	var err error
	s.Op, err = model.NewOp(action, params...)
	for n := 0; err != nil; n++ { // the first that is wrong
		if _, err := model.NewOp(action, params[:n+1]...); err != nil {
			p := problemAt(of[n].column, "%v", err)
			name, names := params[n].Name, model.ParamsOf(action)
			if action.Describe() && !slices.Contains(names, name) && suggest.Nearest(name, names) == "" { // what it shows may begin with an id
				p.text += inQuotes(of[n])
			}
			return nil, p
		}
	}
	return rest, nil
}
