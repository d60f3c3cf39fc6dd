package history

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim/script"
)

// A Form is a form of a history in a file.
type Form uint8

// The forms that can be written.
const (
	JSONLines Form = iota // an object a call
	Text                  // lines of a script
)

// String returns the form in words.
func (f Form) String() string {
	switch f {
	case JSONLines:
		return "JSON Lines"
	case Text:
		return "text"
	}
	return fmt.Sprintf("Form(%d)", uint8(f))
}

// A Writer writes a history call by call: first its header, then the calls, then its tail.
// Reading it gives the same.
type Writer struct {
	out    io.Writer
	form   Form
	header Header
	begun  bool // whether there was a call
	buffer []byte
}

// NewWriter returns a writer of a form. It panics if out is nil.
func NewWriter(out io.Writer, form Form) *Writer {
	if out == nil {
		panic("history.NewWriter: the writer is nil; expected one such as an *os.File")
	}
	if form > Text {
		panic("history.NewWriter: " + form.String() + "; expected history.JSONLines or history.Text")
	}
	return &Writer{out: out, form: form}
}

func (w *Writer) mustBeNew() {
	if w == nil || w.out == nil {
		panic("history.Writer: a writer of nothing; expected one from history.NewWriter")
	}
}

func (w *Writer) flush() error {
	_, err := w.out.Write(w.buffer)
	w.buffer = w.buffer[:0]
	return err
}

// Header writes what a history says of itself. The error is that of writing, as of the other
// methods.
func (w *Writer) Header(h Header) error {
	w.mustBeNew()
	w.header = h
	if w.form == Text {
		s := script.History{Head: h.lines(), World: h.lasting()}
		w.buffer = append(w.buffer, s.String()...)
		return w.flush()
	}
	b := appendField(w.buffer, '{', "history", h.Name)
	for n, text := range h.texts()[1:] {
		if *text != "" {
			b = appendField(b, ',', fieldNames[fieldSource+field(n)], *text)
		}
	}
	if h.World.EditionStated || h.World.Machine.Edition != 0 {
		b = appendField(b, ',', "edition", h.World.Machine.Edition.String())
	} else {
		b = append(b, `,"edition":null`...)
	}
	switch world := h.World; {
	case h.Known && world.EditionStated:
		world = h.lasting()
		fallthrough
	case h.Known, world.EditionStated && world.String() != "edition "+world.Machine.Edition.String()+"\n":
		b = appendField(b, ',', "world", world.String())
	default:
		b = append(b, `,"world":null`...)
	}
	if len(h.Head) > 0 {
		b = appendList(append(b, `,"head":`...), h.Head)
	}
	w.buffer = append(b, '}', '\n')
	return w.flush()
}

// Call writes a call, without a Line.
func (w *Writer) Call(c script.Call) error {
	w.mustBeNew()
	if w.form == Text {
		first := !w.begun && (len(c.Lead) == 0 || c.Lead[0] != "")
		if world := w.header.lasting(); first && world.String() != "" {
			w.buffer = append(w.buffer, '\n')
		}
		w.buffer = c.Append(w.buffer)
	} else {
		w.buffer = append(appendCall(w.buffer, &c), '\n')
	}
	w.begun = true
	return w.flush()
}

// Tail writes the comment and blank lines below everything else.
func (w *Writer) Tail(lines []string) error {
	w.mustBeNew()
	switch {
	case len(lines) == 0:
		return nil
	case w.form == Text:
		w.buffer = append(w.buffer, strings.Join(lines, "\n")+"\n"...)
	default:
		w.buffer = append(appendList(append(w.buffer, `{"lead":`...), lines), '}', '\n')
	}
	return w.flush()
}

// appendCall writes a call as an object.
func appendCall(b []byte, c *script.Call) []byte {
	switch {
	case c.Untimed:
		b = append(b, `{"t":null`...)
	case c.Open:
		b = append(appendSeconds(append(b, `{"start":`...), c.Start), `,"end":null`...)
	case c.Start == c.End:
		b = appendSeconds(append(b, `{"t":`...), c.Start)
	default:
		b = appendSeconds(append(b, `{"start":`...), c.Start)
		b = appendSeconds(append(b, `,"end":`...), c.End)
	}
	if c.Client != "" {
		b = appendField(b, ',', "client", c.Client)
	}
	switch {
	case c.Skipped == "" && c.Op == nil:
		panic("history.Writer: a call at " + c.Start.String() + " without an operation; expected one such as model.DetachDisk, or why it is skipped")
	case c.Skipped == "":
		b = appendJudged(b, c)
	case sameSkipped(c):
		b = append(append(b, ','), strings.TrimSuffix(c.Raw[1:], "}")...)
	default:
		of := script.Call{Untimed: true, Skipped: c.Skipped, Touches: c.Touches, Raw: c.Raw, Partial: c.Partial, Token: c.Token}
		b = appendField(b, ',', "script", strings.TrimSpace(strings.TrimPrefix(of.String(), "?")))
	}
	if c.Answer.Message != "" {
		b = appendField(b, ',', "message", c.Answer.Message)
	}
	if c.RequestID != "" {
		b = appendField(b, ',', "requestId", c.RequestID)
	}
	if len(c.Lead) > 0 {
		b = appendList(append(b, `,"lead":`...), c.Lead)
	}
	if c.Comment != "" {
		b = appendField(b, ',', "comment", c.Comment)
	}
	return append(b, '}')
}

