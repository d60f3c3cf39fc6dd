package history

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/ecsdisk/model/book"
)

// What is read in one go is what is read with care.
func FuzzPlain(f *testing.F) {
	for _, text := range []string{
		`{"InstanceId":"i-a","DiskId":"d-1"}`, `{"InstanceId":"i-a","DiskId":"d-1","DeleteWithInstance":true}`, `{"DiskIds":["d-1","d-2"],"Status":"In_use"}`, `{"InstanceIds":[]}`,
		`{"DiskId":""}`, `{"InstanceId":"i-a","Force":false}`, `{"DiskId":"d-1","DeleteAutoSnapshot":false}`, `{}`, ` {}`, `{"DiskId":"a","DiskId":"b"}`, `{"DiskId":"\u0061"}`,
		`{"d-1":{"Status":"In_use","InstanceId":"i-a","DeleteWithInstance":true}}`, `{"i-a":{"Status":"Running","OperationLocks":[]},"i-b":{}}`, `{"":{}}`, `{"RegionId":"r","DiskId":"d"}`, `{"RegionId":"","RegionId":"r"}`, `{"d-1":{"Attachments":[{"InstanceId":"i"}],"Type":"system","DiskChargeType":"PrePaid"},"d-2":{"Attachments":[]}}`, `{"d-1":{"Attachments":[],"Attachments":[]}}`,
		`{"i-a":{"InstanceChargeType":"PostPaid","OperationLocks":[{"LockReason":"financial"},{"LockReason":"security"}]}}`, `{"d-1":{},"d-1":{}}`,
		`{"d-1":{"Status":"Modifying"}}`, `{"d-1":{"Portable":false,"Category":"","DeleteAutoSnapshot":true}}`, `{"i-a":{"Status":"Running","OperationLocks":[{"LockReason":"security"}]}}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, end, bad := parse([]byte(text), 0, 1)
		r := NewReader("x", strings.NewReader(""))
		for action := range book.Actions() {
			op := action.String()
			a := r.readPlain([]byte(op), []byte(text))
			if a == nil {
				continue
			}
			if bad != nil || end != len(text) || n.kind != '{' {
				t.Fatalf("%s of %s is read, and is no object: %v", op, text, bad)
			}
			want := r.readAsked(op, &n, nil)
			want.touches = nil // as it is not skipped
			if !reflect.DeepEqual(a, want) {
				t.Fatalf("%s of %s is %#v, want %#v", op, text, a, want)
			}
		}
		for _, describe := range []book.Action{book.ActionDescribeDisks, book.ActionDescribeInstances} {
			s := r.showPlain(describe, []byte(text))
			if s == nil {
				continue
			}
			if bad != nil || end != len(text) || n.kind != '{' {
				t.Fatalf("%s shows %s, which is no object: %v", describe, text, bad)
			}
			want := r.readShown(describe, &n)
			if len(s.all)+len(want.all) > 0 && !reflect.DeepEqual(s.all, want.all) || strings.Join(s.ids, "\n") != strings.Join(want.ids, "\n") || want.text != "" || want.skipped != "" || !slices.Equal(s.ignored, want.ignored) {
				t.Fatalf("%s shows %s: %#v, want %#v", describe, text, s, want)
			}
		}
	})
}

// A line is cut as encoding/json cuts it; what that does not take is no line.
func FuzzCut(f *testing.F) {
	for _, text := range []string{
		`{"t":0,"op":"DetachDisk","params":{"InstanceId":"i-a"},"status":200,"code":""}`, `{"start":1.5e3,"end":null,"x":[1,{"y":-0.1}],"\u006fp":"a\"b"}`, ` {} `, `{"t":01}`, `{"t":1,}`, `{"t"}`, `{"t":tru}`,
		`{"shown":{"d-1":{"Status":"In_use"}}}`, `{"op":"a","op":"b"}`, `[]`, `{"t":1}}`, "{\"\xff\":1}", `{"world":"a\nb","head":["# x"]}`, `{"params":{]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var l line
		if bad := l.cut(text); bad != nil {
			var members map[string]json.RawMessage
			if json.Unmarshal(text, &members) == nil && invalid(text) == nil && !strings.Contains(bad.text, "twice") && !strings.Contains(bad.text, "in each other") && members != nil {
				t.Fatalf("%s: %s", text, bad.text)
			}
			return
		}
		n, end, bad := parse(text, 0, 1)
		if bad != nil {
			if json.Valid(text) && !strings.Contains(bad.text, "twice") && !strings.Contains(bad.text, "in each other") {
				t.Fatalf("%s: %s", text, bad.text)
			}
			return // within a list or an object, which is cut as a whole
		}
		if space(text, end) != len(text) || n.kind != '{' {
			t.Fatalf("%s ends at %d", text, end)
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatalf("%s is cut, and is no JSON: %v", text, err)
		}
		for at, name := range n.names {
			if string(members[name]) != string(n.items[at].raw) {
				t.Fatalf("%s: %s is %s, want %s", text, name, n.items[at].raw, members[name])
			}
			f := fieldOf([]byte(name))
			if f == fieldNone || f == fieldKnown {
				continue
			}
			if want := string(members[name]); l.has(f) != (want != "null") || l.has(f) && string(l.value(f)) != want {
				t.Fatalf("%s: field %s is %s, want %s", text, name, l.value(f), want)
			}
			if n.items[at].kind == '"' {
				var want string
				if got, bad := l.word(f); bad != nil || json.Unmarshal(members[name], &want) != nil || string(got) != want {
					t.Fatalf("%s: field %s is %q, want %q", text, name, got, want)
				}
			}
		}
	})
}

// Seconds are exact to the nanosecond, written and read.
func TestSeconds(t *testing.T) {
	all := []int64{0, 1, 999_999_999, 1_000_000_000, 1_500_000_000, math.MaxInt64}
	for range 10_000 {
		all = append(all, rand.Int64N(1<<(1+rand.Uint64N(62))))
	}
	for _, n := range all {
		text := appendSeconds(nil, time.Duration(n))
		if d, ok := plainSeconds(text); !ok || int64(d) != n {
			t.Fatalf("%d is %s, and that is %d, %v", n, text, d, ok)
		}
	}
	for _, text := range []string{"9223372036.854775808", "10000000000", "1.0000000001", "1e3", "-1"} {
		if d, ok := plainSeconds([]byte(text)); ok {
			t.Errorf("%s is %d", text, d)
		}
	}
}
