package script

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A SyntaxError says what in a script cannot be read, where, and what was expected.
type SyntaxError struct {
	Name    string // of the file
	Line    int    // from 1
	Column  int    // in bytes, from 1
	Problem string // what is wrong and what was expected
}

// Error returns "name:line:column: problem".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Problem)
}

// A token is a word of a line: text between spaces, in which quotes may stand, or
// the ';' between items.
type token struct {
	text   string
	column int // from 1
}

// name returns the name of a Name=value word; ok is false for any other word.
func (t token) name() (name, value string, ok bool) {
	at := strings.IndexAny(t.text, `="`)
	if at < 1 || t.text[at] != '=' {
		return "", "", false
	}
	return t.text[:at], t.text[at+1:], true
}

// problem is a SyntaxError to be: who knows the name and the line adds them.
type problem struct {
	column int
	text   string
}

func problemAt(column int, format string, args ...any) *problem {
	return &problem{column, fmt.Sprintf(format, args...)}
}

// scan cuts a line into tokens, which it appends to into, and the comment behind
// them, which starts with '#' if there is one.
func scan(line string, into []token) (tokens []token, comment string, _ *problem) {
	tokens = into
	for at := 0; at < len(line); {
		switch c := line[at]; {
		case c == ' ' || c == '\t':
			at++
		case c == '#':
			comment = strings.TrimRight(line[at:], " \t")
			return tokens, comment, unreadable(comment, at)
		case c == ';':
			tokens = append(tokens, token{";", at + 1})
			at++
		default:
			end, p := word(line, at)
			if p != nil {
				return nil, "", p
			}
			tokens = append(tokens, token{line[at:end], at + 1})
			at = end
		}
	}
	return tokens, "", nil
}

// word returns where the word that starts at a place ends.
func word(line string, at int) (end int, _ *problem) {
	for end = at; end < len(line); {
		switch c := line[end]; {
		case strings.IndexByte(" \t#;", c) >= 0:
			return end, unreadable(line[at:end], at)
		case c == '"' && end > at && line[end-1] != '=' && line[end-1] != ',':
			return 0, problemAt(end+1, "a quote inside a word; expected quotes around the whole of an id")
		case c == '"':
			quoted, err := strconv.QuotedPrefix(line[end:])
			if err != nil {
				return 0, problemAt(end+1, "the quote does not end, or something in it is escaped wrongly; expected a string as Go quotes it")
			}
			end += len(quoted)
		default:
			end++
		}
	}
	return end, unreadable(line[at:end], at)
}

// unreadable finds what no text has: NUL and other control characters, and bytes
// that are no UTF-8. start is where the text stands in its line.
func unreadable(text string, start int) *problem {
	for at, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[at:], "\uFFFD"):
			return problemAt(start+at+1, "byte 0x%02x is no UTF-8; expected text", text[at])
		case r < ' ' && r != '\t' || r == 0x7f:
			return problemAt(start+at+1, "control character %q; expected text", r)
		}
	}
	return nil
}
