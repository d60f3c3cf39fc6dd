package script

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
	"example.com/ecsdisk/sim"
)

// A Call is one call of a history: what was asked, when, and what was heard. An event of the
// environment is one, too. What a Call points to may be shared with others: it must not be
// written to.
type Call struct {
	Line       int           // in its file, 0 if it was not read
	Start, End time.Duration // since the start of the history; End == Start for a call without a duration
	Untimed    bool          // only its order is known; Start and End then are the End of the call before
	Open       bool          // no end is known; End then is the later of Start and the End of the call before
	Client     string        // who called; empty where it is not said
	Op         model.Op      // nil where Skipped; of a creation the ids that are not known are empty
	Takes      *sim.Delay    // as in a [Step]
	Answer     model.Answer  // what was heard; zero where Unheard. Where the operation names one id, what is shown has it
	Unheard    bool          // nobody got a reply, or what was replied is not known: it may have taken effect or not
	Partial    bool          // a describe that shows only a part: what it does not show may be there all the same
	Token      string        // of a creation: another call with the same is the same call again
	RequestID  string        // that the service gave it

	// Skipped says what is not modelled, in words with the value, such as "status
	// Modifying"; empty for a call that can be judged.
	Skipped string
	Touches []string // of a skipped call: the ids that it named or that were shown; those it may have changed, or made
	Raw     string   // of a skipped call: what its line says between the time and the client, or a line of JSON

	// LeftOut says what of the answer to a call that can be judged is not modelled, in the same
	// words: it is not in Answer.
	LeftOut []string

	// Written is the answer column of a script where it says more than what was heard, such as
	// "ok lost": how the answer came about, or what is left out.
	Written string

	Lead    []string // the comment and blank lines above the call, as they stand
	Comment string   // the comment behind it, from its '#'
}

// The words of a history that no script has.
const (
	wordUntimed = "?"
	wordUnheard = "unheard"
	wordPartial = "partial"
	wordBy      = "by"
	wordToken   = "token"   // as in token=X
	wordRequest = "request" // as in request=X
	wordMessage = "message" // as in message="X"
	wordSkipped = "skipped"
	wordTouches = "touches" // as in touches=i-a,d-1
	wordLine    = "line"    // as in line="{...}"
	untilSign   = ".."
)

// parseCall reads a line of a history. The call comes with the End of the one before as its
// Start and End.
func parseCall(tokens []token, c *Call) (p *problem) {
	last := tokens[len(tokens)-1]
	after := last.column + len(last.text)
	if tokens, p = c.parseTime(tokens); p != nil {
		return p
	}
	if tokens, p = c.parseSource(tokens); p != nil {
		return p
	}
	if len(tokens) == 0 {
		return problemAt(after, "the operation is missing; expected one such as DetachDisk")
	}
	if isWorldLine(tokens) {
		return problemAt(tokens[0].column, "a world line below a call; expected all world lines above the first call")
	}
	if tokens[0].text == wordSkipped {
		return c.parseSkipped(tokens)
	}
	return c.parseAsked(tokens, after)
}

// parseTime reads when a call was made: "3s", "1s..3s", "1s.." or "?", if it is said.
func (c *Call) parseTime(tokens []token) (rest []token, _ *problem) {
	t := tokens[0]
	if t.text == wordUntimed {
		c.Untimed = true
		return tokens[1:], nil
	}
	if digit := strings.TrimPrefix(t.text, "-"); digit == "" || digit[0] < '0' || digit[0] > '9' {
		return tokens, nil
	}
	before := c.End
	start, end, lasts := strings.Cut(t.text, untilSign)
	var err error
	if c.Start, err = sim.ParseDuration(start); err != nil {
		return nil, problemAt(t.column, "time %v", err)
	}
	switch {
	case !lasts:
		c.End = c.Start
	case end == "":
		c.Open, c.End = true, max(c.Start, before)
	default:
		if c.End, err = sim.ParseDuration(end); err != nil {
			return nil, problemAt(t.column+len(start)+len(untilSign), "time %v", err)
		}
	}
	switch {
	case c.End < c.Start:
		return nil, problemAt(t.column, "time %s ends before it starts; expected START..END", t.text)
	case c.End < before:
		return nil, problemAt(t.column, "time %s ends before that of the call above, %s; expected the calls in the order in which they were answered", t.text, sim.FormatDuration(before))
	}
	return tokens[1:], nil
}

