package history

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// field is one of the fields of a line.
type field uint8

const (
	fieldNone field = iota
	fieldHistory
	fieldSource
	fieldDate
	fieldNote
	fieldEdition
	fieldWorld
	fieldHead
	fieldT
	fieldStart
	fieldEnd
	fieldClient
	fieldOp
	fieldParams
	fieldWithheld
	fieldTakes
	fieldStatus
	fieldCode
	fieldMessage
	fieldRequestID
	fieldShown
	fieldPartial
	fieldUnheard
	fieldNotEnabled
	fieldWritten
	fieldScript
	fieldLead
	fieldComment
	fieldKnown
	numFields
)

var fieldNames = [numFields]string{"", "history", "source", "date", "note", "edition", "world", "head", "t", "start", "end", "client", "op", "params", "withheld", "takes",
	"status", "code", "message", "requestId", "shown", "partial", "unheard", "notEnabled", "written", "script", "lead", "comment", "known"}

// fieldOf returns the field of a name. A switch over constants is what is fastest here.
func fieldOf(name []byte) field {
	switch string(name) {
	case "t":
		return fieldT
	case "start":
		return fieldStart
	case "end":
		return fieldEnd
	case "client":
		return fieldClient
	case "op":
		return fieldOp
	case "params":
		return fieldParams
	case "withheld":
		return fieldWithheld
	case "takes":
		return fieldTakes
	case "status":
		return fieldStatus
	case "code":
		return fieldCode
	case "message":
		return fieldMessage
	case "requestId":
		return fieldRequestID
	case "shown":
		return fieldShown
	case "partial":
		return fieldPartial
	case "unheard":
		return fieldUnheard
	case "notEnabled":
		return fieldNotEnabled
	case "written":
		return fieldWritten
	case "script":
		return fieldScript
	case "lead":
		return fieldLead
	case "comment":
		return fieldComment
	case "known":
		return fieldKnown
	case "history":
		return fieldHistory
	case "source":
		return fieldSource
	case "date":
		return fieldDate
	case "note":
		return fieldNote
	case "edition":
		return fieldEdition
	case "world":
		return fieldWorld
	case "head":
		return fieldHead
	}
	return fieldNone
}

// line is a line of JSON, cut into its fields. What is null is not there.
type line struct {
	text   []byte
	at     [numFields]int // where the value of each begins
	end    [numFields]int // and ends
	named  uint32         // the fields that are there, null or not
	valued uint32         // those that are not null
	others []string       // names of other fields
}

// cut cuts a line into its fields. Lists and objects are not checked but for where they end.
func (l *line) cut(text []byte) *problem {
	l.text, l.others, l.named, l.valued = text, nil, 0, 0
	if bad := invalid(text); bad != nil {
		return bad
	}
	at := space(text, 0)
	if at == len(text) || text[at] != '{' {
		return problemAt(at, "expected an object of JSON, such as {\"t\":0,\"op\":\"DetachDisk\",...}")
	}
	for first := true; ; first = false {
		if at = space(text, at+1); at == len(text) {
			return problemAt(at, "the line ends here; expected '}'")
		}
		if first && text[at] == '}' {
			break
		}
		if text[at] != '"' {
			return problemAt(at, "%q; expected the name of a field in quotes", text[at])
		}
		start := at
		name, plain, after, bad := quoted(text, at)
		if bad != nil {
			return bad
		}
		if !plain {
			decoded, _, bad := parseString(text, at)
			if bad != nil {
				return bad
			}
			name = []byte(decoded)
		}
		f := fieldOf(name)
		if l.named&(1<<f) != 0 && f != fieldNone {
			return problemAt(start, "%q stands twice in a line; expected it once", name)
		}
		l.named |= 1 << f
		if at, bad = colon(text, after); bad != nil {
			return bad
		}
		at = space(text, at)
		if at, bad = l.take(f, at); bad != nil {
			return bad
		}
		if f == fieldNone {
			l.others = append(l.others, string(name))
		}
		if at = space(text, at); at == len(text) {
			return problemAt(at, "the line ends here; expected ',' or '}'")
		}
		if text[at] == '}' {
			break
		}
		if text[at] != ',' {
			return problemAt(at, "%q; expected ',' or '}'", text[at])
		}
	}
	if at = space(text, at+1); at < len(text) {
		return problemAt(at, "%q behind the object; expected one object a line", text[at])
	}
	return nil
}

// has reports whether a field is there, and not null.
func (l *line) has(f field) bool { return l.valued&(1<<f) != 0 }

