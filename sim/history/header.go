package history

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A Header is what a history says of itself before its calls. The zero Header knows nothing.
type Header struct {
	Name, Source, Date, Note string

	// World is where the history starts, if that is Known; else it says at most the edition.
	// That is of the whole history if World.EditionStated, and any one if not.
	World script.World
	Known bool

	Head []string // the comment and blank lines above everything else, as they stand
}

// The words that begin the comments of a script which are fields of a Header.
var headWords = []string{"# history: ", "# source: ", "# date: ", "# note: "}

func (h *Header) texts() []*string { return []*string{&h.Name, &h.Source, &h.Date, &h.Note} }

// takeHead takes the comments above everything else.
func (h *Header) takeHead(head []string) {
	for n, text := range h.texts() {
		if len(head) == 0 {
			break
		}
		value, ok := strings.CutPrefix(head[0], headWords[n])
		if !ok {
			continue
		}
		if strings.HasPrefix(value, `"`) {
			unquoted, err := strconv.Unquote(value)
			if err != nil {
				break
			}
			value = unquoted
		}
		*text, head = value, head[1:]
	}
	h.Head = head
}

// lines is the inverse of takeHead.
func (h *Header) lines() (lines []string) {
	for n, text := range h.texts() {
		if *text == "" {
			continue
		}
		value := *text
		if strings.HasPrefix(value, `"`) || strings.TrimSpace(value) != value || strings.ContainsFunc(value, func(r rune) bool { return !strconv.IsPrint(r) || r == utf8.RuneError }) {
			value = strconv.Quote(value)
		}
		lines = append(lines, headWords[n]+value)
	}
	return append(lines, h.Head...)
}

// setWorld takes the world that lines say, and whether that is more than the edition.
func (h *Header) setWorld(w script.World) {
	h.World = w
	w.EditionStated, w.Machine.Edition = false, 0
	h.Known = w.String() != ""
}

// lasting returns the world so that its lines say whether it is known: of an empty one there
// is one that says nothing else.
func (h *Header) lasting() script.World {
	w := h.World
	var of Header
	if of.setWorld(w); h.Known && !of.Known {
		w.Version = 1
	}
	return w
}

// readHeader takes the first line of JSON.
func (r *Reader) readHeader(l *line) *problem {
	h := &r.header
	for n, f := range []field{fieldHistory, fieldSource, fieldDate, fieldNote} {
		text, bad := l.word(f)
		if bad != nil {
			return bad
		}
		*h.texts()[n] = string(text)
	}
	var bad *problem
	if h.Head, bad = l.list(fieldHead); bad != nil {
		return bad
	}
	for _, text := range h.Head {
		if text != "" && !isComment(text) {
			return l.wrong(fieldHead, "comments, each in one line from its '#'")
		}
	}
	text, bad := l.word(fieldWorld)
	if bad != nil {
		return bad
	}
	date, bad := l.word(fieldEdition)
	if bad != nil {
		return bad
	}
	for _, name := range l.others {
		*r.counter(r.ignored, "field "+short(name))++
	}
	w, head, bad := parseWorld(l, string(text))
	if bad != nil {
		return bad
	}
	h.Head = append(h.Head, head...)
	h.setWorld(w)
	h.Known = h.Known || text != nil && !w.EditionStated
	if date == nil {
		return nil
	}
	e, err := book.ParseEdition(string(date))
	switch {
	case err != nil:
		return problemAt(l.at[fieldEdition], "%v", err)
	case w.EditionStated && w.Machine.Edition != e:
		return problemAt(l.at[fieldEdition], "the edition is %s, and that of the world %s; expected one", e, w.Machine.Edition)
	case !w.EditionStated:
		if w, _, bad = parseWorld(l, "edition "+e.String()+"\n"+string(text)); bad != nil {
			return bad
		}
	}
	h.World = w
	return nil
}

// parseWorld reads world lines, and what comments stand above them.
func parseWorld(l *line, text string) (w script.World, head []string, _ *problem) {
	reader := script.NewReader("world", strings.NewReader(text))
	reader.OfAnyEdition()
	w, err := reader.World()
	for _, bad := range reader.Calls() {
		if err == nil && bad == nil {
			err = errors.New("a call among the world lines; expected world lines only")
		}
		err = cmp.Or(err, bad)
		break
	}
	if err != nil {
		return w, nil, problemAt(l.at[fieldWorld], "%v", err)
	}
	head, _ = reader.Comments()
	return w, head, nil
}
