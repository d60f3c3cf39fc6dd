// Package wire is the form of an answer of the ECS API, in JSON and in XML.
//
// A table of [Field] says which names there are, of which kind, and what stands there
// when there is no value. The same table encodes and decodes both formats:
//
//	JSON  {"Disks":{"Disk":[{"DiskId":"d-1","Portable":true}]},"TotalCount":1}
//	XML   <DescribeDisksResponse><Disks><Disk><DiskId>d-1</DiskId><Portable>true</Portable></Disk></Disks><TotalCount>1</TotalCount></DescribeDisksResponse>
//
// Decoding what was encoded gives the same object again.
package wire

// A Kind is the type of a field's value. In JSON a String is a string, a Boolean true
// or false, the numbers are numbers, a Struct is an object, and a List an object with
// one field, the array.
type Kind uint8

// The kinds, with the vendor's own names for numbers.
const (
	String Kind = iota
	Boolean
	Integer // of 32 bits
	Long    // of 64 bits
	Float
	Struct
	List
)

var kinds = [...]string{"string", "boolean", "int32", "int64", "float", "object", "list"}

// String returns the name of the kind, as the vendor's metadata have it.
func (k Kind) String() string { return kinds[k] }

// A Field is one row of the table: a name, which JSON and XML share, and what stands
// there.
type Field struct {
	Name     string
	Kind     Kind
	Item     string  // of a List: the name of its array in JSON, of each element in XML
	Fields   []Field // of a Struct, or of the elements of a List; a List without has strings
	Optional bool    // left out when there is no value, and not written in its empty form
	Recorded bool    // stands in a record of what was answered: never what may be secret
}

// An Object has a value for each field of its table, in the order of the table.
type Object []Value

// A Value is what an object has in one field: nothing, unless it is set.
type Value struct {
	Set   bool
	Text  string   // of what is neither a Struct nor a List: as JSON writes it, without quotes
	Items []Object // of a Struct one, of a List its elements; a string is an object of one Value
}

// Text returns the value of a text, a number or a Boolean.
func Text(text string) Value { return Value{Set: true, Text: text} }

// Items returns the value of a list.
func Items(items ...Object) Value { return Value{Set: true, Items: items} }

// Get returns the value of a field by its name, nothing if there is no such field.
func (o Object) Get(fields []Field, name string) Value {
	for n, f := range fields {
		if f.Name == name {
			return o[n]
		}
	}
	return Value{}
}

// Empty returns the object without values: each field is in its empty form ("",
// false, 0, a list without elements), unless it is optional.
func Empty(fields []Field) Object {
	o := make(Object, len(fields))
	for n := range fields {
		o[n] = fields[n].Empty()
	}
	return o
}

// Empty returns the form of the field when there is no value.
func (f *Field) Empty() Value {
	switch {
	case f.Optional:
		return Value{}
	case f.Kind == Boolean:
		return Text("false")
	case f.Kind == Integer || f.Kind == Long || f.Kind == Float:
		return Text("0")
	case f.Kind == Struct:
		return Items(Empty(f.Fields))
	}
	return Value{Set: true}
}

// find returns which field has the name, -1 if none has. It starts to look at the
// one behind the one found last: most answers are in the order of the table.
func find(fields []Field, name string, next int) int {
	if next < len(fields) && fields[next].Name == name {
		return next
	}
	for n := range fields {
		if fields[n].Name == name {
			return n
		}
	}
	return -1
}

// Format is JSON or XML.
type Format uint8

// The formats.
const (
	XML Format = iota // what the API answers unless it is asked for another
	JSON
)

// ContentType returns the media type, as a header has it.
func (f Format) ContentType() string {
	if f == JSON {
		return "application/json;charset=utf-8"
	}
	return "text/xml;charset=utf-8"
}

// Append writes an object behind what b has. The root is the name of the outermost
// element in XML.
func (f Format) Append(b []byte, root string, fields []Field, o Object) []byte {
	if f == JSON {
		return appendJSON(b, fields, o)
	}
	b = append(append(append(b, '<'), root...), '>')
	b = appendXML(b, fields, o)
	return append(append(append(b, '<', '/'), root...), '>')
}

// Decode reads an object. What has a name that is not in the table is left out; its
// path is in unknown, such as "Disks.Disk.IOPS", once. An error says where the data
// are not of the table's form.
func (f Format) Decode(data []byte, fields []Field) (o Object, unknown []string, err error) {
	if f == JSON {
		return decodeJSON(data, fields)
	}
	return decodeXML(data, fields)
}
