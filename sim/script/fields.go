package script

import (
	"strings"

	"example.com/ecsdisk/model"
)

// unknownStatus stands for a status that a describe does not state.
const unknownStatus = "?"

// parseFields reads "[ID] Status [INSTANCE] [Name=value ...]" off the tokens: of a
// world line, where the ID has to be there, or of what a describe shows. It returns
// which fields are stated and what follows them.
func parseFields(r resource, tokens []token, fields model.Fields, wantID bool) (stated model.Fields, rest []token, _ *problem) {
	set := func(f model.Field, t token, text string) *problem {
		if stated.Has(f) {
			return problemAt(t.column, "%s is stated twice", f)
		}
		if err := r.SetField(f, text); err != nil {
			return problemAt(t.column, "%v", err)
		}
		stated |= model.FieldsOf(f)
		return nil
	}
	places := []model.Field{model.FieldID, model.FieldStatus, model.FieldInstanceID}
	if !fields.Has(model.FieldInstanceID) {
		places = places[:2]
	}
	if !wantID && (len(tokens) == 0 || isStatus(tokens[0].text)) {
		places = places[1:]
	}
	for rest = tokens; len(rest) > 0; rest = rest[1:] {
		t := rest[0]
		name, value, named := t.name()
		switch {
		case named:
			places = nil
			f, err := model.ParseField(name, fields&^model.FieldsOf(model.FieldID, model.FieldStatus))
			if err != nil {
				return 0, nil, problemAt(t.column, "field %v", err)
			}
			if p := set(f, token{column: t.column + len(name) + 1}, value); p != nil {
				return 0, nil, p
			}
		case len(places) == 0 || !wantID && (t.text == ";" || isAnswerWord(t.text)):
			return stated, rest, nil
		case places[0] == model.FieldStatus && t.text == unknownStatus && !wantID:
			places = places[1:]
		default:
			if p := set(places[0], t, t.text); p != nil {
				return 0, nil, p
			}
			places = places[1:]
		}
	}
	return stated, rest, nil
}

func isStatus(text string) bool {
	if text == unknownStatus {
		return true
	}
	_, notDisk := model.ParseDiskStatus(text)
	if notDisk == nil {
		return true
	}
	_, notInstance := model.ParseInstanceStatus(text)
	return notInstance == nil
}

// isAnswerWord reports whether the word has a meaning of its own in the answer
// column.
func isAnswerWord(text string) bool {
	switch text {
	case wordOK, wordNone, wordNotEnabled, wordInjected, wordGot:
		return true
	}
	return false
}

// appendFields is the inverse of parseFields: it writes those of the fields that
// are stated.
func appendFields(b []byte, field func(model.Field) string, stated model.Fields) []byte {
	if stated.Has(model.FieldID) {
		b = append(append(b, placed(field(model.FieldID))...), ' ')
	}
	if stated.Has(model.FieldStatus) {
		b = append(b, field(model.FieldStatus)...)
	} else {
		b = append(b, unknownStatus...)
	}
	for f := range (stated &^ model.FieldsOf(model.FieldID, model.FieldStatus)).All() {
		text := field(f)
		b = append(b, ' ')
		if f == model.FieldInstanceID && text != "" {
			b = append(b, placed(text)...)
			continue
		}
		b = append(append(append(b, f.String()...), '='), text...)
	}
	return b
}

// placed returns an id as it can stand where its place gives its meaning: quoted
// where it could be taken for another word.
func placed(id string) string {
	if isStatus(id) || isAnswerWord(id) || strings.Trim(id, "0123456789") == "" {
		return `"` + id + `"`
	}
	return id
}
