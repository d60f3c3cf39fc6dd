package script

import (
	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// parseAnswers reads "ANSWER [injected [raw]] [stale=DURATION] [lost|dropped|late] [got ANSWER]".
func (s *Step) parseAnswers(action book.Action, tokens []token, after int) (p *problem) {
	all := tokens
	if action.Event() && (len(tokens) == 0 || tokens[0].isMark() && !isAnswer(tokens[0].text)) {
		s.Want = model.Answer{Status: 200}
	} else if s.Want, tokens, p = parseAnswer(tokens, after, action); p != nil {
		return wantsOther(action, all, p)
	}
	if len(tokens) > 0 && tokens[0].text == wordInjected {
		if tokens, p = s.injected(action, all[0], tokens); p != nil {
			return p
		}
	}
	for _, mark := range []func(book.Action, token) (bool, *problem){s.stale, s.reply} {
		if len(tokens) == 0 {
			return nil
		}
		taken, p := mark(action, tokens[0])
		if p != nil {
			return p
		}
		if taken {
			tokens = tokens[1:]
		}
	}
	if len(tokens) > 0 && tokens[0].text == wordGot {
		got, rest, p := parseAnswer(tokens[1:], after, action)
		switch {
		case p == nil:
			s.Got, tokens = &got, rest
		case hasOther(action, tokens[1:]):
			s.GotOther, tokens = text(tokens[1:]), nil
		default:
			return p
		}
	}
	if len(tokens) > 0 {
		return problemAt(tokens[0].column, `%q: expected "injected" or "injected raw", "stale=DURATION", "lost", "dropped" or "late", "got ANSWER", in this order, or the end of the line`, tokens[0].text)
	}
	return nil
}

// isAnswer reports whether the word is an answer, and no mark behind one.
func isAnswer(text string) bool { return text == wordOK || text == wordNone || text == wordNotEnabled }

// injected reads the mark of an answer, which begins with a token, and returns what follows.
func (s *Step) injected(action book.Action, answer token, tokens []token) (rest []token, _ *problem) {
	if s.Want.Code == "" {
		return nil, problemAt(tokens[0].column, "only a refusal can be injected; expected a status and a code before it")
	}
	s.Injected = true
	rest = tokens[1:]
	if len(rest) > 0 && rest[0].text == wordRaw {
		return rest[1:], nil
	}
	if err := book.CheckCode(action, s.Want.Status, s.Want.Code); err != nil {
		return nil, problemAt(answer.column, "%v; or, if it is meant so, injected raw", err)
	}
	return rest, nil
}

// The marks behind an answer. Each takes the word if it is that mark.

func (s *Step) stale(action book.Action, t token) (bool, *problem) {
	name, value, _ := t.name()
	if name != wordStale {
		return false, nil
	}
	switch {
	case action.Event():
		return false, noFaultOf(action, t)
	case s.Injected:
		return false, problemAt(t.column, "what is injected speaks of no state, so of no earlier one; expected one of injected and %s", t.text)
	}
	var err error
	if s.Stale, err = sim.ParseDuration(value); err != nil {
		return false, problemAt(t.column+len(name)+1, "%v", err)
	}
	if s.Stale == 0 || s.Stale > sim.MaxStale {
		return false, problemAt(t.column+len(name)+1, "stale by %s; expected more than 0s and at most %s", value, sim.FormatDuration(sim.MaxStale))
	}
	return true, nil
}

func (s *Step) reply(action book.Action, t token) (bool, *problem) {
	reply := map[string]sim.Reply{wordLost: sim.ReplyLost, wordDropped: sim.ReplyDropped, wordLate: sim.ReplyLate}[t.text]
	switch {
	case reply == sim.ReplyHeard:
		return false, nil
	case action.Event():
		return false, noFaultOf(action, t)
	case reply == sim.ReplyDropped && s.Injected:
		return false, problemAt(t.column, "what is dropped is not refused by a fault on top; expected one of injected and dropped")
	case reply == sim.ReplyDropped && s.Stale != 0:
		return false, problemAt(t.column, "what is dropped is not judged by an earlier state; expected one of stale and dropped")
	case reply == sim.ReplyLate && !s.Want.Success():
		return false, problemAt(t.column, "only the reply to an accepted call is late, which is answered %d %s; expected %s, or lost", 500, model.InternalError, lateForm(action))
	}
	s.Reply = reply
	return true, nil
}

func lateForm(action book.Action) string {
	if action.Describe() {
		return "what is shown before it"
	}
	return "ok before it"
}

func noFaultOf(action book.Action, t token) *problem {
	return problemAt(t.column, "nobody asks the API for %v, so nothing can go wrong around it; expected no %s", action, t.text)
}
