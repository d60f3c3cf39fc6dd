package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// problem is what is wrong at a place of a line, and what was expected.
type problem struct {
	column int // in bytes, from 1; 0 is that of the value that was read
	text   string
}

func problemAt(at int, format string, args ...any) *problem {
	return &problem{at + 1, fmt.Sprintf(format, args...)}
}

// node is a value of JSON.
type node struct {
	kind  byte     // '{', '[', '"', '0', 't', 'f' or 'n'
	text  string   // of a string what it says; of anything else but a list or an object, as it stands
	names []string // of an object
	items []node   // of a list or an object
	raw   []byte   // as it stands
	at    int      // where it begins
}

// get returns the member of an object; nil if there is none, or it is null.
func (n *node) get(name string) *node {
	if n == nil || n.kind != '{' {
		return nil
	}
	at := slices.Index(n.names, name)
	if at < 0 || n.items[at].kind == 'n' {
		return nil
	}
	return &n.items[at]
}

// word returns the text of a string; "" of anything else.
func (n *node) word() string {
	if n == nil || n.kind != '"' {
		return ""
	}
	return n.text
}

// maxDepth is how deep values may stand in each other.
const maxDepth = 100

// parse reads one value, which starts at a place of a line, and returns where it ends. No
// name comes twice in an object.
func parse(line []byte, at, depth int) (n node, end int, _ *problem) {
	if depth > maxDepth {
		return n, 0, problemAt(at, "more than %d values stand in each other", maxDepth)
	}
	at = space(line, at)
	if at == len(line) {
		return n, 0, problemAt(at, "the line ends here; expected a value of JSON")
	}
	var bad *problem
	switch n.kind = line[at]; n.kind {
	case '{', '[':
		end, bad = n.parseItems(line, at, depth)
	case '"':
		n.text, end, bad = parseString(line, at)
	case 't', 'f', 'n':
		end, bad = literal(line, at)
	default:
		n.kind = '0'
		end, bad = number(line, at)
	}
	if bad != nil {
		return node{}, 0, bad // nobody reads a part of a value
	}
	n.raw, n.at = line[at:end], at
	if n.kind == '0' || n.kind == 't' || n.kind == 'f' {
		n.text = string(n.raw)
	}
	return n, end, nil
}

// parseItems reads a list or an object.
func (n *node) parseItems(line []byte, at, depth int) (end int, bad *problem) {
	object := n.kind == '{'
	closing := byte(']')
	if object {
		closing = '}'
	}
	var names set
	for first := true; ; first = false {
		if at = space(line, at+1); at == len(line) {
			return 0, problemAt(at, "the line ends here; expected %q", closing)
		}
		if first && line[at] == closing {
			return at + 1, nil
		}
		if object {
			name, after, bad := parseName(line, at)
			if bad != nil {
				return 0, bad
			}
			if !names.add(name) {
				return 0, problemAt(at, "%q stands twice in an object; expected it once", name)
			}
			n.names, at = append(n.names, name), after
		}
		item, after, bad := parse(line, at, depth+1)
		if bad != nil {
			return 0, bad
		}
		n.items = append(n.items, item)
		switch at = space(line, after); {
		case at == len(line):
			return 0, problemAt(at, "the line ends here; expected ',' or %q", closing)
		case line[at] == closing:
			return at + 1, nil
		case line[at] != ',':
			return 0, problemAt(at, "%q; expected ',' or %q", line[at], closing)
		}
	}
}

// set is a set of words: of few, which most are, a list.
type set struct {
	few  []string
	many map[string]bool
}

// add adds a word; it returns false if it was there.
func (s *set) add(word string) bool {
	switch {
	case s.many != nil:
		if s.many[word] {
			return false
		}
		s.many[word] = true
		return true
	case slices.Contains(s.few, word):
		return false
	}
	if s.few = append(s.few, word); len(s.few) > 16 {
		s.many = map[string]bool{}
		for _, word := range s.few {
			s.many[word] = true
		}
	}
	return true
}