// head is a first line that knows nothing.
const head = `{"history":"","edition":null,"world":null}` + "\n"

// sameSkipped reports whether a call that is skipped was a line of JSON, which says the same.
func sameSkipped(c *script.Call) bool {
	if !strings.HasPrefix(c.Raw, "{") || c.Partial || c.Token != "" {
		return false
	}
	n := 0
	for again, err := range NewReader("", strings.NewReader(head+c.Raw)).Calls() {
		if n++; err != nil || n > 1 || again.Skipped != c.Skipped || !slices.Equal(again.Touches, c.Touches) || again.Raw != c.Raw || !again.Untimed {
			return false
		}
	}
	return n == 1
}

// appendJudged writes what was asked and heard in a call that is not skipped.
func appendJudged(b []byte, c *script.Call) []byte {
	a := &c.Answer
	action := model.ActionOf(c.Op)
	b = appendField(b, ',', "op", action.String())
	heard := !c.Unheard && a.Success()
	b = appendParams(b, c, heard)
	if c.Takes != nil {
		b = appendField(b, ',', "takes", c.Takes.String())
	}
	switch {
	case c.Unheard:
		b = append(b, `,"unheard":true`...)
	case a.NotEnabled:
		b = append(b, `,"notEnabled":true`...)
	default:
		if a.Status != 0 {
			b = strconv.AppendInt(append(b, `,"status":`...), int64(a.Status), 10)
		}
		b = appendField(b, ',', "code", a.Code)
	}
	if heard {
		switch op := c.Op.(type) {
		case model.CreateDisk:
			if op.DiskID != "" {
				b = append(appendString(append(b, `,"shown":{`...), string(op.DiskID)), ":{}}"...)
			}
		case model.CreateInstance:
			b = appendMade(b, op)
		case model.DescribeDisks, model.DescribeInstances:
			b = appendShown(b, a.Shown)
			if c.Partial || len(a.Shown) >= defaultPage {
				b = strconv.AppendBool(append(b, `,"partial":`...), c.Partial)
			}
		}
	}
	if c.Written != "" {
		b = appendField(b, ',', "written", c.Written)
	}
	return b
}

// appendMade writes the ids of a new instance and of its system disk, each so that it is seen
// which it is.
func appendMade(b []byte, op model.CreateInstance) []byte {
	if op.InstanceID == "" {
		return b
	}
	b = append(appendString(append(b, `,"shown":{`...), string(op.InstanceID)), ":{}"...)
	if op.SystemDiskID != "" {
		b = appendString(append(b, ','), string(op.SystemDiskID))
		if strings.HasPrefix(string(op.InstanceID), "d-") {
			b = append(b, `:{"Type":"system"}`...)
		} else {
			b = append(b, ":{}"...)
		}
	}
	return append(b, '}')
}

