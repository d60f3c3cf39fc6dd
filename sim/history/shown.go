package history

import (
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
)

// shown is what a describe shows. It is kept, as asked is.
type shown struct {
	all     []model.Shown
	text    string // the answer as a script has it, if something in it is not modelled
	skipped string // why no script can have it
	ids     []string
	ignored []*int
}

// readShown returns the resources of an object, by id, each with fields of the API's.
func (r *Reader) readShown(describe book.Action, object *node) *shown {
	s := new(shown)
	var items []string // of the text
	other := false
	for n, id := range object.names {
		s.ids = append(s.ids, id)
		item := &resource{Shown: model.Shown{Resource: model.Resource{Instance: new(model.Instance)}}}
		if describe == book.ActionDescribeDisks {
			item.Resource = model.Resource{Disk: new(model.Disk)}
		}
		if id != "" || len(object.names) > 1 { // the id of the only one may not be known
			item.Stated = 1 << book.FieldID
			if d := item.Disk; d != nil {
				d.ID = model.DiskID(id)
			} else {
				item.Instance.ID = model.InstanceID(id)
			}
		}
		if fields := &object.items[n]; fields.kind == '{' {
			for n, name := range fields.names {
				if item.field(name, &fields.items[n]) {
					s.ignored = append(s.ignored, r.counter(r.ignored, "field "+short(name)+" of "+item.kind()+" that is shown"))
				}
			}
		} else if fields.kind != 'n' {
			item.wrong = "a resource " + short(string(fields.raw))
		}
		if item.wrong != "" && s.skipped == "" {
			s.skipped = item.wrong
		}
		if item.Stated == 0 && s.skipped == "" {
			s.skipped = "a resource without an id"
		}
		other = other || item.other
		items = append(items, item.text())
		s.all = append(s.all, item.Shown)
	}
	if other {
		s.text = strings.Join(items, "; ")
	}
	return s
}

// resource is one that is shown.
type resource struct {
	model.Shown
	other  bool   // some of it is not modelled
	status string // that which is not
	locks  string // those that are not
	wrong  string // what no script can have
}

func (item *resource) kind() string {
	if item.Disk != nil {
		return "a disk"
	}
	return "an instance"
}

// field takes a field of the API's. It is ignored if the machine does not have it.
func (item *resource) field(name string, value *node) (ignored bool) {
	text, is := textOf(value)
	f, err := book.ParseField(name, item.Kind().Fields()&^book.HiddenFields&^(1<<book.FieldID))
	switch {
	case value.kind == 'n':
		return false
	case name == book.FieldOperationLocks.String():
		item.lock(value)
		return false
	case err != nil && is && text == item.ID() && (name == "DiskId" || name == "InstanceId"):
		return false
	case err != nil:
		return true
	case !is:
		item.wrong = name + " " + short(string(value.raw))
		return false
	}
	switch {
	case text == "" && f == book.FieldStatus:
	case f == book.FieldInstanceID || f == book.FieldCategory:
		if text != "" {
			text = model.QuoteID(text)
		}
		err = item.SetField(f, text)
	case strings.EqualFold(text, "true") || strings.EqualFold(text, "false"):
		err = item.SetField(f, strings.ToLower(text))
	default:
		err = item.SetField(f, text)
	}
	switch {
	case err == nil:
		item.Stated |= 1 << f
	case f == book.FieldStatus:
		item.other, item.status = true, text
	default:
		item.wrong = name + " " + short(text)
	}
	return false
}

// lock takes the locks of a resource, in any of the forms in which they are seen: a list of
// reasons or of objects with one, that list in an object, or reasons with commas between.
func (item *resource) lock(value *node) {
	for value.kind == '{' && len(value.items) == 1 && value.items[0].kind == '[' {
		value = &value.items[0]
	}
	var reasons []string
	if text, is := textOf(value); is {
		if text != "" {
			reasons = strings.Split(text, ",")
		}
	} else {
		for n := range value.items {
			reason := &value.items[n]
			if reason.kind == '{' {
				reason = reason.get("LockReason")
			}
			if reason == nil || reason.kind != '"' || value.kind != '[' {
				item.wrong = "locks " + short(string(value.raw))
				return
			}
			reasons = append(reasons, reason.text)
		}
	}
	if item.Disk != nil && len(reasons) == 0 {
		return
	}
	list := strings.Join(reasons, ",")
	if item.Disk == nil {
		if item.SetField(book.FieldOperationLocks, list) == nil {
			item.Stated |= 1 << book.FieldOperationLocks
			return
		}
	}
	item.other, item.locks = true, list
}

// text returns the resource as a script has it.
func (item *resource) text() string {
	var b []byte
	if item.Stated.Has(book.FieldID) {
		b = append(strconv.AppendQuote(b, item.ID()), ' ')
	}
	switch {
	case item.status != "":
		b = append(b, item.status...)
	case !item.Stated.Has(book.FieldStatus):
		b = append(b, '?')
	case item.Status() == "":
		b = append(b, "Status="...)
	default:
		b = append(b, item.Status()...)
	}
	for f := range (item.Stated &^ (1<<book.FieldID | 1<<book.FieldStatus)).All() {
		b = append(append(append(append(b, ' '), f.String()...), '='), item.Field(f)...)
	}
	if item.locks != "" {
		b = append(append(b, " OperationLocks="...), item.locks...)
	}
	return string(b)
}

// short returns the start of a text.
func short(text string) string {
	if len(text) > 64 {
		return strings.ToValidUTF8(text[:64], "") + "…"
	}
	return text
}

// created returns the ids of what a creation made, which are shown: of an instance also that
// of its system disk, if it is known.
func created(action book.Action, object *node) (instance, disk string, ok bool) {
	ids := object.names
	switch {
	case action == book.ActionCreateDisk:
		if len(ids) > 1 {
			return "", "", false
		}
		return "", first(ids), true
	case len(ids) > 2:
		return "", "", false
	case len(ids) < 2:
		return first(ids), "", true
	}
	isDisk := func(n int) bool {
		return object.items[n].get("Type") != nil || !slices.ContainsFunc(object.items, func(other node) bool { return other.get("Type") != nil }) &&
			strings.HasPrefix(ids[n], "d-") && !strings.HasPrefix(ids[1-n], "d-")
	}
	if isDisk(0) {
		return ids[1], ids[0], true
	}
	return ids[0], ids[1], true
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}
