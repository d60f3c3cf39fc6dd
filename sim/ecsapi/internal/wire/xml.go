package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

func appendXML(b []byte, fields []Field, o Object) []byte {
	for n := range fields {
		f, v := &fields[n], &o[n]
		if !v.Set {
			continue
		}
		switch b = append(append(append(b, '<'), f.Name...), '>'); f.Kind {
		case Struct:
			b = appendXML(b, f.Fields, v.Items[0])
		case List:
			for _, item := range v.Items {
				b = append(append(append(b, '<'), f.Item...), '>')
				if f.Fields == nil {
					b = appendXMLText(b, item[0].Text)
				} else {
					b = appendXML(b, f.Fields, item)
				}
				b = append(append(append(b, '<', '/'), f.Item...), '>')
			}
		default:
			b = appendXMLText(b, v.Text)
		}
		b = append(append(append(b, '<', '/'), f.Name...), '>')
	}
	return b
}

func appendXMLText(b []byte, s string) []byte {
	for n := range len(s) {
		if c := s[n]; c < ' ' || c >= 0x7f || strings.IndexByte(`<>&'"`, c) >= 0 {
			var escaped bytes.Buffer
			xml.EscapeText(&escaped, []byte(s)) // a buffer takes all
			return append(b, escaped.Bytes()...)
		}
	}
	return append(b, s...)
}

// xmlReader reads the elements of an XML text along a table.
type xmlReader struct {
	*xml.Decoder
	unknown []string
}

func decodeXML(data []byte, fields []Field) (Object, []string, error) {
	r := xmlReader{Decoder: xml.NewDecoder(bytes.NewReader(data))}
	for {
		t, err := r.Token()
		if err == io.EOF {
			return nil, nil, errors.New("there is no element; expected an answer")
		}
		if err != nil {
			return nil, nil, err
		}
		if _, ok := t.(xml.StartElement); !ok {
			continue
		}
		o, err := r.object("", fields)
		if err != nil {
			return nil, nil, err
		}
		return o, r.unknown, r.end()
	}
}

// end reads what follows the outermost element, which is nothing that says anything.
func (r *xmlReader) end() error {
	for {
		switch t, err := r.Token(); t := t.(type) {
		case nil:
			if err == io.EOF {
				return nil
			}
			return err
		case xml.StartElement:
			return fmt.Errorf("<%s> follows the answer", t.Name.Local)
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return fmt.Errorf("%q follows the answer", t)
			}
		}
	}
}

// children calls child with the name of each element up to the end of the present
// one. What stands between them is white space.
func (r *xmlReader) children(path string, child func(name string) error) error {
	for {
		t, err := r.Token()
		if err != nil {
			return fmt.Errorf("%s: %w", orAnswer(path), err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := child(t.Name.Local); err != nil {
				return err
			}
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return fmt.Errorf("%s has the text %q; expected elements", orAnswer(path), t)
			}
		}
	}
}

func (r *xmlReader) object(path string, fields []Field) (Object, error) {
	o := make(Object, len(fields))
	at := -1
	err := r.children(path, func(name string) (err error) {
		below := join(path, name)
		n := find(fields, name, at+1)
		if n < 0 {
			return r.skip(below)
		}
		if at = n; o[n].Set {
			return fmt.Errorf("%s comes twice", below)
		}
		o[n], err = r.value(below, &fields[n])
		return err
	})
	return o, err
}

// value reads the value of a field, whose element has been opened.
func (r *xmlReader) value(path string, f *Field) (Value, error) {
	switch f.Kind {
	case Struct:
		o, err := r.object(path, f.Fields)
		return Items(o), err
	case List:
		v := Value{Set: true}
		err := r.children(path, func(name string) error {
			below := join(path, name)
			if name != f.Item {
				return r.skip(below)
			}
			if f.Fields == nil {
				s, err := r.text(below)
				v.Items = append(v.Items, Object{Text(s)})
				return err
			}
			o, err := r.object(below, f.Fields)
			v.Items = append(v.Items, o)
			return err
		})
		return v, err
	}
	s, err := r.text(path)
	if err != nil {
		return Value{}, err
	}
	if f.Kind == Boolean && s != strconv.FormatBool(s == "true") || f.Kind > Boolean && !f.Kind.holds(s) {
		return Value{}, fmt.Errorf("%s is %q; expected %s", path, s, f.Kind)
	}
	return Text(s), nil
}

// text reads the text of the present element.
func (r *xmlReader) text(path string) (string, error) {
	var text []byte
	for {
		t, err := r.Token()
		if err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return string(text), nil
		case xml.StartElement:
			return "", fmt.Errorf("%s has the element <%s>; expected text", path, t.Name.Local)
		case xml.CharData:
			text = append(text, t...)
		}
	}
}

// skip passes over the present element, and notes its path.
func (r *xmlReader) skip(path string) error {
	if !slices.Contains(r.unknown, path) {
		r.unknown = append(r.unknown, path)
	}
	return r.Skip()
}