// value returns the value of a field as it stands; nil where it is not there.
func (l *line) value(f field) []byte {
	if !l.has(f) {
		return nil
	}
	return l.text[l.at[f]:l.end[f]]
}

// take takes the value of a field, and returns where it ends.
func (l *line) take(f field, at int) (end int, bad *problem) {
	if at == len(l.text) {
		return 0, problemAt(at, "the line ends here; expected a value of JSON")
	}
	switch c := l.text[at]; {
	case f == fieldNone || f == fieldKnown:
		_, end, bad = parse(l.text, at, 1)
	case c == '"':
		_, _, end, bad = quoted(l.text, at)
	case c == '{' || c == '[':
		end, bad = span(l.text, at)
	case c == 't' || c == 'f' || c == 'n':
		if end, bad = literal(l.text, at); c == 'n' {
			return end, bad
		}
	default:
		end, bad = number(l.text, at)
	}
	if bad == nil {
		l.at[f], l.end[f] = at, end
		l.valued |= 1 << f
	}
	return end, bad
}

// wrong is the problem of a field that is of another kind than expected.
func (l *line) wrong(f field, expected string) *problem {
	return problemAt(l.at[f], "%s is %.64s; expected %s", fieldNames[f], l.value(f), expected)
}

// word returns the bytes of a string; nil where it is not there.
func (l *line) word(f field) ([]byte, *problem) {
	v := l.value(f)
	if v == nil {
		return nil, nil
	}
	if v[0] != '"' {
		return nil, l.wrong(f, "a string")
	}
	if inside := v[1 : len(v)-1]; bytes.IndexByte(inside, '\\') < 0 {
		return inside, nil
	}
	text, _, bad := parseString(l.text, l.at[f])
	return []byte(text), bad
}

// flag returns a Boolean; false where it is not there.
func (l *line) flag(f field) (value bool, _ *problem) {
	switch string(l.value(f)) {
	case "true":
		return true, nil
	case "false", "":
		return false, nil
	}
	return false, l.wrong(f, "true or false")
}

// list returns a list of strings.
func (l *line) list(f field) (words []string, _ *problem) {
	v := l.value(f)
	if v == nil {
		return nil, nil
	}
	n, _, bad := parse(l.text, l.at[f], 1)
	if bad != nil {
		return nil, bad
	}
	if n.kind != '[' {
		return nil, l.wrong(f, "a list of strings")
	}
	for _, item := range n.items {
		if item.kind != '"' {
			return nil, l.wrong(f, "a list of strings")
		}
		words = append(words, item.text)
	}
	return words, nil
}

// seconds returns a time; ok is false where it is not known.
func (l *line) seconds(f field) (d time.Duration, ok bool, _ *problem) {
	v := l.value(f)
	if v == nil {
		return 0, false, nil
	}
	if d, ok = plainSeconds(v); ok {
		return d, true, nil
	}
	s, err := strconv.ParseFloat(string(v), 64)
	if n := math.Round(s * 1e9); err == nil && n >= 0 && n < math.MaxInt64 {
		return time.Duration(n), true, nil
	}
	return 0, false, l.wrong(f, "seconds since the start of the history, 0 or more")
}

// plainSeconds returns a number of seconds that is written with at most nine digits behind
// the point, exactly.
func plainSeconds(v []byte) (d time.Duration, ok bool) {
	whole, part, digits := uint64(0), uint64(0), -1 // digits of the part
	for _, c := range v {
		switch {
		case c == '.' && digits < 0:
			digits = 0
		case c < '0' || c > '9':
			return 0, false
		case digits < 0:
			if whole = whole*10 + uint64(c-'0'); whole > uint64(math.MaxInt64)/1_000_000_000 {
				return 0, false
			}
		case digits == 9:
			return 0, false
		default:
			part = part*10 + uint64(c-'0')
			digits++
		}
	}
	for n := max(digits, 0); n < 9; n++ {
		part *= 10
	}
	ns := whole*1_000_000_000 + part
	return time.Duration(ns), ns <= math.MaxInt64
}

// status returns an HTTP status; 0 where it is not known.
func (l *line) status() (int, *problem) {
	v := l.value(fieldStatus)
	if v == nil {
		return 0, nil
	}
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' || n > 599 {
			n = -1
			break
		}
		n = n*10 + int(c-'0')
	}
	if n < 100 || n > 599 {
		return 0, l.wrong(fieldStatus, "an HTTP status from 100 to 599, or null")
	}
	return n, nil
}
