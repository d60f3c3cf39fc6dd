package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/script"
)

// eventName is what an operation is called that the platform did and that nobody asked for.
const eventName = "event"

// call reads a line of JSON as a call. That comes with the End of the call before as its Start
// and End.
func (r *Reader) call(l *line, c *script.Call) (bad *problem) {
	if bad = r.time(l, c); bad != nil {
		return bad
	}
	if bad = r.texts(l, c); bad != nil {
		return bad
	}
	for _, name := range l.others {
		*r.counter(r.ignored, "field "+short(name))++
	}
	if l.has(fieldScript) {
		return r.script(l, c)
	}
	op, bad := l.word(fieldOp)
	if bad != nil {
		return bad
	}
	if op == nil {
		return problemAt(0, "the operation is missing; expected one such as \"op\":\"DetachDisk\"")
	}
	a, bad := r.asked(l, op)
	if bad != nil {
		return bad
	}
	for _, n := range a.ignored {
		*n++
	}
	c.Op, c.Token = a.op, cmp.Or(c.Token, a.token)
	heard, bad := r.reply(l, c)
	if bad != nil {
		return bad
	}
	if a.skipped == "" && a.action.Event() {
		unheard, _ := l.flag(fieldUnheard)
		if unheard || c.Answer.Code != "" {
			return r.skip(l, c, "an event that was asked for", idsOf(a.op), false)
		}
		if c.Unheard {
			c.Unheard, c.Answer.Status = false, 200
		}
	}
	if a.skipped != "" {
		return r.skip(l, c, a.skipped, a.touches, a.reads)
	}
	if v := l.value(fieldTakes); v != nil {
		text, bad := l.word(fieldTakes)
		if bad != nil {
			return bad
		}
		d, err := sim.ParseDelay(string(text))
		if err != nil {
			return l.wrong(fieldTakes, "a delay such as \"2m\"")
		}
		c.Takes = &d
	}
	switch {
	case a.action.Describe() && heard && c.Answer.Code == "" && !c.Answer.NotEnabled:
		bad = r.show(l, c, a)
	case a.action.Creates():
		bad = r.create(l, c, a)
	}
	if bad == nil && c.Skipped == "" && (l.has(fieldWritten) || c.Takes != nil) {
		bad = r.written(l, c)
	}
	return bad
}

// idsOf returns the ids that an operation names.
func idsOf(op model.Op) (ids []string) {
	instances, disks := model.IDs(op)
	for _, id := range instances {
		ids = append(ids, string(id))
	}
	for _, id := range disks {
		if !slices.Contains(ids, string(id)) {
			ids = append(ids, string(id))
		}
	}
	return ids
}

// time takes when a call was made, by whom, and what is said beside.
func (r *Reader) time(l *line, c *script.Call) *problem {
	start, end := fieldStart, fieldEnd
	if l.named&(1<<fieldT) != 0 {
		if l.named&(1<<fieldStart|1<<fieldEnd) != 0 {
			return problemAt(l.at[fieldT], "a time t, and a start or an end; expected one of both")
		}
		start, end = fieldT, fieldT
	}
	before := c.End
	from, started, bad := l.seconds(start)
	if bad != nil {
		return bad
	}
	to, ended, bad := l.seconds(end)
	switch {
	case bad != nil:
		return bad
	case !started:
		c.Untimed = true
		if ended && to < before {
			return l.early(end, sim.FormatDuration(to), sim.FormatDuration(before))
		}
		return nil
	case !ended:
		c.Start, c.End, c.Open = from, max(from, before), true
		return nil
	case to < from:
		return problemAt(l.at[end], "the end %s is before the start %s; expected the start first", l.value(end), l.value(start))
	case to < before:
		return l.early(end, sim.FormatDuration(to), sim.FormatDuration(before))
	}
	c.Start, c.End = from, to
	return nil
}

// early is the problem of an end that is before that of the line above.
func (l *line) early(end field, to, before string) *problem {
	return problemAt(l.at[end], "the end at %s is before that of the line above, %s; expected the calls in the order in which they were answered", to, before)
}

// texts takes the texts of a line that stand for themselves.
func (r *Reader) texts(l *line, c *script.Call) *problem {
	for _, text := range []struct {
		of   field
		into *string
	}{{fieldClient, &c.Client}, {fieldRequestID, &c.RequestID}, {fieldMessage, &c.Answer.Message}} {
		if !l.has(text.of) {
			continue
		}
		b, bad := l.word(text.of)
		if bad != nil {
			return bad
		}
		if text.of == fieldClient {
			*text.into = r.intern(b)
		} else {
			*text.into = string(b)
		}
	}
	var bad *problem
	if l.has(fieldLead) || l.has(fieldComment) {
		bad = r.comments(l, c)
	}
	return bad
}

