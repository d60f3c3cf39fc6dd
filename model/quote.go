package model

import (
	"fmt"
	"strconv"
	"strings"
)

// QuoteID returns an id as scripts write it: as it is where that is unambiguous,
// else quoted as Go quotes strings.
func QuoteID(id string) string {
	for _, r := range id {
		if r <= ' ' || r == 0x7f || r > 0x7e && !strconv.IsPrint(r) || r == '�' || strings.ContainsRune("\"'`=,;#", r) {
			return strconv.Quote(id)
		}
	}
	if id == "" {
		return `""`
	}
	return id
}

// UnquoteID is the inverse of [QuoteID].
func UnquoteID(text string) (string, error) {
	if !strings.HasPrefix(text, `"`) {
		return text, nil
	}
	id, rest, err := cutID(text)
	if err == nil && rest != "" {
		err = fmt.Errorf("%s: nothing may follow the closing quote", text)
	}
	return id, err
}

// cutID reads one element of a list, quoted or not, off the front of text.
func cutID(text string) (id, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		id, _, _ = strings.Cut(text, ",")
		return id, text[len(id):], nil
	}
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("%s: quotes do not match", text)
	}
	id, err = strconv.Unquote(quoted)
	return id, text[len(quoted):], err
}
