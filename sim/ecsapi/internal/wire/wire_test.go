package wire

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// table draws a table of fields, down to some depth.
func table(rng *rand.Rand, depth int) []Field {
	fields := []Field{}
	for n := range rng.IntN(5) {
		f := Field{Name: fmt.Sprintf("F%d", n), Kind: Kind(rng.IntN(int(List) + 1)), Optional: rng.IntN(2) == 0}
		if f.Kind == List {
			f.Item = "Item"
		}
		if f.Kind == Struct || f.Kind == List && rng.IntN(2) == 0 {
			f.Fields = []Field{}
			if depth > 0 {
				f.Fields = table(rng, depth-1)
			}
		}
		fields = append(fields, f)
	}
	return fields
}

// object draws an object of a table: each field set, or in its empty form.
func object(rng *rand.Rand, fields []Field) Object {
	o := Empty(fields)
	for n := range fields {
		if rng.IntN(2) == 0 {
			o[n] = value(rng, &fields[n])
		}
	}
	return o
}

func drawText(rng *rand.Rand) string {
	runes := []rune(" \t\n\r<>&'\"\\/aé\u2028€\U0001F600]")
	drawn := make([]rune, rng.IntN(8))
	for n := range drawn {
		drawn[n] = runes[rng.IntN(len(runes))]
	}
	return string(drawn)
}

func value(rng *rand.Rand, f *Field) Value {
	switch f.Kind {
	case String:
		return Text(drawText(rng))
	case Boolean:
		return Text(fmt.Sprint(rng.IntN(2) == 0))
	case Integer:
		return Text(fmt.Sprint(int32(rng.Uint32())))
	case Long:
		return Text(fmt.Sprint(int64(rng.Uint64())))
	case Float:
		return Text(fmt.Sprint(rng.NormFloat64() * 1e9))
	case Struct:
		return Items(object(rng, f.Fields))
	}
	v := Value{Set: true}
	for range rng.IntN(4) {
		if f.Fields == nil {
			v.Items = append(v.Items, Object{Text(drawText(rng))})
		} else {
			v.Items = append(v.Items, object(rng, f.Fields))
		}
	}
	return v
}

// TestRoundTrip: decode∘encode is the identity, in both formats.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(1000) {
		rng := rand.New(rand.NewPCG(seed, 0))
		fields := table(rng, 3)
		o := object(rng, fields)
		for _, format := range []Format{JSON, XML} {
			data := format.Append(nil, "Root", fields, o)
			back, unknown, err := format.Decode(data, fields)
			if err != nil || unknown != nil {
				t.Fatalf("seed %d: %s\n%v, unknown %v", seed, data, err, unknown)
			}
			if diff := cmp.Diff(o, back); diff != "" {
				t.Fatalf("seed %d: %s (-encoded +decoded):\n%s", seed, data, diff)
			}
		}
	}
}

var disks = []Field{
	{Name: "Disks", Kind: List, Item: "Disk", Fields: []Field{
		{Name: "DiskId"}, {Name: "Portable", Kind: Boolean}, {Name: "Size", Kind: Integer},
		{Name: "OperationLocks", Kind: List, Item: "OperationLock", Fields: []Field{{Name: "LockReason"}}},
		{Name: "Placement", Kind: Struct, Fields: []Field{{Name: "ZoneIds"}}, Optional: true},
	}},
	{Name: "Addresses", Kind: List, Item: "IpAddress"},
	{Name: "RequestId"},
}

func TestForms(t *testing.T) {
	o := Empty(disks)
	o[0] = Items(Empty(disks[0].Fields))
	o[0].Items[0][0] = Text("d-<1>")
	for format, want := range map[Format]string{
		JSON: `{"Disks":{"Disk":[{"DiskId":"d-<1>","Portable":false,"Size":0,"OperationLocks":{"OperationLock":[]}}]},"Addresses":{"IpAddress":[]},"RequestId":""}`,
		XML:  `<R><Disks><Disk><DiskId>d-&lt;1&gt;</DiskId><Portable>false</Portable><Size>0</Size><OperationLocks></OperationLocks></Disk></Disks><Addresses></Addresses><RequestId></RequestId></R>`,
	} {
		if got := string(format.Append(nil, "R", disks, o)); got != want {
			t.Errorf("format %d:\n%s\nwant\n%s", format, got, want)
		}
	}
}

