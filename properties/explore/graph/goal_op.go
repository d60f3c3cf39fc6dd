package graph

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/sim/script"
)

// A verdict is what is wanted of an operation.
type verdict struct {
	refused bool
	rules   book.RuleSet // one of which is broken; empty for any
	code    string       // that is answered; "" for any
	only    bool         // one rule is broken
}

// of reports whether an outcome is what is wanted.
func (v *verdict) of(o model.Outcome) bool {
	if !v.refused {
		return o.Accepted()
	}
	first, refused := o.Rule()
	switch {
	case !refused, v.only && o.Broken().Len() != 1:
		return false
	case v.code != "":
		return o.Refusal(first).Code == v.code
	}
	return v.rules == book.RuleSet{} || v.rules.Intersection(o.Broken()) != book.RuleSet{}
}

// addOp adds what is wanted of an operation.
func (g *Goal) addOp(action book.Action, words []string, m model.Machine) error {
	if action.Describe() {
		return fmt.Errorf("%s is always accepted and changes nothing; expected what it is to show, such as d-1 Available", action)
	}
	at := slices.IndexFunc(words, func(word string) bool { return word == wordAccepted || word == wordRefused })
	if at < 0 {
		return meant(fmt.Errorf("expected accepted or refused behind %s", strings.Join(words, " ")), words[len(words)-1], wordAccepted, wordRefused)
	}
	v, err := parseVerdict(action, words[at:], m.Edition)
	if err != nil {
		return err
	}
	var given model.Op // nil: any of the action
	if at > 1 {
		if given, err = script.ParseOp(words[:at]...); err == nil {
			err = m.CheckOp(given)
		}
		if err != nil {
			return err
		}
		if !v.refused && !action.Event() {
			g.asks = given
		}
	}
	return g.want(want{changes: !v.refused, in: func(m model.Machine, s model.State, ops []model.Op) (*script.Step, bool) {
		if given != nil {
			return v.show(m, s, given)
		}
		for _, op := range ops {
			if model.ActionOf(op) != action {
				continue
			}
			if show, ok := v.show(m, s, op); ok {
				return show, true
			}
		}
		return nil, false
	}})
}

// show returns the step of an operation, if its outcome is what is wanted.
func (v *verdict) show(m model.Machine, s model.State, op model.Op) (*script.Step, bool) {
	_, o, answer := m.Respond(s, op)
	if !v.of(o) {
		return nil, false
	}
	return &script.Step{Op: op, Want: answer}, true
}

// parseVerdict reads "accepted" or "refused [with] [RULE|CODE] [only]".
func parseVerdict(action book.Action, words []string, e book.Edition) (v verdict, err error) {
	v.refused = words[0] == wordRefused
	rest := words[1:]
	rules := slices.DeleteFunc(slices.Collect(book.RulesOf(action)), func(r book.Rule) bool { return !r.Row().Editions.Has(e) })
	switch {
	case !v.refused && len(rest) > 0:
		return v, fmt.Errorf("expected nothing behind accepted, not %s", strings.Join(rest, " "))
	case v.refused && len(rules) == 0:
		return v, fmt.Errorf("no rule refuses %s", action)
	case len(rest) == 0:
		return v, nil
	}
	if n := len(rest); rest[n-1] == "only" {
		v.only, rest = true, rest[:n-1]
	}
	if len(rest) > 0 && rest[0] == "with" {
		rest = rest[1:]
	}
	if len(rest) != 1 {
		return v, fmt.Errorf("expected one rule or code behind %s", words[0])
	}
	return v, v.because(action, rules, rest[0], e)
}

// because reads the rule or the code with which an operation is to be refused: one that is the
// machine's own answer to what breaks a rule.
func (v *verdict) because(action book.Action, rules []book.Rule, name string, e book.Edition) error {
	var names, all []string
	for _, r := range rules {
		if name == r.String() {
			v.rules = book.RuleSetOf(r)
			return nil
		}
		var codes []string
		for _, own := range (book.Book{Edition: e}).Own(r) {
			if own.Code == name {
				v.code = name
				return nil
			}
			codes = append(codes, own.Code)
		}
		names = append(append(names, r.String()), codes...)
		all = append(all, fmt.Sprintf("%s (%s)", r, strings.Join(codes, " or ")))
	}
	return fmt.Errorf("in edition %s %s is not refused with %s; %s", e, action, name, suggest.Expected(name, names, strings.Join(all, ", ")))
}
