package script

import (
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// The words of the answer column.
const (
	wordOK         = "ok"
	wordNone       = "none"
	wordNotEnabled = "not-enabled"
	wordInjected   = "injected"
	wordRaw        = "raw" // behind injected alone
	wordGot        = "got"
	wordLost       = "lost"
	wordDropped    = "dropped"
	wordLate       = "late"
	wordStale      = "stale" // as in stale=5s
)

// parseAnswer reads an answer to an action off the tokens, and returns what follows
// it. Success of anything but a describe is ok.
func parseAnswer(tokens []token, after int, action book.Action) (a model.Answer, rest []token, _ *problem) {
	if len(tokens) == 0 {
		return a, nil, problemAt(after, "the answer is missing; expected %s", answerForms(action))
	}
	t, rest := tokens[0], tokens[1:]
	switch {
	case t.text == wordNotEnabled:
		a.NotEnabled = true
		return a, rest, nil
	case isNumber(t.text) && !action.Event():
		return parseRefusal(t, rest)
	case t.text == wordOK && !action.Describe():
		a.Status = 200
		return a, rest, nil
	case !action.Describe():
		return a, nil, problemAt(t.column, "answer %q; expected %s", t.text, answerForms(action))
	}
	a.Status = 200
	if t.text == wordNone {
		return a, rest, nil
	}
	rest, p := parseShown(tokens, after, &a, action)
	return a, rest, p
}

// parseRefusal reads the code behind an HTTP status.
func parseRefusal(t token, rest []token) (a model.Answer, _ []token, _ *problem) {
	status, err := strconv.Atoi(t.text)
	if err != nil || t.text != "0" && (len(t.text) != 3 || status < 400 || status > 599) {
		return a, nil, problemAt(t.column, "HTTP status %s; expected one from 400 to 599 for a refusal, or 0 where it is not known", t.text)
	}
	if len(rest) == 0 || rest[0].isMark() || rest[0].text == ";" {
		return a, nil, problemAt(t.column, "HTTP status %s without a code; expected one such as IncorrectDiskStatus behind it", t.text)
	}
	a.Status = status
	switch a.Code, err = model.UnquoteID(rest[0].text); {
	case err != nil:
		return a, nil, problemAt(rest[0].column, "code %v", err)
	case a.Code == "":
		return a, nil, problemAt(rest[0].column, "code %s; expected one such as IncorrectDiskStatus", rest[0].text)
	}
	return a, rest[1:], nil
}

func answerForms(action book.Action) string {
	switch {
	case action.Event(): // nobody asks the API for it, so it cannot be refused
		return `"ok" or "not-enabled"`
	case action.Describe():
		return `what is shown ("none", or [ID] Status [INSTANCE] [Name=value ...], with ';' between), or a status and a code`
	}
	return `"ok", an HTTP status and a code, or "not-enabled"`
}

// parseShown reads what a describe shows.
func parseShown(tokens []token, after int, a *model.Answer, action book.Action) (rest []token, _ *problem) {
	for rest = tokens; ; rest = rest[1:] {
		if len(rest) > 0 {
			after = rest[0].column
		}
		stated, left, p := parseItem(rest, a, action)
		if p != nil {
			return nil, p
		}
		rest = left
		more := len(rest) > 0 && rest[0].text == ";"
		switch {
		case stated == 0:
			return nil, problemAt(after, "nothing is stated here; expected [ID] Status [INSTANCE] [Name=value ...]")
		case !stated.Has(book.FieldID) && (more || len(a.Shown) > 1):
			return nil, problemAt(after, "of several resources each needs its id; expected ID Status [INSTANCE] [Name=value ...]")
		case !more:
			return rest, nil
		}
		after = rest[0].column
	}
}

// parseItem reads one resource that a describe shows.
func parseItem(tokens []token, a *model.Answer, action book.Action) (stated book.Fields, rest []token, p *problem) {
	shown := model.Shown{Resource: model.Resource{Instance: new(model.Instance)}}
	if action == book.ActionDescribeDisks {
		shown.Resource = model.Resource{Disk: new(model.Disk)}
	}
	shown.Stated, rest, p = parseFields(shown.Resource, tokens, false)
	a.Shown = append(a.Shown, shown)
	return shown.Stated, rest, p
}

// appendAnswer is the inverse of parseAnswer.
func appendAnswer(b []byte, a model.Answer, action book.Action) []byte {
	switch {
	case a.Code != "":
		b = strconv.AppendInt(b, int64(a.Status), 10)
		return append(append(b, ' '), placed(model.QuoteID(a.Code))...)
	case a.NotEnabled || !action.Describe():
		return append(b, a.String()...)
	case len(a.Shown) == 0:
		return append(b, wordNone...)
	}
	for n, r := range a.Shown {
		if n > 0 {
			b = append(b, "; "...)
		}
		b = appendFields(b, r.Resource, r.Shows())
	}
	return b
}

// FormatAnswer returns an answer as the answer column has it.
func FormatAnswer(a model.Answer, action book.Action) string {
	return string(appendAnswer(nil, a, action))
}

// ParseAnswer is the inverse of [FormatAnswer].
func ParseAnswer(text string, action book.Action) (model.Answer, error) {
	tokens, comment, p := scan(text, nil)
	var a model.Answer
	if p == nil {
		a, tokens, p = parseAnswer(tokens, len(text)+1, action)
	}
	switch {
	case p != nil:
	case len(tokens) > 0:
		p = problemAt(tokens[0].column, "%q: expected nothing behind the answer", tokens[0].text)
	case comment != "":
		p = problemAt(strings.LastIndex(text, comment)+1, "expected no comment behind the answer")
	}
	if p != nil {
		return model.Answer{}, &SyntaxError{Name: "answer", Line: 1, Column: p.column, Problem: p.text}
	}
	return a, nil
}