// comments takes the comments around a call.
func (r *Reader) comments(l *line, c *script.Call) *problem {
	lead, bad := l.list(fieldLead)
	if bad != nil {
		return bad
	}
	comment, bad := l.word(fieldComment)
	if bad != nil {
		return bad
	}
	for _, text := range lead {
		if text != "" && !isComment(text) {
			return l.wrong(fieldLead, "comments, each in one line from its '#'")
		}
	}
	if c.Lead, c.Comment = lead, string(comment); c.Comment != "" && !isComment(c.Comment) {
		return l.wrong(fieldComment, "a comment in one line from its '#'")
	}
	return nil
}

// isComment reports whether a text can stand in a script as a comment.
func isComment(text string) bool {
	h, err := script.NewReader("", strings.NewReader(text)).Script()
	return err == nil && len(h.Head) == 1 && h.Head[0] == text && text != ""
}

// script takes a call that stands in a line as a script has it.
func (r *Reader) script(l *line, c *script.Call) *problem {
	words, bad := l.word(fieldScript)
	if bad != nil {
		return bad
	}
	s, err := parseWords(string(words))
	if err != nil || s.Client != "" || s.RequestID != "" || s.Answer.Message != "" || s.Comment != "" {
		return l.wrong(fieldScript, "what a line of a script says between its time and who called")
	}
	s.Line, s.Start, s.End, s.Untimed, s.Open, s.Client, s.RequestID = c.Line, c.Start, c.End, c.Untimed, c.Open, c.Client, c.RequestID
	s.Answer.Message, s.Lead, s.Comment = c.Answer.Message, c.Lead, c.Comment
	*c = s
	r.count(c)
	return nil
}

// parseWords reads what a line of a script says between its time and who called.
func parseWords(words string) (c script.Call, err error) {
	reader := script.NewReader("line", strings.NewReader("? "+words))
	reader.OfAnyEdition()
	if _, err = reader.World(); err != nil {
		return c, err
	}
	n := 0
	for next, bad := range reader.Calls() {
		if n++; bad != nil {
			return c, bad
		}
		c = next
	}
	if n != 1 {
		return c, fmt.Errorf("%d calls; expected one", n)
	}
	return c, nil
}

// skip says of a call that it is not judged, and why. It touches nothing if it only reads, or was refused.
func (r *Reader) skip(l *line, c *script.Call, why string, touches []string, reads bool) *problem {
	n, _, bad := parse(l.text, 0, 1)
	if bad != nil {
		return bad
	}
	if shown := n.get("shown"); shown != nil {
		touches = slices.Clone(touches)
		var known set
		for _, id := range touches {
			known.add(id)
		}
		for _, id := range shown.names {
			if id != "" && known.add(id) {
				touches = append(touches, id)
			}
		}
	}
	if refused := c.Answer.Code != "" && c.Answer.Status/100 != 5; refused || reads {
		touches = nil
	}
	c.Skipped, c.Touches, c.Raw = short(why), touches, rawOf(&n)
	c.Op, c.Takes, c.Answer, c.Unheard, c.Partial, c.Token = nil, nil, model.Answer{Message: c.Answer.Message}, false, false, ""
	r.count(c)
	return nil
}

// rawOf returns an object without what a skipped call says besides.
func rawOf(n *node) string {
	b := []byte{'{'}
	for at, name := range n.names {
		switch fieldOf([]byte(name)) {
		case fieldT, fieldStart, fieldEnd, fieldClient, fieldRequestID, fieldMessage, fieldLead, fieldComment, fieldKnown:
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(appendString(b, name), ':'), n.items[at].raw...)
	}
	return string(append(b, '}'))
}

// reply takes what was answered, but for what is shown. heard is false where nobody got it, or
// it is not known.
func (r *Reader) reply(l *line, c *script.Call) (heard bool, bad *problem) {
	if c.Answer.NotEnabled, bad = l.flag(fieldNotEnabled); bad != nil {
		return false, bad
	}
	if c.Unheard, bad = l.flag(fieldUnheard); bad != nil {
		return false, bad
	}
	code, bad := l.word(fieldCode)
	if bad != nil {
		return false, bad
	}
	status, bad := l.status()
	if bad != nil {
		return false, bad
	}
	known := l.has(fieldCode)
	switch {
	case c.Unheard:
		return false, nil
	case c.Answer.NotEnabled:
		return true, nil
	case !known && status == 0:
		c.Unheard = true
	case len(code) > 0:
		if c.Answer.Status, c.Answer.Code = status, r.intern(code); status != 0 && status < 400 {
			*r.counter(r.ignored, fmt.Sprintf("status %d of a refusal", status))++
			c.Answer.Status = 0
		}
	case status == 0 || status/100 == 2:
		c.Answer.Status = 200
	default:
		*r.counter(r.skipped, fmt.Sprintf("status %d without its code", status))++
		c.Unheard = true
	}
	return !c.Unheard, nil
}