// parseSource reads, from the end of a line, "[partial] [by NAME] [token=X] [request=X]
// [message=X]".
func (c *Call) parseSource(tokens []token) (rest []token, _ *problem) {
	for _, word := range []struct {
		name string
		text *string
	}{{wordMessage, &c.Answer.Message}, {wordRequest, &c.RequestID}, {wordToken, &c.Token}} {
		if len(tokens) == 0 {
			break
		}
		t := tokens[len(tokens)-1]
		name, value, _ := t.name()
		if name != word.name {
			continue
		}
		var err error
		if *word.text, err = model.UnquoteID(value); err != nil || *word.text == "" {
			return nil, problemAt(t.column, "%s; expected %s=%q", t.text, name, "X")
		}
		tokens = tokens[:len(tokens)-1]
	}
	first := 0 // where what is no parameter of an event begins
	if len(tokens) > 0 {
		if a, err := book.ParseAction(tokens[0].text); err == nil && a.Event() {
			first = 1 + len(model.ParamsOf(a))
		}
	}
	if n := len(tokens) - 2; n >= first && tokens[n].text == wordBy {
		var err error
		if c.Client, err = model.UnquoteID(tokens[n+1].text); err != nil || c.Client == "" {
			return nil, problemAt(tokens[n+1].column, "client %s; expected by NAME", tokens[n+1].text)
		}
		tokens = tokens[:n]
	}
	if n := len(tokens) - 1; n >= first && tokens[n].text == wordPartial {
		c.Partial = true
		tokens = tokens[:n]
	}
	return tokens, nil
}

// parseSkipped reads "skipped WHY [touches=ID,...] line=JSON".
func (c *Call) parseSkipped(tokens []token) *problem {
	form := problemAt(tokens[0].column, "this call has another form; expected skipped WHY [touches=ID,...] line=JSON")
	if len(tokens) < 3 {
		return form
	}
	var err error
	if c.Skipped, err = model.UnquoteID(tokens[1].text); err != nil || c.Skipped == "" {
		return form
	}
	for _, t := range tokens[2:] {
		name, value, _ := t.name()
		switch {
		case name == wordTouches && c.Touches == nil && c.Raw == "":
			if c.Touches, err = unquoteList(value); err != nil {
				return problemAt(t.column, "%v", err)
			}
		case name == wordLine && c.Raw == "":
			if c.Raw, err = model.UnquoteID(value); err != nil || !strings.HasPrefix(c.Raw, "{") {
				return form
			}
		default:
			return form
		}
	}
	if c.Raw == "" {
		return form
	}
	return nil
}

// skip notes that a call is not judged, and what it may be about.
func (c *Call) skip(tokens []token, format string, args ...any) {
	c.Skipped, c.Raw = problemAt(0, format, args...).text, text(tokens)
	c.Op, c.Takes, c.Unheard, c.LeftOut, c.Written = nil, nil, false, nil, ""
	c.Answer = model.Answer{Message: c.Answer.Message}
	if _, err := book.ParseAction(tokens[0].text); err != nil && readsOnly(tokens[0].text) {
		return
	}
	known := map[string]bool{"": true}
	for _, id := range c.Touches {
		known[id] = true
	}
	for _, t := range tokens {
		if name, value, named := t.name(); named && isIDs(name) {
			ids, _ := unquoteList(value)
			for _, id := range ids {
				if !known[id] {
					known[id] = true
					c.Touches = append(c.Touches, id)
				}
			}
		}
	}
}

