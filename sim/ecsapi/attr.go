package ecsapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/ecsdisk/model"
)

// An attribute is something that a describe shows of a resource and that no rule
// reads. It lives beside the machine: it has a default, and a value where a request or
// an attr line gave it one.
type attribute struct {
	name  string
	of    kinds
	check func(value string) error // nil: any text
}

// kinds are the kinds of resources that have an attribute.
type kinds uint8

const (
	ofDisk kinds = 1 << iota
	ofInstance
	ofBoth = ofDisk | ofInstance
)

// attributes is the table of them, by name.
var attributes = []attribute{
	{"AttachedTime", ofDisk, isTime},
	{"AutoSnapshotPolicyId", ofDisk, nil},
	{"Category", ofDisk, nil}, // of a system disk only: the machine has that of the others
	{"CreationTime", ofBoth, isTime},
	{"Description", ofBoth, nil},
	{"DetachedTime", ofDisk, isTime},
	{"Device", ofDisk, nil},
	{"DiskName", ofDisk, nil},
	{"EnableAutoSnapshot", ofDisk, isBoolean},
	{"Encrypted", ofDisk, isBoolean},
	{"HostName", ofInstance, nil},
	{"ImageId", ofInstance, nil},
	{"InstanceName", ofInstance, nil},
	{"InstanceType", ofInstance, nil},
	{"KMSKeyId", ofDisk, nil},
	{"KeyPairName", ofInstance, nil},
	{"PerformanceLevel", ofDisk, nil},
	{"ResourceGroupId", ofBoth, nil},
	{"SerialNumber", ofBoth, nil},
	{"Size", ofDisk, isSize},
	{"StartTime", ofInstance, isTime},
	{"Tags", ofBoth, isTags},
	{"UserData", ofInstance, nil},
	{"ZoneId", ofBoth, nil},
}

// attrIndex returns where an attribute stands in the table, -1 if there is none.
func attrIndex(name string) int {
	return slices.IndexFunc(attributes, func(a attribute) bool { return a.name == name })
}

func isBoolean(value string) error {
	if value != "true" && value != "false" {
		return errors.New("expected true or false")
	}
	return nil
}

func isSize(value string) error {
	if n, err := strconv.ParseInt(value, 10, 32); err != nil || n < 1 {
		return errors.New("expected a number of GiB, 1 or more")
	}
	return nil
}

// timeFormat is how a describe writes an instant.
const timeFormat = "2006-01-02T15:04:05Z"

func isTime(value string) error {
	if _, err := time.Parse(timeFormat, value); value != "" && err != nil {
		return errors.New("expected an instant such as 2019-05-31T08:00:00Z, or nothing")
	}
	return nil
}

func isTags(value string) error {
	_, err := parseTags(value)
	return err
}

// A tag is a key with a value.
type tag struct{ key, value string }

// formatTags returns tags as an attribute has them: "key=value,key=value", by key. A
// key or value with ',', '=' or '"' in it is quoted.
func formatTags(tags []tag) string {
	var b []byte
	for n, t := range tags {
		if n > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, t.key), '=')
		b = appendQuoted(b, t.value)
	}
	return string(b)
}

func appendQuoted(b []byte, s string) []byte {
	if strings.ContainsAny(s, `,="`) {
		return strconv.AppendQuote(b, s)
	}
	return append(b, s...)
}

// parseTags is the inverse of formatTags.
func parseTags(text string) (tags []tag, _ error) {
	for rest := text; rest != ""; {
		key, after, err := cutQuoted(rest, "=")
		if err != nil || !strings.HasPrefix(after, "=") || key == "" {
			return nil, errors.New("expected key=value, with ',' between them")
		}
		value, after, err := cutQuoted(after[1:], ",")
		if err != nil || after != "" && (after[0] != ',' || after == ",") {
			return nil, errors.New("expected key=value, with ',' between them")
		}
		tags, rest = append(tags, tag{key, value}), strings.TrimPrefix(after, ",")
	}
	slices.SortStableFunc(tags, func(a, b tag) int { return strings.Compare(a.key, b.key) })
	for n := 1; n < len(tags); n++ {
		if tags[n].key == tags[n-1].key {
			return nil, fmt.Errorf("the key %q is given twice", tags[n].key)
		}
	}
	return tags, nil
}

// cutQuoted cuts off what stands before a separator, which may be quoted.
func cutQuoted(text, separator string) (head, rest string, _ error) {
	if strings.HasPrefix(text, `"`) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", err
		}
		head, err = strconv.Unquote(quoted)
		return head, text[len(quoted):], err
	}
	at := strings.Index(text, separator)
	if at < 0 {
		at = len(text)
	}
	return text[:at], text[at:], nil
}

// SetAttrs sets attributes of a resource, as a world line "attr ID Name=value ..."
// does: what a describe shows of it and no rule reads, such as Size, SerialNumber or
// Tags ("key=value,key=value"). The resource may be one that is yet to be created.
// The error says which name or value is none.
func (s *Server) SetAttrs(id string, values map[string]string) error {
	s.mustBeNew()
	s.mu.Lock()
	defer s.mu.Unlock()
	of := ofBoth
	state := s.world.State()
	if r := state.Resource(id); r.Instance != nil {
		of = ofInstance
	} else if r.Disk != nil {
		of = ofDisk
	} else if instance, disk := s.world.Existed(id); instance || disk {
		of = 0
	}
	names := slices.Sorted(maps.Keys(values))
	for _, name := range names {
		attr := attrIndex(name)
		if d, ok := state.Disk(model.DiskID(id)); ok && attr == attrCategory && d.Type == model.DataDisk {
			return fmt.Errorf("ecsapi: attribute %s of %s is %q; the machine has that of a data disk, expected it in its disk line", name, id, values[name])
		}
		switch {
		case attr < 0 || of != 0 && attributes[attr].of&of == 0:
			return fmt.Errorf("ecsapi: %s has no attribute %s; expected %s", id, name, attrNames(of))
		case !isText(values[name]):
			return fmt.Errorf("ecsapi: attribute %s of %s is %q; expected text", name, id, values[name])
		case attributes[attr].check != nil:
			if err := attributes[attr].check(values[name]); err != nil {
				return fmt.Errorf("ecsapi: attribute %s of %s is %q; %w", name, id, values[name], err)
			}
		}
	}
	if of == 0 {
		return nil // it is gone, and nobody will see it
	}
	for _, name := range names {
		s.put(id, name, values[name])
	}
	return nil
}

func attrNames(of kinds) string {
	var names []string
	for _, a := range attributes {
		if of == 0 || a.of&of != 0 {
			names = append(names, a.name)
		}
	}
	return strings.Join(names, ", ")
}

// Attrs returns the attributes that are not at their default, by id and name: what
// the attr lines of a script say that begins where this server is now. A resource
// that was released has none.
func (s *Server) Attrs() map[string]map[string]string {
	s.mustBeNew()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.see(s.world.State(), s.at)
	all := map[string]map[string]string{}
	for id, b := range s.beside {
		all[id] = map[string]string{}
		for _, set := range b {
			all[id][attributes[set.attr].name] = set.value
		}
	}
	return all
}