// show takes what a describe shows.
func (r *Reader) show(l *line, c *script.Call, a *asked) *problem {
	v := l.value(fieldShown)
	if v == nil {
		c.Partial = true
		return nil
	}
	s, bad := r.shown(l, a.action)
	if bad != nil {
		return bad
	}
	for _, n := range s.ignored {
		*n++
	}
	c.Answer.Shown = s.all
	if c.Partial, bad = l.flag(fieldPartial); bad != nil {
		return bad
	}
	if !l.has(fieldPartial) {
		c.Partial = a.partial || len(s.all) >= a.pageSize && !showsAll(a.op, s.ids)
	}
	if s.skipped != "" {
		return r.skip(l, c, s.skipped, s.ids, false)
	}
	if s.text != "" {
		return r.other(l, c, s)
	}
	if len(s.all) != 1 || s.ids[0] != "" {
		return nil
	}
	if ids := asksFor(a.op); len(ids) == 1 {
		id := ids[0]
		shown := model.Shown{Resource: s.all[0].Clone(), Stated: s.all[0].Stated | 1<<book.FieldID}
		if shown.Disk != nil {
			shown.Disk.ID = model.DiskID(id)
		} else {
			shown.Instance.ID = model.InstanceID(id)
		}
		c.Answer.Shown = []model.Shown{shown}
	}
	return nil
}

// showsAll reports whether all that a describe asks for by id is shown.
func showsAll(op model.Op, shown []string) bool {
	ids := asksFor(op)
	var known set
	for _, id := range shown {
		known.add(id)
	}
	return ids != nil && !slices.ContainsFunc(ids, known.add)
}

// asksFor returns the ids that a describe asks for; nil if it asks for all.
func asksFor(op model.Op) (ids []string) {
	switch op := op.(type) {
	case model.DescribeDisks:
		for _, id := range op.DiskIDs {
			ids = append(ids, string(id))
		}
	case model.DescribeInstances:
		for _, id := range op.InstanceIDs {
			ids = append(ids, string(id))
		}
	}
	return ids
}

// other takes what a describe shows of which something is not modelled: it is what a script
// would make of it, if there can be one.
func (r *Reader) other(l *line, c *script.Call, s *shown) *problem {
	words := c.Op.String() + "   " + s.text
	if c.Partial {
		words += " partial"
	}
	t, err := parseWords(words)
	if err != nil || t.LeftOut == nil && t.Skipped == "" {
		return r.skip(l, c, "what is shown: "+s.text, s.ids, false)
	}
	t.Answer.Message = c.Answer.Message
	c.Op, c.Answer, c.LeftOut, c.Written, c.Skipped, c.Touches, c.Raw = t.Op, t.Answer, t.LeftOut, t.Written, t.Skipped, t.Touches, t.Raw
	r.count(c)
	return nil
}

// create gives a creation the ids that are shown.
func (r *Reader) create(l *line, c *script.Call, a *asked) *problem {
	if !l.has(fieldShown) {
		return nil
	}
	n, _, bad := parse(l.text, l.at[fieldShown], 1)
	if bad != nil {
		return bad
	}
	if n.kind != '{' {
		return l.wrong(fieldShown, "an object")
	}
	instance, disk, ok := created(a.action, &n)
	if !ok {
		return r.skip(l, c, fmt.Sprintf("a creation of %d resources", len(n.names)), nil, false)
	}
	switch op := c.Op.(type) {
	case model.CreateDisk:
		op.DiskID = cmp.Or(model.DiskID(disk), op.DiskID)
		c.Op = op
	case model.CreateInstance:
		op.InstanceID, op.SystemDiskID = cmp.Or(model.InstanceID(instance), op.InstanceID), cmp.Or(model.DiskID(disk), op.SystemDiskID)
		c.Op = op
	}
	return nil
}

// written takes the answer column of a script if it says what the line says.
func (r *Reader) written(l *line, c *script.Call) *problem {
	text, bad := l.word(fieldWritten)
	if bad != nil {
		return bad
	}
	of := *c
	of.Client, of.RequestID, of.Answer.Message, of.Token, of.Untimed = "", "", "", "", true
	if of.Lead, of.Comment = nil, ""; text != nil {
		of.Written = string(text)
	}
	line := strings.TrimSpace(strings.TrimPrefix(of.String(), "?"))
	t, err := parseWords(line)
	switch {
	case err == nil && t.Skipped == "" && strings.TrimSpace(strings.TrimPrefix(t.String(), "?")) == line && sameHeard(&t, c):
		c.Written, c.LeftOut = t.Written, t.LeftOut
		r.count(c)
	case c.Takes != nil && text == nil:
		return l.wrong(fieldTakes, "a delay of what the operation starts")
	default:
		*r.counter(r.ignored, "field written, which says something else")++
	}
	return nil
}

// sameHeard reports whether two calls heard the same, but for messages.
func sameHeard(a, b *script.Call) bool {
	if a.Op.String() != b.Op.String() || a.Unheard != b.Unheard || a.Partial != b.Partial {
		return false
	}
	x, y := a.Answer, b.Answer
	return x.Status == y.Status && x.Code == y.Code && x.NotEnabled == y.NotEnabled &&
		slices.EqualFunc(x.Shown, y.Shown, func(s, t model.Shown) bool {
			return s.Stated == t.Stated && s.Kind() == t.Kind() && s.Text(s.Stated) == t.Text(t.Stated)
		})
}
