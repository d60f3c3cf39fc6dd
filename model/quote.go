package model

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// QuoteID returns an id as scripts write it: as it is where that is unambiguous,
// else quoted as Go quotes strings.
func QuoteID(id string) string {
	if id == "" || strings.ContainsFunc(id, toQuote) {
		return strconv.Quote(id)
	}
	return id
}

// toQuote reports whether an id that has the character is quoted.
func toQuote(r rune) bool {
	return r <= ' ' || r == 0x7f || r > 0x7e && !strconv.IsPrint(r) || r == '�' || strings.ContainsRune("\"'`=,;#", r)
}

// UnquoteID is the inverse of [QuoteID]. It also takes no text at all for the empty
// id.
func UnquoteID(text string) (string, error) {
	id, rest, err := cutID(text)
	switch {
	case err != nil:
		return "", err
	case rest == "":
		return id, nil
	case strings.HasPrefix(text, `"`):
		return "", fmt.Errorf("%s: nothing may follow the closing quote", text)
	}
	return "", unquoted(text, ',')
}

// cutID reads one element of a list, quoted or not, off the front of text.
func cutID(text string) (id, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		id, _, _ = strings.Cut(text, ",")
		if at := strings.IndexFunc(id, toQuote); at >= 0 {
			r, _ := utf8.DecodeRuneInString(id[at:])
			return "", "", unquoted(id, r)
		}
		return id, text[len(id):], nil
	}
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("%s: quotes do not match", text)
	}
	id, err = strconv.Unquote(quoted)
	return id, text[len(quoted):], err
}

// unquoted is the error of an id that has a character without being quoted.
func unquoted(id string, r rune) error {
	return fmt.Errorf("%s has %q in it; expected it in quotes: %s", id, r, strconv.Quote(id))
}
