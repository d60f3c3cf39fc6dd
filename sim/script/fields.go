package script

import (
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/model/enum"
	"example.com/ecsdisk/model/suggest"
)

// unknownStatus stands for a status that a describe does not state.
const unknownStatus = "?"

// parseFields reads "[ID] Status [INSTANCE] [Name=value ...]" off the tokens: of a
// world line, where the ID has to be there, or of what a describe shows. It returns
// which fields are stated and what follows them. A resource without a status, as
// only a broken machine shows it, has "Status=" among the names.
func parseFields(r model.Resource, tokens []token, wantID bool) (stated book.Fields, rest []token, _ *problem) {
	set := func(f book.Field, column int, text string) *problem {
		if stated.Has(f) {
			return problemAt(column, "%s is stated twice", f)
		}
		stated |= book.FieldsOf(f)
		if f == book.FieldStatus && text == "" {
			return nil
		}
		if err := r.SetField(f, text); err != nil {
			return problemAt(column, "%v", err)
		}
		return nil
	}
	fields := r.Kind().Fields()
	if !wantID { // it is shown
		fields &^= book.HiddenFields
	}
	places := []book.Field{book.FieldID, book.FieldStatus, book.FieldInstanceID}
	if !fields.Has(book.FieldInstanceID) {
		places = places[:2]
	}
	if !wantID && (len(tokens) == 0 || isStatus(tokens[0].text)) {
		places = places[1:]
	}
	misspelt := func() bool { // the first word is like a status, and was taken for an id
		return !wantID && suggest.Nearest(tokens[0].text, statusesOf(r.Kind())) != ""
	}
	unknown := false
	for rest = tokens; len(rest) > 0; rest = rest[1:] {
		t := rest[0]
		name, value, named := t.name()
		if !named && len(places) == 0 || !wantID && (t.text == ";" || t.isMark()) {
			break
		}
		var p *problem
		switch {
		case named:
			f, err := book.ParseField(name, fields&^book.FieldsOf(book.FieldID))
			if err != nil {
				p := problemAt(t.column, "%v", err)
				switch {
				case len(places) == 0:
				case places[0] == book.FieldID && wantID:
					p = unquoted(t, '=')
				case places[0] == book.FieldID || r.Disk != nil && r.Disk.Status.Attached():
					p.text += inQuotes(t)
				}
				return 0, nil, p
			}
			places = nil
			p = set(f, t.column+len(name)+1, value)
		case places[0] == book.FieldStatus && t.text == unknownStatus && !wantID:
			unknown = true
			places = places[1:]
		default:
			p = set(places[0], t.column, t.text)
			if p != nil && places[0] == book.FieldStatus && stated.Has(book.FieldID) && misspelt() {
				p = noStatus(tokens[0], r.Kind())
			}
			places = places[1:]
		}
		if p != nil {
			return 0, nil, p
		}
	}
	if stated.Has(book.FieldID) && !stated.Has(book.FieldStatus) && !unknown {
		if misspelt() || !wantID && len(tokens)-len(rest) == 1 {
			return 0, nil, noStatus(tokens[0], r.Kind())
		}
		return 0, nil, problemAt(tokens[0].column, "%s has no status behind it; expected ID Status and then Name=value", tokens[0].text)
	}
	return stated, rest, nil
}

// noStatus says that a word is no status, and no id that has one behind it.
func noStatus(t token, kind model.Kind) *problem {
	statuses := statusesOf(kind)
	return problemAt(t.column, "%q is no status, and as an id it has none behind it; %s",
		t.text, suggest.Expected(t.text, statuses, strings.Join(statuses, ", ")+", or ID Status"))
}

// statusesOf returns the statuses of a kind of resource.
func statusesOf(kind model.Kind) []string {
	if kind == model.KindDisk {
		return enum.Names(model.DiskStatuses())
	}
	return enum.Names(model.InstanceStatuses())
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
	case wordOK, wordNone, wordNotEnabled, wordInjected, wordGot, wordLost, wordDropped, wordLate:
		return true
	}
	return false
}

// isHistoryWord reports whether the word has a meaning of its own there in a history alone.
func isHistoryWord(text string) bool {
	return text == wordUnheard || text == wordPartial || text == wordBy
}

// isMark reports whether the word has a meaning of its own in the answer column, as
// stale=5s has, too.
func (t token) isMark() bool {
	name, _, named := t.name()
	return named && name == wordStale || isAnswerWord(t.text)
}

// appendFields is the inverse of parseFields: it writes those of the fields that
// are stated.
func appendFields(b []byte, r model.Resource, stated book.Fields) []byte {
	if stated.Has(book.FieldID) {
		b = append(append(b, placed(r.Field(book.FieldID))...), ' ')
	}
	status := r.Status()
	switch {
	case !stated.Has(book.FieldStatus):
		b = append(b, unknownStatus...)
	case status == "":
		b = append(append(b, book.FieldStatus.String()...), '=')
	default:
		b = append(b, status...)
	}
	for f := range (stated &^ book.FieldsOf(book.FieldID, book.FieldStatus)).All() {
		text := r.Field(f)
		b = append(b, ' ')
		if f == book.FieldInstanceID && text != "" && status != "" {
			b = append(b, placed(text)...)
			continue
		}
		b = append(append(append(b, f.String()...), '='), text...)
	}
	return b
}

func isNumber(text string) bool { return strings.Trim(text, "0123456789") == "" }

// placed returns an id as it can stand where its place gives its meaning: quoted
// where it could be taken for another word.
func placed(id string) string {
	if isStatus(id) || isAnswerWord(id) || isNumber(id) || isHistoryWord(id) {
		return `"` + id + `"`
	}
	return id
}
