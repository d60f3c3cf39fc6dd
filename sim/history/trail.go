package history

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"example.com/ecsdisk/sim/script"
)

// How many events of ActionTrail a file may have, and of which size together: they are sorted.
const (
	maxEvents = 1 << 20
	maxBytes  = 1 << 30
)

// trail is a file of events of ActionTrail, which come in any order.
type trail struct {
	events []event
	bytes  int   // of all
	failed error // at which the reading ended, if it did so early
	line   line
}

// event is one of them.
type event struct {
	line int // where it begins
	at   time.Time
	text []byte // as a line of JSON, without its time
}

// isTrail reports whether the first line is of a file of events of ActionTrail: of a document
// that has them, or of one itself. bad is why it is no line of JSON, if it is none.
func isTrail(l *line, bad *problem) bool {
	if bad != nil {
		start := bytes.TrimSpace(l.text)
		return string(start) == "{" || bytes.Contains(start, []byte(`"Events"`)) || bytes.Contains(start, []byte(`"eventName"`))
	}
	return !l.has(fieldOp) && !l.has(fieldScript) && !l.has(fieldHistory) && slices.ContainsFunc([]string{"Events", "eventName", "event"}, func(name string) bool { return slices.Contains(l.others, name) })
}

// beginTrail reads all events. first is what has been read of the file.
func (r *Reader) beginTrail(first []byte) error {
	t := new(trail)
	r.source, r.isTrail = t, true
	in := &counted{in: io.MultiReader(bytes.NewReader(slices.Clone(first)), r.in)}
	d := json.NewDecoder(in)
	for t.failed == nil {
		t.failed = r.document(t, in, d)
	}
	if t.failed == io.EOF {
		t.failed = nil
	}
	slices.SortStableFunc(t.events, func(a, b event) int { return a.at.Compare(b.at) })
	r.header = Header{Source: "ActionTrail"}
	if len(t.events) > 0 {
		r.header.Date = t.events[0].at.UTC().Format(time.RFC3339)
	} else if t.failed != nil {
		return t.failed
	}
	return nil
}