// TestStrangers: what is not in the table is left out and named; what is not of its
// form is an error that says where.
func TestStrangers(t *testing.T) {
	for _, test := range []struct {
		format     Format
		data, want string
	}{
		{JSON, `{"RequestId":"r","X":[{"RequestId":1}],"Disks":{"Disk":[{"IOPS":7},{"IOPS":8}],"N":{}}}`, "unknown X,Disks.Disk.IOPS,Disks.N"},
		{XML, `<?xml version="1.0"?><!-- c --><R><X><Y>1</Y></X><Disks><N/><Disk><IOPS>7</IOPS></Disk></Disks></R>`, "unknown X,Disks.N,Disks.Disk.IOPS"},
		{JSON, `{"RequestId":null,"Disks":{}}`, "unknown "},
		{JSON, `{"RequestId":1}`, "RequestId is the number 1; expected string"},
		{JSON, `{"RequestId":"a","RequestId":"b"}`, "RequestId comes twice"},
		{JSON, `{"Disks":[]}`, "Disks is an array; expected an object of Disk"},
		{JSON, `{"Disks":{"Disk":{}}}`, "Disks.Disk is an object; expected an array"},
		{JSON, `{"Disks":{"Disk":[],"Disk":[]}}`, "Disks.Disk comes twice"},
		{JSON, `{"Disks":{"Disk":[1]}}`, "Disks.Disk is the number 1; expected an object"},
		{JSON, `{"Disks":{"Disk":[{"Portable":"true"}]}}`, "Disks.Disk.Portable is a string; expected boolean"},
		{JSON, `{"Disks":{"Disk":[{"Size":1.5}]}}`, "Disks.Disk.Size is the number 1.5; expected int32"},
		{JSON, `{"Disks":{"Disk":[{"Size":3000000000}]}}`, "Disks.Disk.Size is the number 3000000000; expected int32"},
		{JSON, `{"Addresses":{"IpAddress":["a",true]}}`, "Addresses.IpAddress has a Boolean; expected strings"},
		{JSON, `{"RequestId":"r"`, "unexpected EOF"},
		{JSON, `{} {}`, "something follows the closing brace"},
		{JSON, `[]`, "the answer is an array; expected an object"},
		{JSON, ``, "unexpected EOF"},
		{XML, ``, "there is no element; expected an answer"},
		{XML, `<R><RequestId>r</RequestId>`, "the answer: XML syntax error on line 1: unexpected EOF"},
		{XML, `<R><RequestId><a/></RequestId></R>`, "RequestId has the element <a>; expected text"},
		{XML, `<R>text</R>`, `the answer has the text "text"; expected elements`},
		{XML, `<R><Disks><Disk><Size>x</Size></Disk></Disks></R>`, `Disks.Disk.Size is "x"; expected int32`},
		{XML, `<R><Disks><Disk><Portable>1</Portable></Disk></Disks></R>`, `Disks.Disk.Portable is "1"; expected boolean`},
		{XML, `<R><RequestId>a</RequestId><RequestId>a</RequestId></R>`, "RequestId comes twice"},
		{XML, `<R/><R/>`, "<R> follows the answer"},
		{XML, `<R/>more`, `"more" follows the answer`},
	} {
		_, unknown, err := test.format.Decode([]byte(test.data), disks)
		got := "unknown " + strings.Join(unknown, ",")
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.data, got, test.want)
		}
	}
}

// TestCut: an answer cut off anywhere is an error and no panic, and so is nearly every
// one with a byte changed; what is none is of the table's form.
func TestCut(t *testing.T) {
	o := Empty(disks)
	o[0] = Items(Empty(disks[0].Fields))
	o[1] = Items(Object{Text("10.0.0.1")})
	rng := rand.New(rand.NewPCG(1, 2))
	for _, format := range []Format{JSON, XML} {
		data := format.Append(nil, "Root", disks, o)
		for n := range data {
			if _, _, err := format.Decode(data[:n], disks); err == nil {
				t.Errorf("no error though cut: %s", data[:n])
			}
		}
		for range 3_000 {
			changed := []byte(string(data))
			changed[rng.IntN(len(changed))] = byte(rng.Uint32())
			back, _, err := format.Decode(changed, disks)
			if err != nil {
				continue
			}
			again, _, err := format.Decode(format.Append(nil, "Root", disks, back), disks)
			if err != nil {
				t.Fatalf("%q: what was decoded does not come back: %v", changed, err)
			}
			if diff := cmp.Diff(back, again); diff != "" {
				t.Fatalf("%q (-decoded +again):\n%s", changed, diff)
			}
		}
	}
}

// FuzzDecode looks for a text that is decoded, and is not what it was when it comes
// back.
func FuzzDecode(f *testing.F) {
	f.Add(`{"Disks":{"Disk":[{"DiskId":"d-1","Portable":true,"Size":1,"Placement":{"ZoneIds":"a"}}]},"Addresses":{"IpAddress":["a"]},"X":[{}]}`)
	f.Add(`<R><Disks><Disk><DiskId>d-1</DiskId><Size>1</Size><OperationLocks/></Disk></Disks><Addresses><IpAddress>a</IpAddress></Addresses></R>`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, format := range []Format{JSON, XML} {
			o, _, err := format.Decode([]byte(text), disks)
			if err != nil {
				continue
			}
			data := format.Append(nil, "R", disks, o)
			back, _, err := format.Decode(data, disks)
			if err != nil {
				t.Fatalf("%q comes back as %q: %v", text, data, err)
			}
			if diff := cmp.Diff(o, back); diff != "" {
				t.Fatalf("%q comes back as %q (-decoded +again):\n%s", text, data, diff)
			}
		}
	})
}
