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
		case c == '#' && at > 0 && line[at-1] != ' ' && line[at-1] != '\t':
			return nil, "", glued(line, at)
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

// Words returns the words of a line, cut as scripts are: at spaces outside quotes. Each is
// as it stands there, quotes included, and a ';' is a word of its own. A comment is an
// error, and so is what no script can have.
func Words(line string) (words []string, err error) {
	tokens, comment, p := scan(line, nil)
	if p == nil && comment != "" {
		p = problemAt(len(line)-len(comment)+1, "expected no comment")
	}
	if p != nil {
		return nil, &SyntaxError{Name: "line", Line: 1, Column: p.column, Problem: p.text}
	}
	for _, t := range tokens {
		words = append(words, t.text)
	}
	return words, nil
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

// glued is the problem of a '#' that stands right behind something: it may be part of an
// id, or begin a comment.
func glued(line string, at int) *problem {
	from := strings.LastIndexAny(line[:at], " \t=,") + 1
	id := line[from:]
	if end := strings.IndexAny(id, " \t,"); end >= 0 {
		id = id[:end]
	}
	id = strings.TrimRight(id, ";")
	if strings.Contains(id, `"`) {
		return problemAt(at+1, "'#' right behind a quote; expected a comment to have a space before it")
	}
	return problemAt(from+1, "%s has '#' in it; expected it in quotes, %s, or a comment with a space before it", id, strconv.Quote(id))
}

// split returns the first word that was cut in two at a ';', if there is one: an id that
// is not in quotes, or items with no space between.
func split(tokens []token) (word token, is bool) {
	joins := func(n int) bool { return tokens[n].column == tokens[n-1].column+len(tokens[n-1].text) }
	for n := 1; n+1 < len(tokens); n++ {
		if tokens[n].text != ";" || !joins(n) || !joins(n+1) {
			continue
		}
		word = tokens[n-1]
		from := strings.LastIndexAny(word.text, "=,") + 1
		word.text, word.column = word.text[from:], word.column+from
		for ; n < len(tokens) && joins(n); n++ {
			word.text += tokens[n].text
		}
		word.text, _, _ = strings.Cut(strings.TrimRight(word.text, ";"), ",")
		return word, !strings.Contains(word.text, `"`)
	}
	return token{}, false
}

// noSplit returns the problem of a word that was cut in two at a ';' where nothing has
// items.
func noSplit(tokens []token) *problem {
	if word, is := split(tokens); is {
		return unquoted(word, ';')
	}
	return nil
}

// unquoted is the problem of an id that has a character without being quoted.
func unquoted(word token, c byte) *problem {
	return problemAt(word.column, "%s has %q in it; expected it in quotes: %s", word.text, c, strconv.Quote(word.text))
}

// inQuotes says how a word that was taken for something else is written if it is an id.
func inQuotes(word token) string {
	return fmt.Sprintf("; or, if %s is an id, expected it in quotes: %s", word.text, strconv.Quote(word.text))
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