// parseName reads the name of a member and the ':' behind it.
func parseName(line []byte, at int) (name string, end int, bad *problem) {
	if line[at] != '"' {
		return "", 0, problemAt(at, "%q; expected the name of a field in quotes", line[at])
	}
	if name, at, bad = parseString(line, at); bad != nil {
		return "", 0, bad
	}
	end, bad = colon(line, at)
	return name, end, bad
}

// colon returns what is behind the next ':'.
func colon(line []byte, at int) (end int, _ *problem) {
	if at = space(line, at); at == len(line) {
		return 0, problemAt(at, "the line ends here; expected ':'")
	}
	if line[at] != ':' {
		return 0, problemAt(at, "%q; expected ':'", line[at])
	}
	return at + 1, nil
}

func space(line []byte, at int) int {
	for at < len(line) && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == '\n') {
		at++
	}
	return at
}

// quoted returns the string that starts at a place, without its quotes, and what is behind
// it. It is plain if it says what stands there.
func quoted(line []byte, at int) (inside []byte, plain bool, end int, _ *problem) {
	plain = true
	for end = at + 1; end < len(line); end++ {
		switch c := line[end]; {
		case c == '"':
			return line[at+1 : end], plain, end + 1, nil
		case c == '\\':
			plain = false
			end++
		case c < ' ':
			return nil, false, 0, problemAt(end, "control character %q; expected it escaped", c)
		}
	}
	return nil, false, 0, problemAt(len(line), "the line ends in a string; expected '\"'")
}

func parseString(line []byte, at int) (text string, end int, _ *problem) {
	inside, plain, end, bad := quoted(line, at)
	switch {
	case bad != nil:
		return "", 0, bad
	case plain:
		return string(inside), end, nil
	case json.Unmarshal(line[at:end], &text) != nil:
		return "", 0, problemAt(at, "a string with a wrong escape; expected one of JSON")
	}
	return text, end, nil
}

func literal(line []byte, at int) (end int, _ *problem) {
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(line[at:], []byte(word)) {
			return at + len(word), nil
		}
	}
	return 0, problemAt(at, "expected a value of JSON, such as true, false or null")
}

// number returns where a number ends.
func number(line []byte, at int) (end int, _ *problem) {
	end = at
	if end < len(line) && line[end] == '-' {
		end++
	}
	from := end
	if end = digits(line, end); end > from && line[from] == '0' {
		end = from + 1
	}
	ok := end > from
	if ok && end < len(line) && line[end] == '.' {
		from = end + 1
		end = digits(line, from)
		ok = end > from
	}
	if ok && end < len(line) && line[end]|0x20 == 'e' {
		if end++; end < len(line) && (line[end] == '+' || line[end] == '-') {
			end++
		}
		from = end
		end = digits(line, from)
		ok = end > from
	}
	if !ok {
		return 0, problemAt(at, "expected a value of JSON")
	}
	return end, nil
}

// digits returns where the digits end that start at a place.
func digits(line []byte, at int) int {
	for at < len(line) && line[at] >= '0' && line[at] <= '9' {
		at++
	}
	return at
}

// span returns where a list or an object ends that starts at a place, if it does; what is in
// it is not checked.
func span(line []byte, at int) (end int, _ *problem) {
	depth := 0
	for end = at; end < len(line); end++ {
		switch line[end] {
		case '"':
			_, _, after, bad := quoted(line, end)
			if bad != nil {
				return 0, bad
			}
			end = after - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return end + 1, nil
			}
		}
	}
	return 0, problemAt(len(line), "the line ends here; expected '}'")
}

// invalid returns the problem of a line that is no text.
func invalid(line []byte) *problem {
	if utf8.Valid(line) {
		return nil
	}
	for at := 0; ; {
		r, size := utf8.DecodeRune(line[at:])
		if r == utf8.RuneError && size == 1 {
			return problemAt(at, "byte 0x%02x is no UTF-8; expected text", line[at])
		}
		at += size
	}
}
