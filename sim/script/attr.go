package script

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
)

const wordAttr = "attr"

// Attrs are attributes of resources that the machine does not have, by id and name, as
// the lines "attr ID Name=value ..." of a world say them. The machine ignores them;
// package ecsapi says which there are. The resource may be one that the steps create
// or release.
type Attrs map[string]map[string]string

func attrKey(id string) string { return wordAttr + " " + model.QuoteID(id) }

// parseAttr reads an attr line.
func parseAttr(tokens []token) (id string, values map[string]string, _ *problem) {
	if len(tokens) < 3 {
		return "", nil, wants(tokens, "attr ID Name=value ...")
	}
	id, err := model.UnquoteID(tokens[1].text)
	if err != nil {
		return "", nil, problemAt(tokens[1].column, "%v", err)
	}
	values = map[string]string{}
	for _, t := range tokens[2:] {
		name, value, named := t.name()
		if !named {
			return "", nil, problemAt(t.column, "%q: expected Name=value", t.text)
		}
		if _, twice := values[name]; twice {
			return "", nil, problemAt(t.column, "%s is stated twice", name)
		}
		if strings.HasPrefix(value, `"`) { // Go quotes with others, too
			if text, err := strconv.Unquote(value); err == nil {
				value = text
			}
		}
		values[name] = value
	}
	return id, values, nil
}

// formatAttr is the inverse of parseAttr, without the first word.
func formatAttr(id string, values map[string]string) string {
	b := []byte(model.QuoteID(id))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		b = append(append(append(b, ' '), name...), '=')
		if value := values[name]; standsAsIs(value) {
			b = append(b, value...)
		} else {
			b = strconv.AppendQuote(b, value)
		}
	}
	return string(b)
}

// standsAsIs reports whether a value can be written without quotes around it.
func standsAsIs(value string) bool {
	if value == "" || strings.HasPrefix(value, `"`) {
		return value == ""
	}
	tokens, comment, p := scan("Name="+value, nil)
	return p == nil && comment == "" && len(tokens) == 1 && tokens[0].text == "Name="+value
}