// readsOnly reports whether an operation that the machine does not have only shows what is.
func readsOnly(name string) bool {
	for _, verb := range []string{"Describe", "List", "Get", "Query"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}

// isIDs reports whether a parameter of this name, or a field, is of ids of instances or disks.
func isIDs(name string) bool {
	name = strings.ToLower(name)
	return name == "id" || strings.Contains(name, "instanceid") || strings.Contains(name, "diskid")
}

// unquoteList reads a list of ids.
func unquoteList(value string) (ids []string, err error) {
	op, err := model.NewOp(book.ActionDescribeDisks, model.Param{Name: "DiskId", Value: value})
	if err != nil {
		return nil, err
	}
	for _, id := range op.(model.DescribeDisks).DiskIDs {
		ids = append(ids, string(id))
	}
	return ids, nil
}

// parseAsked reads "OPERATION [Name=value ...] [takes=DELAY] ANSWER ...".
func (c *Call) parseAsked(tokens []token, after int) *problem {
	action, err := book.ParseAction(tokens[0].text)
	if err != nil {
		if !isOtherOperation(tokens[0].text) {
			return unknownOperation(tokens[0])
		}
		c.skip(tokens, "operation %s", tokens[0].text)
		return nil
	}
	word, isSplit := split(tokens)
	if isSplit && !action.Describe() {
		return noSplit(tokens)
	}
	var s Step
	rest, p := s.parseOp(action, tokens, after)
	if p != nil {
		if why := otherParameter(action, tokens); why != "" {
			c.skip(tokens, "%s", why)
			return nil
		}
		return p
	}
	c.Op, c.Takes = s.Op, s.Takes
	if p = c.parseHeard(&s, action, tokens, rest, after); p == nil && c.Partial && (!action.Describe() || c.Unheard || c.Answer.Code != "") {
		p = problemAt(after, "only what a describe shows can be partial; expected no %s", wordPartial)
	}
	if p == nil && c.Token != "" && !action.Creates() {
		p = problemAt(after, "only a creation has a token; expected no %s=", wordToken)
	}
	if p != nil && isSplit {
		p.text += inQuotes(word)
	}
	return p
}

// besideOperations are operations of the API that are like those that the machine has and no
// misspelling of these.
var besideOperations = []string{"StartInstances", "StopInstances", "RebootInstances", "DeleteInstances", "RunInstances", "ReInitDisks", "ReplaceSystemDisk", "ResizeDisk", "ResetDisk",
	"ModifyInstanceAttribute", "DescribeInstanceAttribute", "DescribeInstanceStatus"}

// isOtherOperation reports whether a word is what the API could call an operation that the
// machine does not have, and no misspelling of one that it has.
func isOtherOperation(word string) bool {
	if slices.Contains(besideOperations, word) {
		return true
	}
	capital := word[0] >= 'A' && word[0] <= 'Z' && strings.IndexFunc(word, func(r rune) bool { return notLetter(r) && (r < '0' || r > '9') }) < 0
	return capital && suggest.Nearest(word, enum.Names(book.Actions())) == ""
}

// maxParams is how many words a call may have so that it is seen whether it has a parameter that
// the machine does not.
const maxParams = 1000

// otherParameter returns which parameter of an operation, or value of one, the machine does
// not have: "" if what is wrong with them is something else.
func otherParameter(action book.Action, tokens []token) (why string) {
	if action.Event() || len(tokens) > maxParams {
		return ""
	}
	for n, t := range tokens[1:] {
		name, value, named := t.name()
		if !named {
			break
		}
		if slices.ContainsFunc(tokens[1:n+1], func(before token) bool { return strings.HasPrefix(before.text, name+"=") }) {
			return ""
		}
		_, err := model.NewOp(action, model.Param{Name: name, Value: value})
		known := slices.Contains(model.ParamsOf(action), name)
		switch {
		case err == nil || name == wordTakes:
		case known && (value == "true" || value == "false"):
			why = "parameter " + t.text
		case !known && name[0] >= 'A' && name[0] <= 'Z' && suggest.Nearest(name, model.ParamsOf(action)) == "":
			why = "parameter " + name
		default:
			return ""
		}
	}
	return why
}

// appendTime writes when a call was made.
func (c *Call) appendTime(b []byte) []byte {
	if c.Untimed {
		return append(b, wordUntimed...)
	}
	b = append(b, sim.FormatDuration(c.Start)...)
	switch {
	case c.Open:
		b = append(b, untilSign...)
	case c.End != c.Start:
		b = append(append(b, untilSign...), sim.FormatDuration(c.End)...)
	}
	return b
}

// appendSource is the inverse of parseSource.
func (c *Call) appendSource(b []byte) []byte {
	if c.Partial {
		b = append(b, " "+wordPartial...)
	}
	if c.Client != "" {
		b = append(append(b, " "+wordBy+" "...), model.QuoteID(c.Client)...)
	}
	for _, word := range []struct{ name, text string }{{wordToken, c.Token}, {wordRequest, c.RequestID}, {wordMessage, c.Answer.Message}} {
		if word.text != "" {
			b = append(append(append(append(b, ' '), word.name...), '='), model.QuoteID(word.text)...)
		}
	}
	return b
}

// words returns what a call that is skipped says in a script.
func (c *Call) words() string {
	line := c.Raw
	switch {
	case line == "":
		line = "{}"
	case line[0] != '{':
		return line
	}
	b := append([]byte(wordSkipped+" "), model.QuoteID(c.Skipped)...)
	for n, id := range c.Touches {
		if n == 0 {
			b = append(b, " "+wordTouches+"="...)
		} else {
			b = append(b, ',')
		}
		b = append(b, model.QuoteID(id)...)
	}
	return string(strconv.AppendQuote(append(b, " "+wordLine+"="...), line))
}
