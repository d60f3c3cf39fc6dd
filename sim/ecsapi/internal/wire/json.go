package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

func appendJSON(b []byte, fields []Field, o Object) []byte {
	b = append(b, '{')
	first := true
	for n := range fields {
		f, v := &fields[n], &o[n]
		if !v.Set {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(append(append(b, '"'), f.Name...), '"', ':')
		switch f.Kind {
		case String:
			b = appendJSONString(b, v.Text)
		case Struct:
			b = appendJSON(b, f.Fields, v.Items[0])
		case List:
			b = append(append(append(b, '{', '"'), f.Item...), '"', ':', '[')
			for n, item := range v.Items {
				if n > 0 {
					b = append(b, ',')
				}
				if f.Fields == nil {
					b = appendJSONString(b, item[0].Text)
				} else {
					b = appendJSON(b, f.Fields, item)
				}
			}
			b = append(b, ']', '}')
		default:
			b = append(b, v.Text...)
		}
	}
	return append(b, '}')
}

func appendJSONString(b []byte, s string) []byte {
	for n := range len(s) {
		if c := s[n]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			var quoted bytes.Buffer
			enc := json.NewEncoder(&quoted)
			enc.SetEscapeHTML(false)
			enc.Encode(s) // a string is always encoded
			return append(b, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// jsonReader reads tokens of a JSON text along a table.
type jsonReader struct {
	*json.Decoder
	unknown []string
}

func decodeJSON(data []byte, fields []Field) (Object, []string, error) {
	r := jsonReader{Decoder: json.NewDecoder(bytes.NewReader(data))}
	r.UseNumber()
	start, err := r.token("")
	if err != nil {
		return nil, nil, err
	}
	o, err := r.object(start, "", fields)
	if err != nil {
		return nil, nil, err
	}
	if _, err := r.Token(); err != io.EOF {
		return nil, nil, errors.New("something follows the closing brace")
	}
	return o, r.unknown, nil
}

// token returns the next token; the path is for the error.
func (r *jsonReader) token(path string) (json.Token, error) {
	t, err := r.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && path != "" {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return t, err
}

// object reads an object, of which start is the first token.
func (r *jsonReader) object(start json.Token, path string, fields []Field) (Object, error) {
	if start != json.Delim('{') {
		return nil, fmt.Errorf("%s is %s; expected an object", orAnswer(path), kindOf(start))
	}
	o := make(Object, len(fields))
	at := -1
	for r.More() {
		name, err := r.token(path)
		if err != nil {
			return nil, err
		}
		below := join(path, name.(string))
		value, err := r.token(below)
		if err != nil {
			return nil, err
		}
		n := find(fields, name.(string), at+1)
		if n < 0 {
			if err := r.skip(value, below); err != nil {
				return nil, err
			}
			continue
		}
		if at = n; o[n].Set {
			return nil, fmt.Errorf("%s comes twice", below)
		}
		if o[n], err = r.value(value, below, &fields[n]); err != nil {
			return nil, err
		}
	}
	_, err := r.token(path) // the closing brace
	return o, err
}

// value reads the value of a field, of which t is the first token. A null is nothing.
func (r *jsonReader) value(t json.Token, path string, f *Field) (Value, error) {
	wrong := func() (Value, error) {
		return Value{}, fmt.Errorf("%s is %s; expected %s", path, kindOf(t), f.Kind)
	}
	if t == nil {
		return Value{}, nil
	}
	switch f.Kind {
	case String:
		if s, ok := t.(string); ok {
			return Text(s), nil
		}
		return wrong()
	case Boolean:
		if b, ok := t.(bool); ok {
			return Text(strconv.FormatBool(b)), nil
		}
		return wrong()
	case Struct:
		o, err := r.object(t, path, f.Fields)
		return Items(o), err
	case List:
		return r.list(t, path, f)
	}
	n, ok := t.(json.Number)
	if !ok || !f.Kind.holds(n.String()) {
		return wrong()
	}
	return Text(n.String()), nil
}

// list reads {"Item":[...]}.
func (r *jsonReader) list(start json.Token, path string, f *Field) (Value, error) {
	if start != json.Delim('{') {
		return Value{}, fmt.Errorf("%s is %s; expected an object of %s", path, kindOf(start), f.Item)
	}
	v := Value{Set: true}
	for seen := false; r.More(); {
		name, err := r.token(path)
		if err != nil {
			return Value{}, err
		}
		below := join(path, name.(string))
		t, err := r.token(below)
		switch {
		case err != nil:
			return Value{}, err
		case name != f.Item:
			if err := r.skip(t, below); err != nil {
				return Value{}, err
			}
			continue
		case seen:
			return Value{}, fmt.Errorf("%s comes twice", below)
		case t != json.Delim('['):
			return Value{}, fmt.Errorf("%s is %s; expected an array", below, kindOf(t))
		}
		seen = true
		if v.Items, err = r.items(below, f); err != nil {
			return Value{}, err
		}
	}
	_, err := r.token(path) // the closing brace
	return v, err
}

// items reads the elements of an array, whose opening bracket has been read.
func (r *jsonReader) items(path string, f *Field) (items []Object, _ error) {
	for r.More() {
		t, err := r.token(path)
		if err != nil {
			return nil, err
		}
		if f.Fields != nil {
			o, err := r.object(t, path, f.Fields)
			if err != nil {
				return nil, err
			}
			items = append(items, o)
			continue
		}
		s, ok := t.(string)
		if !ok {
			return nil, fmt.Errorf("%s has %s; expected strings", path, kindOf(t))
		}
		items = append(items, Object{Text(s)})
	}
	_, err := r.token(path) // the closing bracket
	return items, err
}

// skip passes over a value, of which t is the first token, and notes its path.
func (r *jsonReader) skip(t json.Token, path string) error {
	if !slices.Contains(r.unknown, path) {
		r.unknown = append(r.unknown, path)
	}
	depth := 0
	for {
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		var err error
		if t, err = r.token(path); err != nil {
			return err
		}
	}
}

// holds reports whether a JSON number is one of the kind.
func (k Kind) holds(number string) bool {
	var err error
	switch k {
	case Integer:
		_, err = strconv.ParseInt(number, 10, 32)
	case Long:
		_, err = strconv.ParseInt(number, 10, 64)
	default:
		_, err = strconv.ParseFloat(number, 64)
	}
	return err == nil
}

func kindOf(t json.Token) string {
	switch t := t.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "a Boolean"
	case json.Number:
		return "the number " + t.String()
	}
	if t == json.Delim('[') {
		return "an array"
	}
	return "an object"
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func orAnswer(path string) string {
	if path == "" {
		return "the answer"
	}
	return path
}