// document reads one value: a list of events, an object with one, or an event.
func (r *Reader) document(t *trail, in *counted, d *json.Decoder) error {
	from := len(t.events)
	defer func() { t.order(from) }()
	if in.next(d) != '[' {
		n, line, err := in.decode(r, d)
		if err != nil {
			return err
		}
		switch list := n.get("Events"); {
		case list == nil:
			return r.event(t, line, &n)
		case list.kind != '[':
			return r.wrongEvent(line, `"Events" is no list; expected one of events`)
		default:
			for i := range list.items {
				if err := r.event(t, line+bytes.Count(n.raw[:list.items[i].at], []byte("\n")), &list.items[i]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if _, err := d.Token(); err != nil {
		return in.failed(r, d, err)
	}
	for d.More() {
		n, line, err := in.decode(r, d)
		if err == nil {
			err = r.event(t, line, &n)
		}
		if err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return in.failed(r, d, err)
	}
	return nil
}

// order turns the events of a document around that has the latest first.
func (t *trail) order(from int) {
	if of := t.events[from:]; len(of) > 1 && of[0].at.After(of[len(of)-1].at) {
		slices.Reverse(of)
	}
}

func (r *Reader) wrongEvent(line int, text string) error {
	return &script.SyntaxError{Name: r.name, Line: line, Column: 1, Problem: text}
}

// event takes an event.
func (r *Reader) event(t *trail, at int, n *node) error {
	if inner := n.get("event"); inner != nil && inner.kind == '{' { // as a log delivers it
		n = inner
	}
	name := n.get("eventName").word()
	switch {
	case n.kind != '{':
		return r.wrongEvent(at, fmt.Sprintf("%.64s; expected an event, which is an object", n.raw))
	case name == "":
		return r.wrongEvent(at, "an event without an eventName; expected one such as DetachDisk")
	case len(t.events) == maxEvents || t.bytes > maxBytes:
		return r.wrongEvent(at, fmt.Sprintf("more than %d events, or 1 GiB of them; expected the file in parts", maxEvents))
	}
	e := event{line: at}
	var err error
	if e.at, err = time.Parse(time.RFC3339, n.get("eventTime").word()); err != nil {
		return r.wrongEvent(at, fmt.Sprintf("eventTime %q; expected one such as 2021-06-23T08:00:00Z", n.get("eventTime").word()))
	}
	if service := n.get("serviceName").word(); service != "" && service != "Ecs" {
		name = service + "." + name
	}
	if n.get("eventType").word() == "AliyunServiceEvent" { // what the platform did
		name = eventName
	}
	b := appendField(nil, ',', "op", name)
	identity := n.get("userIdentity")
	if who := cmp.Or(identity.get("principalId").word(), identity.get("userName").word(), identity.get("accountId").word()); who != "" {
		b = appendField(b, ',', "client", who)
	}
	if params := r.paramsOf(n); params != nil {
		b = append(append(b, `,"params":`...), params...)
	}
	code := n.get("errorCode").word()
	b = appendField(b, ',', "code", code)
	if message := n.get("errorMessage").word(); message != "" {
		b = appendField(b, ',', "message", message)
	}
	if id := n.get("requestId").word(); id != "" {
		b = appendField(b, ',', "requestId", id)
	}
	if code == "" {
		b = appendElements(b, n.get("responseElements"))
	}
	e.text = append(b, '}')
	t.bytes += len(e.text)
	t.events = append(t.events, e)
	return nil
}

// paramsOf returns what an event was asked: an object, which may stand in a string.
func (r *Reader) paramsOf(n *node) []byte {
	if params := n.get("requestParameters"); params != nil && params.kind == '{' {
		return params.raw
	}
	text := []byte(n.get("requestParameterJson").word())
	if params, end, bad := parse(text, 0, 1); bad == nil && end == len(text) && params.kind == '{' {
		return text
	}
	return nil
}

// appendElements writes what an event was answered: ids of what was made, and what was shown.
func appendElements(b []byte, n *node) []byte {
	var shown []byte
	put := func(id string, fields []byte) {
		if id != "" {
			shown = append(append(appendString(append(shown, ','), id), ':'), fields...)
		}
	}
	for _, name := range []string{"InstanceId", "DiskId"} {
		put(n.get(name).word(), []byte("{}"))
	}
	if ids := n.get("InstanceIdSets").get("InstanceIdSet"); ids != nil {
		for i := range ids.items {
			put(ids.items[i].word(), []byte("{}"))
		}
	}
	lists := [][3]string{{"Disks", "Disk", "DiskId"}, {"Instances", "Instance", "InstanceId"}}
	is := shown != nil
	for _, list := range lists {
		all := n.get(list[0]).get(list[1])
		if all == nil {
			continue
		}
		is = true
		for i := range all.items {
			put(all.items[i].get(list[2]).word(), all.items[i].raw)
		}
	}
	if !is {
		return b
	}
	return append(append(append(b, `,"shown":{`...), bytes.TrimPrefix(shown, []byte(","))...), '}')
}

// calls yields the calls that the events tell of.
func (t *trail) calls(r *Reader, yield func(script.Call, error) bool) {
	for len(t.events) > 0 {
		e := t.events[0]
		t.events = t.events[1:]
		c := script.Call{Line: e.line, Start: r.at, End: r.at}
		start, _ := time.Parse(time.RFC3339, r.header.Date)
		var text bytes.Buffer // it is one line
		if err := json.Compact(&text, append(appendSeconds([]byte(`{"t":`), e.at.Sub(start)), e.text...)); err != nil {
			panic("history: an event is no JSON: " + err.Error()) // it was parsed
		}
		bad := t.line.cut(text.Bytes())
		if bad == nil {
			bad = r.call(&t.line, &c)
		}
		if bad != nil {
			yield(script.Call{}, r.wrongEvent(e.line, bad.text))
			return
		}
		if r.at = c.End; !yield(c, nil) {
			return
		}
	}
	if t.failed != nil {
		yield(script.Call{}, t.failed)
	}
}

// counted is a reader of a file that knows in which line a place is, and does not read an
// event without end.
type counted struct {
	in     io.Reader
	ends   []int64 // of lines that have been read and not passed
	passed int     // lines
	read   int64
	free   int64 // up to where it may read
}

var errTooLong = errors.New("the event is too long; expected at most 16 MiB")

func (c *counted) Read(b []byte) (int, error) {
	if c.free == 0 {
		c.free = maxLine
	}
	if c.read > c.free {
		return 0, errTooLong
	}
	n, err := c.in.Read(b)
	for at, char := range b[:n] {
		if char == '\n' {
			c.ends = append(c.ends, c.read+int64(at))
		}
	}
	c.read += int64(n)
	return n, err
}

// line returns in which line a place is, which is not before those that were asked for.
func (c *counted) line(at int64) int {
	for len(c.ends) > 0 && c.ends[0] < at {
		c.ends = c.ends[1:]
		c.passed++
	}
	return c.passed + 1
}

// next returns the first byte of the next value; 0 where there is none.
func (c *counted) next(d *json.Decoder) byte {
	d.More() // reads on to it
	b := make([]byte, 1)
	buffered := d.Buffered()
	for {
		if n, _ := buffered.Read(b); n == 0 {
			return 0
		}
		if space(b, 0) == 0 {
			return b[0]
		}
	}
}

// decode reads the next value, and returns in which line it begins.
func (c *counted) decode(r *Reader, d *json.Decoder) (n node, line int, _ error) {
	c.free = d.InputOffset() + maxLine
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return node{}, 0, c.failed(r, d, err)
	}
	line = c.line(d.InputOffset() - int64(len(raw)))
	n, _, bad := parse(raw, 0, 1)
	if bad == nil {
		bad = invalid(raw)
	}
	if bad != nil {
		return node{}, line, r.wrongEvent(line, bad.text)
	}
	return n, line, nil
}

// failed returns the error of reading.
func (c *counted) failed(r *Reader, d *json.Decoder, err error) error {
	var syntax *json.SyntaxError
	at := c.line(d.InputOffset())
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &cutError{script.SyntaxError{Name: r.name, Line: at, Column: 1, Problem: "the file ends in this event; expected more of it"}}
	case errors.As(err, &syntax) || errors.Is(err, errTooLong):
		return r.wrongEvent(at, err.Error())
	}
	return r.cutAt(at, err)
}
