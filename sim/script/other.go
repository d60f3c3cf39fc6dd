package script

import (
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/suggest"
)

// hasOther reports whether the words are what a describe of a system shows, but for a
// status or a lock reason that the machine does not have, such as Modifying or refunded.
// What is like one that it has is a misspelling.
func hasOther(action book.Action, tokens []token) bool {
	if !action.Describe() {
		return false
	}
	var known []token // the words with what the machine has in the place of what it has not
	other := false
	for _, t := range tokens {
		name, value, named := t.name()
		switch locks := named && name == book.FieldOperationLocks.String(); {
		case locks && action == book.ActionDescribeDisks: // of a disk the machine has none
			other = true
			continue
		case locks && otherLocks(value):
			t.text, other = name+"=", true
		case !named && otherStatus(action, t):
			t.text, other = statusesOf(kindOf(action))[0], true
		}
		known = append(known, t)
	}
	if !other {
		return false
	}
	_, rest, p := parseAnswer(known, 0, action)
	return p == nil && len(rest) == 0
}

func otherStatus(action book.Action, t token) bool {
	capital := t.text[0] >= 'A' && t.text[0] <= 'Z' && strings.IndexFunc(t.text, notLetter) < 0
	return capital && !isStatus(t.text) && suggest.Nearest(t.text, statusesOf(kindOf(action))) == ""
}

// kindOf returns the kind of what a describe shows.
func kindOf(describe book.Action) model.Kind {
	if describe == book.ActionDescribeInstances {
		return model.KindInstance
	}
	return model.KindDisk
}

func notLetter(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }

// otherLocks reports whether a list of lock reasons has one that the machine does not have,
// and none that is a misspelling.
func otherLocks(list string) (other bool) {
	known := (model.LockFinancial | model.LockSecurity | model.LockRecycling | model.LockDedicatedHostFinancial).Reasons()
	for reason := range strings.SplitSeq(list, ",") {
		if slices.Contains(known, reason) {
			continue
		}
		if other = reason != "" && strings.IndexFunc(reason, func(r rune) bool { return r != '-' && notLetter(r) }) < 0; !other || suggest.Nearest(reason, known) != "" {
			return false
		}
	}
	return other
}

// wantsOther says of an answer that cannot be read, and that the machine never gives, where
// to write it.
func wantsOther(action book.Action, tokens []token, p *problem) *problem {
	if end := slices.IndexFunc(tokens, token.isMark); end >= 0 {
		tokens = tokens[:end]
	}
	if !hasOther(action, tokens) {
		return p
	}
	return problemAt(tokens[0].column, "%q is not modelled: the machine never shows it; expected what the machine shows, and behind it got %s", text(tokens), text(tokens))
}

// text returns words as a line has them.
func text(tokens []token) string {
	var b strings.Builder
	for n, t := range tokens {
		if n > 0 && t.text != ";" {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
