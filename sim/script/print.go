package script

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
)

// String returns the script in its canonical form: world lines first, resources in
// their order, what is at its default left out, columns aligned. Reading it gives
// the script again.
func (s Script) String() string {
	return textOf(s.Head, s.World, stepRows(s.Steps), s.Tail)
}

// textOf returns the text of a script or of a history.
func textOf(head []string, w World, rows []row, tail []string) string {
	var b bytes.Buffer
	for _, line := range head {
		b.WriteString(line + "\n")
	}
	world := w.lines()
	writeWorld(&b, world)
	if len(world) > 0 && len(rows) > 0 && !slices.Contains(rows[0].lead, "") {
		b.WriteByte('\n')
	}
	writeRows(&b, rows)
	for _, line := range tail {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// String returns the world lines.
func (w World) String() string {
	var b bytes.Buffer
	writeWorld(&b, w.lines())
	return b.String()
}

// worldLine is a world line to be: its first word, and the rest.
type worldLine struct {
	word, rest string
	note       note
}

func (w World) lines() []worldLine {
	var lines []worldLine
	add := func(key, word, rest string) {
		lines = append(lines, worldLine{word, rest, w.notes[key]})
	}
	written := map[string]bool{}
	resource := func(id string) {
		if written[id] {
			return
		}
		written[id] = true
		if r := w.State.Resource(id); !r.None() {
			add(resourceKey(id), r.Kind().String(), formatResource(r))
		}
	}
	if w.Version != 0 {
		add(wordVersion, wordVersion, strconv.Itoa(w.Version))
	}
	if e := w.Machine.Edition; e != 0 || w.EditionStated {
		add(wordEdition, wordEdition, e.String())
	}
	for _, id := range w.Order {
		resource(id)
	}
	for r := range w.State.Resources() {
		resource(r.ID())
	}
	for _, id := range slices.Sorted(maps.Keys(w.Attrs)) {
		add(attrKey(id), wordAttr, formatAttr(id, w.Attrs[id]))
	}
	var unsaid book.Readings // those that no line says
	if w.ByPage {
		unsaid = book.PageReadings(w.Machine.Edition)
		add(wordReadings, wordReadings, "page")
	}
	for c := range book.Choices() {
		key := wordReading + " " + c.Reading()
		if w.Machine.Readings.Has(c) && (!unsaid.Has(c) || w.stated(key)) {
			add(key, wordReading, c.String())
		}
	}
	if w.Told {
		add(wordDelays, wordDelays, "told")
	}
	for _, status := range sim.Statuses() {
		if d, ok := w.Delays[status]; ok {
			add(wordDelay+" "+status, wordDelay, status+" "+d.String())
		}
	}
	if w.Seed != 0 || w.stated(wordSeed) {
		add(wordSeed, wordSeed, strconv.FormatUint(w.Seed, 10))
	}
	return lines
}

// stated reports whether there was a world line of this key. It is kept though it
// says what is the default: its author chose to say so.
func (w World) stated(key string) bool {
	_, ok := w.notes[key]
	return ok
}

// formatResource leaves out what is at its default.
func formatResource(r model.Resource) string {
	return string(appendFields(nil, r, r.NotDefault()))
}

func writeWorld(b *bytes.Buffer, lines []worldLine) {
	width := 0
	for _, l := range lines {
		width = max(width, len(l.word))
	}
	for _, l := range lines {
		for _, lead := range l.note.lead {
			b.WriteString(lead + "\n")
		}
		pad(b, l.word, width)
		b.WriteString(" " + l.rest)
		endLine(b, l.note.comment)
	}
}

// maxColumn is how wide a column of steps gets: what is wider sticks out.
const maxColumn = 72

// row is a line to be of a step or of a call, with the comments around it.
type row struct {
	lead               []string
	at, action, params string
	answer, comment    string
}

// ask says what was asked.
func (r *row) ask(op model.Op, takes *sim.Delay) {
	r.action, r.params, _ = strings.Cut(op.String(), " ")
	if takes != nil {
		r.params = strings.TrimLeft(r.params+" "+wordTakes+"="+takes.String(), " ")
	}
}

// stepRows returns the lines of steps.
func stepRows(steps []Step) []row {
	rows := make([]row, len(steps))
	var answer []byte
	for n, s := range steps {
		if s.Op == nil {
			panic("script.Step: a step at " + sim.FormatDuration(s.At) + " without an operation; expected one such as model.DetachDisk")
		}
		answer = s.appendAnswers(answer[:0])
		rows[n] = row{lead: s.Lead, at: sim.FormatDuration(s.At), answer: string(answer), comment: s.Comment}
		rows[n].ask(s.Op, s.Takes)
	}
	return rows
}

// writeRows writes lines in columns.
func writeRows(b *bytes.Buffer, rows []row) {
	var widths [3]int
	for n := range rows {
		r := &rows[n]
		for c, text := range []string{r.at, r.action, r.params} {
			if w := utf8.RuneCountInString(text); w <= maxColumn {
				widths[c] = max(widths[c], w)
			}
		}
	}
	for n := range rows {
		r := &rows[n]
		for _, lead := range r.lead {
			b.WriteString(lead + "\n")
		}
		pad(b, r.at, widths[0])
		b.WriteString("  ")
		pad(b, r.action, widths[1])
		b.WriteString(" ")
		pad(b, r.params, widths[2])
		if r.answer != "" {
			b.WriteString("   " + r.answer)
		}
		endLine(b, r.comment)
	}
}

// appendAnswers writes the answer column: for an event that is accepted, as it has
// to be, nothing.
func (s Step) appendAnswers(b []byte) []byte {
	action := model.ActionOf(s.Op)
	if !action.Event() || !s.Want.Success() || s.Got != nil || s.GotOther != "" || s.Stale != 0 || s.Reply != sim.ReplyHeard {
		b = appendAnswer(b, s.Want, action)
	}
	if s.Injected {
		b = append(b, " "+wordInjected...)
		if _, documented := book.FindCode(action, s.Want.Status, s.Want.Code); !documented {
			b = append(b, " "+wordRaw...)
		}
	}
	if s.Stale != 0 {
		b = append(b, " "+wordStale+"="+sim.FormatDuration(s.Stale)...)
	}
	if s.Reply != sim.ReplyHeard {
		b = append(b, " "+s.Reply.String()...)
	}
	if s.Got != nil {
		b = append(b, " "+wordGot+" "...)
		b = appendAnswer(b, *s.Got, action)
	}
	if s.GotOther != "" {
		b = append(b, " "+wordGot+" "+s.GotOther...)
	}
	return b
}

// String returns the step as one line, without the comments around it.
func (s Step) String() string {
	s.Lead, s.Comment = nil, ""
	var b bytes.Buffer
	writeRows(&b, stepRows([]Step{s}))
	return strings.TrimSuffix(b.String(), "\n")
}

func pad(b *bytes.Buffer, text string, width int) {
	b.WriteString(text)
	for n := utf8.RuneCountInString(text); n < width; n++ {
		b.WriteByte(' ')
	}
}

func endLine(b *bytes.Buffer, comment string) {
	b.Truncate(len(bytes.TrimRight(b.Bytes(), " ")))
	if comment != "" {
		b.WriteString("  " + comment)
	}
	b.WriteByte('\n')
}
