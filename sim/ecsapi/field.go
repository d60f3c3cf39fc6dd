package ecsapi

import (
	"strings"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// A row is a field of a resource that a describe shows: its form, and where its value
// comes from. A row without either is always in its empty form.
type row[R shown] struct {
	wire.Field
	text  func(R) string
	items func(R) []wire.Object
}

// shown is a resource as a describe shows it.
type shown interface {
	// attr returns the value of an attribute that is not at its default.
	attr(index int) (value string, ok bool)
}

// formOf returns the fields of rows.
func formOf[R shown](rows []row[R]) []wire.Field {
	var fields []wire.Field
	for _, r := range rows {
		fields = append(fields, r.Field)
	}
	return fields
}

// show returns a resource in the form of rows, for the answer of a call.
func show[R shown](c *call, rows []row[R], r R) wire.Object {
	o := c.object(len(rows))
	for n := range rows {
		switch row := &rows[n]; {
		case row.text != nil:
			o[n] = wire.Text(row.text(r))
		case row.items != nil:
			o[n] = wire.Items(row.items(r)...)
		default:
			o[n] = row.Empty()
		}
	}
	return o
}

// value returns what a describe shows of a resource in the field of a name.
func value[R shown](rows []row[R], r R, name string) string {
	for n := range rows {
		if rows[n].Name == name && rows[n].text != nil {
			return rows[n].text(r)
		}
	}
	return ""
}

// attr returns where the value of an attribute comes from: what was set, or else its
// default.
func attr[R shown](name string, standard func(R) string) func(R) string {
	index := attrIndex(name)
	if index < 0 {
		panic("ecsapi: there is no attribute " + name)
	}
	return func(r R) string {
		if v, ok := r.attr(index); ok {
			return v
		}
		return standard(r)
	}
}

// always returns the same text for each resource.
func always[R shown](text string) func(R) string { return func(R) string { return text } }

// tagFields are the fields of a tag in an answer.
var tagFields = []wire.Field{{Name: "TagKey"}, {Name: "TagValue"}}

// tagsOf returns the tags of a resource.
func tagsOf(r shown) []tag {
	text, _ := r.attr(attrTags)
	tags, _ := parseTags(text) // checked when it was set
	return tags
}

var attrTags = attrIndex("Tags")

func showTags[R shown](r R) (items []wire.Object) {
	for _, t := range tagsOf(r) {
		items = append(items, wire.Object{wire.Text(t.key), wire.Text(t.value)})
	}
	return items
}

// same compares two texts as a filter does: a Boolean in any case.
func same(filter, value string) bool {
	return filter == value || (value == "true" || value == "false") && strings.EqualFold(filter, value)
}
