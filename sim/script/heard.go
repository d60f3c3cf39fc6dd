package script

import (
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// parseHeard reads the answer column of a history: what was observed. Of a script, that is
// what its got says or else what the machine answers. tokens are the whole of the line.
func (c *Call) parseHeard(s *Step, action book.Action, tokens, answer []token, after int) *problem {
	if len(answer) == 1 && answer[0].text == wordUnheard {
		if action.Event() {
			return noFaultOf(action, answer[0])
		}
		c.Unheard = true
		return nil
	}
	if len(answer) > 0 && answer[0].text == wordUnheard {
		return problemAt(answer[1].column, "%q: expected nothing behind %s but who called; or, if %s is an id, in quotes", answer[1].text, wordUnheard, wordUnheard)
	}
	message := c.Answer.Message
	p := s.parseAnswers(action, answer, after)
	switch {
	case p != nil:
		end := slices.IndexFunc(answer, token.isMark)
		if end < 0 {
			end = len(answer)
		}
		if len(answer) == 0 || end < len(answer) || !hasOther(action, answer) {
			return p
		}
		if p = c.parseOther(action, answer); p != nil {
			return p
		}
		c.Written = text(answer)
	case s.Reply.Unheard():
		c.Unheard = true
	case s.GotOther != "":
		got, _, p := scan(s.GotOther, nil)
		if p == nil {
			p = c.parseOther(action, got)
		}
		if p != nil {
			return p
		}
	case s.Got != nil:
		c.Answer = *s.Got
	case s.Reply == sim.ReplyLate:
		c.Answer = model.Answer{Status: 500, Code: model.InternalError}
	default:
		c.Answer = s.Want
	}
	if s.Injected || s.Stale != 0 || s.Reply != sim.ReplyHeard || s.Got != nil || s.GotOther != "" {
		c.Written = string(s.appendAnswers(nil))
	}
	if c.Answer.Message = message; c.Skipped != "" {
		c.skip(tokens, "%s", c.Skipped)
	}
	c.complete()
	return nil
}

// complete gives what is shown the id of the only resource that was asked for.
func (c *Call) complete() {
	if len(c.Answer.Shown) != 1 || c.Answer.Shown[0].Stated.Has(book.FieldID) {
		return
	}
	if id := only(c.Op); id != "" {
		r := c.Answer.Shown[0]
		if r.Disk != nil {
			r.Disk.ID = model.DiskID(id)
		} else {
			r.Instance.ID = model.InstanceID(id)
		}
		c.Answer.Shown[0].Stated |= book.FieldsOf(book.FieldID)
	}
}

// only returns the id of the only resource that a describe asks for: "" if it asks for others.
func only(op model.Op) string {
	switch op := op.(type) {
	case model.DescribeDisks:
		if len(op.DiskIDs) == 1 {
			return string(op.DiskIDs[0])
		}
	case model.DescribeInstances:
		if len(op.InstanceIDs) == 1 {
			return string(op.InstanceIDs[0])
		}
	}
	return ""
}

// parseOther reads what a describe showed that the machine does not have, such as a status
// Modifying. Of a resource with such a status only its id counts, and no list of locks counts
// that has one. Where nothing is left, the call is skipped.
func (c *Call) parseOther(action book.Action, tokens []token) *problem {
	a := model.Answer{Status: 200}
	left := false    // whether something is left
	var why []string // the first of what is not, each once
	for len(tokens) > 0 {
		end := slices.IndexFunc(tokens, func(t token) bool { return t.text == ";" })
		item := tokens
		if end >= 0 {
			item, tokens = tokens[:end], tokens[end+1:]
		} else {
			tokens = nil
		}
		var known []token
		var others []string
		isStatus := false
		for _, t := range item {
			name, value, named := t.name()
			switch {
			case named && name == book.FieldOperationLocks.String() && (action == book.ActionDescribeDisks || otherLocks(value)):
				others = append(others, "lock "+value)
				continue
			case !named && otherStatus(action, t):
				others = append(others, "status "+t.text)
				t.text, isStatus = statusesOf(kindOf(action))[0], true
			}
			known = append(known, t)
		}
		stated, rest, p := parseItem(known, &a, action)
		switch {
		case p != nil:
			return p
		case len(rest) > 0:
			return problemAt(rest[0].column, "%q: expected nothing more of this resource", rest[0].text)
		}
		r := &a.Shown[len(a.Shown)-1]
		if isStatus {
			r.Stated &= book.FieldsOf(book.FieldID)
		}
		left = left || r.Stated&^book.FieldsOf(book.FieldID) != 0
		of := ""
		if stated.Has(book.FieldID) {
			of = " of " + model.QuoteID(r.ID())
		}
		for _, other := range others {
			c.LeftOut = append(c.LeftOut, other+of)
			if len(why) < maxErrors && !slices.Contains(why, other) {
				why = append(why, other)
			}
		}
	}
	if c.Answer = a; !left {
		c.Skipped = strings.Join(why, ", ")
		known := map[string]bool{}
		for _, r := range a.Shown {
			if id := r.ID(); r.Stated.Has(book.FieldID) && !known[id] {
				known[id] = true
				c.Touches = append(c.Touches, id)
			}
		}
	}
	return nil
}

// appendHeard writes the answer column.
func (c *Call) appendHeard(b []byte) []byte {
	action := model.ActionOf(c.Op)
	switch a := c.Answer; {
	case c.Written != "":
		b = append(b, c.Written...)
	case c.Unheard:
		b = append(b, wordUnheard...)
	case action.Event() && a.Success():
	case len(a.Shown) == 1 && a.Code == "" && a.Shown[0].Shows() != book.FieldsOf(book.FieldID) && a.Shown[0].ID() == only(c.Op):
		shown := a.Shown[0]
		b = appendFields(b, shown.Resource, shown.Shows()&^book.FieldsOf(book.FieldID))
	default:
		b = appendAnswer(b, a, action)
	}
	return b
}

// historyWord returns the problem of a word of a line that only a history has; nil if it has
// none.
func historyWord(tokens []token) *problem {
	say := func(t token, what string) *problem {
		return problemAt(t.column, "%s, as only a history has it, which is judged and not replayed; expected a step", fmt.Sprintf(what, t.text))
	}
	if first := tokens[0]; first.text == wordUntimed || first.text[0] >= '0' && first.text[0] <= '9' && strings.Contains(first.text, untilSign) {
		return say(first, "time %s")
	}
	for n, t := range tokens {
		name, _, _ := t.name()
		switch {
		case t.text == wordUnheard:
			return say(t, "%s")
		case t.text == wordSkipped && n < 2:
			return say(t, "%s")
		case t.text == wordBy && n > 0 && n < len(tokens)-1:
			return say(t, "%s NAME")
		case t.text == wordPartial && n > 1, n > 1 && (name == wordRequest || name == wordMessage || name == wordToken):
			return say(t, "%s")
		}
	}
	return nil
}