// appendParams writes parameters under the names that they have in the API. Ids of what was
// made are shown, if there was a reply.
func appendParams(b []byte, c *script.Call, heard bool) []byte {
	b = append(b, `,"params":{`...)
	n := len(b)
	put := func(name, value string) {
		if value != "" {
			b = appendField(b, ',', name, value)
		}
	}
	flag := func(name string, value model.Flag) {
		if value != model.Absent {
			b = append(append(append(b, `,"`...), name...), `":`...)
			b = append(b, value.String()...)
		}
	}
	switch op := c.Op.(type) {
	case model.DetachDisk:
		put("InstanceId", string(op.InstanceID))
		put("DiskId", string(op.DiskID))
		flag("DeleteWithInstance", op.DeleteWithInstance)
	case model.AttachDisk:
		put("InstanceId", string(op.InstanceID))
		put("DiskId", string(op.DiskID))
		if op.DeleteWithInstance {
			flag("DeleteWithInstance", model.True)
		}
	case model.CreateDisk:
		if !heard {
			put("DiskId", string(op.DiskID))
		}
		put("DiskCategory", op.DiskCategory)
		put("ClientToken", c.Token)
	case model.DeleteDisk:
		put("DiskId", string(op.DiskID))
	case model.ModifyDiskAttribute:
		put("DiskId", string(op.DiskID))
		flag("DeleteWithInstance", op.DeleteWithInstance)
		flag("DeleteAutoSnapshot", op.DeleteAutoSnapshot)
	case model.ReInitDisk:
		put("DiskId", string(op.DiskID))
	case model.CreateInstance:
		if !heard || op.InstanceID == "" {
			put("InstanceId", string(op.InstanceID))
			put("SystemDiskId", string(op.SystemDiskID))
		}
		if op.InstanceChargeType != model.PostPaid {
			put("InstanceChargeType", op.InstanceChargeType.String())
		}
		flag("HotPlug", op.HotPlug)
		put("ClientToken", c.Token)
	case model.StartInstance:
		put("InstanceId", string(op.InstanceID))
	case model.StopInstance:
		put("InstanceId", string(op.InstanceID))
	case model.RebootInstance:
		put("InstanceId", string(op.InstanceID))
	case model.DeleteInstance:
		put("InstanceId", string(op.InstanceID))
		if op.Force {
			flag("Force", model.True)
		}
	case model.DescribeDisks:
		if op.DiskIDs != nil {
			b = appendList(append(b, `,"DiskIds":`...), op.DiskIDs)
		}
		put("InstanceId", string(op.InstanceID))
		put("Status", op.Status)
	case model.DescribeInstances:
		if op.InstanceIDs != nil {
			b = appendList(append(b, `,"InstanceIds":`...), op.InstanceIDs)
		}
		put("Status", op.Status)
	case model.Lock:
		b = appendField(appendField(b, ',', "InstanceId", string(op.InstanceID)), ',', "LockReason", op.Reason.String())
	case model.Unlock:
		b = appendField(appendField(b, ',', "InstanceId", string(op.InstanceID)), ',', "LockReason", op.Reason.String())
	case model.Settle:
		b = appendField(b, ',', "ID", op.ID)
	case model.DetachFailed:
		b = appendField(b, ',', "DiskId", string(op.DiskID))
	case model.AttachFailed:
		b = appendField(b, ',', "DiskId", string(op.DiskID))
	case model.Reclaim:
		b = appendField(b, ',', "InstanceId", string(op.InstanceID))
	}
	if len(b) > n { // without the first comma
		b = append(b[:n], b[n+1:]...)
	}
	return append(b, '}')
}

// appendShown writes resources that are shown, with the fields that are stated.
func appendShown(b []byte, all []model.Shown) []byte {
	b = append(b, `,"shown":{`...)
	for n, r := range all {
		if n > 0 {
			b = append(b, ',')
		}
		fields := r.Shows()
		id := ""
		if fields.Has(book.FieldID) {
			id = r.ID()
		}
		b = append(appendString(b, id), `:{`...)
		comma := false
		for f := range (fields &^ (1 << book.FieldID)).All() {
			if comma {
				b = append(b, ',')
			}
			comma = true
			b = append(appendString(b, f.String()), ':')
			b = appendValue(b, r.Resource, f)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// appendValue writes the value of a field of a resource that is shown.
func appendValue(b []byte, r model.Resource, f book.Field) []byte {
	d := r.Disk
	switch {
	case f == book.FieldOperationLocks:
		b = append(b, '[')
		for n, reason := range r.Instance.Locks.Reasons() {
			if n > 0 {
				b = append(b, ',')
			}
			b = append(appendString(append(b, `{"LockReason":`...), reason), '}')
		}
		return append(b, ']')
	case f == book.FieldInstanceID:
		return appendString(b, string(d.InstanceID))
	case f == book.FieldCategory:
		return appendString(b, d.Category)
	}
	switch text := r.Field(f); text {
	case "true", "false":
		return append(b, text...)
	default:
		return appendString(b, text)
	}
}

func appendField(b []byte, before byte, name, value string) []byte {
	return appendString(append(appendString(append(b, before), name), ':'), value)
}

func appendList[T ~string](b []byte, all []T) []byte {
	b = append(b, '[')
	for n, item := range all {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendString(b, string(item))
	}
	return append(b, ']')
}

const hex = "0123456789abcdef"

// appendString writes a string. What is no UTF-8 in it becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for at := 0; at < len(s); {
		c := s[at]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			at++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[at:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[from:at]...), "\uFFFD"...)
				from = at + size
			}
			at += size
			continue
		}
		b = append(b, s[from:at]...)
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		at++
		from = at
	}
	return append(append(b, s[from:]...), '"')
}

// appendSeconds writes a time as seconds, exactly.
func appendSeconds(b []byte, d time.Duration) []byte {
	b = strconv.AppendInt(b, int64(d/time.Second), 10)
	part := int64(d % time.Second)
	if part == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(time.Second) / 10; part > 0; unit /= 10 {
		b = append(b, byte('0'+part/unit))
		part %= unit
	}
	return b
}
